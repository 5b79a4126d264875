//! Renderers: a finished report as text, Markdown or JSON.
//!
//! Everything is computed before printing starts; a renderer decides nothing about what is a difference.

pub(crate) mod checkup;
pub(crate) mod escape;
pub(crate) mod json;
mod markdown;
pub(crate) mod redactions;
pub(crate) mod roles;
mod sides;
pub(crate) mod style;
mod text;
pub(crate) mod values;
pub(crate) mod words;
pub(crate) mod wrap;

#[cfg(test)]
mod goldens;

use drift_core::Report;

pub(crate) use text::finding as finding_as_text;

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, 80 columns
    #[default]
    Text,
    /// For programs; its schema is published and versioned
    Json,
    /// For issues and pull requests
    Markdown,
}

/// The whole report. Text holds styles, which the terminal shows or strips.
pub(crate) fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text::render(report),
        Format::Json => json::text(report),
        Format::Markdown => markdown::render(report),
    }
}
