//! `collect [--json KIND] [--normal KIND] [--kind KIND] [--secrets KIND] [--count]`: reads one account and says what was found.
//!
//! Without an option, per kind and scope: how many, how completely, and the share of attributes that no table knows. `--json`
//! prints the redacted bodies of a kind, `--normal` its attributes in normal form; `--kind` reads only some kinds (a glob),
//! `--secrets` secret values too; `--count` says only how many there are. The credentials are those of the environment; `ROLE`
//! names a role to be assumed, `REGIONS` regions (`eu-west-1,us-east-2`), `AWS_ENDPOINT_URL` another end.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write as _};
use std::sync::Arc;

use drift_aws::door::{Doors, Entrance, Manners, Role};
use drift_aws::{Aws, Source, enter};
use drift_core::{
    Bounds, Builder, Cell, FingerprintKey, Gate, Header, Node, Path, Registry, Resource, Silent,
    Snapshot, Value, collect, glob,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let (json, normal) = (option("--json"), option("--normal"));
    let kinds = option("--kind").or_else(|| json.clone()).or_else(|| normal.clone());
    let registry = Registry::new(vec![Arc::new(Aws)]);
    let kinds = kinds.unwrap_or_else(|| "*".to_owned());
    let snapshot = read(&registry, &kinds, option("--secrets").into_iter().collect()).await?;
    let mut out = io::stdout().lock();
    if arguments.iter().any(|argument| argument == "--count") {
        count(&snapshot, &mut out)?;
        return Ok(());
    }
    let of = |kind: &Option<String>| kind.clone().unwrap_or_default();
    for resource in snapshot.resources() {
        if glob(&of(&json), &resource.kind) {
            writeln!(out, "{} {}", resource.name, resource.body().to_json())?;
        }
        if glob(&of(&normal), &resource.kind) {
            writeln!(out, "{} {}", resource.name, made(&registry, &snapshot, resource))?;
            for line in lines(&registry, &snapshot, resource) {
                writeln!(out, "{line}")?;
            }
        }
    }
    if json.is_none() && normal.is_none() {
        table(&registry, &snapshot, &mut out)?;
    }
    for problem in &snapshot.problems {
        writeln!(out, "problem {}: {}", problem.place, problem.what)?;
    }
    Ok(())
}

async fn read(
    registry: &Registry,
    kinds: &str,
    read_secrets: Vec<String>,
) -> Result<Snapshot, Box<dyn Error>> {
    let gate = Gate::new(FingerprintKey::new(b"an example, not a secret")?, registry);
    let role = std::env::var("ROLE").ok().map(|name| Role { name, ..Role::default() });
    let entrance = Entrance { roles: role.into_iter().collect(), ..Entrance::default() };
    let regions = std::env::var("REGIONS").unwrap_or_default();
    let regions = regions.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let source = Source { entrance, regions, read_secrets, ..Source::default() };
    let account = enter(&Doors::new(Manners::default()), &source).await?;
    let mut builder = Builder::new(Header::observed("here", "1970-01-01T00:00:00Z", &gate), &gate);
    let wants = |cell: &Cell| glob(kinds, &cell.kind);
    // As many as `drift` reads at once.
    let bounds = Bounds { in_flight: 16, wants: &wants, ..Bounds::default() };
    collect(&account, "aws", &mut builder, bounds, &mut Silent).await;
    Ok(builder.finish())
}

fn facts(snapshot: &Snapshot) -> &Value {
    snapshot.facts.get("aws").unwrap_or(&Value::Null)
}

fn tree(registry: &Registry, snapshot: &Snapshot, resource: &Resource) -> Node {
    let semantics = registry.of(&resource.kind);
    let normal = semantics.map(|aws| aws.normalise(resource, facts(snapshot)).0.tree);
    normal.unwrap_or_else(|| Node::from_value(Value::Null))
}

fn made(registry: &Registry, snapshot: &Snapshot, resource: &Resource) -> &'static str {
    let semantics = registry.of(&resource.kind);
    let made = semantics.and_then(|aws| aws.normalise(resource, facts(snapshot)).0.made_by_system);
    made.unwrap_or_default()
}

/// A line for each attribute; `?` stands before one that no table knows, `-` before one that is not compared.
fn lines(registry: &Registry, snapshot: &Snapshot, resource: &Resource) -> Vec<String> {
    let mut lines = Vec::new();
    tree(registry, snapshot, resource).leaves(&Path::root(), &mut |path, value| {
        let class = registry.class(&resource.kind, path);
        let mark = match (class.classified, class.role.is_compared()) {
            (false, _) => '?',
            (true, false) => '-',
            (true, true) => ' ',
        };
        lines.push(format!("  {mark} {path} = {}", value.to_json()));
    });
    lines
}

fn count(snapshot: &Snapshot, out: &mut impl io::Write) -> io::Result<()> {
    let all = snapshot.coverage.0.len();
    let complete = snapshot.coverage.0.values().filter(|status| status.is_complete()).count();
    let found = snapshot.resources().len();
    writeln!(out, "{found} resources, {complete} of {all} readings complete")
}

fn table(registry: &Registry, snapshot: &Snapshot, out: &mut impl io::Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, String), (usize, usize, usize)> = BTreeMap::new();
    for resource in snapshot.resources() {
        let lines = lines(registry, snapshot, resource);
        let unknown = lines.iter().filter(|line| line.trim_start().starts_with('?')).count();
        let count = counts.entry((&resource.kind, resource.scope.to_string())).or_default();
        *count = (count.0 + 1, count.1 + lines.len(), count.2 + unknown);
    }
    for (cell, status) in &snapshot.coverage.0 {
        let key = (cell.kind.as_str(), cell.scope.to_string());
        let (found, all, unknown) = counts.get(&key).copied().unwrap_or_default();
        let share = (unknown * 100).checked_div(all).unwrap_or_default();
        writeln!(
            out,
            "{} {}: {found}, {status}, {share} % of {all} unclassified",
            cell.kind, cell.scope
        )?;
    }
    Ok(())
}
