//! Snapshot files: bytes as they come, and lines in a file whose digests are right.

use drift_core::codec::{CodecError, DecodeLimits, decode_within, encode};
use drift_core::judge::Policy;
use drift_core::{
    Builder, FORMAT, FingerprintKey, Gate, Header, Registry, Report, SideKind, Silent, Snapshot,
    compare, redactions,
};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Small enough for a fuzzer to reach its ends.
const LIMITS: DecodeLimits = DecodeLimits { frame: 1 << 20, total: 4 << 20 };

const PREAMBLE: usize = 28;
const TRAILER: usize = 8 + 16 + 3 * 8 + 64;

/// Any bytes as a snapshot: what is read is written to be read as the same.
pub fn snapshot(bytes: &[u8]) {
    let Ok(snapshot) = decode_within(bytes, LIMITS) else { return };
    assert_eq!(decode_within(&encode(&snapshot), LIMITS).as_ref(), Ok(&snapshot));
}

/// Any lines in a file that is whole otherwise. The first byte says in how many frames, and whether the index lies.
pub fn snapshot_lines(bytes: &[u8]) {
    let Some((mode, lines)) = bytes.split_first() else { return };
    let frames = lines.split(|byte| *byte == 0).map(|frame| [frame, b"\n"].concat());
    let frames: Vec<Vec<u8>> = frames.take(8).collect();
    let file = file(&frames, *mode);
    match decode_within(&file, LIMITS) {
        Ok(snapshot) => {
            assert_eq!(decode_within(&encode(&snapshot), LIMITS).as_ref(), Ok(&snapshot));
        }
        Err(CodecError::Truncated { .. } | CodecError::NotASnapshot) => {
            panic!("a whole file is called something else")
        }
        Err(_) => {}
    }
}

/// Two snapshots of any lines: their comparison ends, is the same each time, survives its file, and neither differs from
/// itself.
pub fn sides(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (one, other) = text.split_once('\0').unwrap_or((&text, ""));
    let [Some(one), Some(other)] = [one, other].map(side) else { return };
    for side in [&one, &other] {
        let found = compared(side, side).findings;
        assert!(found.is_empty(), "differs from itself: {found:?}");
    }
    let report = compared(&one, &other);
    assert_eq!(compared(&one, &other), report);
    let json = serde_json::to_string(&report).expect("a report is JSON");
    assert_eq!(serde_json::from_str::<Report>(&json).ok().as_ref(), Some(&report), "{json}");
    drop((redactions(&one), redactions(&other)));
}

/// The header is ours: without one there is nothing to compare.
fn side(lines: &str) -> Option<Snapshot> {
    let head = serde_json::to_string(&json!({ "header": header() })).expect("a header is JSON");
    let frame = [head.as_str(), lines.trim_matches('\n'), ""].join("\n");
    decode_within(&file(&[frame.replace("\n\n", "\n").into_bytes()], 0), LIMITS).ok()
}

fn compared(one: &Snapshot, other: &Snapshot) -> Report {
    let registry = super::objects::registry();
    compare(one, other, &registry, &Policy::default(), &mut Silent)
}

/// The file of these frames of lines, with every digest and offset as it should be; with an odd `mode` its index says that
/// each unpacks to `mode` times 16 MB.
///
/// # Panics
/// When a frame of four gigabytes is asked for.
#[must_use]
pub fn file(frames: &[Vec<u8>], mode: u8) -> Vec<u8> {
    let mut file = encode(&empty());
    file.truncate(PREAMBLE);
    let (mut entries, mut resources) = (Vec::new(), 0_u64);
    for plain in frames {
        let lines: Vec<&[u8]> = plain.split(|byte| *byte == b'\n').collect();
        resources += lines.iter().filter(|line| line.starts_with(b"{\"resource\"")).count() as u64;
        let mut entry = json!({
            "offset": file.len(),
            "plain": plain.len(),
            "lines": lines.len() - 1,
            "sha256": digest(plain),
        });
        if let Some(first) = lines.first().and_then(|line| first_key(line)) {
            entry["first"] = first;
        }
        if mode & 1 == 1 {
            entry["plain"] = json!(u64::from(mode) << 24);
        }
        entries.push(entry);
        file.extend(zstd::bulk::compress(plain, 1).expect("memory is written to"));
    }
    let index = json!({ "frames": entries }).to_string().into_bytes();
    let index_at = file.len() as u64;
    file.extend(skippable(&index));
    let length = (file.len() + TRAILER) as u64;
    let counts = [length, index_at, resources].map(u64::to_le_bytes).concat();
    let trailer = [b"drift trailer\0\0\0".as_slice(), &counts, digest(&index).as_bytes()].concat();
    file.extend(skippable(&trailer));
    file
}

fn first_key(line: &[u8]) -> Option<serde_json::Value> {
    let line: serde_json::Value = serde_json::from_slice(line).ok()?;
    let resource = line.get("resource")?;
    let mut key = json!({});
    for member in ["kind", "scope", "name", "native_id"] {
        if let Some(value) = resource.get(member).filter(|value| !value.is_null()) {
            key[member] = value.clone();
        }
    }
    Some(key)
}

fn skippable(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a small file");
    [&0x184D_2A5D_u32.to_le_bytes(), length.to_le_bytes().as_slice(), payload].concat()
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn empty() -> Snapshot {
    let registry = Registry::default();
    let gate = gate(&registry);
    Builder::new(header(), &gate).finish()
}

/// A gate with a key of its own.
pub(super) fn gate(registry: &Registry) -> Gate<'_> {
    Gate::new(FingerprintKey::new(b"sixteen bytes or more").expect("a key"), registry)
}

/// The header of a declaration.
pub(super) fn header() -> Header {
    Header {
        format: FORMAT,
        environment: "staging".into(),
        kind: SideKind::Declared,
        rank: None,
        captured_at: "2026-11-24T00:00:00Z".into(),
        tool: "drift/0".into(),
        key: "0a1b2c3d".into(),
        tokens: Vec::new(),
        names: Default::default(),
        elsewhere: 0,
        asked: Vec::new(),
    }
}
