//! What the program owes a terminal and a pipe: the pager, colours, quiet.

use drift_tests::{Place, Run, Size, example};

const SMALL: Size = (80, 24);
const HUGE: Size = (200, 1000);

/// A pager that keeps what it was given, with how it was called.
const KEEPS: &str = "{ echo \"$0 $* LESS=$LESS\"; cat; } > paged\n";

fn sides() -> [String; 2] {
    [example("staging.drift.zst"), example("prod.drift.zst")]
}

fn diff<'a>(sides: &'a [String; 2], more: &[&'a str]) -> Vec<&'a str> {
    [&["diff", &sides[0], &sides[1]], more].concat()
}

fn paged(place: &Place) -> Option<String> {
    std::fs::read_to_string(place.folder().join("paged")).ok()
}

fn is_report(text: &str) -> bool {
    text.contains("Parity of") && text.contains("15 findings")
}

/// Whether anything in it is of a colour, bold or dim; that a line is drawn again is another matter.
fn has_colours(text: &str) -> bool {
    let style = |rest: &str| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    };
    text.split("\u{1b}[").skip(1).any(style)
}

#[test]
fn a_report_longer_than_the_screen_goes_through_less_with_gits_flags() {
    let (place, sides) = (Place::default(), sides());
    place.script("less", KEEPS);
    let run = place.on_terminal(SMALL, &[], &diff(&sides, &[]));
    let kept = paged(&place).expect("less was called");
    let (call, report) = kept.split_once('\n').unwrap();
    assert!(call.ends_with("/less  LESS=FRX"), "{call}");
    assert!(is_report(report) && has_colours(report), "{report}");
    assert!(!is_report(&run.stdout), "it is shown once");
    assert_eq!(run.code, 1, "the exit code is drift's own");
}

#[test]
fn the_users_own_pager_and_own_flags_come_first() {
    let sides = sides();
    let table: [&[(&str, &str)]; 3] = [
        &[("DRIFT_PAGER", "mine -x"), ("PAGER", "other")],
        &[("PAGER", "mine -x")],
        &[("PAGER", "mine -x"), ("LESS", "S")],
    ];
    for variables in table {
        let place =
            variables.iter().fold(Place::default(), |place, (name, value)| place.with(name, value));
        place.script("mine", KEEPS);
        let run = place.on_terminal(SMALL, &[], &diff(&sides, &[]));
        let kept = paged(&place).unwrap_or_else(|| panic!("{variables:?}\n{}", run.stdout));
        let wanted = if variables.len() == 2 && variables[1].0 == "LESS" { "S" } else { "FRX" };
        assert!(
            kept.lines().next().unwrap().ends_with(&format!("/mine -x LESS={wanted}")),
            "{kept}"
        );
    }
}

#[test]
fn nothing_is_paged_that_fits_or_is_not_for_a_terminal() {
    let sides = sides();
    let plain = || Place::default().with("PAGER", "mine");
    let table: [(&str, Place, Size, &[&str]); 6] = [
        ("it fits", plain(), HUGE, &[]),
        ("--no-pager", plain(), SMALL, &["--no-pager"]),
        ("PAGER=cat", Place::default().with("PAGER", "cat"), SMALL, &[]),
        ("DRIFT_PAGER is empty", plain().with("DRIFT_PAGER", ""), SMALL, &[]),
        ("TERM=dumb", plain().with("TERM", "dumb"), SMALL, &[]),
        ("-o", plain(), SMALL, &["-o", "report.txt"]),
    ];
    for (why, place, size, more) in table {
        for name in ["mine", "less", "cat"] {
            place.script(name, KEEPS);
        }
        let run = place.on_terminal(size, &[], &diff(&sides, more));
        assert_eq!(paged(&place), None, "{why}");
        assert_eq!(run.code, 1, "{why}");
        assert_eq!(is_report(&run.stdout), why != "-o", "{why}: {}", run.stdout);
    }
    let place = plain();
    place.script("mine", KEEPS);
    let run = place.piped(&diff(&sides, &[]));
    assert_eq!((paged(&place), run.code), (None, 1));
    assert!(is_report(&run.stdout));
}

#[test]
fn a_pager_that_is_left_early_fails_or_is_not_there_changes_nothing_of_the_outcome() {
    let sides = sides();
    let table = [
        ("reads nothing", "exit 0", false),
        ("reads a line", "head -n 1", false),
        ("fails", "exit 3", false),
        ("is not there", "", true),
    ];
    for (what, script, shown) in table {
        let place = Place::default().with("PAGER", "mine");
        if !script.is_empty() {
            place.script("mine", script);
        }
        let run = place.on_terminal(SMALL, &[], &diff(&sides, &[]));
        assert_eq!(run.code, 1, "{what}: {}", run.stdout);
        assert_eq!(is_report(&run.stdout), shown, "{what}: {}", run.stdout);
    }
}

#[test]
fn an_interrupt_typed_at_the_pager_is_the_pagers_own() {
    let reads = "trap 'echo interrupted' INT
cat > /dev/null
echo reading
until read key < /dev/tty; do :; done
echo left
";
    // Commands that listen to signals, and those that do not.
    let sides = sides();
    for arguments in [diff(&sides, &[]), vec!["kinds"]] {
        let place = Place::default().with("PAGER", "mine");
        place.script("mine", reads);
        let dialogue = [("reading", "\\x03"), ("interrupted", "\\x03"), ("interrupted", "q\\n")];
        let run = place.on_terminal(SMALL, &dialogue, &arguments);
        assert!(run.stdout.contains("left"), "{}", run.stdout);
        let wanted = i32::from(arguments[0] == "diff");
        assert_eq!(run.code, wanted, "{arguments:?}: {}", run.stdout);
    }
}

/// The names of all commands, as the program lists them.
fn commands(place: &Place) -> Vec<String> {
    let help = place.piped(&["--help"]).stdout;
    let list = help.split("Commands:\n").nth(1).expect("a list of commands");
    let names = list.lines().take_while(|line| !line.is_empty());
    names.filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect()
}

/// What is said, in colours or not, of everything that was written.
fn coloured(run: &Run) -> bool {
    has_colours(&run.stdout) || has_colours(&run.stderr)
}

/// Who asks for colours or against them, and what comes of it in a pipe and on a terminal.
type Wish = (&'static [(&'static str, &'static str)], &'static [&'static str], bool, bool);

const WISHES: [Wish; 8] = [
    (&[], &[], false, true),
    (&[], &["--color", "always"], true, true),
    (&[], &["--color=never"], false, false),
    (&[("NO_COLOR", "1")], &[], false, false),
    (&[("NO_COLOR", "1")], &["--color", "always"], true, true),
    (&[("CLICOLOR_FORCE", "1")], &[], true, true),
    (&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false, false),
    (&[("TERM", "dumb")], &[], false, false),
];

fn check_wishes(arguments: &[&str], wishes: &[Wish]) {
    for (variables, options, in_pipe, on_terminal) in wishes.iter().copied() {
        let place = Place::default().with("PAGER", "cat");
        let place = variables.iter().fold(place, |place, (name, value)| place.with(name, value));
        let words = [options, arguments].concat();
        let run = place.piped(&words);
        assert_eq!(coloured(&run), in_pipe, "{words:?} {variables:?} in a pipe: {run:?}");
        let run = place.on_terminal(HUGE, &[], &words);
        assert_eq!(coloured(&run), on_terminal, "{words:?} {variables:?} on a terminal: {run:?}");
    }
}

#[test]
fn colours_are_where_they_are_wanted_in_the_help_and_the_errors_of_every_command() {
    let place = Place::default();
    let names = commands(&place);
    assert!(names.len() > 6, "{names:?}");
    for name in names.iter().filter(|name| *name != "help") {
        check_wishes(&[name, "--help"], &WISHES[..3]);
        check_wishes(&[name, "--no-such-option"], &WISHES[..2]);
    }
    check_wishes(&["--help"], &WISHES);
}

#[test]
fn colours_are_where_they_are_wanted_in_reports() {
    let sides = sides();
    check_wishes(&diff(&sides, &[]), &WISHES);
}

#[test]
fn what_is_for_programs_never_has_colours() {
    let sides = sides();
    let place = Place::default().with("CLICOLOR_FORCE", "1");
    let file = place.folder().join("report.txt");
    let path = file.to_str().unwrap();
    let run = place.piped(&diff(&sides, &["-o", path]));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(!has_colours(&std::fs::read_to_string(&file).unwrap()), "a file");
    for format in ["json", "markdown"] {
        let run = place.piped(&diff(&sides, &["--format", format]));
        assert!(!has_colours(&run.stdout), "{format}");
    }
    for words in [vec!["completions", "bash"], vec!["kinds", "--format", "json"]] {
        let run = place.piped(&words);
        assert!(run.code == 0 && !coloured(&run), "{words:?}");
    }
}

#[test]
fn in_a_pipe_nothing_stands_on_standard_error_but_what_is_worth_telling() {
    let (place, sides) = (Place::default(), sides());
    let run = place.piped(&diff(&sides, &[]));
    assert_eq!(run.stderr, "", "no progress");
    let run = Place::default().with("TERM", "dumb").on_terminal(HUGE, &[], &diff(&sides, &[]));
    assert!(!run.stdout.contains('\u{1b}'), "a dumb terminal cannot draw a line again");
    let run = place.piped(&["init", "--quiet"]);
    assert_eq!((run.stderr.as_str(), run.stdout.as_str()), ("", "drift.yaml\n"));
    let run = place.piped(&["kinds"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn diagnostics_are_lines_of_json_where_that_is_asked_for() {
    let sides = sides();
    let table: [(&[&str], i32, &str); 6] = [
        (&["diff", "nowhere", "prod"], 2, "error"),
        (&["snapshot"], 2, "error"),
        (&["diff", "--no-such-option"], 2, "error"),
        (&["explain", "7h2k"], 2, "error"),
        (&["init", "-v"], 0, "info"),
        (&["diff", &sides[0], &sides[1]], 1, ""),
    ];
    for (words, code, level) in table {
        for on_terminal in [false, true] {
            let place = Place::default().with("PAGER", "cat");
            let words = [&["--log-format", "json"], words].concat();
            let run = if on_terminal {
                place.on_terminal(HUGE, &[], &words)
            } else {
                place.piped(&words)
            };
            assert_eq!(run.code, code, "{words:?}: {run:?}");
            let said = if on_terminal { &run.stdout } else { &run.stderr };
            let entries: Vec<serde_json::Value> = said
                .lines()
                .filter(|line| line.starts_with('{'))
                .map(|line| {
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
                })
                .collect();
            assert!(!said.contains("\u{1b}[2K"), "no line is drawn again: {said}");
            assert!(on_terminal || entries.len() == said.lines().count(), "{said}");
            assert_eq!(entries.is_empty(), level.is_empty(), "{said}");
            let last = entries.last().map(|entry| entry["level"].clone());
            assert!(last.is_none_or(|last| last == level), "{said}");
            for entry in entries {
                assert!(entry["time"].as_str().unwrap().ends_with('Z'), "{entry}");
                assert!(!entry["message"].as_str().unwrap().is_empty(), "{entry}");
            }
        }
    }
}
