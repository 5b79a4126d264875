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
    signals: Signals,
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
        Self { bar, signals }
    }

    /// The same line, told of by one of several that work at once.
    pub(crate) fn share<'m>(&'m self, place: &str) -> Share<'m> {
        Share { meter: self, place: visible(place).into_owned(), done: 0, total: 0 }
    }
}

/// What one source adds to the line.
pub(crate) struct Share<'m> {
    meter: &'m Meter,
    place: String,
    done: usize,
    total: usize,
}

impl Progress for Share<'_> {
    // A signal is heard by whoever waits for it: it ends the wait for what is in flight, too.
    fn step(&mut self, _: &'static str, done: usize, total: usize) -> bool {
        let bar = &self.meter.bar;
        bar.set_message(self.place.clone());
        bar.inc_length(total.saturating_sub(self.total) as u64);
        bar.inc(done.saturating_sub(self.done) as u64);
        (self.done, self.total) = (done, total);
        true
    }
}

impl Progress for Meter {
    fn step(&mut self, stage: &'static str, done: usize, total: usize) -> bool {
        self.bar.set_message(stage);
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
        self.signals.exit_code().is_none()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
