//! Clocks: nothing depends on what time the server thinks it is.

use drift_tests::proxy::{Fault, Rule};

use crate::scenario::{EVERYTHING, Scenario};

#[test]
fn the_clock_of_the_server_changes_nothing() {
    for (year, date) in
        [("2100", "Fri, 01 Jan 2100 00:00:00 GMT"), ("1970", "Thu, 01 Jan 1970 00:00:00 GMT")]
    {
        let moved = move |text: &str| {
            let stamps = in_year(text, r#""creationTimestamp":""#, year);
            in_year(&stamps, r#""time":""#, year)
        };
        let rules = vec![
            Rule::on("*", Fault::Header("date", date.to_owned())),
            Rule::on("*/namespaces/faults-prod/*", Fault::text(moved)),
        ];
        Scenario::new(EVERYTHING, rules).play();
    }
}

/// The text with another year in every time that follows `before`.
fn in_year(text: &str, before: &str, year: &str) -> String {
    let mut parts = text.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| format!("{all}{before}{year}{}", &part[4..]))
}
