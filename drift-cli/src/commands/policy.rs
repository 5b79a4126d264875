//! `drift permissions --of aws`: the least IAM policy that reading accounts takes.
//!
//! Which actions they are is `drift-aws`'s, derived from the tables that collection follows. Asks nobody.

use std::collections::BTreeSet;

use drift_core::config::AwsSource;

use crate::accounts;
use crate::args::FilterArgs;
use crate::error::Error;
use crate::exit;
use crate::render::json;
use crate::run::Run;

/// The most characters of a managed policy, white space not counted.
///
/// AWS: IAM User Guide, "IAM and AWS STS quotas".
const MANAGED: usize = 6144;

pub(crate) fn run(run: &Run, filter: &FilterArgs, names: &[&str]) -> Result<u8, Error> {
    let actions = drift_aws::actions(&accounts::wanted(run, filter));
    if actions.is_empty() {
        return Err(Error::user("nothing of accounts is left to be read"));
    }
    let policy = drift_aws::read_policy(&actions);
    let length = serde_json::to_string(&policy).map_or(0, |text| text.len());
    run.terminal.print(&json::text(&policy))?;
    if length > MANAGED {
        let said = format!(
            "{length} characters are more than one managed policy takes ({MANAGED}): attach it in two parts, or as an \
             inline policy of the role"
        );
        run.terminal.warn(&said, &[("characters", length.into())]);
    }
    for role in entered(run, names) {
        let said = format!("who enters by `{role}` needs sts:AssumeRole on it beside this");
        run.terminal.say(&said, &[("role", role.as_str().into())]);
    }
    for (unit, via, actions) in listed(run, names) {
        let said = format!("{via}, who lists `{unit}`, needs {actions} beside this");
        let fields = [("unit", unit.as_str().into()), ("actions", actions.as_str().into())];
        run.terminal.say(&said, &fields);
    }
    Ok(exit::OK)
}

/// The units of organizations that are listed, by whom, and what that takes.
fn listed(run: &Run, names: &[&str]) -> BTreeSet<(String, String, String)> {
    let config = &run.settings.config;
    let sources = names.iter().flat_map(|name| accounts::aws(config, name));
    let unit = |source: &AwsSource| {
        let part = source.organization.as_ref()?;
        let via = source.via.as_ref().map(|via| format!("`{via}`"));
        let operations = drift_aws::listing_operations(part.nested).iter();
        let actions: Vec<_> = operations.map(|name| format!("organizations:{name}")).collect();
        let actions = actions.join(" and ");
        Some((part.unit.clone(), via.unwrap_or_else(|| "whoever runs this".to_owned()), actions))
    };
    sources.filter_map(unit).collect()
}

/// The roles that are assumed last.
fn entered(run: &Run, names: &[&str]) -> BTreeSet<String> {
    let config = &run.settings.config;
    let sources = names.iter().flat_map(|name| accounts::aws(config, name));
    sources.filter_map(|source| source.role.clone()).collect()
}
