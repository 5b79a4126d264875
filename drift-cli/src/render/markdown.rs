//! The report as Markdown for issues and pull requests: a table for each component, documents as fenced diffs.
//!
//! Everything that comes from a cluster or a file is escaped. The order is the report's.

use drift_core::{Finding, Report};

use super::escape::{code, fence, prose};
use super::sides::{Beside, DiffLine, Line, beside};
use super::words;

/// Lines of one document or diff that a report shows.
const LONGEST: usize = 60;

pub(super) fn render(report: &Report) -> String {
    let mut out = format!("# {}\n\n", prose(&words::question(report)));
    head(report, &mut out);
    out.push_str(&format!("\n**{}**\n", prose(&words::summary(report))));
    for group in report.findings.chunk_by(|a, b| a.component == b.component) {
        component(report, group, &mut out);
    }
    list(&mut out, "Taken for granted", &report.inferred);
    list(&mut out, "Not compared", &words::unknowns(report));
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    list(&mut out, "Problems", &problems);
    list(&mut out, "Counted", &words::counts(report));
    out
}

fn head(report: &Report, out: &mut String) {
    for side in &report.sides {
        out.push_str(&format!("- **{}**: {}\n", prose(&side.name), prose(&words::side(side))));
        for gap in words::gaps(side) {
            out.push_str(&format!("  - not seen: {}\n", prose(&gap)));
        }
    }
    for alignment in words::alignments(report) {
        out.push_str(&format!("- compared {}\n", prose(&alignment)));
    }
    out.push_str(&format!("- not seen: {}\n", prose(&words::unseen(report))));
}

fn list(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    lines.iter().for_each(|line| out.push_str(&format!("- {}\n", prose(line))));
}

fn component(report: &Report, findings: &[Finding], out: &mut String) {
    let name = findings.first().map(|found| found.component.as_str()).unwrap_or_default();
    let name = if name.is_empty() { "(no component)" } else { name };
    out.push_str(&format!("\n## {}\n\n", prose(name)));
    let sides: Vec<String> = report.sides.iter().map(|side| prose(&side.name)).collect();
    out.push_str(&format!(
        "| severity | id | resource | attribute | {} | notes |\n",
        sides.join(" | ")
    ));
    out.push_str(&format!("|---|---|---|---|{}---|\n", "---|".repeat(sides.len())));
    let shown: Vec<(&Finding, Beside)> =
        findings.iter().map(|found| (found, beside(report, found, false))).collect();
    shown.iter().for_each(|(found, beside)| row(report, found, beside, out));
    shown.iter().for_each(|(found, beside)| document(found, beside, out));
}

fn row(report: &Report, finding: &Finding, beside: &Beside, out: &mut String) {
    let cells: Vec<String> = match beside {
        Beside::Lines(lines) => lines.iter().map(cell).collect(),
        Beside::Diff { .. } => report.sides.iter().map(|_| "see below".to_owned()).collect(),
        Beside::Block { side, others, .. } => {
            let other = |name: &str| others.iter().find(|line| line.side == name).map(cell);
            let sides = report.sides.iter().map(|side| super::escape::visible(&side.name));
            sides
                .map(|name| if name == *side { None } else { other(&name) })
                .map(|cell| cell.unwrap_or_else(|| "see below".to_owned()))
                .collect()
        }
    };
    let mut notes = words::origins(report, finding);
    notes.extend(words::notes(finding));
    let notes: Vec<String> = notes.iter().map(|note| prose(note)).collect();
    out.push_str(&format!(
        "| {} | {} | {} | {} | {} | {} |\n",
        finding.severity,
        code(&finding.id),
        code(&words::subject(report, finding)),
        code(&finding.path.to_string()),
        cells.join(" | "),
        notes.join("; ")
    ));
}

fn cell(line: &Line) -> String {
    if line.absent { format!("*{}*", prose(&line.text)) } else { code(&line.text) }
}

fn document(finding: &Finding, beside: &Beside, out: &mut String) {
    let (language, lines) = match beside {
        Beside::Lines(_) => return,
        Beside::Diff { before, after, lines } => {
            let mut text = vec![format!("--- {before}"), format!("+++ {after}")];
            text.extend(lines.iter().map(diff_line));
            ("diff", text)
        }
        Beside::Block { lines, .. } => ("", lines.clone()),
    };
    let more = lines.len().saturating_sub(LONGEST);
    let fence = fence(lines.iter().map(String::as_str));
    out.push_str(&format!("\n{}\n\n{fence}{language}\n", code(&finding.id)));
    for line in lines.iter().take(LONGEST) {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(&format!("{fence}\n"));
    if more > 0 {
        out.push_str(&format!("\n{more} more lines.\n"));
    }
}

fn diff_line(line: &DiffLine) -> String {
    match line {
        DiffLine::Hunk(text) => text.clone(),
        DiffLine::Same(text) => format!(" {text}"),
        DiffLine::Before(text) => format!("-{text}"),
        DiffLine::After(text) => format!("+{text}"),
        DiffLine::Note(text) => format!("  ^ {text}"),
    }
}
