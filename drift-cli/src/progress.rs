//! Progress: one line on standard error while a run works, and the way a signal stops it.
//!
//! Hidden where standard error is no terminal or `--quiet` was given. Knows nothing of what is counted.

use std::time::Duration;

use drift_core::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::render::escape::visible;
use crate::signals::Signals;
use crate::terminal::Terminal;

/// The line, shown while it lives.
pub(crate) struct Meter {
    bar: ProgressBar,
    signals: Option<Signals>,
}

impl Meter {
    pub(crate) fn new(terminal: Terminal, signals: Signals) -> Self {
        let target = if terminal.draws() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, signals: Some(signals) }
    }

    /// One that draws nothing and is never stopped.
    #[cfg(test)]
    pub(crate) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), signals: None }
    }

    /// Says that more is to be done.
    pub(crate) fn more(&self, count: usize) {
        self.bar.inc_length(count as u64);
    }

    /// Says that one more is done, and which.
    pub(crate) fn done(&self, what: &str) {
        self.bar.set_message(visible(what).into_owned());
        self.bar.inc(1);
    }
}

impl Progress for Meter {
    fn step(&mut self, stage: &'static str, done: usize, total: usize) -> bool {
        self.bar.set_message(stage);
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
        self.signals.as_ref().and_then(Signals::exit_code).is_none()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
