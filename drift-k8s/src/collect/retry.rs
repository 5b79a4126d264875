//! Retries: whether a call is tried again, and when.
//!
//! All calls read, so each may be tried again. A server that says when to come again is obeyed: it is not asked sooner, and
//! where that would be too long it is not asked at all. Knows no sockets; the run's deadline is the caller's.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::fault::Fault;

/// How often and how long a call is tried again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Tries altogether.
    pub(super) tries: u32,
    /// The wait before the second one; doubles each time.
    pub(super) first: Duration,
    /// The longest wait, where the server asks for none.
    pub(super) longest: Duration,
    /// How long altogether a server is waited for that says when to come again.
    pub(super) obeyed: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 5,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(15),
            obeyed: Duration::from_secs(60),
        }
    }
}

/// One failed try, and whether another one may help.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    pub(super) again: Again,
}

/// Whether another try may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    No,
    /// One more, and no third: each may take as long as a call may.
    Once,
    Yes,
    /// Not sooner than in so long.
    After(Duration),
}

impl Again {
    /// What an answer of this status asks for.
    pub(super) fn of(code: u16, asked: Option<Duration>) -> Self {
        match (code, asked) {
            (408 | 425 | 429 | 500 | 502..=504, Some(asked)) => Self::After(asked),
            (408 | 425 | 429 | 500 | 502..=504, None) => Self::Yes,
            _ => Self::No,
        }
    }
}

/// The tries of one call.
pub(super) struct Tries {
    patience: Patience,
    failed: u32,
    wait: Duration,
    left: Duration,
    last: bool,
}

impl Tries {
    pub(super) fn new(patience: Patience) -> Self {
        let Patience { first, obeyed, .. } = patience;
        Self { patience, failed: 0, wait: first, left: obeyed, last: false }
    }

    /// The pause before the next try, or the fault that the call ends with.
    pub(super) fn after(&mut self, Failure { fault, again }: Failure) -> Result<Duration, Fault> {
        self.failed += 1;
        let wait = self.wait;
        self.wait = (wait * 2).min(self.patience.longest);
        if self.last || self.failed >= self.patience.tries || again == Again::No {
            return Err(fault);
        }
        self.last = again == Again::Once;
        let Again::After(asked) = again else { return Ok(wait) };
        let pause = asked.max(wait);
        match self.left.checked_sub(pause) {
            Some(left) => self.left = left,
            None => return Err(fault.and(&format!("come again in {} s", asked.as_secs()))),
        }
        Ok(pause)
    }
}

/// When the server wants to be asked again: after seconds, or at a time by its own clock.
pub(super) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let then = time(text)?;
    let said = headers.get(DATE).and_then(|value| time(value.to_str().ok()?));
    let now = said.unwrap_or_else(Timestamp::now);
    Some(Duration::try_from(then.duration_since(now)).unwrap_or_default())
}

fn time(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), http::HeaderValue::from_static(value)));
        pairs.collect()
    }

    #[test]
    fn retry_after_is_seconds_or_a_time_by_the_clock_of_the_server() {
        let at = "Fri, 01 Jan 2100 00:00:30 GMT";
        let table = [
            (vec![("retry-after", "7")], Some(7)),
            (vec![("retry-after", " 0 ")], Some(0)),
            (vec![("retry-after", "99999999999999999999999")], Some(u64::MAX)),
            (vec![("retry-after", at), ("date", "Fri, 01 Jan 2100 00:00:00 GMT")], Some(30)),
            (vec![("retry-after", at), ("date", "Fri, 01 Jan 2100 00:01:00 GMT")], Some(0)),
            (vec![("retry-after", "soon"), ("date", at)], None),
            (vec![("retry-after", "-5")], None),
            (vec![("retry-after", "")], None),
            (vec![], None),
        ];
        for (pairs, seconds) in table {
            assert_eq!(asked(&headers(&pairs)), seconds.map(Duration::from_secs), "{pairs:?}");
        }
        let without_date = asked(&headers(&[("retry-after", at)])).unwrap();
        assert!(without_date > Duration::from_secs(3600), "by the clock of this machine");
    }

    fn pauses(agains: &[Again]) -> (Vec<u64>, Option<String>) {
        let seconds = Duration::from_secs;
        let patience =
            Patience { tries: 4, first: seconds(1), longest: seconds(3), obeyed: seconds(60) };
        let (mut tries, mut pauses) = (Tries::new(patience), Vec::new());
        for again in agains {
            let fault = Fault::Throttled("429".to_owned());
            match tries.after(Failure { fault, again: *again }) {
                Ok(pause) => pauses.push(pause.as_secs()),
                Err(fault) => return (pauses, Some(fault.what().to_owned())),
            }
        }
        (pauses, None)
    }

    #[test]
    fn a_call_is_tried_again_as_long_as_that_may_help_and_never_sooner_than_asked() {
        let after = |seconds| Again::After(Duration::from_secs(seconds));
        let ends = |what: &str| Some(what.to_owned());
        let table = [
            (vec![Again::Yes; 5], vec![1, 2, 3], ends("429")),
            (vec![Again::No], vec![], ends("429")),
            (vec![Again::Once; 3], vec![1], ends("429")),
            (vec![after(0), after(9), Again::Yes], vec![1, 9, 3], None),
            (vec![after(40), after(40)], vec![40], ends("429; come again in 40 s")),
            (vec![after(3600)], vec![], ends("429; come again in 3600 s")),
        ];
        for (agains, wanted, end) in table {
            assert_eq!(pauses(&agains), (wanted, end), "{agains:?}");
        }
    }
}
