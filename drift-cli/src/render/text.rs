//! The report as text of 80 columns: what was compared, the findings by component, what was not said, the sum.
//!
//! Styles are put on by label; whoever prints strips them where they are not wanted. The order is the report's.

use drift_core::{Finding, Report};

use super::escape::visible;
use super::sides::{Beside, DiffLine, Line, beside};
use super::style::{Label, paint};
use super::words;
use super::wrap::{COLUMNS, cut, hang, width, wrap};

/// Lines of one document or diff that an overview shows.
const LONGEST: usize = 40;
/// Where what is said of a finding begins.
const MARGIN: &str = "      ";

pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    head(report, &mut out);
    let mut component = None;
    for found in &report.findings {
        if component != Some(&found.component) {
            component = Some(&found.component);
            push(&mut out, "");
            push(&mut out, &paint(Label::Heading, &visible(name_of(&found.component))));
        }
        out.push_str(&finding(report, found, false));
    }
    let counts = words::counts(report);
    section(&mut out, "Taken for granted", Label::Heading, &shown(&report.inferred));
    section(&mut out, "Not compared", Label::Unknown, &words::unknowns(report));
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    section(&mut out, "Problems", Label::Warning, &shown(&problems));
    section(&mut out, "Counted", Label::Quiet, &counts);
    push(&mut out, "");
    push(&mut out, &paint(Label::Heading, &wrap(&words::summary(report), COLUMNS).join("\n")));
    out
}

/// What a finding without a component stands under.
fn name_of(component: &str) -> &str {
    if component.is_empty() { "(no component)" } else { component }
}

fn shown(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| visible(line).into_owned()).collect()
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn head(report: &Report, out: &mut String) {
    push(out, &paint(Label::Heading, &wrap(&words::question(report), COLUMNS).join("\n")));
    let names: Vec<String> =
        report.sides.iter().map(|side| visible(&side.name).into_owned()).collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or_default();
    for (name, side) in names.iter().zip(&report.sides) {
        let margin = format!("  {name}{}  ", " ".repeat(widest - width(name)));
        push(out, &hang(&margin, &words::side(side)));
    }
    for alignment in words::alignments(report) {
        push(out, &hang("  compared ", &alignment));
    }
    push(out, &hang("  not seen ", &words::unseen(report)));
    let mut gaps = Vec::new();
    for (name, side) in names.iter().zip(&report.sides) {
        gaps.extend(words::gaps(side).into_iter().map(|gap| format!("{name}: {gap}")));
    }
    section(out, "Not seen", Label::Unknown, &gaps);
}

fn section(out: &mut String, title: &str, label: Label, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    push(out, "");
    push(out, &paint(label, title));
    lines.iter().for_each(|line| push(out, &hang("  ", line)));
}

/// One finding; `whole` shortens nothing.
pub(crate) fn finding(report: &Report, finding: &Finding, whole: bool) -> String {
    let mut out = String::new();
    let severity = finding.severity.to_string();
    let id = visible(&finding.id);
    let what = words::subject(report, finding);
    let line = format!("  {severity}  {id}  {what}");
    let severity = paint(Label::Severity(finding.severity), &severity);
    let id = paint(Label::Id, &id);
    if width(&line) <= COLUMNS {
        push(&mut out, &format!("  {severity}  {id}  {what}"));
    } else {
        push(&mut out, &format!("  {severity}  {id}"));
        push(&mut out, &hang(MARGIN, &what));
    }
    if !finding.path.is_root() {
        push(&mut out, &hang(MARGIN, &visible(&finding.path.to_string())));
    }
    values(&beside(report, finding, whole), whole, &mut out);
    let origins = words::origins(report, finding);
    for note in origins.into_iter().chain(words::notes(finding)) {
        let text = hang(MARGIN, &note);
        text.lines().for_each(|line| push(&mut out, &paint(Label::Quiet, line)));
    }
    out
}

fn values(beside: &Beside, whole: bool, out: &mut String) {
    match beside {
        Beside::Lines(lines) => aligned(lines, out),
        Beside::Diff { before, after, lines } => {
            push(out, &format!("{MARGIN}  {}", paint(Label::Before, &format!("--- {before}"))));
            push(out, &format!("{MARGIN}  {}", paint(Label::After, &format!("+++ {after}"))));
            limited(lines, whole, out, diff_line);
        }
        Beside::Block { side, lines, others, last } => {
            if *last {
                aligned(others, out);
            }
            push(out, &format!("{MARGIN}  {side}:"));
            limited(lines, whole, out, |line, out| {
                cut(line, COLUMNS - 10)
                    .iter()
                    .for_each(|line| push(out, &format!("{MARGIN}    {line}")));
            });
            if !last {
                aligned(others, out);
            }
        }
    }
}

fn aligned(lines: &[Line], out: &mut String) {
    let widest = lines.iter().map(|line| width(&line.side)).max().unwrap_or_default();
    for line in lines {
        let space = " ".repeat(widest - width(&line.side));
        let text = hang(&format!("{MARGIN}  {}: {space}", line.side), &line.text);
        let label =
            |text: &str| if line.absent { paint(Label::Quiet, text) } else { text.to_owned() };
        text.lines().for_each(|line| push(out, &label(line)));
    }
}

fn diff_line(line: &DiffLine, out: &mut String) {
    let (sign, text, label): (&str, &str, _) = match line {
        DiffLine::Hunk(text) => ("", text, Some(Label::Quiet)),
        DiffLine::Same(text) => (" ", text, None),
        DiffLine::Before(text) => ("-", text, Some(Label::Before)),
        DiffLine::After(text) => ("+", text, Some(Label::After)),
        DiffLine::Note(text) => ("  ^ ", text, Some(Label::Quiet)),
    };
    for (place, piece) in cut(text, COLUMNS - 10).iter().enumerate() {
        // The rest of a line that was too long, marked so that it is not taken for a line of its own.
        let sign = if place == 0 { sign.to_owned() } else { format!("{sign}›") };
        let line = format!("{sign}{piece}");
        let line = label.map_or_else(|| line.clone(), |label| paint(label, &line));
        push(out, &format!("{MARGIN}  {line}"));
    }
}

fn limited<T>(lines: &[T], whole: bool, out: &mut String, write: impl Fn(&T, &mut String)) {
    let shown = if whole || lines.len() <= LONGEST + 1 { lines.len() } else { LONGEST };
    lines.iter().take(shown).for_each(|line| write(line, out));
    if lines.len() > shown {
        let more =
            format!("{MARGIN}  … {} more lines (drift explain shows all)", lines.len() - shown);
        push(out, &paint(Label::Quiet, &more));
    }
}
