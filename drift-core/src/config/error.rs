//! What is wrong with a configuration, with its place and its line. Knows nothing of terminals.

use std::fmt;

use crate::resource::Location;

/// How much of a long line is shown, in characters.
const SHOWN: usize = 100;

/// One thing that is wrong with a configuration.
///
/// Says where, what, and the line itself as the file has it: what a `${VAR}` stands for is never shown.
///
/// ```
/// let errors = drift_core::config::parse(b"version: 1\nenvironment: {}\n", "drift.yaml").unwrap_err();
/// let said = errors[0].to_string();
/// let lines: Vec<&str> = said.lines().collect();
/// assert_eq!(lines[0], "drift.yaml:2: unknown key `environment`, did you mean `environments`?");
/// assert_eq!(lines[1], "2 | environment: {}");
/// assert_eq!(lines[2], "  | ^");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// Where.
    pub location: Location,
    /// The column in the line, in characters, from 1.
    pub column: u32,
    /// The line as the file has it, without its end.
    pub line: String,
    /// What is wrong there, as a fragment; names keys and never values.
    pub what: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.what)?;
        if self.line.trim().is_empty() {
            return Ok(());
        }
        let number = self.location.line.to_string();
        let (line, caret) = self.excerpt();
        write!(f, "\n{number} | {line}\n{:1$} | {2:3$}^", "", number.len(), "", caret)
    }
}

impl ConfigError {
    /// The part of the line around the column, and how many characters stand before the column in it.
    fn excerpt(&self) -> (String, usize) {
        let length = self.line.chars().count();
        let column = usize::try_from(self.column).unwrap_or(usize::MAX);
        let before = column.saturating_sub(1).min(length);
        let skipped = if before < SHOWN { 0 } else { before - SHOWN / 2 };
        // A control character could move the cursor of whoever reads this.
        let visible = |char: char| if char.is_control() { ' ' } else { char };
        let shown = self.line.chars().skip(skipped).take(SHOWN).map(visible).collect::<String>();
        (shown.trim_end().to_owned(), before - skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(column: u32, line: &str) -> ConfigError {
        let location = Location { file: "drift.yaml".into(), line: 12 };
        ConfigError { location, column, line: line.into(), what: "wrong".into() }
    }

    #[test]
    fn the_caret_stands_under_the_column() {
        let table = [
            (3, "a: b", "drift.yaml:12: wrong\n12 | a: b\n   |   ^"),
            (3, "\té\u{1b}[2J", "drift.yaml:12: wrong\n12 |  é [2J\n   |   ^"),
            (99, "ab", "drift.yaml:12: wrong\n12 | ab\n   |   ^"),
            (1, "  ", "drift.yaml:12: wrong"),
        ];
        for (column, line, expected) in table {
            assert_eq!(error(column, line).to_string(), expected);
        }
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_column_is_shown() {
        let line = format!("{}!{}", "x".repeat(5000), "y".repeat(5000));
        let said = error(5001, &line).to_string();
        assert!(said.ends_with(&format!("\n   | {}^", " ".repeat(50))), "{said}");
        assert!(said.contains("xx!yy") && said.len() < 250, "{said}");
    }
}
