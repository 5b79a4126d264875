//! The arguments of the commands about access: `doctor` and `permissions`.
//!
//! Parses and explains; does nothing.

use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::{FilterArgs, ListFormat};

/// Tells what can be reached, as whom, and what will be unseen
#[derive(Debug, Args)]
#[command(after_help = "\
Looks at drift.yaml, the fingerprint key and the store, and asks each cluster as
a capture would, one object a list. As whom one asks is read off the credential,
or off what a refusal says: nothing is written, and no credential is shown. Each
AWS account is entered, and STS says who one is there.

Exit codes: 0 all can be read, 3 something will be unseen, 2 something cannot be
reached or used at all.

Examples:
  drift doctor                        every environment of drift.yaml
  drift doctor prod                   one
  drift doctor prod --format json | jq '.clusters[].unseen'")]
pub(crate) struct DoctorArgs {
    /// Names of environments [default: all]
    #[arg(value_name = "ENV")]
    pub(crate) environments: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
}

/// Prints the least rights that reading the environments takes
#[derive(Debug, Args)]
#[command(after_help = "\
Asks the clusters which kinds they serve, custom ones too, and prints roles
that can be applied: get and list, and nothing else, on what drift.yaml and
the options below leave to be read. Namespaces that are named without
wildcards become Roles of those namespaces.

Metadata of Secrets takes the right to list Secrets, which shows their values
too: --without-secrets leaves it out.

For accounts it prints an IAM policy document instead, and asks nobody: the
actions that list, describe and get what is left to be read.

Examples:
  drift permissions prod
  drift permissions prod --of aws > drift-read.json
  drift permissions prod --bind-to serviceaccount:drift/drift |
    kubectl --context prod apply -f -
  drift permissions --namespace shop --kind 'apps/*' --without-secrets
  drift permissions prod --offline --format json")]
pub(crate) struct PermissionsArgs {
    /// Names of environments [default: all that have live sources]
    #[arg(value_name = "ENV")]
    pub(crate) environments: Vec<String>,
    /// Of what [default: clusters where there are any, else accounts]
    #[arg(long, value_name = "SYSTEM")]
    pub(crate) of: Option<System>,
    /// How to write roles; a policy is always JSON
    #[arg(long, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) format: ManifestFormat,
    /// What the roles and bindings are called
    #[arg(long, value_name = "NAME", default_value = "drift", value_parser = object_name)]
    pub(crate) name: String,
    /// Bind them too: serviceaccount:NAMESPACE/NAME, user:NAME or group:NAME
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) bind_to: Option<Subject>,
    /// Leave out the right to list Secrets; they are then reported as not seen
    #[arg(long)]
    pub(crate) without_secrets: bool,
    /// Also grant discovery, for clusters that took it away from everybody
    #[arg(long)]
    pub(crate) discovery: bool,
    /// Ask no cluster: only the kinds that every Kubernetes has
    #[arg(long)]
    pub(crate) offline: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

/// What rights are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum System {
    /// Roles of clusters
    Kubernetes,
    /// An IAM policy
    Aws,
}

/// How a manifest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// With comments that say what each rule is for
    Yaml,
    /// One List
    Json,
}

/// Who is to have rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// An account of the cluster.
    ServiceAccount {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A user, as the cluster's authentication names it.
    User(String),
    /// A group of users.
    Group(String),
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let subject = match text.split_once(':') {
            Some(("serviceaccount", account)) => match account.split_once('/') {
                Some((namespace, name)) => Self::ServiceAccount {
                    namespace: object_name(namespace)?,
                    name: object_name(name)?,
                },
                None => return Err("write serviceaccount:NAMESPACE/NAME".to_owned()),
            },
            // A user's name may hold colons itself: `user:system:serviceaccount:drift:drift`.
            Some(("user", name)) if !name.is_empty() => Self::User(name.to_owned()),
            Some(("group", name)) if !name.is_empty() => Self::Group(name.to_owned()),
            _ => {
                return Err(
                    "write serviceaccount:NAMESPACE/NAME, user:NAME or group:NAME".to_owned()
                );
            }
        };
        Ok(subject)
    }
}

/// A name that Kubernetes takes for an object.
fn object_name(text: &str) -> Result<String, String> {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = text.len() <= 253
        && text.bytes().all(|byte| inner(byte) || matches!(byte, b'-' | b'.'))
        && text.bytes().next().is_some_and(inner)
        && text.bytes().last().is_some_and(inner);
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no name of an object: lower case letters, digits, `-` and `.`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_as_rbac_names_them() {
        let account = Subject::ServiceAccount { namespace: "ci".into(), name: "drift".into() };
        assert_eq!("serviceaccount:ci/drift".parse(), Ok(account));
        let user = Subject::User("system:serviceaccount:ci:drift".into());
        assert_eq!("user:system:serviceaccount:ci:drift".parse(), Ok(user));
        assert_eq!("group:oidc/ops team".parse(), Ok(Subject::Group("oidc/ops team".into())));
        for bad in ["drift", "user:", "serviceaccount:drift", "serviceaccount:a/B", "role:x"] {
            assert!(bad.parse::<Subject>().is_err(), "{bad}");
        }
    }
}
