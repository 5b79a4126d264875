//! The configuration as a run uses it: found, read, with its variables replaced, and the folder that paths start from.
//!
//! What its parts mean is core's; this only finds the file.

use std::path::{Path, PathBuf};

use drift_core::config::{Config, parse_with};
use drift_core::judge::Policy;

use crate::args::Global;
use crate::error::Error;
use crate::files;

/// The name that is looked for.
pub(crate) const NAME: &str = "drift.yaml";

/// The configuration and where it stands.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) config: Config,
    /// The folder of the file; relative paths in it start there.
    pub(crate) folder: PathBuf,
    /// The file; nothing is configured without one.
    pub(crate) file: Option<PathBuf>,
}

impl Settings {
    /// Reads the configuration of this folder, or the one that the command line names.
    ///
    /// # Errors
    /// As [`Settings::find`].
    pub(crate) fn here(global: &Global) -> Result<Self, Error> {
        let here = std::env::current_dir()
            .map_err(|error| Error::user("the current folder cannot be read").because(&error))?;
        Self::find(global.config.as_deref(), &here)
    }

    /// Reads the named file, else the nearest `drift.yaml` from `here` upward; without one, nothing is configured.
    ///
    /// # Errors
    /// When a file is named and not there, or a file is not as it should be.
    pub(crate) fn find(named: Option<&Path>, here: &Path) -> Result<Self, Error> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => {
                match here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file()) {
                    Some(path) => path,
                    None => return Ok(Self { folder: here.to_owned(), ..Self::default() }),
                }
            }
        };
        let shown = path.strip_prefix(here).unwrap_or(&path);
        let bytes = files::read(&path)
            .map_err(|why| Error::config(format!("cannot read {}: {why}", shown.display())))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(here);
        let config = read(&bytes, &shown.display().to_string())?;
        Ok(Self { config, folder: folder.to_owned(), file: Some(shown.to_owned()) })
    }

    /// What judging depends on.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            expect: self.config.expect.clone(),
            highest_rank: self
                .config
                .environments
                .values()
                .filter_map(|environment| environment.rank)
                .max(),
            component: self.config.pair.component.clone(),
            cidrs: self.config.pair.cidrs.clone(),
            only: Vec::new(),
        }
    }

    /// Every word that stands for an environment: names and aliases.
    pub(crate) fn names(&self) -> Vec<&str> {
        let all = self.config.environments.iter();
        let words =
            all.flat_map(|(name, environment)| std::iter::once(name).chain(&environment.aliases));
        words.map(String::as_str).collect()
    }

    /// The environment that a name or an alias stands for.
    pub(crate) fn environment(&self, name: &str) -> Option<&str> {
        let environments = &self.config.environments;
        let by_alias = || {
            environments
                .iter()
                .find(|(_, environment)| environment.aliases.iter().any(|alias| alias == name))
        };
        environments.get_key_value(name).or_else(by_alias).map(|(name, _)| name.as_str())
    }
}

fn read(bytes: &[u8], name: &str) -> Result<Config, Error> {
    parse_with(bytes, name, &|variable| std::env::var(variable).ok()).map_err(|errors| {
        let mut error = Error::config(format!("{name} is not as it should be"));
        error.details = errors.iter().map(ToString::to_string).collect();
        error
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "version: 1\nenvironments:\n  prod: { rank: 3, aliases: [live], sources: [ { kubernetes: { context: prod } } ] }\n";

    #[test]
    fn the_nearest_file_upward_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        assert!(Settings::find(None, &below).unwrap().config.environments.is_empty());
        std::fs::write(folder.path().join(NAME), SHOP).unwrap();
        let settings = Settings::find(None, &below).unwrap();
        assert_eq!(settings.folder, folder.path());
        assert_eq!(settings.environment("live"), Some("prod"));
        assert_eq!(settings.policy().highest_rank, Some(3));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), "version: 1\nenvironment: {}\n").unwrap();
        let error = Settings::find(None, folder.path()).unwrap_err();
        assert!(error.details.join("\n").contains("drift.yaml:2: "), "{error:?}");
        assert!(Settings::find(Some(&folder.path().join("other.yaml")), folder.path()).is_err());
    }
}
