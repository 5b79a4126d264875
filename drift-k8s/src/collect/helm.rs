//! Helm releases: what Helm keeps of each installation in a Secret or ConfigMap, read as a thing of its own.
//!
//! The values that a user gave are one text, canonical JSON, which the tables know to be secret as a whole; the rendered
//! manifests are in the cluster anyway and are left out. Knows nothing of lists and requests.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_core::{Map, Reason, Value};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::list::Form;
use super::page::Object;

/// The kind under which releases stand in snapshots.
pub const RELEASE: &str = "helm.sh/Release";

/// The label that all records have, as a list is asked for it.
pub(super) const OWNED: &str = "owner=helm";

const PREFIX: &str = "sh.helm.release.v1.";

/// The labels that Helm itself writes; any other is the user's.
const OWN_LABELS: [&str; 6] = ["owner", "name", "status", "version", "modifiedAt", "createdAt"];

/// No release is larger than what etcd takes, and text shrinks perhaps fiftyfold.
const LARGEST: u64 = 64 << 20;

/// The newest revision of each release that was seen.
#[derive(Default)]
pub(super) struct Releases {
    newest: BTreeMap<(Option<String>, String), (i64, Object)>,
}

/// A release as a snapshot is to hold it.
pub(super) struct Release {
    /// Its namespace.
    pub(super) namespace: Option<String>,
    /// Its name.
    pub(super) name: String,
    /// Its body.
    pub(super) body: Value,
    /// Why it could not be decoded, if so; the body then says what the labels say.
    pub(super) fault: Option<&'static str>,
}

/// Whether an object is Helm's record of a release, by the name and the label that Helm gives it.
pub(super) fn is_release(object: &Object) -> bool {
    object.name.starts_with(PREFIX) && label(object, "owner") == Some("helm")
}

impl Releases {
    /// Takes a record; an older revision than the one at hand is dropped.
    pub(super) fn take(&mut self, object: Object) {
        let record = object.name.strip_prefix(PREFIX).unwrap_or(&object.name);
        let (name, revision) = match record.rsplit_once(".v") {
            Some((name, revision)) => (name, revision.parse().unwrap_or(0)),
            None => (record, 0),
        };
        let key = (object.namespace.clone(), name.to_owned());
        match self.newest.get(&key) {
            Some((newest, _)) if *newest >= revision => {}
            _ => drop(self.newest.insert(key, (revision, object))),
        }
    }

    /// The releases in the order of their namespaces and names.
    pub(super) fn decode(self, form: Form) -> impl Iterator<Item = Release> {
        self.newest.into_iter().map(move |((namespace, name), (revision, object))| {
            let known = match form {
                Form::Metadata => Err(Reason::NotAsked),
                Form::Whole => decode(&object.body).map_err(|fault| {
                    // Which of the steps failed; never what stood there.
                    Reason::Undecodable(fault.to_owned())
                }),
            };
            let fault = match &known {
                Err(Reason::Undecodable(_)) => Some("the release that Helm stored is not readable"),
                _ => None,
            };
            let body = body(namespace.as_deref(), &name, revision, &object, known);
            Release { namespace, name, body, fault }
        })
    }
}

fn body(
    namespace: Option<&str>,
    name: &str,
    revision: i64,
    object: &Object,
    known: Result<Decoded, Reason>,
) -> Value {
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let metadata = Map::from([
        ("name".to_owned(), Value::from(name)),
        ("namespace".to_owned(), text(namespace)),
        ("labels".to_owned(), user_labels(object)),
    ]);
    let (chart, status, values) = match known {
        Ok(decoded) => (decoded.chart, decoded.status, Value::String(decoded.values)),
        Err(reason) => (
            Value::Unknown(reason.clone()),
            label(object, "status").map(str::to_owned),
            Value::Unknown(reason),
        ),
    };
    Value::Map(Map::from([
        ("metadata".to_owned(), Value::Map(metadata)),
        ("chart".to_owned(), chart),
        ("revision".to_owned(), Value::from(revision)),
        ("status".to_owned(), text(status.as_deref())),
        ("values".to_owned(), values),
    ]))
}

fn label<'o>(object: &'o Object, name: &str) -> Option<&'o str> {
    object.body.at(&["metadata", "labels", name]).and_then(Value::as_str)
}

fn user_labels(object: &Object) -> Value {
    let mut labels = object
        .body
        .at(&["metadata", "labels"])
        .and_then(Value::as_map)
        .cloned()
        .unwrap_or_default();
    labels.retain(|name, _| !OWN_LABELS.contains(&name.as_str()));
    Value::Map(labels)
}

/// What a record says.
struct Decoded {
    chart: Value,
    status: Option<String>,
    values: String,
}

#[derive(Deserialize)]
struct Stored<'a> {
    #[serde(default)]
    info: Info,
    chart: Chart,
    #[serde(default, borrow)]
    config: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Info {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Chart {
    metadata: ChartMetadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChartMetadata {
    name: String,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    app_version: Option<String>,
}

fn decode(body: &Value) -> Result<Decoded, &'static str> {
    let text =
        body.at(&["data", "release"]).and_then(Value::as_str).ok_or("it has no data.release")?;
    let mut bytes = base64(text.as_bytes())?;
    // A Secret's data is base64 of what Helm stored, which is base64 itself; a ConfigMap's is what Helm stored.
    if body.get("kind").and_then(Value::as_str) == Some("Secret") {
        bytes = base64(&bytes)?;
    }
    let json = if bytes.starts_with(&[0x1f, 0x8b, 0x08]) { unzip(&bytes)? } else { bytes };
    let stored: Stored<'_> =
        serde_json::from_slice(&json).map_err(|_| "its text is not Helm's JSON")?;
    let config = stored.config.map_or("{}", RawValue::get);
    let values = match Value::from_json(config.as_bytes()).map_err(|_| "its values are no JSON")? {
        Value::Null => Value::Map(Map::new()),
        values => values,
    };
    let ChartMetadata { name, version, app_version } = stored.chart.metadata;
    let mut chart = Map::from([("name".to_owned(), Value::from(name))]);
    chart.extend(version.map(|version| ("version".to_owned(), Value::from(version))));
    chart.extend(app_version.map(|version| ("appVersion".to_owned(), Value::from(version))));
    Ok(Decoded { chart: Value::Map(chart), status: stored.info.status, values: values.to_json() })
}

fn base64(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    STANDARD.decode(text).map_err(|_| "it is not base64")
}

fn unzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut text);
    match read {
        Ok(length) if length as u64 > LARGEST => Err("it is larger than any release can be"),
        Ok(_) => Ok(text),
        Err(_) => Err("its gzip is broken"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn record(kind: &str, name: &str, data: &str) -> Object {
        let body = format!(
            r#"{{"kind":"{kind}","metadata":{{"namespace":"shop","name":"{name}",
            "labels":{{"owner":"helm","status":"deployed","version":"2","team":"web"}}}},"data":{{"release":"{data}"}}}}"#
        );
        Object {
            namespace: Some("shop".into()),
            name: name.into(),
            uid: None,
            body: Value::from_json(body.as_bytes()).unwrap(),
        }
    }

    fn stored(json: &[u8], zipped: bool) -> String {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zip.write_all(json).unwrap();
        let bytes = if zipped { zip.finish().unwrap() } else { json.to_vec() };
        STANDARD.encode(bytes)
    }

    const JSON: &[u8] = br#"{"name":"web","version":10,"namespace":"shop","manifest":"---","info":{"status":"deployed"},
        "chart":{"metadata":{"name":"web","version":"1.2.3","appVersion":"9"},"templates":[]},"config":{"b":1.0,"a":"x"}}"#;

    fn only(object: Object, form: Form) -> Release {
        let mut releases = Releases::default();
        releases.take(object);
        releases.decode(form).next().unwrap()
    }

    #[test]
    fn a_release_is_decoded_from_a_secret_zipped_or_not_and_from_a_config_map() {
        let expected = r#"{"chart":{"appVersion":"9","name":"web","version":"1.2.3"},"metadata":{"labels":{"team":"web"},"name":"web","namespace":"shop"},"revision":10,"status":"deployed","values":"{\"a\":\"x\",\"b\":1}"}"#;
        let secret = |zipped| STANDARD.encode(stored(JSON, zipped));
        let table = [
            ("Secret", secret(true)),
            ("Secret", secret(false)),
            ("ConfigMap", stored(JSON, true)),
        ];
        for (kind, data) in table {
            let object = record(kind, "sh.helm.release.v1.web.v10", &data);
            assert!(is_release(&object));
            assert_eq!(only(object, Form::Whole).body.to_json(), expected);
        }
    }

    #[test]
    fn only_the_newest_revision_counts_and_ten_is_newer_than_nine() {
        let mut releases = Releases::default();
        for revision in [9, 10, 2] {
            releases.take(record("Secret", &format!("sh.helm.release.v1.web.v{revision}"), ""));
        }
        let all: Vec<Release> = releases.decode(Form::Metadata).collect();
        assert_eq!(all.len(), 1);
        assert_eq!(
            all[0].body.to_json(),
            r#"{"chart":{"$unknown":"not-asked"},"metadata":{"labels":{"team":"web"},"name":"web","namespace":"shop"},"revision":10,"status":"deployed","values":{"$unknown":"not-asked"}}"#
        );
    }

    #[test]
    fn a_broken_record_is_a_release_of_which_only_the_labels_are_known() {
        let bomb = stored(&vec![b' '; usize::try_from(LARGEST).unwrap() + 2], true);
        for data in ["%%%", "AAAA", &STANDARD.encode(stored(b"{}", true)), &STANDARD.encode(bomb)] {
            let release = only(record("Secret", "sh.helm.release.v1.web.v2", data), Form::Whole);
            assert!(release.fault.is_some());
            assert!(matches!(
                release.body.get("values"),
                Some(Value::Unknown(Reason::Undecodable(_)))
            ));
        }
    }

    #[test]
    fn a_secret_of_such_a_name_that_is_not_helms_stays_a_secret() {
        let mut object = record("Secret", "sh.helm.release.v1.web.v2", "");
        object.body.at_mut(&["metadata", "labels"]).unwrap().as_map_mut().unwrap().remove("owner");
        assert!(!is_release(&object));
    }
}
