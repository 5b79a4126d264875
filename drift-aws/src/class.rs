//! Class: what a kind's table says of an attribute in normal form.
//!
//! Total: what no row names is unclassified, never ignored. Knows no kind.

use drift_core::{Class, Consequence, List, Path, Role, RowDoc, Step, Value};

use crate::normalise::is_generated;
use crate::table::{Member, Reader, Row, Table};

/// Tags under this prefix are AWS's own; nobody else can set them.
const RESERVED: &str = "aws:";
const RESERVED_REASON: &str = "set by AWS itself";

/// What is known of an attribute.
pub(crate) fn class(table: &Table, path: &Path) -> Class {
    let Some((row, below)) = row(table, path) else { return Class::UNCLASSIFIED };
    if below.first().is_some_and(|step| is_reserved(row, step)) {
        return Class { reason: RESERVED_REASON, ..Class::of(Role::Computed, row.consequence) };
    }
    let whole = || of(row.role, row.consequence, row.reason);
    match member(row, below) {
        Some(member) => of(member.role, member.consequence, member.reason),
        None if row.members.is_empty() || row.others || keys(below).next().is_none() => whole(),
        None => Class::UNCLASSIFIED,
    }
}

/// The row that a path is of or below, and the steps below it; of several the one that says most.
fn row<'t, 'p>(table: &'t Table, path: &'p Path) -> Option<(&'t Row, &'p [Step])> {
    let below = |row: &'t Row| Some((row, under(row.cloudformation, &path.0)?));
    table.rows.iter().filter_map(below).min_by_key(|(_, below)| below.len())
}

/// The steps below a way of names; `None` where they lead elsewhere.
fn under<'p>(way: &str, steps: &'p [Step]) -> Option<&'p [Step]> {
    way.split('.').try_fold(steps, |steps, name| match steps.split_first() {
        Some((Step::Key(key), below)) if key == name => Some(below),
        _ => None,
    })
}

/// The member that a path below a row is of: the one that says most.
fn member<'t>(row: &'t Row, below: &[Step]) -> Option<&'t Member> {
    let is_of = |member: &&Member| member.name.split('.').eq(keys(below).take(depth(member)));
    row.members.iter().filter(is_of).max_by_key(|member| depth(member))
}

fn depth(member: &Member) -> usize {
    member.name.split('.').count()
}

fn keys(steps: &[Step]) -> impl Iterator<Item = &str> {
    steps.iter().filter_map(|step| match step {
        Step::Key(name) => Some(name.as_str()),
        _ => None,
    })
}

/// What is known of a kind's attributes, for people.
pub(crate) fn rows(table: &Table) -> Vec<RowDoc> {
    table.rows.iter().flat_map(docs).collect()
}

fn docs(row: &Row) -> Vec<RowDoc> {
    let doc = |path: String, role: Role, consequence: Consequence, reason: &'static str| RowDoc {
        path,
        role,
        consequence,
        list: None,
        reason,
    };
    let name = row.cloudformation;
    let mut docs = vec![RowDoc {
        list: row.list.map(list),
        ..doc(name.to_owned(), row.role, row.consequence, row.reason)
    }];
    if matches!(row.reader, Reader::Tags) {
        let path = format!("{name}[Key={RESERVED}*]");
        docs.push(doc(path, Role::Computed, row.consequence, RESERVED_REASON));
    }
    let of = if row.list.is_some() { format!("{name}[*]") } else { name.to_owned() };
    let member = |member: &Member| RowDoc {
        list: member.list.map(list),
        ..doc(format!("{of}.{}", member.name), member.role, member.consequence, member.reason)
    };
    docs.extend(row.members.iter().map(member));
    docs
}

fn list(list: List) -> String {
    match list {
        List::Ordered => "ordered".to_owned(),
        List::Set => "set".to_owned(),
        List::Multiset => "multiset".to_owned(),
        List::Keyed(keys) => format!("keyed by {}", keys.join(", ")),
    }
}

fn is_reserved(row: &Row, step: &Step) -> bool {
    let Step::Element(key) = step else { return false };
    matches!(row.reader, Reader::Tags) && key.iter().any(|(_, tag)| tag.starts_with(RESERVED))
}

fn of(role: Role, consequence: Consequence, reason: &'static str) -> Class {
    let equality = match role {
        Role::Reference => Some(led_elsewhere as drift_core::Equality),
        Role::Version => Some(nameless_image as drift_core::Equality),
        _ => None,
    };
    Class { reason, equality, ..Class::of(role, consequence) }
}

/// An image that could not be asked for its name is called by its id, which is another one in each region and account.
fn nameless_image(before: &Value, after: &Value) -> Option<bool> {
    let is_id = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("ami-"));
    (before == after || !(is_id(before) || is_id(after))).then_some(before == after)
}

/// Generated ids say nothing of what they name: unless both lead to resources that were paired, it cannot be said
/// whether two of them mean the same.
fn led_elsewhere(before: &Value, after: &Value) -> Option<bool> {
    match (before, after) {
        (Value::Reference(one), Value::Reference(other))
            if is_generated(&one.name) && is_generated(&other.name) =>
        {
            None
        }
        (Value::String(one), Value::String(other))
            if is_generated(one) && is_generated(other) && one != other =>
        {
            None
        }
        _ => Some(before == after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    fn classed(path: &str) -> Class {
        let table = kinds::of("AWS::EC2::SecurityGroup").unwrap();
        class(table, &path.parse().unwrap())
    }

    #[test]
    fn every_attribute_has_a_class() {
        for (path, role, consequence, classified) in [
            ("GroupId", Role::Identity, Consequence::Cosmetic, true),
            ("GroupDescription", Role::Configuration, Consequence::Cosmetic, true),
            ("SecurityGroupIngress", Role::Configuration, Consequence::Security, true),
            (
                "SecurityGroupIngress[IpProtocol=tcp]",
                Role::Configuration,
                Consequence::Security,
                true,
            ),
            (
                "SecurityGroupIngress[IpProtocol=tcp].Description",
                Role::Configuration,
                Consequence::Cosmetic,
                true,
            ),
            (
                "SecurityGroupEgress[IpProtocol=tcp].peeringStatus",
                Role::Computed,
                Consequence::Security,
                true,
            ),
            (
                "SecurityGroupEgress[IpProtocol=tcp].newMember",
                Role::Configuration,
                Consequence::Behaviour,
                false,
            ),
            ("Tags[Key=owner].Value", Role::Configuration, Consequence::Cosmetic, true),
            (
                "Tags[Key=aws:cloudformation:stack-name].Value",
                Role::Computed,
                Consequence::Cosmetic,
                true,
            ),
            ("newProperty", Role::Configuration, Consequence::Behaviour, false),
            ("", Role::Configuration, Consequence::Behaviour, false),
        ] {
            let class = classed(path);
            assert_eq!(
                (class.role, class.consequence, class.classified),
                (role, consequence, classified),
                "{path}"
            );
        }
    }

    #[test]
    fn documentation_agrees_with_classes_and_gives_reasons() {
        for table in kinds::ALL {
            for row in rows(table) {
                assert_eq!(row.role.is_compared(), row.reason.is_empty(), "{}", row.path);
                let path = row.path.replace("[*]", "[0]").replace("aws:*", "aws:x");
                let class = class(table, &path.parse().unwrap());
                assert_eq!((class.role, class.consequence), (row.role, row.consequence), "{path}");
                assert!(class.classified, "{path}");
            }
        }
    }

    #[test]
    fn an_image_without_a_name_is_not_told_from_another() {
        let table = [
            ("ami-0a1b2c3d", "ami-0a1b2c3d", Some(true)),
            ("ami-0a1b2c3d", "ami-4e5f6071", None),
            ("amazon/al2023-1", "ami-4e5f6071", None),
            ("amazon/al2023-1", "amazon/al2023-2", Some(false)),
        ];
        for (before, after, expected) in table {
            assert_eq!(nameless_image(&before.into(), &after.into()), expected, "{before} {after}");
        }
    }

    #[test]
    fn ids_that_lead_to_what_was_not_read_cannot_be_compared() {
        let vpc = |name: &str| {
            Value::Reference(drift_core::Reference {
                kind: "AWS::EC2::VPC".to_owned(),
                namespace: None,
                name: name.to_owned(),
            })
        };
        let equality = classed("VpcId").equality.unwrap();
        let (one, other) = (vpc("vpc-0a1b2c3d"), vpc("vpc-1a1b2c3d"));
        assert_eq!(equality(&one, &other), None);
        assert_eq!(equality(&one, &Value::Null), Some(false));
        assert_eq!(equality(&vpc("main"), &vpc("other")), Some(false));
        assert_eq!(equality(&"tgw-0a1b2c3d".into(), &"tgw-1a1b2c3d".into()), None);
        assert_eq!(equality(&"tgw-0a1b2c3d".into(), &"local".into()), Some(false));
    }
}
