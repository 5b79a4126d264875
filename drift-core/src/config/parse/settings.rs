//! The small parts: version, kinds, pairing, secrets, limits and gates.

use std::collections::BTreeMap;

use super::dialect::{
    CIDRS, GATE, GATES, KEY, KINDS, LIMITS, LIMITS_AWS, LIMITS_KUBERNETES, PAIR, SECRETS,
};
use super::names::known;
use super::reader::Reader;
use crate::config::{KeySource, Limits, Pair, Secrets};
use crate::pair::Cidr;
use crate::path::{Path, Step};
use crate::report::Severity;
use crate::yaml::Spanned;

/// Whether it is a version that this program reads.
pub(super) fn version(reader: &mut Reader<'_>, root: &Spanned) -> bool {
    let Some(version) = root.get("version") else {
        reader.error((1, 1), "`version` is missing; a configuration begins with `version: 1`");
        return false;
    };
    let known = version.as_i64() == Some(1);
    if !known {
        reader.error(version, "expected `version: 1`, the only one that this program reads");
    }
    known
}

pub(super) fn skip_kinds(reader: &mut Reader<'_>, root: &Spanned) -> Vec<String> {
    let Some(kinds) = root.get("kinds").filter(|kinds| reader.keys(kinds, &KINDS)) else {
        return Vec::new();
    };
    let skip = kinds.get("skip");
    skip.inspect(|globs| reader.kinds(globs)).map(|globs| reader.texts(globs)).unwrap_or_default()
}

pub(super) fn pair(reader: &mut Reader<'_>, root: &Spanned) -> Pair {
    let Some(pair) = root.get("pair").filter(|pair| reader.keys(pair, &PAIR)) else {
        return Pair::default();
    };
    // What `tokens` holds is looked at together with the other names of the environments.
    let tokens = pair.get("tokens").and_then(Spanned::as_map);
    let tokens = tokens.into_iter().flatten().map(|(environment, texts)| {
        let texts = texts.value.as_list().unwrap_or_default();
        let texts = texts.iter().filter_map(Spanned::as_str).map(str::to_owned).collect();
        (environment.clone(), texts)
    });
    let cidrs = pair.get("cidrs").map(|list| cidrs(reader, list)).unwrap_or_default();
    let component = pair.get("component").map(|list| components(reader, list));
    let component = component.unwrap_or_default();
    Pair { component, tokens: tokens.collect::<BTreeMap<_, _>>(), cidrs }
}

/// The ranges of each entry by environment.
fn cidrs(reader: &mut Reader<'_>, list: &Spanned) -> Vec<BTreeMap<String, Cidr>> {
    let Some(entries) = list.as_list() else {
        reader.error(
            list,
            "expected a list such as `[ { sides: { staging: 10.2.0.0/16, prod: 10.1.0.0/16 } } ]`",
        );
        return Vec::new();
    };
    entries.iter().map(|entry| sides(reader, entry)).collect()
}

fn sides(reader: &mut Reader<'_>, entry: &Spanned) -> BTreeMap<String, Cidr> {
    let mut ranges = BTreeMap::new();
    let Some(sides) = entry.get("sides").filter(|_| reader.keys(entry, &CIDRS)) else {
        reader.error(entry, "expected `sides`, a map of environments to ranges of addresses");
        return ranges;
    };
    for (environment, member) in sides.as_map().into_iter().flatten() {
        known(reader, environment, member);
        match member.value.as_str().unwrap_or_default().parse() {
            Ok(range) => drop(ranges.insert(environment.clone(), range)),
            Err(error) => reader.error(&member.value, error.to_string()),
        }
    }
    if ranges.len() < 2 {
        reader.error(sides, "expected the ranges of at least two environments");
    }
    ranges
}

/// Where a component may be read from; anything else would silently name none.
fn components(reader: &mut Reader<'_>, list: &Spanned) -> Vec<String> {
    for node in list.as_list().unwrap_or_default() {
        let path = node.as_str().and_then(|text| text.parse::<Path>().ok());
        let known = match path.as_ref().map(|path| path.0.as_slice()) {
            Some([Step::Key(name)]) => name == "name" || name == "declared_address",
            Some([Step::Key(tags), Step::Key(_)]) => tags == "tags",
            _ => false,
        };
        if !known && node.as_str().is_some() {
            let what =
                "expected `name`, `declared_address`, `tags.NAME` or `tags[\"dotted.name\"]`";
            reader.error(node, what);
        }
    }
    reader.texts(list)
}

pub(super) fn secrets(reader: &mut Reader<'_>, root: &Spanned) -> Secrets {
    let Some(secrets) = root.get("secrets").filter(|node| reader.keys(node, &SECRETS)) else {
        return Secrets::default();
    };
    let read = secrets.get("read").inspect(|globs| reader.kinds(globs));
    Secrets {
        key: secrets.get("key").and_then(|key| self::key(reader, key)),
        previous_key: secrets.get("previous_key").and_then(|key| self::key(reader, key)),
        read: read.map(|globs| reader.texts(globs)).unwrap_or_default(),
    }
}

fn key(reader: &mut Reader<'_>, node: &Spanned) -> Option<KeySource> {
    if !reader.keys(node, &KEY) {
        return None;
    }
    match (node.get("env"), node.get("file"), node.get("command")) {
        (Some(env), None, None) => reader.text(env).map(KeySource::Env),
        (None, Some(file), None) => reader.text(file).map(KeySource::File),
        (None, None, Some(command)) => Some(KeySource::Command(reader.texts(command))),
        _ => {
            reader.error(node, "a key comes from one of `env`, `file` and `command`");
            None
        }
    }
}

pub(super) fn limits(reader: &mut Reader<'_>, root: &Spanned) -> Limits {
    let mut limits = Limits::default();
    let Some(node) = root.get("limits").filter(|node| reader.keys(node, &LIMITS)) else {
        return limits;
    };
    let kubernetes = node.get("kubernetes").filter(|node| reader.keys(node, &LIMITS_KUBERNETES));
    if let Some(count) = kubernetes.and_then(|node| node.get("lists_in_flight")) {
        limits.lists_in_flight = reader.positive(count).unwrap_or(limits.lists_in_flight);
    }
    let aws = node.get("aws").filter(|node| reader.keys(node, &LIMITS_AWS));
    if let Some(share) = aws.and_then(|node| node.get("share_of_bucket")) {
        limits.aws_share_permille = reader.permille(share).unwrap_or(limits.aws_share_permille);
    }
    let times = [
        ("call", &mut limits.call_seconds),
        ("run", &mut limits.run_seconds),
        ("max_age", &mut limits.max_age_seconds),
    ];
    for (name, seconds) in times {
        let Some(node) = node.get(name) else { continue };
        *seconds = reader.duration(node).unwrap_or(*seconds);
        if *seconds == 0 && name != "max_age" {
            reader.error(node, "nothing can be done in no time");
        }
    }
    limits
}

pub(super) fn fail_on(reader: &mut Reader<'_>, root: &Spanned) -> Option<Option<Severity>> {
    let gates = root.get("gates").filter(|gates| reader.keys(gates, &GATES))?;
    let gate = gates.get("diff").filter(|gate| reader.keys(gate, &GATE))?;
    let words = [
        ("critical", Some(Severity::Critical)),
        ("high", Some(Severity::High)),
        ("medium", Some(Severity::Medium)),
        ("low", Some(Severity::Low)),
        ("info", Some(Severity::Info)),
        ("never", None),
    ];
    reader.choice(gate.get("fail_on")?, &words)
}
