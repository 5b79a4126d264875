//! The end of a comparison: the report is kept, written, and turned into an exit code.

use drift_core::judge::Policy;
use drift_core::{ProblemCode, Report, Severity, Snapshot, compare};

use crate::args::ReportArgs;
use crate::error::Error;
use crate::exit::Outcome;
use crate::render::render;
use crate::render::words::{compared_nothing, has_gaps};
use crate::run::Run;
use crate::sides::SideWord;
use crate::{files, hints, terminal};

/// What is asked of a comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// How it is reported.
    pub(crate) report: &'a ReportArgs,
    /// The only components that are compared.
    pub(crate) components: &'a [String],
    /// Whether what was read is what every expectation was written for.
    pub(crate) every_rule: bool,
}

/// Refuses to write the report over what it is about.
///
/// # Errors
/// When a side is read from the file that the report is to become.
pub(crate) fn refuse_to_replace(args: &ReportArgs, sides: &[&SideWord]) -> Result<(), Error> {
    match &args.output {
        Some(path) if sides.iter().any(|side| side.is_file(path)) => Err(Error::user(format!(
            "{} is one of the sides: the report would replace it",
            path.display()
        ))
        .hint("name another file with -o")),
        _ => Ok(()),
    }
}

/// Compares two sides and reports.
///
/// # Errors
/// When the report cannot be written, or a signal came.
pub(crate) fn conclude(
    run: &Run,
    [before, after]: [&Snapshot; 2],
    asked: Asked<'_>,
) -> Result<u8, Error> {
    let Asked { report: args, components, every_rule } = asked;
    let mut meter = run.meter();
    let policy = Policy { only: components.to_vec(), ..run.settings.policy() };
    let mut report = compare(before, after, &run.registry, &policy, &mut meter);
    drop(meter);
    if !every_rule || !components.is_empty() {
        // A rule that matches nothing in a part may match elsewhere.
        report.problems.retain(|problem| problem.code != ProblemCode::UnusedRule);
    }
    run.signals.check()?;
    // What was found is worth more than that `explain` finds it again.
    if let Err(error) = run.store.save_report(&report) {
        run.terminal.warn(&error.in_a_line(), &[]);
    }
    let text = render(&report, args.format);
    match &args.output {
        Some(path) => files::write_private(path, terminal::plain(&text).as_bytes())?,
        None => run.terminal.page(&text)?,
    }
    if let Some(hint) = hints::cidrs(&report) {
        run.terminal.say(&format!("hint: {hint}"), &[]);
    }
    let threshold = match args.fail_on {
        Some(asked) => asked.0,
        None => run.settings.config.fail_on.unwrap_or(Some(Severity::Low)),
    };
    Ok(outcome(&report, threshold, args.strict.strict).code())
}

/// What a report comes to. Without `strict`, what could not be read is told and changes nothing.
fn outcome(report: &Report, threshold: Option<Severity>, strict: bool) -> Outcome {
    let found = threshold.is_some_and(|least| report.worst().is_some_and(|worst| worst >= least));
    Outcome { failed: compared_nothing(report), found, incomplete: strict && is_incomplete(report) }
}

/// Whether something was not seen or not compared that was asked for.
fn is_incomplete(report: &Report) -> bool {
    let costs = [
        ProblemCode::Unreadable,
        ProblemCode::Undecodable,
        ProblemCode::Stopped,
        ProblemCode::DifferentKeys,
    ];
    has_gaps(report)
        || report.unknowns.iter().any(|unknown| !unknown.by_choice)
        || report.problems.iter().any(|problem| costs.contains(&problem.code))
}

#[cfg(test)]
mod tests {
    use crate::exit;

    use super::*;

    fn report(name: &str) -> Report {
        let text = match name {
            "parity" => include_str!("render/goldens/parity.json"),
            "drift" => include_str!("render/goldens/drift.json"),
            _ => include_str!("render/goldens/nothing.json"),
        };
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_exit_code_says_what_the_report_comes_to() {
        let table = [
            // worst: high, and not everything could be seen
            ("parity", Some(Severity::Low), false, exit::FINDINGS),
            ("parity", Some(Severity::Low), true, exit::FINDINGS),
            ("parity", Some(Severity::High), false, exit::FINDINGS),
            ("parity", Some(Severity::Critical), false, exit::OK),
            ("parity", Some(Severity::Critical), true, exit::INCOMPLETE),
            ("parity", None, true, exit::INCOMPLETE),
            // worst: medium, all seen
            ("drift", Some(Severity::Medium), true, exit::FINDINGS),
            ("drift", Some(Severity::High), true, exit::OK),
            ("drift", None, true, exit::OK),
            ("nothing", Some(Severity::Info), true, exit::OK),
        ];
        for (name, threshold, strict, wanted) in table {
            assert_eq!(
                outcome(&report(name), threshold, strict).code(),
                wanted,
                "{name} {threshold:?} {strict}"
            );
        }
    }
}
