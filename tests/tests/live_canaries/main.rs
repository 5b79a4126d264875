//! Secrets that were made up for this test, laid out wherever people keep secrets: none is found in anything that Drift writes.
//!
//! `places` lays them out in two real clusters, in manifests and in kubeconfigs, `faults` in what goes wrong, `canary` looks
//! for them in whatever encoding. Looked at from outside: output, errors, logs, the terminal, and every file of the state.

mod canary;
mod faults;
mod places;
mod run;

use std::collections::BTreeMap;

use canary::{PLACES, escaped};
use run::{Lookout, environments};

const BOTH: &[&str] = &["staging", "prod"];

/// How every command is run: what is said at each level, for people and for programs.
const LOUD: &[&[&str]] =
    &[&["-q"], &[], &["-v"], &["-vv"], &["-vv", "--log-format", "json"], &["--color", "always"]];

/// The commands that read both environments whole.
const COMMANDS: &[&[&str]] = &[
    &["snapshot", "staging", "prod"],
    &["snapshot", "staging", "--plan"],
    &["snapshot", "staging", "--explain-redaction"],
    &["snapshot", "staging", "--explain-redaction", "--format", "json"],
    &["doctor", "--verbose"],
    &["doctor", "--format", "json"],
    &["diff", "staging", "prod"],
    &["diff", "staging", "prod", "--verbose", "--format", "markdown"],
    &["diff", "staging", "prod", "--verbose", "--format", "json"],
    &["check", "staging"],
    &["check", "staging", "--verbose", "--format", "json"],
    &["diff", "k8s:declared", "k8s:other", "--verbose"],
    &["diff", "k8s:declared", "k8s:other", "--format", "json"],
    &["permissions", "staging"],
    &["kinds", "/Secret"],
];

#[test]
fn no_canary_leaves_two_real_clusters() {
    let all = places::both("canaries");
    assert!(PLACES.len() >= 40, "{}", PLACES.len());
    for secrets in ["", "secrets: { read: [\"/Secret\"] }\n"] {
        let lookout = Lookout::new(&environments("canaries", secrets));
        places::declared(&lookout.folder("declared"), "one");
        places::declared(&lookout.folder("other"), "another");
        for command in COMMANDS {
            lookout.finds_nothing(command, &[0, 1]);
        }
        for loud in LOUD {
            lookout.finds_nothing(&[&["snapshot", "staging"], *loud].concat(), &[0]);
        }
        let (id, _) = lookout.a_finding();
        lookout.finds_nothing(&["explain", &id], &[0]);
        lookout.finds_nothing_on_a_terminal(&["snapshot", "staging"]);
        lookout.finds_nothing_on_a_terminal(&["diff", "staging", "prod", "--verbose"]);
        lookout.finds_nothing_in_files();
        // What was laid out was read: or nothing would have been shown by not finding it.
        lookout.saw(&all, !secrets.is_empty());
    }
}

#[test]
fn what_goes_wrong_says_no_canary() {
    places::both("canaries-faults");
    let lookout = Lookout::new(&faults::environments());
    let server = faults::Server::start();
    faults::kubeconfig(&lookout, &server);
    for name in faults::ENVIRONMENTS {
        for loud in LOUD {
            let run = lookout.finds_nothing(&[&["snapshot", name], *loud].concat(), &[0, 2, 3]);
            assert!(!run.stderr.is_empty() || loud.contains(&"-q"), "{name} went well");
        }
        lookout.finds_nothing(&["diff", name, name, "--format", "json"], &[0, 1, 2, 3]);
        lookout.finds_nothing_on_a_terminal(&["snapshot", name]);
    }
    assert!(server.asked() > 0, "the server was not asked");
    lookout.finds_nothing_in_files();
}

#[test]
fn a_configuration_that_is_wrong_is_not_quoted_with_its_secrets() {
    for (name, text) in faults::configurations() {
        let lookout = Lookout::new(&text);
        lookout.script("key-command", &faults::key_command());
        for loud in LOUD {
            let run = lookout.finds_nothing(&[&["snapshot", "staging"], *loud].concat(), &[2]);
            assert!(!run.stderr.is_empty(), "{name}");
        }
        lookout.finds_nothing_in_files();
    }
}

#[test]
fn equal_secrets_compare_equal_under_one_key_and_are_unknown_under_two() {
    places::both("canaries-keys");
    let read = "secrets: { read: [\"/Secret\"], key: { env: CANARY_KEY } }\n";
    let config = environments("canaries-keys", read);
    let one = Lookout::new(&config).with("CANARY_KEY", "the first key of this test");
    let same = one.findings(&["diff", "staging", "prod"]);
    let names = |findings: &[(String, String)], name: &str| -> Vec<String> {
        let of = findings.iter().filter(|(subject, _)| subject.contains(name));
        of.map(|(_, path)| path.clone()).collect()
    };
    assert_eq!(names(&same, "same-in-both"), Vec::<String>::new(), "equal under one key");
    assert_eq!(names(&same, "differs"), ["data.password"], "different under one key");
    // The same cluster captured with one key and with another.
    one.finds_nothing(&["snapshot", "staging", "-o", "one.drift.zst"], &[0]);
    let two = Lookout::new(&config).with("CANARY_KEY", "the other key of this test");
    let file = two.folder("two.drift.zst");
    two.finds_nothing(&["snapshot", "staging", "-o", file.to_str().unwrap()], &[0]);
    let (report, text) = one.report(&["diff", "one.drift.zst", file.to_str().unwrap()]);
    assert!(report.findings.is_empty(), "{text}");
    assert!(text.contains("fingerprint"), "that the keys differ is said: {text}");
}

#[test]
fn the_host_of_a_url_with_a_password_still_compares() {
    places::both("canaries-hosts");
    let lookout = Lookout::new(&environments("canaries-hosts", ""));
    let (report, text) = lookout.report(&["diff", "staging", "prod"]);
    let hosts: BTreeMap<String, String> = report
        .findings
        .iter()
        .filter(|finding| format!("{:?}", finding.subject).contains("hosts"))
        .map(|finding| (finding.path.to_string(), format!("{:?}", finding.values)))
        .collect();
    assert_eq!(hosts.len(), 1, "the same host and password are equal: {hosts:?}\n{text}");
    let (path, values) = hosts.first_key_value().unwrap();
    assert_eq!(path, "data.DATABASE_URL");
    assert!(values.contains("db.one.example.com") && values.contains("db.two.example.com"));
}

#[test]
fn a_canary_is_found_in_every_encoding_that_is_looked_into() {
    let canary = canary::of("env-name");
    for (encoding, text) in escaped(&canary) {
        let found = canary::found(format!("before {text} after").as_bytes());
        assert_eq!(found, ["env-name"], "{encoding}: {text}");
    }
    assert!(canary::found(b"nothing in here").is_empty());
}
