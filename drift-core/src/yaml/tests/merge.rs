//! Anchors, aliases and merge keys, and what they may cost.

use super::*;

#[test]
fn merge_keys_follow_the_dialect() {
    // The rows of kubectl are what `kubectl patch --local` prints.
    let table = [
        ("m: {a: 1, <<: {a: 2, b: 3}}", r#"{"m":{"a":2,"b":3}}"#, r#"{"m":{"a":1,"b":3}}"#),
        ("m: {<<: {a: 2, b: 3}, a: 1}", r#"{"m":{"a":1,"b":3}}"#, r#"{"m":{"a":1,"b":3}}"#),
        (
            "m: {<<: [{a: 2, b: 3}, {a: 7, c: 9}]}",
            r#"{"m":{"a":2,"b":3,"c":9}}"#,
            r#"{"m":{"a":2,"b":3,"c":9}}"#,
        ),
        ("m: {'<<': 1}", r#"{"m":{"<<":1}}"#, r#"{"m":{"<<":1}}"#),
        ("m: {!!merge <<: {a: 1}}", r#"{"m":{"a":1}}"#, r#"{"m":{"a":1}}"#),
        (
            "a: &x {p: [1]}\nb: *x",
            r#"{"a":{"p":[1]},"b":{"p":[1]}}"#,
            r#"{"a":{"p":[1]},"b":{"p":[1]}}"#,
        ),
        ("a: &x 1\nb: &x 2\nc: *x", r#"{"a":1,"b":2,"c":2}"#, r#"{"a":1,"b":2,"c":2}"#),
        ("a: &x k\n*x : 2", r#"{"a":"k","k":2}"#, r#"{"a":"k","k":2}"#),
        ("&x k: 1\nb: *x", r#"{"b":"k","k":1}"#, r#"{"b":"k","k":1}"#),
    ];
    for (stream, kubernetes, core) in table {
        assert_eq!(one(stream, Dialect::Kubernetes).unwrap().to_json(), kubernetes, "{stream}");
        assert_eq!(one(stream, Dialect::Core).unwrap().to_json(), core, "{stream}");
    }
}

#[test]
fn anchors_end_with_their_document() {
    let found = all(b"a: &x 1\n---\nb: *x\n", Dialect::Kubernetes);
    assert!(found[0].is_ok());
    assert_eq!(
        found[1].as_ref().unwrap_err(),
        "line 3, column 4: while parsing node, found unknown anchor"
    );
}

#[test]
fn aliases_that_cannot_be_are_errors_in_their_place() {
    let table = [
        ("a: &x [1, *x]\n", "line 1, column 11: alias inside its own anchor"),
        ("a: 1\n<<: 2\n", "line 2, column 1: `<<` takes a map or a list of maps"),
        ("a: &x [1]\n*x : 2\n", "line 2, column 1: a list cannot be a key"),
    ];
    for (stream, error) in table {
        assert_eq!(one(stream, Dialect::Kubernetes).unwrap_err(), error, "{stream}");
    }
}

/// Nine levels of nine aliases each: half a billion texts from half a kilobyte.
fn bomb() -> String {
    let mut stream = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        stream.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    stream
}

#[test]
fn a_bomb_of_aliases_is_refused_and_costs_only_itself() {
    let stream = format!("{}---\nb: 1\n", bomb());
    let found = all(stream.as_bytes(), Dialect::Kubernetes);
    assert!(found[0].as_ref().unwrap_err().contains("aliases expand to more than 67108864 bytes"));
    assert_eq!(found[1].as_ref().unwrap().to_json(), r#"{"b":1}"#);
}

#[test]
fn aliases_of_a_long_text_spend_the_budget_by_its_length() {
    let stream = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(100));
    assert!(one(&stream, Dialect::Kubernetes).unwrap_err().contains("aliases expand"));
}

#[test]
fn aliases_deepen_what_they_stand_in() {
    let budget = Budget { depth: 4, ..Budget::default() };
    let mut found =
        load(b"a: &a [[1]]\nb: [*a]\n---\na: &a [[1]]\nb: [[*a]]\n", Dialect::Core, &budget);
    assert!(found.next().unwrap().is_ok());
    let error = found.next().unwrap().unwrap_err();
    assert_eq!((error.line, error.what), (5, YamlFault::Depth(4)));
}
