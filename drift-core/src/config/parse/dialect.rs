//! The keys of the dialect, map by map: those that work and those that are refused until they do.
//!
//! `docs/drift.schema.json` says the same for editors; a test holds the two together.

/// The keys of one map.
pub(super) struct Keys {
    /// What stands before a key where it is named: `pair.`.
    pub(super) at: &'static str,
    /// Those that work.
    pub(super) now: &'static [&'static str],
    /// Those that do not work yet.
    pub(super) later: &'static [&'static str],
}

impl Keys {
    const fn of(
        at: &'static str,
        now: &'static [&'static str],
        later: &'static [&'static str],
    ) -> Self {
        Self { at, now, later }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.now.iter().chain(self.later).copied()
    }
}

pub(super) const ROOT: Keys = Keys::of(
    "",
    &[
        "version",
        "environments",
        "credentials",
        "kinds",
        "shared",
        "pair",
        "expect",
        "secrets",
        "limits",
        "gates",
    ],
    &["policy", "promotion", "access", "data", "rules", "waivers"],
);

pub(super) const ENVIRONMENT: Keys = Keys::of(
    "",
    &["rank", "upstream", "aliases", "sources", "members"],
    &["data_ceiling", "isolation"],
);

pub(super) const SOURCE: Keys = Keys::of(
    "sources.",
    &["aws", "kubernetes", "manifests"],
    &["terraform", "helm", "cloudformation", "evidence"],
);

pub(super) const AWS: Keys = Keys::of(
    "aws.",
    &["profile", "via", "accounts", "organization", "role", "external_id", "regions"],
    &[],
);

pub(super) const ORGANIZATION: Keys = Keys::of("aws.organization.", &["unit", "nested"], &[]);

pub(super) const CREDENTIALS: Keys = Keys::of("credentials.", &["profile", "chain"], &[]);

pub(super) const HOP: Keys =
    Keys::of("credentials.chain.", &["role", "external_id", "session_name"], &[]);

pub(super) const KUBERNETES: Keys =
    Keys::of("kubernetes.", &["context", "contexts", "kubeconfig", "namespaces"], &["eks"]);

pub(super) const MANIFESTS: Keys = Keys::of("manifests.", &["path", "render", "namespace"], &[]);

pub(super) const MEMBER: Keys = Keys::of("members.", &["match"], &["instance"]);

pub(super) const SHARED: Keys = Keys::of("shared.", &["match"], &[]);

pub(super) const SELECTOR: Keys =
    Keys::of("match.", &["environment", "kind", "name", "scope", "tags", "path"], &[]);

pub(super) const SCOPE: Keys =
    Keys::of("scope.", &["account", "region", "cluster", "namespace"], &[]);

pub(super) const KINDS: Keys = Keys::of("kinds.", &["skip"], &["cloud_control"]);

pub(super) const PAIR: Keys =
    Keys::of("pair.", &["component", "tokens", "cidrs"], &["domains", "pin", "forbid"]);

pub(super) const CIDRS: Keys = Keys::of("pair.cidrs.", &["sides"], &[]);

pub(super) const EXPECTATION: Keys = Keys::of("expect.", &["id", "match", "allow", "reason"], &[]);

pub(super) const ALLOW: Keys = Keys::of(
    "allow.",
    &["any", "equal"],
    &[
        "ordered",
        "max_ratio",
        "same_family",
        "token",
        "one_of",
        "absent_in",
        "must_differ",
        "set_superset",
        "cel",
    ],
);

pub(super) const SECRETS: Keys = Keys::of("secrets.", &["key", "previous_key", "read"], &[]);

pub(super) const KEY: Keys = Keys::of("key.", &["env", "file", "command"], &[]);

pub(super) const LIMITS: Keys =
    Keys::of("limits.", &["kubernetes", "aws", "call", "run", "max_age"], &[]);

pub(super) const LIMITS_KUBERNETES: Keys =
    Keys::of("limits.kubernetes.", &["lists_in_flight"], &[]);

pub(super) const LIMITS_AWS: Keys = Keys::of("limits.aws.", &["share_of_bucket"], &[]);

pub(super) const GATES: Keys = Keys::of("gates.", &["diff"], &["audit", "promote", "pr"]);

pub(super) const GATE: Keys = Keys::of("gates.diff.", &["fail_on"], &[]);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_published_schema_has_the_same_keys() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../../docs/drift.schema.json")).unwrap();
        let table = [
            (&ROOT, ""),
            (&ENVIRONMENT, "/$defs/environment"),
            (&SOURCE, "/$defs/source"),
            (&AWS, "/$defs/aws"),
            (&ORGANIZATION, "/$defs/aws/properties/organization"),
            (&CREDENTIALS, "/$defs/credentials"),
            (&HOP, "/$defs/credentials/properties/chain/items"),
            (&KUBERNETES, "/$defs/kubernetes"),
            (&MANIFESTS, "/$defs/manifests"),
            (&MEMBER, "/$defs/member"),
            (&SHARED, "/$defs/shared"),
            (&SELECTOR, "/$defs/selector"),
            (&SCOPE, "/$defs/scope"),
            (&KINDS, "/$defs/kinds"),
            (&PAIR, "/$defs/pair"),
            (&EXPECTATION, "/$defs/expectation"),
            (&ALLOW, "/$defs/allow"),
            (&SECRETS, "/$defs/secrets"),
            (&KEY, "/$defs/key"),
            (&LIMITS, "/$defs/limits"),
            (&LIMITS_KUBERNETES, "/$defs/limits/properties/kubernetes"),
            (&LIMITS_AWS, "/$defs/limits/properties/aws"),
            (&GATES, "/$defs/gates"),
            (&GATE, "/$defs/gates/properties/diff"),
        ];
        for (keys, pointer) in table {
            let map = schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
            let published: BTreeSet<_> =
                map["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys.all().collect::<BTreeSet<_>>(), published, "{pointer}");
            for key in published {
                let said = map["properties"][key]["description"].as_str();
                let later = said.is_some_and(|text| text.starts_with("Not supported yet."));
                assert_eq!(later, keys.later.contains(&key), "{pointer}: {key}");
            }
        }
    }
}
