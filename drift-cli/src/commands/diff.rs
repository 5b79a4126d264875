//! `drift diff A B`: parity between two sides.

use crate::args::DiffArgs;
use crate::commands::kinds;
use crate::error::Error;
use crate::load::{self, Wanted};
use crate::run::Run;
use crate::verdict::{self, Asked};

pub(crate) fn run(args: &DiffArgs, run: &Run) -> Result<u8, Error> {
    let (before, after) = (load::word(run, &args.before)?, load::word(run, &args.after)?);
    verdict::refuse_to_replace(&args.report, &[&before, &after])?;
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    let wanted = Wanted { fresh: &args.fresh, filter: &filter };
    let [before, after] = load::both(run, [&before, &after], wanted)?;
    let asked = Asked {
        report: &args.report,
        components: &args.part.components,
        every_rule: filter.is_empty(),
    };
    verdict::conclude(run, [&before, &after], asked)
}
