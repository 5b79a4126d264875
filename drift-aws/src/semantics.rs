//! Semantics: the tables' answers to what the pure stages ask.
//!
//! Only puts together what the other modules say. Knows no kind.

use std::collections::BTreeMap;

use drift_core::{
    Called, Class, Consequence, Encoding, Normal, Path, Pattern, PatternStep, Problem, Reason,
    Resource, Role, RowDoc, SecretRow, Semantics, Value,
};

use crate::table::{Reader, Row, Table};
use crate::{Aws, assemble, class, kinds, normalise};

/// Tags that say what a resource belongs to, in the order in which they are asked.
const COMPONENT: &[&str] = &["service", "Service", "component", "Component", "app", "App"];
const STACK: &str = "aws:cloudformation:stack-name";

impl Semantics for Aws {
    fn provider(&self) -> &'static str {
        "aws"
    }

    fn knows(&self, kind: &str) -> bool {
        // Of a kind without a table every property is kept and compared as unclassified.
        kind.starts_with("AWS::")
    }

    fn kinds(&self) -> Vec<String> {
        kinds::ALL.iter().map(|table| table.kind.to_owned()).collect()
    }

    fn rows(&self, kind: &str) -> Vec<RowDoc> {
        kinds::of(kind).map(class::rows).unwrap_or_default()
    }

    fn consequence(&self, kind: &str) -> Consequence {
        kinds::of(kind).map_or(Consequence::Behaviour, |table| table.consequence)
    }

    fn ignored(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn class(&self, kind: &str, path: &Path) -> Class {
        kinds::of(kind).map_or(Class::UNCLASSIFIED, |table| class::class(table, path))
    }

    fn secrets(&self, kind: &str) -> Vec<SecretRow> {
        let rows = kinds::of(kind).map(|table| table.rows).unwrap_or_default();
        let secret = |row: &Row| SecretRow { path: pattern(row.wire), encoding: Encoding::Text };
        rows.iter().filter(|row| row.role == Role::Secret).map(secret).collect()
    }

    fn encoded_texts(&self, kind: &str) -> Vec<Pattern> {
        let rows = kinds::of(kind).map(|table| table.rows).unwrap_or_default();
        let texts = rows.iter().filter(|row| matches!(row.reader, Reader::Base64));
        texts.map(|row| pattern(row.wire)).collect()
    }

    fn tags(&self, resource: &Resource) -> BTreeMap<String, String> {
        kinds::of(&resource.kind)
            .map(|table| assemble::tags(table, resource.body()))
            .unwrap_or_default()
    }

    fn unread_tags(&self, resource: &Resource) -> Option<Reason> {
        assemble::unread_tags(kinds::of(&resource.kind)?, resource.body())
    }

    fn normalise(&self, resource: &Resource, facts: &Value) -> (Normal, Vec<Problem>) {
        let body = resource.body();
        let Some(table) = kinds::of(&resource.kind) else {
            return (Normal::of(drift_core::Node::from_value(body.clone())), Vec::new());
        };
        let tags = assemble::tags(table, body);
        let normal = Normal {
            made_by_system: (table.made_by_system)(body),
            governs: (table.governs)(body),
            binds: (table.binds)(body),
            also: assemble::also(table, body).collect(),
            unsure: assemble::unsure(table, body),
            called: called(table, resource),
            component: COMPONENT.iter().find_map(|name| tags.get(*name)).cloned(),
            provenance: tags.get(STACK).map(|stack| format!("cloudformation {stack}")),
            tags,
            ..Normal::of(normalise::tree(table, body, facts))
        };
        (normal, Vec::new())
    }
}

/// The way to a wire property.
fn pattern(wire: &str) -> Pattern {
    Pattern(wire.split('.').map(|name| PatternStep::Key(name.to_owned())).collect())
}

/// What a resource's name says of it.
fn called(table: &Table, resource: &Resource) -> Called {
    let is_id = resource.native_id.as_ref() == Some(&resource.name);
    match () {
        () if table.described => Called::ByWhatItIs,
        () if is_id && normalise::is_generated(&resource.name) => Called::ByItsId,
        () => Called::ByPeople,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine as _;
    use drift_core::{FingerprintKey, Gate, Registry};

    use super::*;

    fn normal_of(body: &str) -> Normal {
        let body = Value::from_json(body.as_bytes()).unwrap();
        normal(kinds::of("AWS::EC2::SecurityGroup").unwrap(), body)
    }

    fn normal(table: &Table, body: Value) -> Normal {
        let registry = Registry::new(vec![Arc::new(Aws)]);
        let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
        let scope = drift_core::Scope::account("111122223333", "eu-west-1");
        let mut found = assemble::assemble(table, &scope, vec![body]);
        Aws.normalise(&gate.admit(found.resources.remove(0)), &Value::Null).0
    }

    #[test]
    fn tags_say_component_and_provenance() {
        let normal = normal_of(
            r#"{"groupId": "sg-1", "tagSet": [{"key": "service", "value": "shop"},
            {"key": "aws:cloudformation:stack-name", "value": "net"}, {"key": "empty"}]}"#,
        );
        assert_eq!(normal.component.as_deref(), Some("shop"));
        assert_eq!(normal.provenance.as_deref(), Some("cloudformation net"));
        assert_eq!(normal.tags.get("empty").map(String::as_str), Some(""));
    }

    #[test]
    fn user_data_is_compared_as_its_text_without_its_secrets() {
        let data = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let script = "#!/bin/sh\nexport SHOP_ENV=staging\nexport API_TOKEN=fake0123456789abcdef\n";
        for (kind, way) in [
            ("AWS::EC2::Instance", "userData"),
            ("AWS::EC2::LaunchTemplate", "defaultData.userData"),
            ("AWS::AutoScaling::LaunchConfiguration", "UserData"),
        ] {
            let table = kinds::of(kind).unwrap();
            let mut body = Value::from(data(script));
            for name in way.rsplit('.') {
                body = Value::Map(drift_core::Map::from([(name.to_owned(), body)]));
            }
            if let Value::Map(members) = &mut body {
                members.insert(table.identity.to_owned(), "i-1".into());
            }
            let said = normal(table, body).tree.to_value().to_json();
            assert!(said.contains("export SHOP_ENV=staging"), "{kind}: {said}");
            assert!(!said.contains("fake0123"), "{kind}: {said}");
        }
        let plain = |text: &str| {
            let body = format!(r#"{{"instanceId": "i-1", "userData": "{}"}}"#, data(text));
            let body = Value::from_json(body.as_bytes()).unwrap();
            let tree = normal(kinds::of("AWS::EC2::Instance").unwrap(), body).tree;
            tree.get("UserData").unwrap().to_value()
        };
        assert_eq!(plain("#!/bin/sh\n"), "#!/bin/sh\n".into());
        assert_eq!(
            plain("#!/bin/sh\nstart --workers 4\n"),
            "#!/bin/sh\nstart --workers 4\n".into()
        );
    }

    #[test]
    fn what_is_secret_in_a_document_that_is_written_as_in_a_url_is_seen() {
        let document = concat!(
            "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGet%2A%22%2C",
            "%22Resource%22%3A%22%2A%22%2C%22Condition%22%3A%7B%22StringEquals%22%3A%7B",
            "%22aws%3ARequestTag%2Fpassword%22%3A%22Zqda0hunter2aaaa%22%7D%7D%7D%5D%7D"
        );
        let body = format!(
            r#"{{"Arn": "arn:aws:iam::1:role/r", "RoleName": "r", "RolePolicyList":
            [{{"PolicyName": "p", "PolicyDocument": "{document}"}}]}}"#
        );
        let table = kinds::of("AWS::IAM::Role").unwrap();
        let said =
            normal(table, Value::from_json(body.as_bytes()).unwrap()).tree.to_value().to_json();
        assert!(said.contains("s3:Get*"), "{said}");
        assert!(!said.contains("Zqda0hunter2"), "{said}");
    }

    #[test]
    fn only_the_default_group_is_made_by_the_system() {
        let made = |name: &str| {
            normal_of(&format!(r#"{{"groupId": "sg-1", "groupName": "{name}"}}"#)).made_by_system
        };
        assert!(made("default").is_some());
        assert!(made("default-web").is_none());
    }

    #[test]
    fn a_kind_without_a_table_is_compared_whole_and_unclassified() {
        assert!(Aws.knows("AWS::New::Thing") && !Aws.knows("apps/Deployment"));
        assert!(!Aws.class("AWS::New::Thing", &Path::of_keys(&["A"])).classified);
        assert!(Aws.rows("AWS::New::Thing").is_empty());
    }
}
