//! Laws: no bytes make the loader panic, and JSON means what JSON means.

use proptest::prelude::*;

use super::*;

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        // Beyond 2^53 kubectl makes whole doubles integers, which `Value::from_json` does not.
        (-9e15_f64..9e15).prop_map(Into::into),
        (-1.0_f64..1.0).prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        // `any` leaves out control characters, which JSON may hold as they are.
        "[\u{0}-\u{a0}\u{85}\u{2028}\u{feff}\u{fffe}\u{ffff}]{0,12}".prop_map(Into::into),
        "[ -~\n\t]{0,40}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        let key = prop_oneof![any::<String>(), "[ -~]{0,12}", Just("<<".to_owned())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map(key, inner, 0..8)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// Pieces that mean something to YAML, in any order.
fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "...\n",
        "- ",
        "? ",
        ": ",
        "a: ",
        "&a ",
        "*a ",
        "<<: ",
        "!!int ",
        "!x ",
        "|\n",
        ">-\n",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\r",
        "  ",
        "\t",
        "#",
        "%YAML 1.2\n",
        "%TAG ! x\n",
        "1",
        "~",
        "é",
        "\u{feff}",
        "\\x",
        "\u{85}",
        "\u{2028}",
        "\0",
        "@",
        "`",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn law() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

/// What every stream keeps to: its errors stand inside it.
fn hold(stream: &[u8]) {
    let lines = stream.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    for dialect in [Dialect::Kubernetes, Dialect::Core] {
        for document in load(stream, dialect, &Budget::default()) {
            let line = document.map_or_else(|error| error.line, |root| root.line);
            assert!((1..=lines).contains(&(line as usize)), "line {line} of {lines}");
        }
    }
}

proptest! {
    #![proptest_config(law())]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hold(&bytes);
    }

    #[test]
    fn no_text_panics(text in yaml_like()) {
        hold(text.as_bytes());
    }

    #[test]
    fn json_loads_as_what_it_is(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let expected = Value::from_json(text.as_bytes()).unwrap();
        for dialect in [Dialect::Kubernetes, Dialect::Core] {
            let found = all(text.as_bytes(), dialect);
            let expected: Vec<_> = Some(expected.clone()).filter(|value| *value != Value::Null).into_iter().map(Ok).collect();
            prop_assert_eq!(found, expected, "{}", text);
        }
    }
}
