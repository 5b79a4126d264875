//! The arguments: what can be asked for. Doc comments are the text of `--help`.
//!
//! Parses and explains; does nothing.

mod access;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use drift_core::Severity;
use jiff::SignedDuration;

pub(crate) use access::{DoctorArgs, ManifestFormat, PermissionsArgs, Subject, System};

use crate::duration;
use crate::log::LogFormat;
use crate::render::Format;
use crate::terminal::Color;

const EXAMPLES: &str = "\
Examples:
  drift init                          write a drift.yaml for what is found here
  drift diff staging prod             how two environments differ
  drift check prod                    what is live against what is declared
  drift explain 7h2k9m4qx1            why a finding, and how to accept it

Sides (the A and B of `diff`):
  NAME             an environment of drift.yaml, collected live
  env:NAME@TIME    its newest stored snapshot at or before an RFC 3339 time,
                   or so long ago: env:prod@-24h
  FILE             a snapshot file
  k8s:PATH         a file or folder of Kubernetes manifests; k8s:- is a stream
  -                a snapshot or manifests on standard input
  A bare word is an environment first, then a file.

Exit codes, the first that applies:
  2  an error: nothing, or not what was asked for, could be compared
  1  findings at or above --fail-on
  3  not everything could be read or compared, with --strict
  0  otherwise
  130, 143  ended by SIGINT, SIGTERM

Nothing is ever written to what is observed. No value of a Secret leaves it;
other secrets are taken out by name and by shape.";

/// Tells how infrastructure differs: environments from each other, and from what
/// declares them
#[derive(Debug, Parser)]
#[command(name = "drift", version, max_term_width = 80, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The configuration [default: drift.yaml here or in a folder above]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) config: Option<PathBuf>,
    /// When to use colours (NO_COLOR and CLICOLOR_FORCE are heeded)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// No progress and no notes on standard error, only warnings and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Details on standard error; twice: every call to an API
    #[arg(short, long, global = true, conflicts_with = "quiet", action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// How notes, warnings and errors are written on standard error
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
    /// Write long reports to the terminal as they are
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(InitArgs),
    Snapshot(SnapshotArgs),
    Diff(DiffArgs),
    Check(CheckArgs),
    Explain(ExplainArgs),
    Kinds(KindsArgs),
    Doctor(DoctorArgs),
    Permissions(PermissionsArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Writes a commented drift.yaml from the contexts, AWS profiles and manifest folders it finds
#[derive(Debug, Args)]
#[command(after_help = "\
Looks at the contexts of the kubeconfig and at the folders below this one, and
guesses environments by their names (dev, staging, prod and the like). Asks no
cluster anything. A file that is there is never overwritten.

Examples:
  drift init
  drift init -o config/drift.yaml")]
pub(crate) struct InitArgs {
    /// The file to write
    #[arg(short, long, value_name = "FILE", default_value = "drift.yaml")]
    pub(crate) output: PathBuf,
}

/// Captures environments into the store, each cluster and account once
#[derive(Debug, Args)]
#[command(after_help = "\
Without -o a snapshot goes to $XDG_STATE_HOME/drift/ENV/ (by default below
~/.local/state); its path is printed. It can be read by its owner only, and by
`zstdcat FILE | jq`. Secret values are not in it, only keyed fingerprints.

Examples:
  drift snapshot                      every environment of drift.yaml
  drift snapshot prod                 one
  drift snapshot prod -o prod.drift.zst
  drift snapshot prod --plan          what would be asked, listing nothing
  drift snapshot prod --explain-redaction
                                      what was redacted, and by which rule")]
pub(crate) struct SnapshotArgs {
    /// Names of environments [default: all that have live sources]
    #[arg(value_name = "ENV")]
    pub(crate) environments: Vec<String>,
    /// The file to write; takes one environment
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only tell which calls would be made. Asks what is served, and lists
    /// nothing
    #[arg(long, conflicts_with = "output", group = "list")]
    pub(crate) plan: bool,
    /// Print what was redacted, by attribute and rule, without values
    #[arg(long, group = "list")]
    pub(crate) explain_redaction: bool,
    /// How to write the plan, or what was redacted
    #[arg(long, value_name = "FORMAT", default_value = "text", requires = "list")]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) part: PartArgs,
    #[command(flatten)]
    pub(crate) strict: StrictArgs,
}

/// Parity: how one side differs from another
#[derive(Debug, Args)]
#[command(after_help = "\
Sides: NAME, env:NAME@TIME, a snapshot FILE, k8s:PATH, k8s:-, - (drift --help).
An environment is collected live unless a stored snapshot is younger than
--max-age; its age is told on standard error. Live runs are stored.

Examples:
  drift diff staging prod
  drift diff env:prod@-24h prod                since yesterday
  drift diff --max-age 1h staging prod         without asking again
  drift diff old.drift.zst new.drift.zst --format json
  drift diff staging prod --namespace 'shop*' --fail-on high
  helm template shop | drift diff k8s:- prod")]
pub(crate) struct DiffArgs {
    /// The side to compare from
    #[arg(value_name = "A", allow_hyphen_values = true)]
    pub(crate) before: String,
    /// The side to compare to
    #[arg(value_name = "B", allow_hyphen_values = true)]
    pub(crate) after: String,
    #[command(flatten)]
    pub(crate) fresh: FreshArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) part: PartArgs,
}

/// Drift: how an environment differs from what declares it
#[derive(Debug, Args)]
#[command(after_help = "\
Compares the declared sources of an environment (manifests) with its live ones:
what was changed, what is missing, what nobody declares. Unmanaged is said only
of kinds and namespaces that the declaration speaks for.

In a folder, files named *.yaml, *.yml and *.json are read, subfolders too; left
out are hidden files, values*.yaml, skaffold.yaml and drift.yaml. A folder with
a kustomization.yaml or a Chart.yaml is to be rendered first: read as it is,
nothing is called missing.

Examples:
  drift check prod
  drift check prod --against k8s:deploy/prod
  kubectl kustomize overlays/prod | drift check prod --against k8s:-")]
pub(crate) struct CheckArgs {
    /// The name of an environment, or env:NAME@TIME
    #[arg(value_name = "ENV")]
    pub(crate) environment: String,
    /// What declares it, instead of its own manifests: k8s:PATH or k8s:-
    #[arg(long, value_name = "SIDE")]
    pub(crate) against: Option<String>,
    #[command(flatten)]
    pub(crate) fresh: FreshArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) part: PartArgs,
}

/// Explains a finding of the last report, or a rule
#[derive(Debug, Args)]
#[command(after_help = "\
Shows the whole values on all sides, where they come from, why the resources
were paired, what the rule means, and an entry for drift.yaml that accepts the
difference. The start of an id is enough where it is the only one.

Examples:
  drift explain 7h2k9m4qx1
  drift explain 7h2k
  drift explain PAR-002
  drift explain 7h2k --report report.json")]
pub(crate) struct ExplainArgs {
    /// The id of a finding, its start, or a rule
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// A report as JSON [default: the last one]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Lists the kinds that are known, or what is known of one
#[derive(Debug, Args)]
#[command(after_help = "\
For each attribute: what it is for (role), what a difference in it would mean
(consequence, which sets the severity), how lists are compared, and why it is
not compared where it is not.

Examples:
  drift kinds
  drift kinds deployment
  drift kinds AWS::EC2::SecurityGroup --format json")]
pub(crate) struct KindsArgs {
    /// A kind, by its whole or its short name in any case
    #[arg(value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Prints completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  drift completions bash > ~/.local/share/bash-completion/completions/drift
  drift completions zsh > \"${fpath[1]}/_drift\"
  drift completions fish > ~/.config/fish/completions/drift.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

/// Prints a manual page, or writes all of them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  drift man | man -l -
  drift man diff | man -l -
  drift man --out ~/.local/share/man/man1     drift.1, drift-diff.1, …")]
pub(crate) struct ManArgs {
    /// The command [default: the page of drift itself]
    pub(crate) command: Option<String>,
    /// Write every page to this folder instead
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) out: Option<PathBuf>,
}

/// How fresh a side has to be.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FreshArgs {
    /// Take a stored snapshot if it is younger: 90s, 15m, 24h, 7d [default:
    /// limits.max_age, else collect live]
    #[arg(long, value_name = "AGE", value_parser = duration::parse)]
    pub(crate) max_age: Option<SignedDuration>,
}

/// How a report is written and what it comes to.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArgs {
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 1 from this severity on: critical, high, medium, low, info,
    /// never [default: gates.diff.fail_on, else low]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on)]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) strict: StrictArgs,
}

/// Whether incomplete is good enough.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct StrictArgs {
    /// Exit with 3 when not everything could be read or compared
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What is read and compared; the rest is left alone.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FilterArgs {
    /// Only these kinds: apps/Deployment, /ConfigMap, 'apps/*' (repeatable)
    #[arg(long = "kind", value_name = "GLOB")]
    pub(crate) kinds: Vec<String>,
    /// Only these namespaces: shop, 'shop-*' (repeatable)
    #[arg(long = "namespace", value_name = "GLOB")]
    pub(crate) namespaces: Vec<String>,
}

/// Which part of what was read is compared.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PartArgs {
    /// Only these components, as reports call them: web, 'shop-*' (repeatable)
    #[arg(long = "component", value_name = "GLOB")]
    pub(crate) components: Vec<String>,
}

/// From which severity on the exit code is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FailOn(pub(crate) Option<Severity>);

fn fail_on(text: &str) -> Result<FailOn, String> {
    if text == "never" {
        return Ok(FailOn(None));
    }
    let severity = Severity::ALL.into_iter().find(|severity| severity.to_string() == text);
    let known = || "write critical, high, medium, low, info or never".to_owned();
    severity.map(|severity| FailOn(Some(severity))).ok_or_else(known)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_fits_eighty_columns_and_is_as_it_was() {
        let mut all = String::new();
        let mut command = Cli::command().term_width(80);
        command.build();
        all.push_str(&command.render_long_help().to_string());
        let names: Vec<String> = command
            .get_subcommands()
            .map(|sub| sub.get_name().to_owned())
            .filter(|name| name != "help")
            .collect();
        for name in names {
            let sub = command.find_subcommand_mut(&name).unwrap();
            all.push_str(&format!("\n════ drift {name} --help\n\n{}", sub.render_help()));
        }
        for line in all.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/help.txt");
        let all: String = all.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &all).unwrap();
        }
        assert_eq!(all, std::fs::read_to_string(path).unwrap_or_default(), "UPDATE=1 rewrites it");
    }

    #[test]
    fn every_command_has_examples() {
        for sub in Cli::command().get_subcommands() {
            let after = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains(&format!("drift {}", sub.get_name())), "{}", sub.get_name());
        }
    }

    #[test]
    fn sides_may_begin_with_a_hyphen_and_options_may_stand_anywhere() {
        let cli = Cli::parse_from([
            "drift",
            "diff",
            "-",
            "prod",
            "-q",
            "--max-age",
            "1h",
            "--fail-on",
            "never",
        ]);
        let Command::Diff(args) = cli.command else { panic!() };
        assert_eq!((args.before.as_str(), args.after.as_str()), ("-", "prod"));
        assert_eq!(args.fresh.max_age, Some(SignedDuration::from_hours(1)));
        assert_eq!(args.report.fail_on, Some(FailOn(None)));
        assert!(cli.global.quiet);
        for bad in ["--fail-on=worst", "--max-age=1y", "--format=xml"] {
            assert!(Cli::try_parse_from(["drift", "diff", "a", "b", bad]).is_err(), "{bad}");
        }
    }
}
