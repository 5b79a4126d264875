//! Roles and bindings as Kubernetes takes them: a YAML stream with comments, or a List in JSON.
//!
//! Knows nothing of which rights are needed.

use drift_k8s::{Permissions, Rule, Verb, Why};
use serde::Serialize;

use super::escape::json_visible;
use super::json;
use crate::args::Subject;

const API_GROUP: &str = "rbac.authorization.k8s.io";
const API_VERSION: &str = "rbac.authorization.k8s.io/v1";

/// What is to be applied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Objects<'p> {
    /// What each object is called.
    pub(crate) name: &'p str,
    /// The rights.
    pub(crate) permissions: &'p Permissions,
    /// Who is to have them; nobody makes no bindings.
    pub(crate) subject: Option<&'p Subject>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'p> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'p>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<&'p [Rule]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_ref: Option<RoleRef<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subjects: Option<[Bound<'p>; 1]>,
}

#[derive(Serialize)]
struct Metadata<'p> {
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'p str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleRef<'p> {
    api_group: &'static str,
    kind: &'static str,
    name: &'p str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bound<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_group: Option<&'static str>,
    kind: &'static str,
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'p str>,
}

impl<'p> Objects<'p> {
    fn all(&self) -> Vec<Object<'p>> {
        let Self { name, permissions, subject } = *self;
        let single = permissions.namespaces.iter();
        let single = single.map(|(namespace, rules)| (Some(namespace.as_str()), rules));
        let mut all = Vec::new();
        for (namespace, rules) in std::iter::once((None, &permissions.cluster)).chain(single) {
            let (role, binding) = match namespace {
                None => ("ClusterRole", "ClusterRoleBinding"),
                Some(_) => ("Role", "RoleBinding"),
            };
            let object = |kind| Object {
                api_version: API_VERSION,
                kind,
                metadata: Metadata { name, namespace },
                rules: None,
                role_ref: None,
                subjects: None,
            };
            all.push(Object { rules: Some(rules), ..object(role) });
            all.extend(subject.map(|subject| Object {
                role_ref: Some(RoleRef { api_group: API_GROUP, kind: role, name }),
                subjects: Some([bound(subject)]),
                ..object(binding)
            }));
        }
        all
    }

    /// All of them as one object.
    pub(crate) fn list(&self) -> String {
        let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": self.all() });
        json::text(&list)
    }
}

fn bound(subject: &Subject) -> Bound<'_> {
    match subject {
        Subject::ServiceAccount { namespace, name } => {
            Bound { api_group: None, kind: "ServiceAccount", name, namespace: Some(namespace) }
        }
        Subject::User(name) => {
            Bound { api_group: Some(API_GROUP), kind: "User", name, namespace: None }
        }
        Subject::Group(name) => {
            Bound { api_group: Some(API_GROUP), kind: "Group", name, namespace: None }
        }
    }
}

/// All of them as a stream, with what each rule is for.
pub(crate) fn yaml(objects: &Objects<'_>) -> String {
    let documents: Vec<String> = objects.all().iter().map(document).collect();
    documents.join("---\n")
}

fn document(object: &Object<'_>) -> String {
    let Object { api_version, kind, metadata, rules, role_ref, subjects } = object;
    let mut text = format!("apiVersion: {api_version}\nkind: {kind}\nmetadata:\n");
    text.push_str(&format!("  name: {}\n", scalar(metadata.name)));
    if let Some(namespace) = metadata.namespace {
        text.push_str(&format!("  namespace: {}\n", scalar(namespace)));
    }
    if let Some(rules) = rules {
        text.push_str("rules:\n");
        rules.iter().for_each(|rule| text.push_str(&self::rule(rule)));
    }
    if let Some(RoleRef { api_group, kind, name }) = role_ref {
        let name = scalar(name);
        text.push_str(&format!(
            "roleRef:\n  apiGroup: {api_group}\n  kind: {kind}\n  name: {name}\n"
        ));
    }
    for Bound { api_group, kind, name, namespace } in subjects.iter().flatten() {
        text.push_str(&format!("subjects:\n  - kind: {kind}\n    name: {}\n", scalar(name)));
        if let Some(group) = api_group {
            text.push_str(&format!("    apiGroup: {group}\n"));
        }
        if let Some(namespace) = namespace {
            text.push_str(&format!("    namespace: {}\n", scalar(namespace)));
        }
    }
    text
}

fn rule(rule: &Rule) -> String {
    let mut text = why(rule.why).iter().map(|line| format!("  # {line}\n")).collect::<String>();
    let lists = [
        ("apiGroups", &rule.api_groups),
        ("resources", &rule.resources),
        ("resourceNames", &rule.resource_names),
        ("nonResourceURLs", &rule.non_resource_urls),
    ];
    let mut mark = "- ";
    for (name, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
        text.push_str(&format!("  {mark}{name}:"));
        match items.as_slice() {
            [only] => text.push_str(&format!(" [{}]\n", scalar(only))),
            several => {
                text.push('\n');
                let items = several.iter().map(|item| format!("      - {}\n", scalar(item)));
                text.extend(items);
            }
        }
        mark = "  ";
    }
    let verbs: Vec<&str> = rule.verbs.iter().map(verb).collect();
    text.push_str(&format!("    verbs: [{}]\n", verbs.join(", ")));
    text
}

fn verb(verb: &Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::List => "list",
    }
}

fn why(why: Why) -> &'static [&'static str] {
    match why {
        Why::Lists => &[],
        Why::ClusterId => &["The cluster's id is the UID of this namespace."],
        Why::Discovery => &["What is served, and the schemas of custom kinds."],
        Why::SecretMetadata => &[
            "Drift asks for the metadata of Secrets only, but RBAC cannot tell it from",
            "their values: who may list Secrets can read them. To do without, say",
            "`kinds: { skip: [/Secret] }` in drift.yaml; then no Secret and no release of",
            "Helm is compared, and this rule is not printed.",
        ],
        Why::SecretValues => &[
            "`secrets.read` names Secrets: their values are read, and kept as keyed",
            "fingerprints only.",
        ],
    }
}

/// A text that YAML reads as that text.
fn scalar(text: &str) -> String {
    const TAKEN: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];
    let plain = text.starts_with(|first: char| first.is_ascii_lowercase() || first == '/')
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/')
        })
        && !TAKEN.contains(&text);
    if plain {
        return text.to_owned();
    }
    json_visible(&serde_json::Value::from(text).to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use drift_core::yaml::{Budget, Dialect, load};
    use drift_k8s::{Options, Reach};

    use super::*;

    fn permissions() -> Permissions {
        let options = Options { namespaces: vec!["shop".into()], ..Options::default() };
        Permissions::of(&Reach::built_in(&options)).with_discovery()
    }

    #[test]
    fn both_forms_say_the_same() {
        let permissions = permissions();
        let subjects = [
            Subject::ServiceAccount { namespace: "ci".into(), name: "on".into() },
            Subject::User("o'neill: \"x\"\n# y".into()),
            Subject::Group("ops".into()),
        ];
        for subject in &subjects {
            let objects = Objects { name: "no", permissions: &permissions, subject: Some(subject) };
            let list: serde_json::Value = serde_json::from_str(&objects.list()).unwrap();
            let stream = yaml(&objects);
            let documents = load(stream.as_bytes(), Dialect::Kubernetes, &Budget::default());
            let documents: Vec<serde_json::Value> = documents
                .map(|one| serde_json::from_str(&one.unwrap().into_value().to_json()).unwrap())
                .collect();
            assert_eq!(list["items"].as_array().unwrap(), &documents);
            assert_eq!(documents.len(), 4);
        }
    }

    #[test]
    fn each_rule_that_is_not_plain_says_what_it_is_for_in_eighty_columns() {
        let permissions = permissions();
        let text = yaml(&Objects { name: "drift", permissions: &permissions, subject: None });
        assert!(text.contains("# The cluster's id is"), "{text}");
        assert!(text.contains("can read them."), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
