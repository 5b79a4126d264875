//! How much of each kind its table classifies: answers with every member that the API has, read, put together and asked leaf by leaf.
//!
//! The answers are those of `facts/answers-expected.json`; the result is a page of the documentation, which a test holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use drift_core::{Path, Step, Value};

use super::fuzzing::bodies;
use super::said::{put, whole};
use super::take::{elements, part};
use crate::door::expected;
use crate::door::fuzzing::answer;
use crate::table::{Detail, How, Table};
use crate::{class, kinds, normalise};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/kinds-coverage-aws.md");

const HEAD: &str = "# How much of each AWS kind is classified

Made by `drift-aws/src/collect/coverage.rs`: an answer with every member that the API has, for each call of a kind, read and put
together; names that the API's schema leaves open (tags, attributes of topics) are not counted. *Not compared* is volatile, computed or
an identity, with its reason in `drift kinds KIND`; *unclassified* is compared as configuration × behaviour because no table says more.

| kind | attributes | compared | not compared | unclassified |
|---|--:|--:|--:|--:|
";

/// Stands in what the answers call something that the schema leaves open: names in a map.
const MADE_UP: char = '<';

/// What each operation answers that says everything, by service and operation.
pub(super) type Answers = BTreeMap<(String, String), Value>;

pub(super) fn answers() -> Answers {
    let read = |row: expected::Answer| {
        let name = (row.service, row.operation);
        let headers = row.headers.into_iter().collect();
        let value = answer((&name.0, &name.1), headers, row.body.as_bytes()).unwrap().unwrap();
        (name, value)
    };
    expected::answers().into_iter().map(read).collect()
}

/// A resource of which everything is said that its calls can say.
pub(super) fn full(table: &Table, answers: &Answers) -> Value {
    let said = |service: &str, operation: &str| {
        answers.get(&(service.to_owned(), operation.to_owned())).unwrap()
    };
    let list = table.list.call;
    let body = bodies(table, said(list.service, list.operation)).unwrap().remove(0);
    table.details.iter().fold(body, |body, detail| {
        let answer = said(detail.call.service, detail.call.operation);
        put(detail, body, Ok(taken(detail, answer)))
    })
}

fn taken(detail: &Detail, answer: &Value) -> Value {
    if matches!(detail.how, How::Each | How::Differ(..)) {
        return whole(std::slice::from_ref(answer), detail.call.items).unwrap();
    }
    let (list, inner) = detail.call.items.split_once('|').unwrap_or((detail.call.items, ""));
    let element = elements(answer, list).unwrap().remove(0);
    part(&element, inner).unwrap()
}

/// The ways to the leaves of a value in normal form, without the places in lists.
fn ways(at: &Path, value: &Value, found: &mut BTreeSet<Path>) {
    match value {
        Value::Map(members) if !members.is_empty() => {
            let known = members.iter().filter(|(name, _)| !name.contains(MADE_UP));
            known.for_each(|(name, value)| ways(&at.key(name), value, found));
        }
        Value::List(items) if items.iter().any(|item| item.as_map().is_some()) => {
            items.iter().for_each(|item| ways(&at.join(Step::Index(0)), item, found));
        }
        _ => drop(found.insert(at.clone())),
    }
}

/// Attributes that are compared, not compared, and those of which no row is.
fn counts(table: &Table, body: &Value) -> ([usize; 3], Vec<String>) {
    let tree = normalise::tree(table, body, &Value::Null).to_value();
    let mut found = BTreeSet::new();
    ways(&Path::root(), &tree, &mut found);
    let (mut counts, mut unclassified) = ([0; 3], Vec::new());
    for way in found {
        let class = class::class(table, &way);
        match (class.classified, class.role.is_compared()) {
            (true, true) => counts[0] += 1,
            (true, false) => counts[1] += 1,
            (false, _) => unclassified.push(way.to_string()),
        }
    }
    counts[2] = unclassified.len();
    (counts, unclassified)
}

#[test]
fn at_most_a_tenth_of_a_kind_is_unclassified_and_how_much_is_published() {
    let answers = answers();
    let (mut page, mut much) = (HEAD.to_owned(), Vec::new());
    for table in kinds::ALL {
        let ([compared, others, unclassified], which) = counts(table, &full(table, &answers));
        let all = compared + others + unclassified;
        let share = unclassified * 100 / all;
        let kind = table.kind;
        writeln!(page, "| `{kind}` | {all} | {compared} | {others} | {share} % |").unwrap();
        if unclassified * 10 > all {
            much.push(format!("{kind}: {which:?}"));
        }
    }
    assert!(much.is_empty(), "{much:#?}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let published = std::fs::read_to_string(PAGE).unwrap();
    assert!(published == page, "docs/kinds-coverage-aws.md: run this with UPDATE=1");
}
