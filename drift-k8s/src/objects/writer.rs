//! Who wrote an attribute, from an object's managed fields.
//!
//! Source: "Server-Side Apply" of the Kubernetes documentation (`fieldsV1`: `f:` fields, `k:` keyed elements, `v:` values).

use drift_core::{Path, Resource, Step, Value, Writer};

/// The manager whose entry goes furthest along the path; of several the latest.
pub(super) fn of(resource: &Resource, path: &Path) -> Option<Writer> {
    let entries = resource.body().at(&["metadata", "managedFields"])?.as_list()?;
    let text =
        |entry: &Value, field: &str| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    // `kubectl scale` writes by the subresource `scale`; what is written by `status` is no configuration.
    let configured =
        entries.iter().filter(|entry| text(entry, "subresource").as_deref() != Some("status"));
    let found = configured.filter_map(|entry| {
        let depth = entry.get("fieldsV1").map_or(0, |fields| depth(fields, &path.0));
        let owns = path.is_root() || depth > 0;
        owns.then(|| ((depth, text(entry, "time")), entry))
    });
    let (_, entry) = found.max_by(|one, other| one.0.cmp(&other.0))?;
    Some(Writer { name: text(entry, "manager")?, at: text(entry, "time") })
}

/// How many steps of the path the fields know.
fn depth(fields: &Value, steps: &[Step]) -> usize {
    let Some((step, rest)) = steps.split_first() else { return 0 };
    let Some(map) = fields.as_map() else { return 0 };
    let inner = match step {
        Step::Key(name) => map.get(&format!("f:{name}")),
        Step::Element(keys) => {
            map.iter().find(|(field, _)| is_element(field, keys)).map(|(_, inner)| inner)
        }
        Step::Index(_) => None,
    };
    inner.map_or(0, |inner| 1 + depth(inner, rest))
}

fn is_element(field: &str, keys: &[(String, String)]) -> bool {
    let Some(json) = field.strip_prefix("k:") else { return false };
    let Ok(Value::Map(said)) = Value::from_json(json.as_bytes()) else { return false };
    said.len() == keys.len()
        && keys.iter().all(|(name, value)| {
            said.get(name).and_then(Value::scalar_text).as_ref() == Some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lead_along_keys_and_elements() {
        let fields = Value::from_json(
            br#"{"f:spec": {"f:containers": {"k:{\"name\":\"app\"}": {".": {}, "f:image": {}}}, "f:replicas": {}}}"#,
        )
        .unwrap();
        let table = [
            ("spec.replicas", 2),
            ("spec.containers[name=app].image", 4),
            ("spec.containers[name=web].image", 2),
            ("metadata.labels", 0),
        ];
        for (path, expected) in table {
            assert_eq!(depth(&fields, &path.parse::<Path>().unwrap().0), expected, "{path}");
        }
    }
}
