//! The gate as a whole: whole bodies in, and what is left of them.

use super::*;
use crate::registry::{Encoding, Normal, RowDoc, SecretRow, Semantics};
use crate::resource::Origin;
use crate::{Class, Consequence, Node, Path as AttributePath, Scope};

/// Kinds with the one row of a Kubernetes Secret.
struct Rows;

impl Semantics for Rows {
    fn provider(&self) -> &'static str {
        "rows"
    }
    fn knows(&self, kind: &str) -> bool {
        kind == "/Secret"
    }
    fn kinds(&self) -> Vec<String> {
        vec!["/Secret".to_owned()]
    }
    fn rows(&self, _: &str) -> Vec<RowDoc> {
        Vec::new()
    }
    fn consequence(&self, _: &str) -> Consequence {
        Consequence::Behaviour
    }
    fn ignored(&self, _: &str) -> Option<&'static str> {
        None
    }
    fn class(&self, _: &str, _: &AttributePath) -> Class {
        Class::UNCLASSIFIED
    }
    fn secrets(&self, _: &str) -> Vec<SecretRow> {
        let row = |path: &str, encoding| SecretRow { path: path.parse().unwrap(), encoding };
        vec![row("data", Encoding::Base64), row("stringData", Encoding::Text)]
    }
    fn normalise(&self, resource: &Resource, _: &Value) -> (Normal, Vec<crate::Problem>) {
        (Normal::of(Node::from_value(resource.body().clone())), Vec::new())
    }
}

fn admitted(kind: &str, json: &str) -> String {
    let text = body(kind, json).to_json();
    let back: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(back.to_json(), text, "what is stored is read back");
    text
}

fn body(kind: &str, json: &str) -> Value {
    let registry = Registry::new(vec![std::sync::Arc::new(Rows)]);
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let raw = Raw {
        kind: kind.to_owned(),
        version: None,
        scope: Scope::default(),
        name: "x".to_owned(),
        native_id: None,
        origin: Origin::Live,
        body: Value::from_json(json.as_bytes()).unwrap(),
    };
    gate.admit(raw).body().clone()
}

/// A ConfigMap with one text.
fn config(text: &str) -> String {
    serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"m": text}}).to_string()
}

/// What must not be left, and what must.
fn holds(kind: &str, json: &str, gone: &[&str], left: &[&str]) {
    let text = admitted(kind, json);
    for secret in gone {
        assert!(!text.contains(secret), "{secret} is left in {text}");
    }
    for plain in left {
        assert!(text.contains(plain), "{plain} is gone from {text}");
    }
}

#[test]
fn names_and_values_find_each_other_in_every_shape_of_a_pair() {
    holds(
        "/Pod",
        r#"{"spec":{"containers":[{"name":"app","args":["--password","hunter2","--token=tok3n","-v"],
            "env":[{"name":"DB_PASSWORD","value":"s3cret"},{"name":"LOG","value":"debug"}]}]},
            "tags":[{"Key":"api-token","Value":"t0p"}],"pin":1234,"tokenTtl":3600}"#,
        &["hunter2", "tok3n", "s3cret", "t0p", "1234"],
        &["debug", "-v", "3600", "--token="],
    );
    holds(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        r#"{"Conditions":[
            {"HttpHeaderConfig":{"HttpHeaderName":"X-Origin-Verify-Token","Values":["t0ps3cret"]}},
            {"HttpHeaderConfig":{"HttpHeaderName":"X-Origin-Verify","Values":["t1ps3cret"]}},
            {"HttpHeaderConfig":{"HttpHeaderName":"User-Agent","Values":["curl"]}}]}"#,
        &["t0ps3cret", "t1ps3cret"],
        &["X-Origin-Verify-Token", "curl"],
    );
}

#[test]
fn a_url_keeps_its_host_and_loses_its_user() {
    holds(
        "/ConfigMap",
        r#"{"data":{"DATABASE_URL":"postgres://shop:hunter2@db.example.com:5432/shop?sslmode=require"}}"#,
        &["hunter2", "shop:"],
        &["@db.example.com:5432/shop?sslmode=require"],
    );
}

#[test]
fn a_secret_in_the_name_of_a_member_is_taken_out_too() {
    // The elements of a set, as `managedFields` names them.
    holds(
        "/Thing",
        r#"{"metadata":{"managedFields":[{"fieldsV1":{"f:hosts":{"v:\"a.example.com?token=hunter2hunter2\"":{},"v:\"b.example.com\"":{}},
            "f:note":{"v:\"was s3cret-s3cret\"":{}}}}]},"spec":{"password":"s3cret-s3cret"}}"#,
        &["hunter2hunter2", "s3cret-s3cret"],
        &["b.example.com", "‹secret "],
    );
}

#[test]
fn documents_in_a_text_lose_only_their_secrets() {
    holds(
        "/ConfigMap",
        r#"{"data":{"app.yaml":"server:\n  port: 8080\nenv:\n- name: API_TOKEN\n  value: abcd1234\nnested:\n  passwords:\n  - one-pass\n  - two-pass\n",
            "app.json":"{\"env\":[{\"name\":\"DB_PASSWORD\",\"value\":\"p\\\"w/d\"}],\"level\":\"info\"}",
            "k8s.yaml":"apiVersion: v1\nkind: Secret\ndata:\n  x: aHVudGVyMg==\n"}}"#,
        &["abcd1234", "one-pass", "two-pass", "p\\\\\\\"w/d", "aHVudGVyMg=="],
        &["port: 8080", "level", "info", "API_TOKEN", "kind: Secret"],
    );
}

#[test]
fn secrets_behind_encodings_are_found() {
    // base64 of "password: hunter2hunter2\n"
    holds(
        "/ConfigMap",
        r#"{"binaryData":{"a":"cGFzc3dvcmQ6IGh1bnRlcjJodW50ZXIyCg=="},"data":{"note":"just words in here"}}"#,
        &["cGFzc3dvcmQ6"],
        &["just words in here"],
    );
}

#[test]
fn copies_of_an_object_in_its_annotations_are_redacted_like_the_object() {
    holds(
        "/Secret",
        r#"{"apiVersion":"v1","kind":"Secret","data":{"p":"aHVudGVyMi1sb25n"},"metadata":{"annotations":{
            "kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"p\":\"aHVudGVyMi1sb25n\"},\"kind\":\"Secret\"}",
            "other/original":"{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"p\":\"aHVudGVyMi1sb25n\"}}",
            "note":"it was hunter2-long before"}}}"#,
        &["aHVudGVyMi1sb25n", "hunter2-long"],
        &["it was ", " before"],
    );
    let broken = r#"{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"data\":broken"}}}"#;
    holds("/Secret", broken, &["broken"], &[]);
}

/// base64 of `correct horse battery`, which nothing but a row knows to be secret.
const MOTTO: &str = "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5";

fn secret() -> serde_json::Value {
    serde_json::json!({"apiVersion": "v1", "kind": "Secret", "data": {"motto": MOTTO}})
}

#[test]
fn every_annotation_of_a_secret_is_read_as_a_copy_of_it() {
    let deep = serde_json::json!({"spec": [{"stringData": {"pin": 7_351_928}}]}).to_string();
    let copies = [
        serde_json::json!({"data": {"motto": MOTTO}}).to_string() + "\n",
        serde_json::json!([secret()]).to_string(),
        format!("data:\n  motto: {MOTTO}\n"),
        format!("# as it was\ndata: {{motto: {MOTTO}}}"),
        format!("{{\"data\":{{\"motto\":\"{MOTTO}\"}}"),
        format!("was {MOTTO} before"),
        serde_json::json!({"x": serde_json::json!({"data": {"motto": MOTTO}}).to_string()})
            .to_string(),
    ];
    let of = |text: &str| {
        serde_json::json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"annotations": {"t.example.com/last": text}}})
            .to_string()
    };
    for copy in copies {
        holds("/Secret", &of(&copy), &[MOTTO], &[]);
    }
    holds("/Secret", &of(&deep), &["7351928"], &["spec"]);
    // And of a Secret that lies in a text itself.
    let inner = of(&serde_json::json!({"data": {"motto": MOTTO}}).to_string());
    holds("/ConfigMap", &config(&inner), &[MOTTO], &["t.example.com/last"]);
    for plain in [
        "letsencrypt-production-issuer",
        "shop.example.com,www.shop.example.com",
        "cert-manager",
        "2026-11-26T10:00:00Z",
    ] {
        holds("/Secret", &of(plain), &[], &[plain]);
    }
}

#[test]
fn an_object_is_known_wherever_in_a_text_it_lies() {
    let list =
        |kind: &str, item| serde_json::json!({"apiVersion": "v1", "kind": kind, "items": [item]});
    let mut nested = secret();
    (0..70).for_each(|_| nested = serde_json::json!({ "a": nested }));
    let mut deeper = secret();
    (0..200).for_each(|_| deeper = serde_json::json!([deeper]));
    let texts = [
        list("List", secret()).to_string(),
        list("SecretList", secret()).to_string(),
        list("SecretList", serde_json::json!({"data": {"motto": MOTTO}})).to_string(),
        serde_json::json!([secret()]).to_string(),
        serde_json::json!({"manifests": {"a": secret()}}).to_string(),
        format!("# a comment\n{}", secret()),
        format!("{}\n{}", secret(), secret()),
        format!("{} and more", secret()),
        format!(
            "kubectl apply -f - <<EOF\napiVersion: v1\nkind: Secret\ndata:\n  motto: {MOTTO}\nEOF\n"
        ),
        format!(
            "{{{{- if .x }}}}\napiVersion: v1\nkind: Secret\ndata:\n  motto: {MOTTO}\n{{{{- end }}}}\n"
        ),
        nested.to_string(),
        deeper.to_string(),
    ];
    for text in texts {
        holds("/ConfigMap", &config(&text), &[MOTTO], &[]);
    }
    let numbers = "apiVersion: v1\nkind: Secret\nstringData:\n  motto: 7351928465\n  on: true\n";
    holds("/ConfigMap", &config(numbers), &["7351928465"], &["kind: Secret"]);
}

#[test]
fn what_was_found_once_is_found_again_however_much_it_is() {
    let env: Vec<_> = (0..300)
        .map(|place| serde_json::json!({"name": format!("DB{place}_PASSWORD"), "value": format!("a-secret-{place:04}-{}", "x".repeat(30))}))
        .collect();
    let pod = serde_json::json!({
        "metadata": {"annotations": {"note": "see hunter2hunter2 end"}}, "args": [format!("say {}", "long words ".repeat(500))],
        "env": env, "db": {"password": "hunter2hunter2"}, "other": {"password": "long words ".repeat(500)},
    });
    holds("/Pod", &pod.to_string(), &["hunter2hunter2", "long words"], &["see ", " end", "say "]);
}

#[test]
fn passwords_stand_in_maps_and_are_numbers_too() {
    let text = r#"{"password":{"dev":"hunter2hunter2"},"a":{"passwords":{"alice":"hunter2hunter3"}},"db":{"password":7351928465},
        "x":{"password":{"secretKeyRef":{"name":"shop-db","key":"dev"}}},"y":{"password":{"type":"string"}}}"#;
    let gone = &["hunter2hunter2", "hunter2hunter3", "7351928465"];
    holds("/Thing", text, gone, &["shop-db", "\"dev\"", "string"]);
    holds("/ConfigMap", &config(text), gone, &["shop-db", "string"]);
}

/// How many parts of the texts of a body are secret, and how many values are as a whole.
fn counts(value: &Value) -> (usize, usize) {
    let sum = |counts: Vec<(usize, usize)>| {
        counts.into_iter().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1))
    };
    match value {
        Value::Map(map) => sum(map.values().map(counts).collect()),
        Value::List(list) => sum(list.iter().map(counts).collect()),
        Value::Masked(parts) => {
            (parts.iter().filter(|part| matches!(part, crate::Part::Secret(_))).count(), 0)
        }
        Value::Secret(_) => (0, 1),
        _ => (0, 0),
    }
}

#[test]
fn a_text_has_no_more_parts_than_secrets_and_a_list_of_secrets_is_one() {
    let users = |count: usize| {
        let user = |place| serde_json::json!({"name": format!("u{place}"), "password": "changeme"});
        config(&serde_json::Value::from((0..count).map(user).collect::<Vec<_>>()).to_string())
    };
    assert_eq!(counts(&body("/ConfigMap", &users(1000))), (1000, 0));
    assert_eq!(counts(&body("/ConfigMap", &users(6000))), (0, 1));
    let flags = vec![r#""--password","abc""#; 50_000].join(",");
    assert_eq!(counts(&body("/ConfigMap", &config(&format!("[{flags}]")))), (0, 1));
    assert_eq!(counts(&body("/ConfigMap", &config(&"password=${".repeat(10_000)))), (1, 0));
    let lines: String = (0..5000).map(|place| format!("mysql -p{place}hunter2\n")).collect();
    assert_eq!(counts(&body("/ConfigMap", &config(&lines))), (0, 1));
}

#[test]
fn what_only_speaks_of_secrets_is_left_as_it_is() {
    let bodies = [
        r#"{"spec":{"volumes":[{"name":"v","secret":{"secretName":"shop-tls"}}],"serviceAccountName":"shop",
            "imagePullSecrets":[{"name":"registry"}],"containers":[{"name":"a","image":"r.example.com/a@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "env":[{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}},
            {"name":"PASSWORD_FILE","value":"/run/secrets/db"},{"name":"TOKEN_URL","value":"https://example.com/token"}]}]}}"#,
        r#"{"metadata":{"uid":"3f1c2b7e-9d44-4e0a-8f6c-1b2a3c4d5e6f","annotations":{"checksum/config":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
            "spec":{"privateKeySecretRef":{"name":"letsencrypt"},"tls":[{"secretName":"shop-tls"}],"automountServiceAccountToken":true,
            "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists"}],"clientSecretRef":{"key":"client-secret"}}}"#,
    ];
    for body in bodies {
        let text = admitted("/Pod", body);
        assert!(!text.contains("$secret") && !text.contains("$masked"), "{text}");
    }
}

#[test]
fn equal_values_compare_equal_under_one_key_and_not_under_two() {
    let key = |bytes: &[u8]| FingerprintKey::new(bytes).unwrap();
    let (one, other) = (key(b"0123456789abcdef"), key(b"fedcba9876543210"));
    assert_eq!(one.secret(b"x").same(&one.secret(b"x")), Some(true));
    assert_eq!(one.secret(b"x").same(&one.secret(b"y")), Some(false));
    assert_eq!(one.secret(b"x").same(&other.secret(b"x")), None);
    assert!(!format!("{:?}", one.secret(b"hunter2hunter2")).contains("hunter2"));
}

#[test]
fn what_goes_wrong_is_scrubbed_as_it_is_said() {
    let table = [
        ("exec: token=abc123 rejected", "exec: token=‹redacted› rejected"),
        ("invalid bearer token: expired", "invalid bearer token: expired"),
        (
            "Get \"https://u:pw@x.example.com/api\": EOF",
            "Get \"https://‹redacted›@x.example.com/api\": EOF",
        ),
        ("no secret here", "no secret here"),
    ];
    for (said, wanted) in table {
        assert_eq!(scrub(said), wanted);
    }
}
