//! Files that mean harm, through every door of the program: each is an error that names the file, in bounded memory, and no
//! panic. What the parsers hold for whatever comes is `hostile.rs`'s.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs::File;

use drift_tests::hostile::snapshot_file;
use drift_tests::{Place, Run, example};

/// The most memory for what is refused, in megabytes.
const REFUSED: u64 = 1024;

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: b }\n";

/// A context whose server does not listen; what comes after `user:` is the user.
fn kubeconfig(user: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: lab\n\
         clusters: [{{name: lab, cluster: {{server: 'http://127.0.0.1:1'}}}}]\n\
         contexts: [{{name: lab, context: {{cluster: lab, user: me}}}}]\n\
         users: [{{name: me, user: {user}}}]\n"
    )
}

const LAB: &str = "version: 1\nlimits: { run: 3s }\nenvironments:\n  lab: { sources: [ { kubernetes: { context: lab } } ] }\n";

fn write(place: &Place, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(place.folder().join(name), bytes).unwrap();
}

/// Texts that are trouble for whoever reads them.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    let mut merges = "m0: &m0 { k: v }\n".to_owned();
    for level in 1..12 {
        let (aliases, before) = (format!("*a{}, ", level - 1).repeat(10), level - 1);
        writeln!(laughs, "a{level}: &a{level} [{aliases}]").unwrap();
        let members: String = (0..10).map(|n| format!("k{n}: *m{before}, ")).collect();
        writeln!(merges, "m{level}: &m{level} {{ <<: *m{before}, {members} }}").unwrap();
    }
    let deep = 100_000;
    let utf16 = MAP.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("laughs", laughs.into_bytes()),
        ("merges", merges.into_bytes()),
        ("lists", "[".repeat(deep).into_bytes()),
        ("closed-lists", format!("{}{}", "[".repeat(deep), "]".repeat(deep)).into_bytes()),
        ("json-maps", r#"{"a":"#.repeat(deep).into_bytes()),
        ("yaml-maps", "{a: ".repeat(deep).into_bytes()),
        ("block-lists", "- ".repeat(deep).into_bytes()),
        ("keys", "? ".repeat(deep).into_bytes()),
        ("json-bomb", format!("[{}0]", "[0,0,0,0,0,0,0],".repeat(500_000)).into_bytes()),
        (
            "twice",
            b"{\"version\":1,\"version\":1,\n\"kind\":1,\"kind\":2,\"schema\":1,\"schema\":1}"
                .to_vec(),
        ),
        ("no-utf8", b"a: \xff\xfe\xfd\n\xc3\x28".to_vec()),
        ("utf16", [0xff, 0xfe].into_iter().chain(utf16).collect()),
        ("nul", vec![0; 100_000]),
        ("nul-in-text", b"version: 1\0\nkind: \0".to_vec()),
    ]
}

/// Runs it with the file; it has to be refused by name, in bounded memory.
fn refused(place: &Place, file: &str, arguments: &[&str]) -> Run {
    let (run, peak) = place.measured(arguments);
    let said: String = run.stderr.chars().take(2000).collect();
    assert_eq!(run.code, 2, "{arguments:?}: {}\n{said}", run.stdout);
    assert!(run.stderr.contains(file), "{file} is not named: {said}");
    assert!(run.stderr.len() < 100_000, "{file}: {} bytes are said", run.stderr.len());
    assert!(peak < REFUSED, "{arguments:?}: {peak} MB\n{said}");
    run
}

/// Puts bytes behind every door of the program.
fn through_every_door(name: &str, put: &dyn Fn(&Place, &str)) {
    let place = Place::default();
    write(&place, "ok.yaml", MAP);
    let file = |end: &str| format!("{name}.{end}");
    for end in ["yaml", "drift.zst", "kubeconfig"] {
        put(&place, &file(end));
    }
    let (yaml, zst, config) = (file("yaml"), file("drift.zst"), file("kubeconfig"));
    let prod = example("prod.drift.zst");
    refused(&place, &yaml, &["diff", &format!("k8s:{yaml}"), "k8s:ok.yaml"]);
    refused(&place, &zst, &["diff", &format!("./{zst}"), &prod]);
    refused(&place, &yaml, &["diff", "k8s:ok.yaml", "k8s:ok.yaml", "--config", &yaml]);
    refused(&place, &yaml, &["explain", "x", "--report", &yaml]);
    write(&place, "drift.yaml", LAB);
    let place = place.with("KUBECONFIG", &config);
    refused(&place, "kubeconfig", &["snapshot", "lab"]);
}

#[test]
fn texts_that_mean_harm_are_refused_at_every_door() {
    for (name, bytes) in texts() {
        through_every_door(name, &|place, file| write(place, file, &bytes));
    }
}

#[test]
fn two_gigabytes_are_refused_without_being_read() {
    let put = |place: &Place, file: &str| {
        File::create(place.folder().join(file)).unwrap().set_len(2 << 30).unwrap();
    };
    through_every_door("large", &put);
    let place = Place::default();
    put(&place, "large.key");
    write(&place, "ok.yaml", MAP);
    write(&place, "drift.yaml", "version: 1\nsecrets: { key: { file: large.key } }\n");
    refused(&place, "large.key", &["diff", "k8s:ok.yaml", "k8s:ok.yaml"]);
}

#[test]
fn snapshots_that_unpack_to_more_than_they_are_worth_are_refused() {
    let header = r#"{"header":{"format":1,"environment":"a","kind":"observed","captured_at":"2026-11-24T00:00:00Z","tool":"drift/0","key":"0","elsewhere":0}}"#;
    let zeros =
        format!("{{\"fact\":{{\"provider\":\"a\",\"value\":[{}0]}}}}\n", "0,".repeat(40 << 20));
    let bomb = [header.as_bytes(), b"\n", zeros.as_bytes()].concat();
    let nothing = vec![b'\n'; 4 << 20];
    let small = format!("{header}\n").into_bytes();
    let mut lying = snapshot_file(std::slice::from_ref(&small), 0);
    let end = lying.len();
    // The counts of the trailer: its length, the index's offset, the resources.
    lying[end - 64 - 24..end - 64].fill(0xff);
    let mut skipping = snapshot_file(std::slice::from_ref(&small), 0);
    // The length of the last skippable frame.
    let head = skipping.len() - 64 - 24 - 16 - 4;
    skipping[head..head + 4].fill(0xff);
    let files = [
        ("values", snapshot_file(&[bomb], 0)),
        ("lines", snapshot_file(&[nothing], 0)),
        ("index", snapshot_file(&[small], 255)),
        ("offsets", lying),
        ("skipping", skipping),
    ];
    let place = Place::default();
    for (name, bytes) in files {
        let file = format!("{name}.drift.zst");
        write(&place, &file, bytes);
        refused(&place, &file, &["diff", &format!("./{file}"), &example("prod.drift.zst")]);
    }
}

#[test]
fn a_credential_plugin_that_hangs_or_cannot_be_started_ends_with_the_run() {
    let place = Place::default();
    write(&place, "drift.yaml", LAB);
    let exec = |command: &str| {
        kubeconfig(&format!(
            "{{exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: {command}}}}}"
        ))
    };
    write(&place, "kubeconfig", exec("no-such-plugin"));
    let run = refused(&place, "lab", &["snapshot", "lab"]);
    assert!(run.stderr.contains("the credential plugin could not be started"), "{}", run.stderr);
    for script in ["exec sleep 600", "while :; do :; done"] {
        place.script("hangs", &format!("echo $$ > plugin.pid\n{script}\n"));
        write(&place, "kubeconfig", exec("hangs"));
        let run = refused(&place, "lab", &["snapshot", "lab"]);
        let pid = std::fs::read_to_string(place.folder().join("plugin.pid")).unwrap();
        let _ = std::process::Command::new("kill").args(["-9", pid.trim()]).status();
        assert!(run.stderr.contains("the deadline of the run came first"), "{}", run.stderr);
    }
}

#[test]
fn a_kubeconfig_of_ten_thousand_contexts_is_read_and_a_folder_is_not() {
    let place = Place::default();
    write(&place, "drift.yaml", LAB);
    let mut text = kubeconfig("{token: abc}").replace("contexts: [", "contexts: [\n");
    let more: String = (0..10_000)
        .map(|n| format!("{{name: c{n}, context: {{cluster: lab, user: me}}}},\n"))
        .collect();
    text = text.replace("contexts: [\n", &format!("contexts: [\n{more}"));
    write(&place, "kubeconfig", text);
    let run = refused(&place, "lab", &["snapshot", "lab"]);
    let asked = ["cannot be reached", "deadline"].iter().any(|said| run.stderr.contains(said));
    assert!(asked, "{}", run.stderr);
    std::fs::create_dir(place.folder().join("folder")).unwrap();
    let place = place.with("KUBECONFIG", "folder");
    refused(&place, "folder", &["snapshot", "lab"]);
}

#[test]
fn a_render_of_fifty_megabytes_and_twenty_thousand_documents_is_read() {
    let place = Place::default();
    let filling = "x".repeat(2_350);
    let render = |mode: &str| {
        let mut text = String::new();
        for n in 0..20_000 {
            let mode = if n == 7 { mode } else { "same" };
            write!(text, "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-{n}\n  namespace: shop\n  labels: {{ app: a{n} }}\ndata:\n  mode: {mode}\n  text: {filling}\n").unwrap();
        }
        text
    };
    write(&place, "a.yaml", render("one"));
    write(&place, "b.yaml", render("other"));
    assert!(place.folder().join("a.yaml").metadata().unwrap().len() > 50_000_000 - 1_500_000);
    let (run, peak) = place.measured(&["diff", "k8s:a.yaml", "k8s:b.yaml"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("map-7") && run.stdout.contains("1 finding"), "{}", run.stdout);
    assert!(peak < 2048, "{peak} MB");
    eprintln!("50 MB on each side: {peak} MB");
}
