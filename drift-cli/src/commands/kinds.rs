//! `drift kinds`: what the tables know of the kinds, derived from the registry.

use drift_core::suggest::nearest;
use drift_core::{Consequence, Registry, Role, RowDoc, Semantics};
use serde::Serialize;

use crate::args::{FilterArgs, KindsArgs, ListFormat};
use crate::error::Error;
use crate::exit;
use crate::render::json::text as json;
use crate::render::wrap::hang;
use crate::terminal::Terminal;

/// A kind for programs.
#[derive(Serialize)]
struct KindDoc {
    kind: String,
    provider: &'static str,
    /// What a missing or extra one would mean.
    consequence: Consequence,
    /// Why it is not compared at all, if so.
    ignored: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct Attribute {
    path: String,
    role: Role,
    consequence: Consequence,
    list: Option<String>,
    /// Why it is not compared; empty where it is.
    reason: &'static str,
}

pub(crate) fn run(args: &KindsArgs, registry: &Registry, terminal: Terminal) -> Result<u8, Error> {
    let known = known(registry);
    let text = match (&args.kind, args.format) {
        (None, ListFormat::Text) => overview(&known),
        (None, ListFormat::Json) => json(
            &known.iter().map(|(kind, provider)| doc(kind, *provider, false)).collect::<Vec<_>>(),
        ),
        (Some(asked), format) => {
            let (kind, provider) = find(asked, &known)?;
            let doc = doc(kind, provider, true);
            if format == ListFormat::Json { json(&doc) } else { describe(&doc) }
        }
    };
    terminal.page(&text)?;
    Ok(exit::OK)
}

type Known<'r> = Vec<(String, &'r dyn Semantics)>;

fn known(registry: &Registry) -> Known<'_> {
    let of = |provider: &'_ dyn Semantics| provider.kinds();
    registry
        .providers()
        .flat_map(|provider| of(provider).into_iter().map(move |kind| (kind, provider)))
        .collect()
}

fn doc(kind: &str, provider: &dyn Semantics, with_rows: bool) -> KindDoc {
    let rows = if with_rows { provider.rows(kind) } else { Vec::new() };
    KindDoc {
        kind: kind.to_owned(),
        provider: provider.provider(),
        consequence: provider.consequence(kind),
        ignored: provider.ignored(kind),
        attributes: rows.into_iter().map(attribute).collect(),
    }
}

fn attribute(row: RowDoc) -> Attribute {
    let RowDoc { path, role, consequence, list, reason } = row;
    Attribute { path, role, consequence, list, reason }
}

/// A filter whose kinds are whole names or globs: a short name becomes the kind that it stands for.
///
/// # Errors
/// When a name without a group stands for no known kind, or for several.
pub(crate) fn resolve(filter: &FilterArgs, registry: &Registry) -> Result<FilterArgs, Error> {
    let known = known(registry);
    let whole = |asked: &String| match find(asked, &known) {
        _ if asked.contains(['*', '?']) => Ok(asked.clone()),
        Ok((kind, _)) => Ok(kind.to_owned()),
        // A custom kind of a cluster.
        Err(_) if asked.contains(['/', ':']) => Ok(asked.clone()),
        Err(error) => Err(error),
    };
    let kinds = filter.kinds.iter().map(whole).collect::<Result<_, _>>()?;
    Ok(FilterArgs { kinds, namespaces: filter.namespaces.clone() })
}

/// The kind that a name stands for: whole, short (`deployment`) or plural, in any case.
fn find<'k, 'r>(asked: &str, known: &'k Known<'r>) -> Result<(&'k str, &'r dyn Semantics), Error> {
    let lower = asked.to_lowercase();
    let is = |wanted: &dyn Fn(&str) -> bool| -> Vec<(&'k str, &'r dyn Semantics)> {
        known
            .iter()
            .filter(|(kind, _)| wanted(kind))
            .map(|(kind, provider)| (kind.as_str(), *provider))
            .collect()
    };
    let exact = is(&|kind| kind == asked);
    let found = if exact.is_empty() {
        is(&|kind| {
            let (kind, short) = (kind.to_lowercase(), short(kind).to_lowercase());
            kind == lower || short == lower || plural(&short) == lower
        })
    } else {
        exact
    };
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(none(asked, known)),
        several => {
            let names: Vec<&str> = several.iter().map(|(kind, _)| *kind).collect();
            Err(Error::user(format!("`{asked}` is the name of {} kinds", several.len()))
                .hint(format!("write one of {}", names.join(", "))))
        }
    }
}

fn none(asked: &str, known: &Known<'_>) -> Error {
    let error = Error::user(format!("no table knows the kind `{asked}`"));
    let names = known.iter().flat_map(|(kind, _)| [kind.as_str(), short(kind)]);
    match nearest(asked, names) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error
            .hint("`drift kinds` lists them; other kinds are read and compared too, all of their attributes as configuration"),
    }
}

fn short(kind: &str) -> &str {
    kind.rsplit(['/', ':']).next().unwrap_or(kind)
}

fn plural(short: &str) -> String {
    match short.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if short.ends_with('s') => format!("{short}es"),
        None => format!("{short}s"),
    }
}

fn overview(known: &Known<'_>) -> String {
    let mut text = String::new();
    let mut provider = "";
    for (kind, semantics) in known {
        if semantics.provider() != provider {
            provider = semantics.provider();
            text.push_str(&format!("{provider}\n"));
        }
        let line = match semantics.ignored(kind) {
            Some(why) => format!("{kind}: never compared, {why}"),
            None => kind.clone(),
        };
        text.push_str(&format!("{}\n", hang("  ", &line)));
    }
    text.push_str(
        "\nOther kinds are read and compared too, all of their attributes as configuration.\n",
    );
    text
}

fn describe(doc: &KindDoc) -> String {
    let mut text = format!("{} ({})\n", doc.kind, doc.provider);
    let meaning = match doc.ignored {
        Some(why) => format!("never compared: {why}"),
        None => format!("missing or extra: {}", word(doc.consequence)),
    };
    text.push_str(&format!("{}\n", hang("  ", &meaning)));
    for row in &doc.attributes {
        text.push_str(&format!("{}\n", hang("  ", &row.path)));
        let list = row.list.as_ref().map(|list| format!(", {list}"));
        let said = if row.role.is_compared() {
            format!("{}, {}{}", word(row.role), word(row.consequence), list.unwrap_or_default())
        } else {
            format!("{}, not compared: {}", word(row.role), row.reason)
        };
        text.push_str(&format!("{}\n", hang("      ", &said)));
    }
    text
}

/// The name of a closed enum's value, as reports write it.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| Some(value.as_str()?.to_owned()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use drift_core::{Class, Normal, Path, Problem, Resource, SecretRow, Value};

    use super::*;

    struct Shop;

    impl Semantics for Shop {
        fn provider(&self) -> &'static str {
            "kubernetes"
        }
        fn knows(&self, _: &str) -> bool {
            true
        }
        fn kinds(&self) -> Vec<String> {
            ["/Event", "apps/Deployment", "example.com/Policy", "other.io/Policy"]
                .map(str::to_owned)
                .to_vec()
        }
        fn rows(&self, _: &str) -> Vec<RowDoc> {
            let row = |path: &str, role, list: Option<&str>, reason| RowDoc {
                path: path.into(),
                role,
                consequence: Consequence::Capacity,
                list: list.map(str::to_owned),
                reason,
            };
            vec![
                row("spec.replicas", Role::Scale, None, ""),
                row("spec.ports", Role::Configuration, Some("keyed by port"), ""),
                row("status", Role::Volatile, None, "set by controllers"),
            ]
        }
        fn consequence(&self, _: &str) -> Consequence {
            Consequence::Behaviour
        }
        fn ignored(&self, kind: &str) -> Option<&'static str> {
            (kind == "/Event").then_some("they pass")
        }
        fn class(&self, _: &str, _: &Path) -> Class {
            Class::UNCLASSIFIED
        }
        fn secrets(&self, _: &str) -> Vec<SecretRow> {
            Vec::new()
        }
        fn normalise(&self, resource: &Resource, _: &Value) -> (Normal, Vec<Problem>) {
            (Normal::of(drift_core::Node::from_value(resource.body().clone())), Vec::new())
        }
    }

    #[test]
    fn a_kind_is_found_by_its_whole_short_or_plural_name() {
        let registry = Registry::new(vec![Arc::new(Shop)]);
        let known = known(&registry);
        let table = [
            ("apps/Deployment", Ok("apps/Deployment")),
            ("deployment", Ok("apps/Deployment")),
            ("Deployments", Ok("apps/Deployment")),
            ("APPS/deployment", Ok("apps/Deployment")),
            ("event", Ok("/Event")),
            ("policies", Err("write one of example.com/Policy, other.io/Policy")),
            ("deploymnt", Err("did you mean `Deployment`?")),
            ("nothing-like-it", Err("`drift kinds` lists them")),
        ];
        for (asked, wanted) in table {
            match (find(asked, &known), wanted) {
                (Ok((kind, _)), Ok(wanted)) => assert_eq!(kind, wanted),
                (Err(error), Err(hint)) => {
                    assert!(error.hints.join("").starts_with(hint), "{error:?}");
                }
                _ => panic!("{asked}"),
            }
        }
    }

    #[test]
    fn a_filter_takes_short_names_globs_and_kinds_of_clusters() {
        let registry = Registry::new(vec![Arc::new(Shop)]);
        let resolved = |asked: &str| {
            let filter = FilterArgs { kinds: vec![asked.to_owned()], namespaces: vec![] };
            resolve(&filter, &registry).map(|filter| filter.kinds.concat())
        };
        for (asked, wanted) in [
            ("Deployment", "apps/Deployment"),
            ("apps/*", "apps/*"),
            ("my.io/Widget", "my.io/Widget"),
        ] {
            assert_eq!(resolved(asked).unwrap(), wanted);
        }
        assert!(resolved("Widget").is_err() && resolved("Policy").is_err());
    }

    #[test]
    fn a_kind_is_described_with_what_is_not_compared_and_why() {
        let text = describe(&doc("apps/Deployment", &Shop, true));
        let wanted = "apps/Deployment (kubernetes)\n  missing or extra: behaviour\n  spec.replicas\n      scale, capacity\n  \
                      spec.ports\n      configuration, capacity, keyed by port\n  status\n      volatile, not compared: set by controllers\n";
        assert_eq!(text, wanted);
        assert!(json(&doc("/Event", &Shop, false)).contains("\"ignored\": \"they pass\""));
    }
}
