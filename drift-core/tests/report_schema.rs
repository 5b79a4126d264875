//! The published schema is the report's: regenerated here and compared. `UPDATE=1` writes it.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads and writes the published file"
)]

use drift_core::Report;

#[test]
fn the_published_schema_of_reports_is_the_one_that_the_types_give() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.schema.json");
    let schema =
        serde_json::to_string_pretty(&Report::json_schema()).expect("a schema is JSON") + "\n";
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(path, &schema).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == schema,
        "docs/report.schema.json is not what the types give: run with UPDATE=1"
    );
}
