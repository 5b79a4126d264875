//! Every configuration in `configs/`: the valid ones are accepted by the parser and by the published schema, the invalid
//! ones give the errors that stand beside them. `UPDATE=1` writes those anew.

#![expect(clippy::disallowed_methods, reason = "core is pure; its tests read their samples")]
#![expect(clippy::unwrap_used, reason = "a test that cannot read its samples fails")]

use std::fs;
use std::path::{Path, PathBuf};

use drift_core::config::{ConfigError, parse};
use drift_core::yaml::{Budget, Dialect, load};

fn samples(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<_> = files.filter(|path| path.extension().unwrap() == "yaml").collect();
    samples.sort();
    assert!(!samples.is_empty());
    samples
}

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/drift.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// The one document of a file as JSON; `None` when it is not one.
fn as_json(bytes: &[u8]) -> Option<serde_json::Value> {
    let documents: Result<Vec<_>, _> = load(bytes, Dialect::Core, &Budget::default()).collect();
    let [root] = <[_; 1]>::try_from(documents.ok()?).ok()?;
    Some(serde_json::from_str(&root.into_value().to_json()).unwrap())
}

#[test]
fn every_valid_sample_is_accepted_by_the_parser_and_by_the_schema() {
    let schema = schema();
    for path in samples("valid") {
        let bytes = fs::read(&path).unwrap();
        if let Err(errors) = parse(&bytes, "drift.yaml") {
            panic!("{}: {}", path.display(), shown(&errors));
        }
        let value = as_json(&bytes).unwrap();
        let refused: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(refused, [""; 0], "{}", path.display());
    }
}

#[test]
fn every_invalid_sample_gives_the_errors_beside_it() {
    for path in samples("invalid") {
        let errors = parse(&fs::read(&path).unwrap(), "drift.yaml").unwrap_err();
        let golden = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&golden, shown(&errors)).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap();
        assert_eq!(shown(&errors), expected, "{}", path.display());
    }
}

#[test]
fn the_schema_refuses_unknown_keys_and_takes_those_that_do_not_work_yet() {
    let schema = schema();
    let folder = |name: &str| samples("invalid").into_iter().find(|path| path.ends_with(name));
    let unknown = as_json(&fs::read(folder("unknown-keys.yaml").unwrap()).unwrap()).unwrap();
    let refused: String = schema.iter_errors(&unknown).map(|error| format!("{error}\n")).collect();
    let errors = parse(&fs::read(folder("unknown-keys.yaml").unwrap()).unwrap(), "f").unwrap_err();
    for error in errors {
        let Some(key) = error.what.strip_prefix("unknown key `") else { continue };
        let key = key.split('`').next().unwrap();
        assert!(refused.contains(&format!("'{key}'")), "{key} is not refused:\n{refused}");
    }

    let later = as_json(&fs::read(folder("not-supported-yet.yaml").unwrap()).unwrap()).unwrap();
    let refused: Vec<_> = schema.iter_errors(&later).map(|error| error.to_string()).collect();
    assert_eq!(refused, [""; 0]);
}

#[test]
fn a_configuration_that_ends_anywhere_is_refused_in_one_of_its_lines_or_taken() {
    for path in samples("valid") {
        let text = fs::read_to_string(path).unwrap();
        for (end, _) in text.char_indices() {
            let (part, _) = text.split_at(end);
            let lines = u32::try_from(part.lines().count()).unwrap();
            for error in parse(part.as_bytes(), "f").err().into_iter().flatten() {
                assert!((1..=lines + 1).contains(&error.location.line), "{end}: {error}");
            }
        }
    }
}

fn shown(errors: &[ConfigError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}
