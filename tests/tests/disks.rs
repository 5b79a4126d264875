//! Disks that are full, read-only or not what they seem: each is an error that names the place and says what to do, and what
//! was there before stays whole.
//!
//! Nothing is mounted and no rights are needed: `/dev/full` has no room, `/sys` takes no file from anybody, and a limit on
//! the size of files stands for the rest.
#![cfg(target_os = "linux")]

use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;
use std::process::Command;

use drift_tests::{Place, Run, example};

const OLD: &str = "an earlier report\n";

fn report_to(place: &Place, output: &str) -> Run {
    place.piped(&diff(&sides(), &["--format", "json", "-o", output]))
}

fn sides() -> [String; 2] {
    [example("staging.drift.zst"), example("prod.drift.zst")]
}

fn diff<'a>(sides: &'a [String; 2], more: &[&'a str]) -> Vec<&'a str> {
    [&["diff", &sides[0], &sides[1]], more].concat()
}

/// It failed, named this place, and said this.
fn refused(run: &Run, texts: &[&str]) {
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "", "nothing is half told");
    for text in texts {
        assert!(run.stderr.contains(text), "{text:?} is not in:\n{}", run.stderr);
    }
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.folder().join(name)).unwrap()
}

fn write(place: &Place, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(place.folder().join(name), bytes).unwrap();
}

/// The files beside each other, so that none is left over.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_disk_without_room_leaves_the_earlier_report_and_nothing_else() {
    let place = Place::default();
    assert_eq!(report_to(&place, "report.json").code, 1);
    write(&place, "report.json", OLD);
    let last = read(&place, "state/drift/last-report.json");
    let run = place.with_small_files(1000, &diff(&sides(), &["-o", "report.json"]));
    refused(&run, &["cannot write ", "last-report.json", "file too large", "ulimit -f"]);
    assert_eq!(read(&place, "report.json"), OLD);
    assert_eq!(read(&place, "state/drift/last-report.json"), last);
    assert_eq!(names(place.folder()), ["report.json", "state"]);
    assert_eq!(names(&place.folder().join("state/drift")), ["key", "last-report.json"]);
    let run = report_to(&place, "/dev/full");
    refused(&run, &["cannot write /dev/full", "no storage space", "make room"]);
}

#[test]
fn a_place_that_takes_no_file_is_named_with_what_to_do() {
    let place = Place::default();
    write(&place, "file", OLD);
    symlink("nowhere", place.folder().join("dangling")).unwrap();
    let table: [(&str, &[&str]); 5] = [
        ("no/folder/report.json", &["cannot write no/folder/report.json", "mkdir -p no/folder"]),
        ("state", &["cannot write state", "it is a folder"]),
        ("file/report.json", &["cannot write file/report.json", "file is no folder"]),
        ("dangling", &["cannot write dangling, a link that leads nowhere", "remove the link"]),
        ("/sys/kernel/report.json", &["cannot write /sys/kernel/report.json", "another place"]),
    ];
    for (output, texts) in table {
        refused(&report_to(&place, output), texts);
    }
    assert_eq!(read(&place, "file"), OLD);
    assert_eq!(names(place.folder()), ["dangling", "file", "state"]);
}

#[test]
fn what_a_link_leads_to_is_replaced_and_a_device_stays_one() {
    let place = Place::default();
    std::fs::create_dir(place.folder().join("reports")).unwrap();
    write(&place, "reports/today.json", OLD);
    symlink("reports/today.json", place.folder().join("report.json")).unwrap();
    assert_eq!(report_to(&place, "report.json").code, 1);
    assert!(place.folder().join("report.json").is_symlink());
    assert!(read(&place, "reports/today.json").starts_with('{'));
    assert_eq!(report_to(&place, "/dev/null").code, 1);
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let run = report_to(&place, "/dev/stdout");
    assert!(run.stdout.starts_with('{'), "{}", run.stderr);
}

#[test]
fn a_store_that_cannot_be_one_is_named() {
    let place = Place::default();
    std::fs::create_dir(place.folder().join("state")).unwrap();
    write(&place, "state/drift", OLD);
    let run = place.piped(&diff(&sides(), &[]));
    refused(&run, &["cannot make the folder ", "state/drift", "XDG_STATE_HOME"]);
    assert_eq!(read(&place, "state/drift"), OLD);
    let place = Place::default().with("XDG_STATE_HOME", "/sys/kernel/state");
    refused(&place.piped(&diff(&sides(), &[])), &["/sys/kernel/state", "XDG_STATE_HOME"]);
    let place = Place::default().with("XDG_STATE_HOME", "").with("HOME", "");
    refused(
        &place.piped(&diff(&sides(), &[])),
        &["no place to keep snapshots", "set XDG_STATE_HOME"],
    );
}

#[test]
fn a_file_that_was_cut_off_or_is_none_is_refused_by_its_name() {
    let place = Place::default();
    let whole = std::fs::read(example("staging.drift.zst")).unwrap();
    write(&place, "half.drift.zst", &whole[..whole.len() / 2]);
    let prod = example("prod.drift.zst");
    let run = place.piped(&["diff", "./half.drift.zst", &prod]);
    refused(&run, &["half.drift.zst: ", "truncated"]);
    std::fs::create_dir(place.folder().join("folder.drift.zst")).unwrap();
    let run = place.piped(&["diff", "./folder.drift.zst", &prod]);
    refused(&run, &["folder.drift.zst"]);
    let run = place.piped(&["explain", "x", "--report", "folder.drift.zst"]);
    refused(&run, &["folder.drift.zst", "directory"]);
}

#[test]
fn a_pipe_that_is_named_is_read_to_its_end() {
    let place = Place::default();
    let made = Command::new("mkfifo").arg(place.folder().join("pipe.yaml")).status().unwrap();
    assert!(made.success());
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: b }\n";
    write(&place, "a.yaml", text);
    let pipe = place.folder().join("pipe.yaml");
    let writer = std::thread::spawn(move || std::fs::write(pipe, text).unwrap());
    let run = place.piped(&["diff", "k8s:pipe.yaml", "k8s:a.yaml"]);
    writer.join().unwrap();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}
