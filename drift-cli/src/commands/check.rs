//! `drift check ENV`: drift of what is live from what declares it.

use std::path::Path;

use drift_core::Snapshot;

use crate::args::CheckArgs;
use crate::commands::kinds;
use crate::declared;
use crate::error::Error;
use crate::load::{self, Wanted};
use crate::run::Run;
use crate::sides::SideWord;
use crate::verdict::{self, Asked};

pub(crate) fn run(args: &CheckArgs, run: &Run) -> Result<u8, Error> {
    let live = load::word(run, &args.environment)?;
    let name = match &live {
        SideWord::Environment(name) | SideWord::Stored { environment: name, .. } => name.clone(),
        _ => {
            return Err(Error::user(format!("`{}` is no environment", args.environment))
                .hint("`drift diff k8s:PATH FILE` compares manifests with a snapshot file"));
        }
    };
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    // First what is cheap and may be wrong, then what is asked of clusters.
    let mut declared = match &args.against {
        Some(side) => against(args, run, &name, side)?,
        None => declared::environment(run, &name)?,
    };
    let wanted = Wanted { fresh: &args.fresh, filter: &filter };
    let mut live = load::one(run, &live, wanted)?;
    load::prepare(run, &mut declared, &mut live, &filter);
    let asked = Asked {
        report: &args.report,
        components: &args.part.components,
        every_rule: filter.is_empty() && run.terminal.is_verbose(),
    };
    verdict::conclude(run, [&declared, &live], asked)
}

/// What declares the environment, as the user says.
fn against(args: &CheckArgs, run: &Run, name: &str, side: &str) -> Result<Snapshot, Error> {
    let namespace = declared::default_namespace(run, name)?;
    let word = load::word(run, side)?;
    verdict::refuse_to_replace(&args.report, &[&word])?;
    match word {
        SideWord::Manifests(path) => declared::path(run, Path::new(&path), Some(name), &namespace),
        SideWord::ManifestStream | SideWord::Stream => {
            declared::stream(run, Some(name), &namespace)
        }
        _ => Err(Error::user(format!(
            "--against takes what declares an environment, and `{side}` does not"
        ))
        .hint("write k8s:PATH or k8s:-; two environments are compared by `drift diff`")),
    }
}
