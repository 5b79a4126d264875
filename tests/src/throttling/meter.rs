//! The meter: when each request came, whether it was let pass, and what follows from that afterwards.
//!
//! A request counts when it came, whether or not it was refused. Knows no protocol.

use std::collections::BTreeMap;
use std::time::Instant;

use super::bucket::{Api, Bucket, Figures};

pub(super) struct Meter {
    /// The share of what is published that the buckets are of.
    buckets: Figures,
    apis: BTreeMap<Api, Metered>,
}

struct Metered {
    bucket: Bucket,
    came: Vec<Instant>,
    throttled: usize,
    chain: usize,
}

/// What was asked of one API.
#[derive(Debug, Clone)]
pub struct Use {
    /// Which one.
    pub api: Api,
    /// When each request came.
    pub came: Vec<Instant>,
    /// How many of them were refused because there were too many.
    pub throttled: usize,
    /// The pages of its longest list.
    pub chain: usize,
}

impl Meter {
    pub(super) fn new(buckets: Figures) -> Self {
        Self { buckets, apis: BTreeMap::new() }
    }

    /// A request came; whether it is let pass.
    pub(super) fn came(&mut self, api: &Api, now: Instant) -> bool {
        let Figures { burst, rate } = api.published();
        let figures = Figures { burst: burst * self.buckets.burst, rate: rate * self.buckets.rate };
        let metered = self.apis.entry(api.clone()).or_insert_with(|| Metered {
            bucket: Bucket::new(figures, now),
            came: Vec::new(),
            throttled: 0,
            chain: 1,
        });
        metered.came.push(now);
        let passes = metered.bucket.take(now);
        metered.throttled += usize::from(!passes);
        passes
    }

    /// A list has a page of this number, from 1.
    pub(super) fn page(&mut self, api: &Api, number: usize) {
        if let Some(metered) = self.apis.get_mut(api) {
            metered.chain = metered.chain.max(number);
        }
    }

    pub(super) fn uses(&self) -> Vec<Use> {
        let one = |(api, metered): (&Api, &Metered)| {
            let (api, came) = (api.clone(), metered.came.clone());
            Use { api, came, throttled: metered.throttled, chain: metered.chain }
        };
        self.apis.iter().map(one).collect()
    }
}

impl Use {
    /// The most that was asked in any span of time, by what may be asked in it: `share × (burst + rate × span)`.
    #[must_use]
    pub fn highest(&self, share: f64) -> f64 {
        let Figures { burst, rate } = self.api.published();
        let mut highest: f64 = 0.0;
        for (from, first) in self.came.iter().enumerate() {
            let mut count = 0.0;
            for last in self.came.iter().skip(from) {
                count += 1.0;
                let span = last.saturating_duration_since(*first).as_secs_f64();
                highest = highest.max(count / (share * (burst + rate * span)));
            }
        }
        highest
    }

    /// The shortest time, in seconds, in which it can be asked so often with a share, each page of a list after the one before.
    #[must_use]
    pub fn bound(&self, share: f64, latency: f64) -> f64 {
        let Figures { burst, rate } = self.api.published();
        let calls = f64::from(u32::try_from(self.came.len()).unwrap_or(u32::MAX));
        let chain = f64::from(u32::try_from(self.chain).unwrap_or(u32::MAX));
        ((calls - share * burst) / (share * rate)).max(chain * latency)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn used(milliseconds: &[u64]) -> Use {
        let api = Api::of("eu-west-1", "sqs", "ListQueues", "");
        let start = Instant::now();
        let came = milliseconds.iter().map(|at| start + Duration::from_millis(*at)).collect();
        Use { api, came, throttled: 0, chain: 30 }
    }

    #[test]
    fn the_busiest_span_tells() {
        let burst: Vec<u64> = vec![0; 50];
        assert!((used(&burst).highest(0.5) - 1.0).abs() < 1e-9);
        // A second later ten more may come; eleven are too many.
        let more = |count| [burst.clone(), vec![1000; count]].concat();
        assert!((used(&more(10)).highest(0.5) - 1.0).abs() < 1e-9);
        assert!(used(&more(11)).highest(0.5) > 1.0);
    }

    #[test]
    fn a_long_list_bounds_as_its_calls_do() {
        assert!((used(&[0; 150]).bound(0.5, 0.1) - 10.0).abs() < 1e-9);
        assert!((used(&[0; 30]).bound(0.5, 0.1) - 3.0).abs() < 1e-9);
    }
}
