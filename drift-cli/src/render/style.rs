//! Styles by label: the only place that knows colours.
//!
//! Renderers say what a piece of text is; whether colours are shown is the terminal's to decide, which strips them.

use anstyle::{AnsiColor, Style};
use drift_core::Severity;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A severity.
    Severity(Severity),
    /// The name of a component, or a heading.
    Heading,
    /// What the reader may copy: an id.
    Id,
    /// What stands on the first side only.
    Before,
    /// What stands on the second side only.
    After,
    /// What may be skipped at first reading.
    Quiet,
    /// What could not be said.
    Unknown,
    /// `error:`
    Error,
    /// `warning:`
    Warning,
    /// `hint:`
    Hint,
}

fn style(label: Label) -> Style {
    let coloured = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    match label {
        Label::Severity(Severity::Critical) | Label::Error => coloured(AnsiColor::Red).bold(),
        Label::Severity(Severity::High) | Label::Before => coloured(AnsiColor::Red),
        Label::Severity(Severity::Medium) | Label::Warning | Label::Unknown => {
            coloured(AnsiColor::Yellow)
        }
        Label::Severity(Severity::Low) | Label::Hint => coloured(AnsiColor::Cyan),
        Label::Severity(Severity::Info) | Label::Quiet => Style::new().dimmed(),
        Label::Heading => Style::new().bold(),
        Label::Id => coloured(AnsiColor::Blue),
        Label::After => coloured(AnsiColor::Green),
    }
}

/// The text in the style of its label.
pub(crate) fn paint(label: Label, text: &str) -> String {
    let style = style(label);
    format!("{style}{text}{style:#}")
}
