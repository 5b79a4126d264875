//! Kubeconfig: which contexts there are, and the configuration of one of them.
//!
//! `KUBECONFIG` is merged as kubectl merges it. Errors name the file and the place in it, never a line of it: tokens are in
//! there. Knows nothing of what is asked of a cluster.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use drift_core::suggest::likest;
use kube::config::{ExecInteractiveMode, KubeConfigOptions, Kubeconfig, KubeconfigError};

/// A context of a kubeconfig.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextInfo {
    /// Its name.
    pub name: String,
    /// The URL of its cluster, without user information; empty where the kubeconfig lacks it.
    pub server: String,
    /// The namespace that it sets, if it sets one.
    pub namespace: Option<String>,
    /// Whether it is the current one.
    pub current: bool,
}

/// Why a kubeconfig gives no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContextError {
    /// There is no kubeconfig, and this is not a pod.
    #[error("no kubeconfig at {path}; set KUBECONFIG or name one")]
    NoKubeconfig {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The kubeconfig cannot be used as it is.
    #[error("kubeconfig: {what}")]
    Unusable {
        /// Why, without a line of it.
        what: String,
    },
    /// It has no such context.
    #[error("no context {name:?} in the kubeconfig{}", suggestion(.near))]
    NoContext {
        /// What was asked for.
        name: String,
        /// Names that are like it, the likest first.
        near: Vec<String>,
    },
    /// It has no current context, and none was named.
    #[error("the kubeconfig has no current context; name one{}", suggestion(.names))]
    NoCurrentContext {
        /// Some that it has.
        names: Vec<String>,
    },
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) }
}

/// The contexts of a kubeconfig, in its order; without a path those of `KUBECONFIG`, else `~/.kube/config`.
///
/// # Errors
/// When there is no kubeconfig, or it cannot be understood.
///
/// ```no_run
/// for context in drift_k8s::contexts(None)? {
///     assert!(!context.name.is_empty());
/// }
/// # Ok::<(), drift_k8s::ContextError>(())
/// ```
pub fn contexts(path: Option<&Path>) -> Result<Vec<ContextInfo>, ContextError> {
    Ok(infos(&read(path)?))
}

/// The contexts of a kubeconfig that is in memory.
pub(super) fn infos(config: &Kubeconfig) -> Vec<ContextInfo> {
    let server = |name: &str| {
        let named = config.clusters.iter().find(|cluster| cluster.name == name)?;
        named.cluster.as_ref()?.server.as_deref()
    };
    let info = |named: &kube::config::NamedContext| {
        let context = named.context.as_ref();
        ContextInfo {
            name: named.name.clone(),
            server: context
                .and_then(|context| server(&context.cluster))
                .map(without_user)
                .unwrap_or_default(),
            namespace: context.and_then(|context| context.namespace.clone()),
            current: config.current_context.as_deref() == Some(named.name.as_str()),
        }
    };
    config.contexts.iter().map(info).collect()
}

/// The configuration of a context (the current one without a name), and what to call it. Without a kubeconfig and without a
/// name it is that of the pod that this runs in.
pub(super) async fn load(
    path: Option<&Path>,
    context: Option<&str>,
) -> Result<(kube::Config, String), ContextError> {
    let config = match read(path) {
        Ok(config) => config,
        Err(error @ ContextError::NoKubeconfig { .. }) if path.is_none() && context.is_none() => {
            return kube::Config::incluster()
                .map(|config| (config, "in-cluster".to_owned()))
                .map_err(|_| error);
        }
        Err(error) => return Err(error),
    };
    let names = || config.contexts.iter().map(|named| named.name.as_str());
    let name = match context.or(config.current_context.as_deref()) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => {
            let names = names().take(NEAR).map(str::to_owned).collect();
            return Err(ContextError::NoCurrentContext { names });
        }
    };
    if !names().any(|known| known == name) {
        return Err(ContextError::NoContext {
            near: likest(&name, names(), NEAR).into_iter().map(str::to_owned).collect(),
            name,
        });
    }
    let options = KubeConfigOptions { context: Some(name.clone()), ..Default::default() };
    let config = keep_stdin(config);
    let config = kube::Config::from_custom_kubeconfig(config, &options).await;
    config.map(|config| (config, name)).map_err(|error| unusable(path, &error))
}

fn read(path: Option<&Path>) -> Result<Kubeconfig, ContextError> {
    let config = match path {
        Some(path) => read_file(path),
        None => match std::env::var_os("KUBECONFIG").filter(|list| !list.is_empty()) {
            Some(list) => merged(std::env::split_paths(&list)),
            None => read_file(&std::env::home_dir().unwrap_or_default().join(".kube/config")),
        },
    };
    config.map_err(|Misread { path, cause }| match &cause {
        KubeconfigError::ReadConfig(cause, path)
            if cause.kind() == std::io::ErrorKind::NotFound =>
        {
            ContextError::NoKubeconfig { path: path.clone() }
        }
        cause => unusable(path.as_deref(), cause),
    })
}

/// What is wrong, and in which file where it is in one.
#[derive(Debug)]
struct Misread {
    path: Option<PathBuf>,
    cause: KubeconfigError,
}

/// The largest kubeconfig that is read, in bytes: ten thousand contexts with certificates of their own.
const LARGEST: u64 = 128 << 20;

fn read_file(path: &Path) -> Result<Kubeconfig, Misread> {
    within(path)
        .and_then(|()| Kubeconfig::read_from(path))
        .map_err(|cause| Misread { path: Some(path.to_owned()), cause })
}

/// Refuses what is too large before it is in memory.
fn within(path: &Path) -> Result<(), KubeconfigError> {
    match std::fs::metadata(path) {
        Ok(there) if there.is_file() && there.len() > LARGEST => {
            let what = format!("larger than {} MB", LARGEST >> 20);
            Err(KubeconfigError::ReadConfig(std::io::Error::other(what), path.to_owned()))
        }
        _ => Ok(()),
    }
}

/// The files of a list, merged; those that are not there are passed over, as kubectl does, unless none is.
fn merged(paths: impl Iterator<Item = PathBuf>) -> Result<Kubeconfig, Misread> {
    let named: Vec<PathBuf> = paths.filter(|path| !path.as_os_str().is_empty()).collect();
    let there: Vec<&PathBuf> = named.iter().filter(|path| path.exists()).collect();
    match (there.as_slice(), named.first()) {
        ([], Some(missing)) => read_file(missing),
        (there, _) => there.iter().try_fold(Kubeconfig::default(), |merged, path| {
            let more = read_file(path)?;
            merged.merge(more).map_err(|cause| Misread { path: None, cause })
        }),
    }
}

/// A credential plugin may ask its user questions only where there is a terminal: standard input may be a stream that Drift
/// is to read.
fn keep_stdin(mut config: Kubeconfig) -> Kubeconfig {
    if std::io::stdin().is_terminal() {
        return config;
    }
    let infos = config.auth_infos.iter_mut().filter_map(|named| named.auth_info.as_mut());
    for exec in infos.filter_map(|info| info.exec.as_mut()) {
        if exec.interactive_mode != Some(ExecInteractiveMode::Always) {
            exec.interactive_mode = Some(ExecInteractiveMode::Never);
        }
    }
    config
}

/// Says what is wrong without quoting: a line of a kubeconfig may hold a token.
fn unusable(path: Option<&Path>, error: &KubeconfigError) -> ContextError {
    let file = path.map_or("line ".to_owned(), |path| format!("{}:", path.display()));
    let what = match error {
        KubeconfigError::Parse(cause) => match cause.location() {
            Some(place) => format!("{file}{}: not a kubeconfig's YAML", place.line()),
            None => "not a kubeconfig's YAML".to_owned(),
        },
        KubeconfigError::ReadConfig(cause, path) => {
            format!("{} cannot be read: {cause}", path.display())
        }
        KubeconfigError::LoadClusterOfContext(name) => {
            format!("its context's cluster {name:?} is not in it")
        }
        KubeconfigError::MissingClusterUrl => "its cluster has no server".to_owned(),
        KubeconfigError::ParseClusterUrl(cause) => format!("its server is no URL: {cause}"),
        KubeconfigError::ParseProxyUrl(_) => "its proxy is no URL".to_owned(),
        KubeconfigError::LoadCertificateAuthority(cause) => {
            format!("its certificate authority cannot be used: {cause}")
        }
        KubeconfigError::LoadClientCertificate(cause) => {
            format!("its client certificate cannot be used: {cause}")
        }
        KubeconfigError::LoadClientKey(_) => "its client key cannot be used".to_owned(),
        KubeconfigError::KindMismatch | KubeconfigError::ApiVersionMismatch => {
            "the files of KUBECONFIG are of different kinds".to_owned()
        }
        _ => "it cannot be used".to_owned(),
    };
    ContextError::Unusable { what }
}

/// `https://user:password@host` without the user.
pub(super) fn without_user(url: &str) -> String {
    // A token may stand in a query.
    let url = url.split(['?', '#']).next().unwrap_or(url);
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = match rest.find('/') {
                Some(slash) => rest.split_at(slash),
                None => (rest, ""),
            };
            let host = authority.rsplit('@').next().unwrap_or(authority);
            format!("{scheme}://{host}{path}")
        }
        None => url.rsplit('@').next().unwrap_or(url).to_owned(),
    }
}

/// How many names an error suggests.
const NEAR: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r"
apiVersion: v1
kind: Config
current-context: staging
clusters:
- {name: one, cluster: {server: 'https://me:pass@one.example.com:6443/k8s?token=s3cret'}}
users:
- {name: me, user: {token: token-abc}}
contexts:
- {name: staging, context: {cluster: one, user: me, namespace: shop}}
- {name: prod-eu, context: {cluster: two, user: me}}
- {name: lab, context: {cluster: one, user: me}}
";

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn contexts_show_their_server_without_its_user() {
        let file = file(CONFIG);
        let found = contexts(Some(file.path())).unwrap();
        assert_eq!(
            found[0],
            ContextInfo {
                name: "staging".into(),
                server: "https://one.example.com:6443/k8s".into(),
                namespace: Some("shop".into()),
                current: true,
            }
        );
        assert_eq!((found.len(), found[1].server.as_str(), found[1].current), (3, "", false));
    }

    #[tokio::test]
    async fn each_error_says_what_to_do_and_none_shows_a_token() {
        let good = file(CONFIG);
        let bad = file("users:\n- name: me\n  user: {token: token-abc\ncontexts: [\n");
        let none = file("apiVersion: v1\nkind: Config\n");
        let missing = Path::new("/nonexistent/kubeconfig");
        let in_bad = format!("kubeconfig: {}:4: not a kubeconfig's YAML", bad.path().display());
        let table = [
            (
                good.path(),
                Some("prod-us"),
                "no context \"prod-us\" in the kubeconfig; there is prod-eu, lab, staging",
            ),
            (
                good.path(),
                Some("prod-eu"),
                "kubeconfig: its context's cluster \"two\" is not in it",
            ),
            (none.path(), None, "the kubeconfig has no current context; name one"),
            (missing, None, "no kubeconfig at /nonexistent/kubeconfig; set KUBECONFIG or name one"),
            (bad.path(), None, &in_bad),
        ];
        for (path, context, expected) in table {
            let error = load(Some(path), context).await.err().unwrap();
            assert!(error.to_string().starts_with(expected), "{error}");
            assert!(!format!("{error:?}").contains("token-abc"), "{error:?}");
        }
    }

    #[test]
    fn a_list_of_files_is_merged_without_those_that_are_missing() {
        let (good, other) = (file(CONFIG), file("current-context: lab\n"));
        let missing = PathBuf::from("/nonexistent/kubeconfig");
        let paths = [missing.clone(), other.path().to_owned(), good.path().to_owned()];
        let config = merged(paths.into_iter()).unwrap();
        assert_eq!((config.current_context.as_deref(), config.contexts.len()), (Some("lab"), 3));
        assert!(merged([missing].into_iter()).is_err());
    }
}
