//! Rules: which requests a fault befalls.
//!
//! Knows no fault by name.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Fault;

/// A fault, and the requests that it befalls.
#[derive(Clone)]
pub struct Rule {
    /// A glob of path and query, in which `*` is anything and `?` is one character.
    target: String,
    /// Those of the requests that are like the target, counted from 1.
    from: usize,
    to: usize,
    fault: Fault,
}

impl Rule {
    /// The fault befalls every request whose path and query are like this glob.
    #[must_use]
    pub fn on(target: &str, fault: Fault) -> Self {
        Self { target: target.to_owned(), from: 1, to: usize::MAX, fault }
    }

    /// Only the n-th of them, counted from 1.
    #[must_use]
    pub fn only(self, n: usize) -> Self {
        Self { from: n, to: n, ..self }
    }

    /// Only the first n.
    #[must_use]
    pub fn first(self, n: usize) -> Self {
        Self { from: 1, to: n, ..self }
    }

    /// The n-th of them and all that follow.
    #[must_use]
    pub fn from(self, n: usize) -> Self {
        Self { from: n, to: usize::MAX, ..self }
    }
}

/// Rules, each with the number of the requests that were like it.
pub(super) struct Rules(Vec<(Rule, AtomicUsize)>);

impl Rules {
    pub(super) fn new(rules: Vec<Rule>) -> Self {
        Self(rules.into_iter().map(|rule| (rule, AtomicUsize::new(0))).collect())
    }

    /// What befalls a request, in the order of the rules. Counts it.
    pub(super) fn befall(&self, target: &str) -> Vec<Fault> {
        let like = self.0.iter().filter(|(rule, _)| drift_core::glob(&rule.target, target));
        like.filter_map(|(rule, count)| {
            let turn = count.fetch_add(1, Ordering::SeqCst) + 1;
            (rule.from <= turn && turn <= rule.to).then(|| rule.fault.clone())
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_counts_the_requests_that_are_like_it() {
        let rules = Rules::new(vec![
            Rule::on("/api/*", Fault::Reset).only(2),
            Rule::on("/api/v1/pods?*", Fault::Trickle).first(1),
            Rule::on("*", Fault::Stall).from(3),
        ]);
        let befallen: Vec<usize> =
            ["/api/v1/pods?limit=5", "/version", "/api/v1/pods?limit=5", "/version"]
                .map(|target| rules.befall(target).len())
                .to_vec();
        assert_eq!(befallen, [1, 0, 2, 1]);
    }
}
