//! Limits: how often an account may be asked, so that what runs in it is never slowed down by being looked at.
//!
//! A bucket of tokens for each account, region and API, filled at most at a share of what AWS publishes; it halves where AWS asks
//! to slow down and recovers afterwards. Beside them a cap on all requests together. The share is that of both figures: whatever
//! span of time is looked at, AWS counts at most `share × (burst + rate × span)` requests in it. Knows no request and no socket.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How fast the door may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The share of the published figures, of the burst as of the rate, above 0 and at most 1.
    pub share: f64,
    /// Requests in flight, of all accounts together.
    pub in_flight: usize,
    /// Requests a second, of all accounts together.
    pub per_second: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { share: 0.5, in_flight: 32, per_second: 100.0 }
    }
}

/// Whose allowance a request is taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Allowance {
    pub(super) account: String,
    pub(super) region: String,
    /// What the request is signed for (`ec2`, `iam`).
    pub(super) service: String,
    /// A list without a filter and without a page size, for which EC2 has a smaller bucket.
    pub(super) unpaged: bool,
}

/// What a bucket holds and how much a second flows into it.
#[derive(Debug, Clone, Copy)]
struct Figures {
    burst: f64,
    rate: f64,
}

impl Allowance {
    /// What AWS publishes: for EC2, calls that read (100 and 20 a second), and those that are unfiltered and unpaginated (50 and 10);
    /// for Route 53 five a second; for Lambda's control plane 15. Of others nothing general is published: EC2's figures serve.
    fn published(&self) -> Figures {
        let (burst, rate) = match (self.service.as_str(), self.unpaged) {
            ("ec2", true) => (50.0, 10.0),
            ("route53", _) => (5.0, 5.0),
            ("lambda", _) => (15.0, 15.0),
            _ => (100.0, 20.0),
        };
        Figures { burst, rate }
    }
}

/// The slowest that a bucket becomes, as a share of its own figure.
const SLOWEST: f64 = 1.0 / 16.0;

/// How long after being slowed down a bucket begins to recover.
const CALM: Duration = Duration::from_secs(5);

/// How much of its figure a bucket gains back a second.
const RECOVERY: f64 = 0.05;

/// Many requests are in flight when the first one is refused: they count as one refusal.
const ONCE: Duration = Duration::from_secs(1);

/// Nobody waits for less: timers do not.
const TICK: Duration = Duration::from_millis(1);

/// The longest that a service is obeyed that says when to come again.
const OBEYED: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Bucket {
    figures: Figures,
    rate: f64,
    tokens: f64,
    at: Instant,
    slowed: Option<Instant>,
    /// Tokens of requests that were not answered yet. When the service counts a request is not known, only that it is between its
    /// sending and its answer: a token that flowed back earlier could be spent twice in the service's time.
    out: f64,
}

impl Bucket {
    fn new(figures: Figures, at: Instant) -> Self {
        let Figures { burst, rate } = figures;
        Self { figures, rate, tokens: burst, at, slowed: None, out: 0.0 }
    }

    /// How long until there is a token: none at once, `None` as long as no request is answered.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        self.flow(now);
        // `at` is in the future while a service is obeyed that said when to come again.
        let obeyed = self.at.saturating_duration_since(now);
        if self.tokens >= 1.0 {
            return Some(obeyed);
        }
        let comes = self.figures.burst - self.out >= 1.0;
        let wait = obeyed + Duration::from_secs_f64((1.0 - self.tokens) / self.rate);
        comes.then(|| wait.max(TICK))
    }

    /// Takes a token, where there is one.
    fn take(&mut self, now: Instant) -> bool {
        let is_there = self.wait(now) == Some(Duration::ZERO);
        if is_there {
            self.tokens -= 1.0;
            self.out += 1.0;
        }
        is_there
    }

    /// A request was answered.
    fn answered(&mut self, now: Instant) {
        self.flow(now);
        self.out -= 1.0;
    }

    fn flow(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at);
        let most = self.figures.burst - self.out;
        self.tokens = (self.tokens + passed.as_secs_f64() * self.rate).min(most);
        self.recover(now);
        self.at = self.at.max(now);
    }

    fn recover(&mut self, now: Instant) {
        let Some(calm) = self.slowed.map(|slowed| slowed + CALM) else { return };
        let gained = now.saturating_duration_since(calm.max(self.at)).as_secs_f64();
        self.rate = (self.rate + gained * RECOVERY * self.figures.rate).min(self.figures.rate);
    }

    fn slow_down(&mut self, now: Instant, come_again: Option<Duration>) {
        self.flow(now);
        if self.slowed.is_none_or(|slowed| now.saturating_duration_since(slowed) >= ONCE) {
            self.rate = (self.rate / 2.0).max(self.figures.rate * SLOWEST);
            self.tokens = self.tokens.min(0.0);
        }
        self.slowed = Some(now);
        let asked = come_again.unwrap_or_default().min(OBEYED);
        self.at = self.at.max(now + asked);
    }
}

/// Those who wait for a bucket's tokens, in the order in which they came.
#[derive(Debug)]
struct Line {
    bucket: Mutex<Bucket>,
    /// Held by who is first in the line: tokio's mutex lets them in as they came.
    first: tokio::sync::Mutex<()>,
    answered: Notify,
}

impl Line {
    fn new(figures: Figures, at: Instant) -> Self {
        let bucket = Mutex::new(Bucket::new(figures, at));
        Self { bucket, first: tokio::sync::Mutex::default(), answered: Notify::new() }
    }

    fn with<T>(&self, then: impl FnOnce(&mut Bucket, Instant) -> T) -> T {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        then(&mut bucket, Instant::now())
    }

    /// Waits until there is a token; for who is first.
    async fn ready(&self) {
        loop {
            match self.with(Bucket::wait) {
                Some(Duration::ZERO) => return,
                Some(wait) => tokio::time::sleep(wait).await,
                None => self.answered.notified().await,
            }
        }
    }
}

/// Lets requests pass, each in its turn.
#[derive(Debug, Clone)]
pub(super) struct Limiter(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    lines: Mutex<BTreeMap<Allowance, Arc<Line>>>,
    all: Arc<Line>,
    in_flight: Arc<Semaphore>,
}

/// While it is held a request is in flight.
#[derive(Debug)]
pub(super) struct Turn {
    lines: [Arc<Line>; 2],
    _in_flight: Option<OwnedSemaphorePermit>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        for line in &self.lines {
            line.with(Bucket::answered);
            line.answered.notify_one();
        }
    }
}

impl Limiter {
    pub(super) fn new(limits: Limits) -> Self {
        let in_flight = Arc::new(Semaphore::new(limits.in_flight.clamp(1, Semaphore::MAX_PERMITS)));
        let rate = limits.per_second;
        let rate = if rate.is_finite() { rate.max(0.1) } else { 100.0 };
        let all = Line::new(Figures { burst: rate.max(1.0), rate }, Instant::now());
        Self(Arc::new(Inner { limits, lines: Mutex::default(), all: Arc::new(all), in_flight }))
    }

    /// Waits until a request may be sent. Of each allowance only the first waits for what all share, so that none waits behind
    /// another's; and tokens are taken at the last moment, so that none is spent later than it was counted.
    pub(super) async fn turn(&self, allowance: &Allowance) -> Turn {
        let (own, all) = (self.line(allowance), self.0.all.clone());
        let _first = own.first.lock().await;
        loop {
            own.ready().await;
            let _first_of_all = all.first.lock().await;
            all.ready().await;
            // The semaphore is never closed, so there always is one.
            let permit = self.0.in_flight.clone().acquire_owned().await.ok();
            // In the meantime it may have been told to slow down.
            if own.with(Bucket::take) {
                all.with(Bucket::take);
                return Turn { lines: [own.clone(), all.clone()], _in_flight: permit };
            }
        }
    }

    /// Tells that a service asked to slow down, and when it wants to be asked again.
    pub(super) fn slow_down(&self, allowance: &Allowance, come_again: Option<Duration>) {
        self.line(allowance).with(|bucket, now| bucket.slow_down(now, come_again));
    }

    fn line(&self, allowance: &Allowance) -> Arc<Line> {
        let mut lines = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(allowance.clone()).or_insert_with(|| {
            let share = self.share();
            let Figures { burst, rate } = allowance.published();
            let figures = Figures { burst: (burst * share).max(1.0), rate: rate * share };
            Arc::new(Line::new(figures, Instant::now()))
        });
        line.clone()
    }

    fn share(&self) -> f64 {
        let share = self.0.limits.share;
        if share.is_finite() { share.clamp(0.01, 1.0) } else { 0.5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(service: &str) -> Allowance {
        Allowance {
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            service: service.to_owned(),
            unpaged: false,
        }
    }

    async fn seconds(limiter: &Limiter, allowance: &Allowance, requests: usize) -> f64 {
        let start = Instant::now();
        for _ in 0..requests {
            limiter.turn(allowance).await;
        }
        start.elapsed().as_secs_f64()
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.1, "{found} is not {expected}");
    }

    #[tokio::test(start_paused = true)]
    async fn at_most_half_of_what_is_published_is_taken() {
        let limiter = Limiter::new(Limits::default());
        let ec2 = allowance("ec2");
        // A burst of 50, then 10 a second.
        near(seconds(&limiter, &ec2, 50).await, 0.0);
        near(seconds(&limiter, &ec2, 100).await, 10.0);
        // Another group has its own bucket.
        near(seconds(&limiter, &allowance("iam"), 50).await, 0.0);
        let unpaged = Allowance { unpaged: true, ..ec2 };
        near(seconds(&limiter, &unpaged, 25).await, 0.0);
        near(seconds(&limiter, &unpaged, 50).await, 10.0);
    }

    #[tokio::test(start_paused = true)]
    async fn it_halves_once_for_many_refusals_and_recovers() {
        let limiter = Limiter::new(Limits::default());
        let ec2 = allowance("ec2");
        for _ in 0..10 {
            limiter.slow_down(&ec2, None);
        }
        near(seconds(&limiter, &ec2, 10).await, 2.0);
        // Nothing is gained in the first five seconds, then a twentieth a second.
        tokio::time::sleep(Duration::from_secs(30)).await;
        seconds(&limiter, &ec2, 50).await;
        near(seconds(&limiter, &ec2, 100).await, 10.0);
    }

    #[tokio::test(start_paused = true)]
    async fn it_never_becomes_slower_than_a_sixteenth() {
        let limiter = Limiter::new(Limits::default());
        let ec2 = allowance("ec2");
        for _ in 0..20 {
            limiter.slow_down(&ec2, None);
            tokio::time::advance(ONCE).await;
        }
        limiter.slow_down(&ec2, None);
        near(seconds(&limiter, &ec2, 1).await, 1.6);
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_says_when_to_come_again_is_obeyed_within_reason() {
        let limiter = Limiter::new(Limits::default());
        let ec2 = allowance("ec2");
        limiter.slow_down(&ec2, Some(Duration::from_secs(7)));
        near(seconds(&limiter, &ec2, 1).await, 7.2);
        limiter.slow_down(&ec2, Some(Duration::from_secs(86_400)));
        assert!(seconds(&limiter, &ec2, 1).await < 62.0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_flows_back_once_its_request_was_answered() {
        let limiter = Limiter::new(Limits { in_flight: 100, ..Limits::default() });
        let ec2 = allowance("ec2");
        let mut turns = Vec::new();
        for _ in 0..50 {
            turns.push(limiter.turn(&ec2).await);
        }
        let minute = Duration::from_secs(60);
        assert!(tokio::time::timeout(minute, limiter.turn(&ec2)).await.is_err());
        let start = Instant::now();
        turns.truncate(49);
        limiter.turn(&ec2).await;
        near(start.elapsed().as_secs_f64(), 0.1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_one_api_keeps_nobody_from_another() {
        let limiter = Limiter::new(Limits { in_flight: 1, ..Limits::default() });
        let ec2 = allowance("ec2");
        seconds(&limiter, &ec2, 50).await;
        let start = Instant::now();
        let other = async {
            seconds(&limiter, &allowance("sqs"), 20).await;
            start.elapsed().as_secs_f64()
        };
        let (ec2, other) = futures::join!(seconds(&limiter, &ec2, 20), other);
        near(ec2, 2.0);
        near(other, 0.0);
    }

    #[tokio::test(start_paused = true)]
    async fn all_together_have_a_cap() {
        let limits = Limits { per_second: 4.0, in_flight: 2, ..Limits::default() };
        let limiter = Limiter::new(limits);
        let start = Instant::now();
        for number in 0..12 {
            limiter.turn(&allowance(&format!("service{number}"))).await;
        }
        near(start.elapsed().as_secs_f64(), 2.0);
        let first = limiter.turn(&allowance("a")).await;
        let _second = limiter.turn(&allowance("b")).await;
        let third = allowance("c");
        let third = limiter.turn(&third);
        let mut third = std::pin::pin!(third);
        let waited = tokio::time::timeout(Duration::from_secs(60), &mut third).await;
        assert!(waited.is_err());
        drop(first);
        tokio::time::timeout(Duration::from_secs(1), third).await.unwrap();
    }
}
