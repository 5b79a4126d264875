//! The grammar of sides: what a word on the command line means.
//!
//! `NAME`, `env:NAME`, `env:NAME@TIME`, a snapshot file, `k8s:PATH`, `k8s:-`, `-`. A bare word is an environment first, then a
//! path. Opens nothing: whether a path is there is asked of the caller.

use std::path::{Path, PathBuf};

use drift_core::suggest::nearest;
use jiff::{SignedDuration, Timestamp};

use crate::duration;
use crate::error::Error;

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SideWord {
    /// An environment as it is now.
    Environment(String),
    /// The newest stored snapshot of an environment at or before a time.
    Stored {
        /// The environment.
        environment: String,
        /// Until when.
        until: Until,
    },
    /// A snapshot file.
    Snapshot(PathBuf),
    /// A file or folder of manifests.
    Manifests(PathBuf),
    /// Manifests on standard input.
    ManifestStream,
    /// A snapshot or manifests on standard input.
    Stream,
}

impl SideWord {
    /// Whether it is read from this file.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        let (Self::Snapshot(own) | Self::Manifests(own)) = self else { return false };
        match (std::fs::canonicalize(own), std::fs::canonicalize(path)) {
            (Ok(own), Ok(path)) => own == path,
            _ => false,
        }
    }
}

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// A point in time.
    At(Timestamp),
    /// Before now.
    Ago(SignedDuration),
}

impl Until {
    /// The moment, with what time it is now.
    pub(crate) fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(duration) => now.saturating_sub(duration).unwrap_or(Timestamp::MIN),
        }
    }
}

/// What there is that a word could mean.
pub(crate) trait World {
    /// The names of the environments.
    fn environments(&self) -> Vec<&str>;
    /// Every word that stands for one, aliases too.
    fn words(&self) -> Vec<&str>;
    /// The environment that a name or alias stands for.
    fn environment(&self, name: &str) -> Option<&str>;
    /// What stands at a path.
    fn at(&self, path: &Path) -> Entry;
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Nothing,
}

/// Says what a word means.
///
/// # Errors
/// When it means nothing, with what could have been meant.
pub(crate) fn parse(word: &str, world: &dyn World) -> Result<SideWord, Error> {
    if word == "-" {
        return Ok(SideWord::Stream);
    }
    match word.split_once(':') {
        Some(("env", rest)) => environment(rest, world),
        Some(("k8s", "-")) => Ok(SideWord::ManifestStream),
        Some(("k8s", path)) => manifests(path, world),
        Some(("tf", _)) => {
            Err(Error::user(format!("`{word}`: Terraform states and plans are not supported yet"))
                .hint("sides today: an environment, env:NAME@TIME, a snapshot file, k8s:PATH"))
        }
        _ => bare(word, world),
    }
}

fn environment(text: &str, world: &dyn World) -> Result<SideWord, Error> {
    let (name, time) = match text.rsplit_once('@') {
        Some((name, time)) => (name, Some(time)),
        None => (text, None),
    };
    let environment =
        world.environment(name).ok_or_else(|| no_environment(name, world))?.to_owned();
    Ok(match time {
        None => SideWord::Environment(environment),
        Some(time) => SideWord::Stored { environment, until: until(time)? },
    })
}

fn until(text: &str) -> Result<Until, Error> {
    if let Some(ago) = text.strip_prefix('-') {
        return duration::parse(ago)
            .map(Until::Ago)
            .map_err(|why| Error::user(format!("`@{text}`: {why}")));
    }
    text.parse().map(Until::At).map_err(|_| {
        Error::user(format!("`@{text}` is no time"))
            .hint("write an RFC 3339 time (2026-11-24T02:00:00Z) or how long ago (-24h, -7d)")
    })
}

fn manifests(path: &str, world: &dyn World) -> Result<SideWord, Error> {
    if world.at(Path::new(path)) == Entry::Nothing {
        return Err(Error::user(format!("`k8s:{path}`: there is no such file or folder")));
    }
    Ok(SideWord::Manifests(PathBuf::from(path)))
}

fn bare(word: &str, world: &dyn World) -> Result<SideWord, Error> {
    if let Some(environment) = world.environment(word) {
        return Ok(SideWord::Environment(environment.to_owned()));
    }
    let path = Path::new(word);
    let manifest =
        path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json");
    match world.at(path) {
        Entry::File if !manifest => Ok(SideWord::Snapshot(path.to_owned())),
        Entry::File | Entry::Folder => {
            Err(Error::user(format!("`{word}` is neither an environment nor a snapshot file"))
                .hint(format!("if it holds manifests, write k8s:{word}")))
        }
        Entry::Nothing => Err(no_environment(word, world)),
    }
}

fn no_environment(word: &str, world: &dyn World) -> Error {
    let known = world.environments();
    let error = Error::user(format!("`{word}` is neither an environment nor a file"));
    if known.is_empty() {
        return error.hint("no environment is configured: `drift init` writes a drift.yaml");
    }
    match nearest(word, world.words()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("environments: {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shop;

    impl World for Shop {
        fn environments(&self) -> Vec<&str> {
            vec!["prod", "staging"]
        }
        fn words(&self) -> Vec<&str> {
            vec!["prod", "production", "staging"]
        }
        fn environment(&self, name: &str) -> Option<&str> {
            match name {
                "prod" | "production" => Some("prod"),
                "staging" => Some("staging"),
                _ => None,
            }
        }
        fn at(&self, path: &Path) -> Entry {
            match path.to_str() {
                Some("old.drift.zst" | "all.yaml" | "staging" | "a:b") => Entry::File,
                Some("k8s" | "overlays/prod") => Entry::Folder,
                _ => Entry::Nothing,
            }
        }
    }

    #[test]
    fn every_side_is_what_the_grammar_says() {
        let stored = |until| SideWord::Stored { environment: "prod".into(), until };
        let table = [
            ("prod", SideWord::Environment("prod".into())),
            ("production", SideWord::Environment("prod".into())),
            ("staging", SideWord::Environment("staging".into())),
            ("env:staging", SideWord::Environment("staging".into())),
            ("env:prod@-24h", stored(Until::Ago(SignedDuration::from_hours(24)))),
            (
                "env:prod@2026-11-24T02:00:00Z",
                stored(Until::At("2026-11-24T02:00:00Z".parse().unwrap())),
            ),
            (
                "env:prod@2026-11-24T03:00:00+01:00",
                stored(Until::At("2026-11-24T02:00:00Z".parse().unwrap())),
            ),
            ("old.drift.zst", SideWord::Snapshot("old.drift.zst".into())),
            ("a:b", SideWord::Snapshot("a:b".into())),
            ("k8s:overlays/prod", SideWord::Manifests("overlays/prod".into())),
            ("k8s:all.yaml", SideWord::Manifests("all.yaml".into())),
            ("k8s:-", SideWord::ManifestStream),
            ("-", SideWord::Stream),
        ];
        for (word, wanted) in table {
            assert_eq!(parse(word, &Shop).unwrap(), wanted, "{word}");
        }
    }

    #[test]
    fn what_means_nothing_is_refused_with_what_was_meant() {
        let table = [
            ("nonsense", "neither an environment nor a file", "environments: prod, staging"),
            ("stagin", "neither", "did you mean `staging`?"),
            ("env:dev", "`dev` is neither", "environments: prod, staging"),
            ("env:prod@yesterday", "`@yesterday` is no time", "RFC 3339"),
            ("env:prod@-24", "`@-24`: `24` is no duration", ""),
            ("tf:state.tfstate", "not supported yet", "k8s:PATH"),
            ("k8s:nowhere", "no such file or folder", ""),
            ("k8s", "neither an environment nor a snapshot file", "write k8s:k8s"),
            ("all.yaml", "neither", "write k8s:all.yaml"),
        ];
        for (word, what, hint) in table {
            let error = parse(word, &Shop).unwrap_err();
            assert!(error.what.contains(what), "{word}: {}", error.what);
            assert!(error.hints.join(" ").contains(hint), "{word}: {:?}", error.hints);
        }
    }

    #[test]
    fn a_time_ago_is_counted_from_now() {
        let now: Timestamp = "2026-11-24T02:00:00Z".parse().unwrap();
        let ago = Until::Ago(SignedDuration::from_hours(24)).moment(now);
        assert_eq!(ago, "2026-11-23T02:00:00Z".parse().unwrap());
    }
}
