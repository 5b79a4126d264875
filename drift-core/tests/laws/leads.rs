//! Where a value leads may not have been read, or not what is called so: then it is unknown whether it leads to the counterpart.

use drift_core::{
    Builder, Cell, FingerprintKey, Gate, Origin, Raw, Scope, Sink as _, Snapshot, Status, Value,
};

use crate::toy::{APP, CONFIG};
use crate::world::{PROD, STAGING, header, map, registry, report, show};

/// A resource of an account's region: its id and name, and whether a call was refused that says more of it.
type There<'a> = (&'a str, &'a str, bool);

/// An account with an app beside its regions that leads somewhere, and what is in a region.
fn side(environment: &'static str, config: &str, there: &[There<'_>], read: Status) -> Snapshot {
    let (registry, show) = (registry(), show(environment, &[]));
    let gate = Gate::new(FingerprintKey::new(show.key).unwrap(), &registry);
    let mut builder = Builder::new(header(&show, gate.key_id()), &gate);
    let account = Scope { account: Some("1".to_owned()), ..Scope::default() };
    let region = Scope::account("1", "eu-west-1");
    let raw = |kind: &str, scope: &Scope, (id, name): (&str, &str), body| Raw {
        kind: kind.to_owned(),
        version: None,
        scope: scope.clone(),
        name: name.to_owned(),
        native_id: Some(id.to_owned()),
        origin: Origin::Live,
        body,
    };
    let leads = map([("config", Value::from(config))]);
    builder.resource(raw(APP, &account, ("app", "web"), leads));
    for (id, name, refused) in there {
        let meta = if *refused { map([("unsure", Value::from("403"))]) } else { map([]) };
        builder.resource(raw(CONFIG, &region, (id, name), map([("meta", meta)])));
    }
    builder.cell(Cell { scope: account, kind: APP.to_owned() }, Status::Complete);
    builder.cell(Cell { scope: region, kind: CONFIG.to_owned() }, read);
    builder.finish()
}

#[test]
fn a_lead_is_another_one_only_where_all_it_may_lead_to_was_read() {
    let denied = || Status::Denied { fault: "403".to_owned() };
    let complete = || Status::Complete;
    let db: &[There<'_>] = &[("id-1", "db", false)];
    let table: [(&str, &[There<'_>], Status, &str); 9] = [
        // It leads to the counterpart.
        ("id-2", &[("id-2", "db", false)], complete(), "same"),
        // Out of the account into a region that was not read, by an id or by an address.
        ("id-2", &[], denied(), "unknown"),
        ("https://db", &[], denied(), "unknown"),
        // All of it was read, and it is not there.
        ("id-2", db, complete(), "different"),
        ("https://db", db, complete(), "different"),
        // All of them were listed, and of one it is not known what leads to it.
        ("id-2", &[("id-3", "db", true)], complete(), "unknown"),
        ("https://db", &[("id-3", "db", true)], complete(), "unknown"),
        // It is there, and it is not known what it is called.
        ("id-2", &[("id-2", "id-2", true)], complete(), "unknown"),
        ("id-2", &[("id-2", "id-2", false)], complete(), "different"),
    ];
    for (config, there, read, expected) in table {
        let before = side(STAGING, "id-1", db, Status::Complete);
        let report = report(&before, &side(PROD, config, there, read.clone()));
        let of_app = |kind: &str| kind == APP;
        let found = report.findings.iter().any(|finding| of_app(&finding.kind));
        let unknown = report.unknowns.iter().any(|unknown| of_app(&unknown.kind));
        let said = match (found, unknown) {
            (true, _) => "different",
            (false, true) => "unknown",
            (false, false) => "same",
        };
        assert_eq!(said, expected, "{config} {there:?} {read:?}");
    }
}
