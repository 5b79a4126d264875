//! Buckets: what AWS publishes of how often an account may ask, and the bucket that holds to it.
//!
//! Written anew from the EC2 developer guide ("Request throttling"), not taken from the program under test.

use std::time::Instant;

/// Whose bucket a request is taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Api {
    /// The region that the request is signed for.
    pub region: String,
    /// What it is signed as.
    pub service: String,
    /// A costly list of everything at once, for which EC2 has a smaller bucket.
    pub unpaged: bool,
}

/// What a bucket holds, and how much a second flows into it.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// What it holds.
    pub burst: f64,
    /// What flows into it.
    pub rate: f64,
}

const COSTLY: [&str; 7] = [
    "DescribeInstances",
    "DescribeInstanceStatus",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSnapshots",
    "DescribeSpotInstanceRequests",
    "DescribeVolumes",
];

impl Api {
    /// The bucket of an operation; `form` is the body of the request.
    pub(super) fn of(region: &str, service: &str, operation: &str, form: &str) -> Self {
        let is_narrow = form.contains("&MaxResults=") || form.contains("&Filter.");
        let unpaged = service == "ec2" && COSTLY.contains(&operation) && !is_narrow;
        Self { region: region.to_owned(), service: service.to_owned(), unpaged }
    }

    /// What AWS publishes; EC2's figures where it publishes nothing.
    #[must_use]
    pub fn published(&self) -> Figures {
        let (burst, rate) = match (self.service.as_str(), self.unpaged) {
            ("ec2", true) => (50.0, 10.0),
            ("route53", _) => (5.0, 5.0),
            ("lambda", _) => (15.0, 15.0),
            _ => (100.0, 20.0),
        };
        Figures { burst, rate }
    }
}

/// A bucket as AWS has it.
pub(super) struct Bucket {
    figures: Figures,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    pub(super) fn new(figures: Figures, at: Instant) -> Self {
        Self { figures, tokens: figures.burst, at }
    }

    /// Whether a request is let pass.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.tokens = (self.tokens + passed * self.figures.rate).min(self.figures.burst);
        let passes = self.tokens >= 1.0;
        if passes {
            self.tokens -= 1.0;
        }
        passes
    }
}
