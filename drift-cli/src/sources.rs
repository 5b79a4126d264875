//! Sources: what an environment is asked for, in words that a snapshot keeps, so that an older one does not stand for more than it shows.
//!
//! Says what is read and not by which role: that may change. Asks nobody.

use drift_core::config::{AwsSource, Config, KubernetesSource, Selector};

use crate::{accounts, clusters};

/// What is read of an environment, in order.
pub(crate) fn asked(config: &Config, environment: &str) -> Vec<String> {
    let clusters = clusters::kubernetes(config, environment).into_iter().map(kubernetes);
    let accounts = accounts::aws(config, environment).into_iter().map(aws);
    let skipped = config.skip_kinds.iter().map(|kind| format!("not {kind}"));
    let secrets = config.secrets.read.iter().map(|kind| format!("secrets of {kind}"));
    let mut all: Vec<String> = clusters.chain(accounts).chain(skipped).chain(secrets).collect();
    // Whose a resource is was settled then, by what all environments claim.
    all.extend(config.shared.iter().map(|shared| format!("shared {}", selected(shared))));
    for (name, environment) in &config.environments {
        let members = environment.members.iter();
        all.extend(members.map(|member| format!("{name} {}", selected(&member.selector))));
    }
    all.sort();
    all
}

fn selected(selector: &Selector) -> String {
    let tags = selector.tags.iter().map(|(name, values)| format!("{name}={}", values.join("|")));
    said(
        "selects",
        &[
            ("environments", &selector.environments),
            ("kinds", &selector.kinds),
            ("names", &selector.names),
            ("accounts", &selector.accounts),
            ("regions", &selector.regions),
            ("clusters", &selector.clusters),
            ("namespaces", &selector.namespaces),
            ("tags", &tags.collect::<Vec<_>>()),
        ],
    )
}

fn kubernetes(source: &KubernetesSource) -> String {
    let kubeconfig = source.kubeconfig.iter().cloned().collect::<Vec<_>>();
    said(
        "kubernetes",
        &[
            ("contexts", &source.contexts),
            ("kubeconfig", &kubeconfig),
            ("namespaces", &source.namespaces),
        ],
    )
}

fn aws(source: &AwsSource) -> String {
    // Without accounts the credentials say which one it is.
    let by = source.profile.iter().chain(&source.via).chain(&source.role).cloned();
    let by: Vec<String> = if source.accounts.is_empty() { by.collect() } else { Vec::new() };
    let unit = source
        .organization
        .as_ref()
        .map(|part| format!("{}{}", part.unit, if part.nested { " and below" } else { "" }));
    let unit: Vec<String> = unit.into_iter().collect();
    said(
        "aws",
        &[
            ("by", &by),
            ("accounts", &source.accounts),
            ("organization", &unit),
            ("regions", &source.regions),
        ],
    )
}

/// `aws regions eu-west-1`
fn said(provider: &str, parts: &[(&str, &[String])]) -> String {
    let part = |(name, texts): &(&str, &[String])| {
        let mut texts = texts.to_vec();
        texts.sort();
        (!texts.is_empty()).then(|| format!(" {name} {}", texts.join(", ")))
    };
    let parts: Vec<String> = parts.iter().filter_map(part).collect();
    format!("{provider}{}", parts.join(""))
}

#[cfg(test)]
mod tests {
    use drift_core::config::parse;

    use super::*;

    #[test]
    fn what_is_asked_for_is_said_and_by_whom_only_where_that_decides_it() {
        let text = "version: 1
environments:
  prod:
    members: [ { match: { tags: { env: [prod, live] } } } ]
    sources:
      - kubernetes: { context: prod, namespaces: [\"shop*\"] }
      - aws: { accounts: [\"222222222222\"], role: drift, regions: [us-east-1, eu-west-1] }
      - aws: { profile: audit, regions: [eu-west-1] }
kinds: { skip: [\"AWS::KMS::*\"] }
secrets: { read: [\"/Secret\"] }
";
        let config = parse(text.as_bytes(), "drift.yaml").unwrap();
        assert_eq!(
            asked(&config, "prod"),
            [
                "aws accounts 222222222222 regions eu-west-1, us-east-1",
                "aws by audit regions eu-west-1",
                "kubernetes contexts prod namespaces shop*",
                "not AWS::KMS::*",
                "prod selects tags env=prod|live",
                "secrets of /Secret",
            ]
        );
        assert_eq!(asked(&config, "other").len(), 3);
    }
}
