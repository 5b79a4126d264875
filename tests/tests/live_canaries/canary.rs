//! Canaries: one secret for each place, all of one kind, and the search for them in whatever encoding.
//!
//! Knows nothing of the places but their names.

use std::collections::BTreeSet;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// What all canaries begin with. Letters and digits only: what escapes other signs leaves it as it is.
const CORE: &str = "cN4ryZ8kQ2vB7mX5tR9w";

/// The places, by the names that a failure tells. A canary ends with the two digits of its place.
pub(crate) const PLACES: &[&str] = &[
    "secret-data",
    "secret-string-data",
    "env-name",
    "env-value",
    "config-map-url",
    "config-map-json",
    "config-map-yaml",
    "config-map-dotenv",
    "config-map-base64",
    "config-map-gzip",
    "config-map-kubeconfig",
    "docker-config",
    "last-applied",
    "helm-values",
    "args",
    "command",
    "annotation",
    "label",
    "crd-free-text",
    "ingress-basic-auth",
    "url-user",
    "service-account-token",
    "cron-job-args",
    "init-container-env",
    "env-from",
    "pod-template",
    "probe-header",
    "lifecycle-hook",
    "volume-claim-template",
    "declared-string-data",
    "webhook-url",
    "webhook-ca-bundle",
    "kustomize-secret",
    "error-authorization",
    "error-url",
    "exec-stderr",
    "exec-stdout",
    "kubeconfig-token",
    "kubeconfig-proxy",
    "kubeconfig-client-key",
    "config-variable",
    "config-line",
    "key-command-stderr",
    "key-too-short",
    "sidecar-program",
    "status-message",
    "same-in-both",
    "host",
];

/// The canary of a place.
pub(crate) fn of(place: &str) -> String {
    let number = PLACES.iter().position(|name| *name == place);
    let number = number.unwrap_or_else(|| panic!("{place} is no place"));
    format!("{CORE}{number:02}")
}

/// The places whose canaries are in these bytes, in any encoding.
pub(crate) fn found(bytes: &[u8]) -> Vec<&'static str> {
    let mut places = BTreeSet::new();
    look(bytes, 0, &mut places);
    places.into_iter().collect()
}

/// How many encodings in each other are looked into.
const DEEPEST: usize = 5;

fn look(bytes: &[u8], depth: usize, places: &mut BTreeSet<&'static str>) {
    let text = String::from_utf8_lossy(bytes);
    for (start, _) in text.match_indices(CORE) {
        let number = text.get(start + CORE.len()..start + CORE.len() + 2);
        let place = number.and_then(|number| PLACES.get(number.parse::<usize>().ok()?));
        places.insert(place.copied().unwrap_or("a part of one"));
    }
    if depth >= DEEPEST {
        return;
    }
    for decoded in decoded(&text) {
        look(&decoded, depth + 1, places);
    }
    // What no decoder took, such as base64 that begins in the middle of another text.
    if places.is_empty() && fragments().iter().any(|fragment| text.contains(fragment.as_str())) {
        places.insert("an encoded part of one");
    }
}

/// What the text says where it is percent-encoded, escaped for JSON, hexadecimal, base64, or gzip in base64.
fn decoded(text: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let hex = |digits: &str| {
        let pairs = digits.as_bytes().chunks_exact(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        pairs.map(byte).collect::<Option<Vec<u8>>>()
    };
    for (mark, width) in [("%", 2), ("\\u00", 2), ("\\x", 2)] {
        if text.contains(&format!("{mark}63")) {
            let parts = text.split(mark).skip(1).filter_map(|part| hex(part.get(..width)?));
            all.push(parts.flatten().collect());
        }
    }
    for run in text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/=-_".contains(c)) {
        if run.len() < 2 * CORE.len() && run.len() < 24 {
            continue;
        }
        if run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            all.extend(hex(run));
        }
        let trimmed = run.trim_end_matches('=');
        for engine in [&STANDARD, &URL_SAFE] {
            let rest = trimmed.len() % 4;
            let padded = format!("{trimmed}{}", "=".repeat((4 - rest) % 4));
            let Ok(bytes) = engine.decode(&padded) else { continue };
            let mut plain = Vec::new();
            if bytes.starts_with(&[0x1f, 0x8b])
                && flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).is_ok()
            {
                all.push(plain);
            }
            all.push(bytes);
            break;
        }
    }
    all
}

/// What of the core is the same whatever stands around it: base64 in its three alignments, both ways of hexadecimal.
fn fragments() -> Vec<String> {
    let mut all = Vec::new();
    for shift in 0..3_usize {
        let encoded = STANDARD.encode(format!("{}{CORE}", "x".repeat(shift)));
        // The first signs hold what stands before, the last what stands behind.
        let from = [0, 2, 3].get(shift).copied().unwrap_or(0);
        all.push(encoded.get(from..encoded.len() - 4).unwrap().to_owned());
    }
    let hex: String = CORE.bytes().map(|byte| format!("{byte:02x}")).collect();
    all.extend([hex.to_uppercase(), hex]);
    all
}

/// A text in every encoding that is looked into, by its name.
pub(crate) fn escaped(text: &str) -> Vec<(&'static str, String)> {
    let each = |format: fn(u8) -> String| text.bytes().map(format).collect::<String>();
    let gzip = |text: &str| {
        let mut all = Vec::new();
        let mut reader = flate2::read::GzEncoder::new(text.as_bytes(), flate2::Compression::fast());
        reader.read_to_end(&mut all).unwrap();
        STANDARD.encode(all)
    };
    vec![
        ("plain", text.to_owned()),
        ("percent", each(|byte| format!("%{byte:02X}"))),
        ("json", each(|byte| format!("\\u{byte:04x}"))),
        ("hex", each(|byte| format!("{byte:02x}"))),
        ("base64", STANDARD.encode(text)),
        ("base64 of the second alignment", STANDARD.encode(format!("x{text}"))),
        ("base64 of the third alignment", STANDARD.encode(format!("xy{text}"))),
        ("base64 twice", STANDARD.encode(STANDARD.encode(text))),
        ("gzip", gzip(text)),
    ]
}
