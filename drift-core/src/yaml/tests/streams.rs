//! Streams of many documents: where they are cut, what each part's line is, and what a fault costs.

use super::*;

/// The keys of each document of a stream with their lines and columns, or the error.
fn keys(stream: &str) -> Vec<String> {
    let say = |document: Result<Spanned, YamlError>| match document {
        Err(error) => error.to_string(),
        Ok(root) => match &root.content {
            Content::Map(map) => map
                .iter()
                .map(|(name, key)| format!("{name} {}:{}", key.line, key.column))
                .collect::<Vec<_>>()
                .join(", "),
            _ => format!("{} {}:{}", root.what(), root.line, root.column),
        },
    };
    load(stream.as_bytes(), Dialect::Kubernetes, &Budget::default()).map(say).collect()
}

#[test]
fn documents_are_cut_where_yaml_cuts_them_and_keep_their_lines() {
    let table: &[(&str, &[&str])] = &[
        ("", &[]),
        ("\n# nothing\n", &[]),
        ("---\n---\n# still nothing\n---\nnull\n--- ~\n...\n", &[]),
        ("a: 1\n", &["a 1:1"]),
        ("a: 1\n---\nb: 2\n", &["a 1:1", "b 3:1"]),
        ("# head\n---\n# more\na: 1\n--- # comment\nb: 2", &["a 4:1", "b 6:1"]),
        ("--- {a: 1}\n--- [b]\n", &["a 1:6", "a list 2:5"]),
        ("a: 1\n...\nb: 2\n...\n", &["a 1:1", "b 3:1"]),
        ("%YAML 1.1\n---\na: 1\n...\n%YAML 1.1\n---\nb: 2\n", &["a 3:1", "b 7:1"]),
        ("a: |\n  ---\n  text\nb: 2\n", &["a 1:1, b 4:1"]),
        ("a: |\n ---\n---\nb: 2\n", &["a 1:1", "b 4:1"]),
        ("a: 1\r\n---\r\nb: |\r\n  x\r\nc: 3\r\n", &["a 1:1", "b 3:1, c 5:1"]),
        ("a: 1\rb: 2\r\nc: 3\n---\nd: 4\n", &["a 1:1, b 2:1, c 3:1", "d 5:1"]),
        ("\u{feff}a: 1\n---\n\u{feff}b: 2\n\u{feff}---\nc: 3\n", &["a 1:1", "b 3:1", "c 5:1"]),
        ("\u{feff}---\na: 1\n", &["a 2:1"]),
        ("é: {ü: 1, b: 2}\n", &["é 1:1"]),
        ("{\"a\": 1}\n{\"b\":\n 2}{\"c\": 3}\n", &["a 1:2", "b 2:2", "c 3:5"]),
        ("{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1\n\t\t]\n\t}\n}\n", &["a 2:2"]),
        ("{a: 1}\n", &["a 1:2"]),
    ];
    for (stream, expected) in table {
        assert_eq!(keys(stream), *expected, "{stream:?}");
    }
}

#[test]
fn values_know_their_lines_and_columns() {
    let stream =
        "spec:\n  containers:\n  - name: app\n    args: [x, \"y\"]\n  text: >-\n    a\n    b\n";
    let root = load(stream.as_bytes(), Dialect::Core, &Budget::default()).next().unwrap().unwrap();
    let spec = root.get("spec").unwrap();
    let container = &spec.get("containers").unwrap().as_list().unwrap()[0];
    let args = container.get("args").unwrap().as_list().unwrap();
    let text = spec.get("text").unwrap();
    let place = |value: &Spanned| (value.line, value.column);
    assert_eq!(place(container), (3, 5));
    assert_eq!(place(&args[1]), (4, 15));
    assert_eq!(place(text), (6, 5));
    let expected = Scalar { text: "a b".to_owned(), style: Style::Block };
    assert_eq!(text.content, Content::Text(expected));
    assert!(matches!(&args[1].content, Content::Text(Scalar { style: Style::Quoted, .. })));
    assert!(matches!(&args[0].content, Content::Text(Scalar { style: Style::Plain, .. })));
}

#[test]
fn a_broken_document_costs_only_itself() {
    let table: &[(&str, &[&str])] = &[
        (
            "a: 1\n---\nb: [1\n---\nc: 3\n",
            &["a 1:1", "line 3, column 4: unclosed bracket", "c 5:1"],
        ),
        ("a: \"x\n---\nc: 3\n", &["line 1, column 4: ", "c 3:1"]),
        ("a: 1\n a: 2\n---\nc: 3\n", &["line 2, column 3: ", "c 4:1"]),
        ("a:\n\tb: 1\n---\nc: 3\n", &["line 2, column 2: tabs disallowed", "c 4:1"]),
        ("{{ .Values.x }}\n---\nc: 3\n", &["line 1, column 2: a map cannot be a key", "c 3:1"]),
        (
            "x: 1\na: 1\nb: 2\na: 3\n---\nc: 3\n",
            &["line 4, column 1: key `a` stands twice in one map, first at line 2", "c 6:1"],
        ),
        ("1: a\n\"1\": b\n---\nc: 3\n", &["line 2, column 1: key `1` stands twice", "c 4:1"]),
        ("{\"a\": 1,\n \"a\": 2}\n", &["line 2, column 2: key `a` stands twice"]),
        ("a: !!int x\n---\nc: 3\n", &["line 1, column 10: not what its tag `!!int` says", "c 3:1"]),
        ("a: .inf\n---\nc: 3\n", &["line 1, column 4: infinite or not a number", "c 3:1"]),
        ("? [a]\n: 1\n---\nc: 3\n", &["line 1, column 3: a list cannot be a key", "c 4:1"]),
        // What follows without a marker is the rest of the document, also where kubectl would leave it out.
        ("a: 1\n}\n---\nc: 3\n", &["line 2, column 1: ", "c 4:1"]),
        ("a: {}\n...\nb: [\n---\nc: 3\n", &["a 1:1", "line 3, column 4: ", "c 5:1"]),
        ("{\"a\": 1} {\"a\": }\n---\nc: 3\n", &["line 1, column 10: ", "c 3:1"]),
        ("a: &x 1\na: 2\n...\nb: 2\n", &["line 2, column 1: key `a` stands twice", "b 4:1"]),
    ];
    for (stream, expected) in table {
        let found = keys(stream);
        assert_eq!(found.len(), expected.len(), "{stream:?}: {found:?}");
        for (found, expected) in found.iter().zip(*expected) {
            assert!(found.starts_with(expected), "{stream:?}: {found:?}");
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_errors_on_their_line() {
    let found = all(b"a: 1\n---\nb: 2\nc: \xc3\xa9\xff\n---\nd: 4\n", Dialect::Kubernetes);
    assert!(found[0].is_ok() && found[2].is_ok());
    assert_eq!(found[1].as_ref().unwrap_err(), "line 4, column 5: not UTF-8");
}

#[test]
fn nesting_deeper_than_the_budget_is_refused() {
    let flow = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let block = |levels: usize| {
        (0..levels).map(|level| format!("{}k:\n", " ".repeat(level))).collect::<String>()
    };
    assert!(one(&flow(128), Dialect::Kubernetes).is_ok());
    assert!(one(&block(128), Dialect::Kubernetes).is_ok());
    for stream in [flow(129), block(129), flow(100_000), block(1_000)] {
        let error = one(&stream, Dialect::Kubernetes).unwrap_err();
        assert!(error.ends_with("nested deeper than 128 levels"), "{error}");
    }
}

#[test]
fn a_stream_larger_than_its_budget_is_refused_whole() {
    let budget = Budget { bytes: 8, ..Budget::default() };
    let found: Vec<_> = load(b"a: 1\n---\nb: 2\n", Dialect::Core, &budget).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].as_ref().unwrap_err().what, YamlFault::Bytes(8));
}

#[test]
fn a_stream_of_twenty_thousand_documents_keeps_every_line() {
    let document = |number: usize| format!("---\nkind: ConfigMap\nname: n{number}\n");
    let stream: String = (0..20_000).map(document).collect();
    let found: Vec<_> = load(stream.as_bytes(), Dialect::Kubernetes, &Budget::default())
        .map(Result::unwrap)
        .collect();
    assert_eq!(found.len(), 20_000);
    let last = found.last().unwrap();
    assert_eq!(last.line, 59_999);
    assert_eq!(last.get("name").unwrap().as_str(), Some("n19999"));
}

#[test]
fn texts_of_many_lines_say_what_kubectl_reads() {
    // Each was asked with `kubectl patch --local`, which also ends a last line that has no end.
    let table = [
        ("v: |\r\n  x\r\n  y\r\n", "x\ny\n"),
        ("v: |\n  x", "x\n"),
        ("v: >\n  a\n  b\n\n  c", "a b\nc\n"),
        ("v: |+\n  x\n\n", "x\n\n"),
        ("v: |-\n  x\r\n", "x"),
        ("v: |2\n    x\n", "  x\n"),
        ("v: \"a\n  b\"\n", "a b"),
        ("v: 'a\r\n\r\n  b'\n", "a\nb"),
        ("v: \"a\\\n  b\"\n", "ab"),
        ("v: a\n  b\n", "a b"),
        ("v: |\n  a # b\n", "a # b\n"),
        ("v: |\n  é\t\n", "é\t\n"),
    ];
    for (stream, text) in table {
        let root = one(stream, Dialect::Kubernetes).unwrap();
        assert_eq!(root.get("v").unwrap().as_str(), Some(text), "{stream:?}");
    }
}
