//! Permissions: the least rights that a reach takes, as Kubernetes' role-based access control has them.
//!
//! Pure. There are only two verbs, and neither writes. Knows nothing of how roles are printed, and of who is to have them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reach::{Place, Reach};

/// The rights to grant.
///
/// ```
/// use drift_k8s::{Options, Permissions, Reach};
/// let options = Options { namespaces: vec!["shop".into()], kinds: vec!["/Pod".into()], ..Options::default() };
/// let permissions = Permissions::of(&Reach::built_in(&options));
/// assert_eq!(permissions.namespaces["shop"][0].resources, ["pods"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permissions {
    /// In the whole cluster.
    pub cluster: Vec<Rule>,
    /// In single namespaces.
    pub namespaces: BTreeMap<String, Vec<Rule>>,
}

/// One rule of a role, in the API's shape.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// API groups; `""` is the core.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub api_groups: Vec<String>,
    /// Resources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The only objects; empty is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<String>,
    /// Paths of the API that are no resources.
    #[serde(rename = "nonResourceURLs", skip_serializing_if = "Vec::is_empty")]
    pub non_resource_urls: Vec<String>,
    /// What may be done.
    pub verbs: Vec<Verb>,
    /// What it is for, where that is not plain; not part of the role.
    #[serde(skip)]
    pub why: Why,
}

/// What may be done. Nothing else ever is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// One object.
    Get,
    /// All of them.
    List,
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The lists of the resources.
    #[default]
    Lists,
    /// The id of the cluster: the UID of its namespace kube-system.
    ClusterId,
    /// What the cluster serves, and the schemas of custom resources.
    Discovery,
    /// The metadata of Secrets, of which RBAC cannot tell the values apart.
    SecretMetadata,
    /// Secrets with their values.
    SecretValues,
}

/// What discovery and OpenAPI ask. `system:discovery` gives it to everybody who is authenticated.
const DISCOVERY: [&str; 6] = ["/api", "/api/*", "/apis", "/apis/*", "/openapi/v3/*", "/version"];

impl Permissions {
    /// The least rights that this takes, where discovery is open to everybody.
    #[must_use]
    pub fn of(reach: &Reach) -> Self {
        let mut cluster = Grants::default();
        let mut namespaces: BTreeMap<String, Grants> = BTreeMap::new();
        if reach.looks_up_namespaces {
            cluster.lists.entry(String::new()).or_default().insert("namespaces".to_owned());
        }
        for list in &reach.lists {
            let grants = match &list.place {
                Place::Namespace(name) => namespaces.entry(name.clone()).or_default(),
                Place::Cluster | Place::EveryNamespace | Place::Matching => &mut cluster,
            };
            if list.group.is_empty() && list.resource == SECRETS {
                let metadata = list.metadata_only;
                let why = if metadata { Why::SecretMetadata } else { Why::SecretValues };
                // Releases may be a list of their own; what both take is one right.
                grants.secrets = grants.secrets.max(Some(why));
            } else {
                let group = grants.lists.entry(list.group.clone()).or_default();
                group.insert(list.resource.clone());
            }
        }
        let mut rules = vec![cluster_id()];
        rules.extend(cluster.rules());
        let namespaces = namespaces.into_iter().map(|(name, grants)| (name, grants.rules()));
        Self { cluster: rules, namespaces: namespaces.collect() }
    }

    /// The same, also where `system:discovery` was taken away.
    #[must_use]
    pub fn with_discovery(mut self) -> Self {
        let rule = Rule {
            non_resource_urls: DISCOVERY.map(str::to_owned).to_vec(),
            verbs: vec![Verb::Get],
            why: Why::Discovery,
            ..Rule::default()
        };
        self.cluster.insert(0, rule);
        self
    }

    /// The same without any right to Secrets.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        let keep = |rule: &Rule| !rule.reads_secrets();
        self.cluster.retain(keep);
        self.namespaces.values_mut().for_each(|rules| rules.retain(keep));
        self.namespaces.retain(|_, rules| !rules.is_empty());
        self
    }

    /// Every rule.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.cluster.iter().chain(self.namespaces.values().flatten())
    }
}

impl Rule {
    /// Whether who has it can read Secrets, values included.
    #[must_use]
    pub fn reads_secrets(&self) -> bool {
        matches!(self.why, Why::SecretMetadata | Why::SecretValues)
    }
}

const SECRETS: &str = "secrets";

/// What is to be listed, by API group.
#[derive(Default)]
struct Grants {
    lists: BTreeMap<String, BTreeSet<String>>,
    secrets: Option<Why>,
}

impl Grants {
    fn rules(self) -> Vec<Rule> {
        let listing = |group: String, resources: Vec<String>, why| Rule {
            api_groups: vec![group],
            resources,
            verbs: vec![Verb::List],
            why,
            ..Rule::default()
        };
        let lists = self.lists.into_iter();
        let mut rules: Vec<Rule> = lists
            .map(|(group, resources)| listing(group, resources.into_iter().collect(), Why::Lists))
            .collect();
        rules.extend(self.secrets.map(|why| listing(String::new(), vec![SECRETS.to_owned()], why)));
        rules
    }
}

fn cluster_id() -> Rule {
    Rule {
        api_groups: vec![String::new()],
        resources: vec!["namespaces".to_owned()],
        resource_names: vec!["kube-system".to_owned()],
        verbs: vec![Verb::Get],
        why: Why::ClusterId,
        ..Rule::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::Options;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn of(options: &Options) -> Permissions {
        Permissions::of(&Reach::built_in(options))
    }

    /// Options that differ in everything that a role depends on.
    fn many() -> Vec<Options> {
        let mut all = Vec::new();
        for namespaces in [&[][..], &["shop"], &["shop-*", "bar"]] {
            for read in [&[][..], &["/Secret"], &["*"]] {
                for kinds in [&[][..], &["*"], &["helm.sh/*"], &["rbac.authorization.k8s.io/*"]] {
                    for only_namespaced in [true, false] {
                        all.push(Options {
                            namespaces: texts(namespaces),
                            read_secrets: texts(read),
                            kinds: texts(kinds),
                            only_namespaced,
                            ..Options::default()
                        });
                    }
                }
            }
        }
        all
    }

    #[test]
    fn nothing_that_writes_can_be_granted() {
        for options in many() {
            let permissions = of(&options).with_discovery();
            for rule in permissions.rules() {
                let text = serde_json::to_value(rule).unwrap();
                let verbs: Vec<&str> =
                    text["verbs"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
                assert!(verbs == ["get"] || verbs == ["list"], "{text}");
                // A star would be more than what was asked for, and would grow by itself.
                let stars = ["apiGroups", "resources", "resourceNames"]
                    .map(|key| text[key].to_string().contains('*'));
                assert_eq!(stars, [false; 3], "{text}");
            }
        }
    }

    #[test]
    fn each_list_is_granted_where_it_reads_and_nothing_else_is() {
        for options in many() {
            let reach = Reach::built_in(&options);
            let permissions = Permissions::of(&reach);
            let mut wanted = BTreeSet::new();
            for list in &reach.lists {
                let namespace = match &list.place {
                    Place::Namespace(name) => name.as_str(),
                    _ => "",
                };
                wanted.insert((namespace, list.group.as_str(), list.resource.as_str()));
            }
            if reach.looks_up_namespaces {
                wanted.insert(("", "", "namespaces"));
            }
            let cluster = permissions.cluster.iter().map(|rule| ("", rule));
            let single = permissions.namespaces.iter();
            let single = single
                .flat_map(|(name, rules)| rules.iter().map(move |rule| (name.as_str(), rule)));
            let lists = cluster.chain(single).filter(|(_, rule)| rule.verbs == [Verb::List]);
            let granted: Vec<_> = lists
                .flat_map(|(namespace, rule)| {
                    assert!(rule.resource_names.is_empty());
                    let resources = rule.resources.iter();
                    resources.map(move |one| (namespace, rule.api_groups[0].as_str(), one.as_str()))
                })
                .collect();
            assert_eq!(granted.len(), wanted.len(), "nothing twice");
            assert_eq!(granted.into_iter().collect::<BTreeSet<_>>(), wanted);
        }
    }

    #[test]
    fn rights_to_secrets_stand_alone_and_can_be_left_out() {
        for (read, why) in [(&[][..], Why::SecretMetadata), (&["/Secret"], Why::SecretValues)] {
            let options = Options { read_secrets: texts(read), ..Options::default() };
            let secrets: Vec<Rule> =
                of(&options).rules().filter(|rule| rule.reads_secrets()).cloned().collect();
            assert_eq!(secrets.len(), 1);
            assert_eq!((secrets[0].why, secrets[0].resources.join(",").as_str()), (why, "secrets"));
            let rest = of(&options).without_secrets();
            assert!(rest.rules().all(|rule| !rule.resources.contains(&"secrets".to_owned())));
        }
        let skipped = Options { skip_kinds: texts(&["/Secret"]), ..Options::default() };
        assert!(of(&skipped).rules().all(|rule| !rule.reads_secrets()));
    }
}
