//! The laws of the file: it comes back as it went, and whatever is not whole is refused with its place.

use std::borrow::Cow;

use proptest::prelude::*;

use super::examples::{any_snapshot, config_map, empty, header, small};
use super::frame::{Packer, digest};
use super::index::{Entry, Index, Key};
use super::line::Line;
use super::trailer::Trailer;
use super::{CodecError, DecodeLimits, decode, decode_within, encode, is_snapshot, preamble};
use crate::coverage::{Cell, Status};
use crate::provider::Sink;
use crate::redact::{FingerprintKey, Gate};
use crate::registry::Registry;
use crate::resource::{Origin, Raw, Resource};
use crate::scope::Scope;
use crate::snapshot::{Builder, Snapshot};
use crate::value::{Map, Value};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_snapshot_comes_back_as_it_went(snapshot in any_snapshot()) {
        let bytes = encode(&snapshot);
        let back = decode(&bytes).unwrap();
        prop_assert_eq!(encode(&back), bytes);
        prop_assert_eq!(back, snapshot);
    }

    #[test]
    fn the_order_of_finding_changes_no_byte(
        names in Just((0..40).collect::<Vec<u32>>()).prop_shuffle()
    ) {
        prop_assert_eq!(built(&names), built(&(0..40).collect::<Vec<u32>>()));
    }
}

fn built(numbers: &[u32]) -> Vec<u8> {
    let registry = Registry::default();
    let key = FingerprintKey::new(b"sixteen bytes or more").unwrap();
    let gate = Gate::new(key, &registry);
    let mut builder = Builder::new(header(), &gate);
    for number in numbers {
        let scope = Scope::cluster("5f0c").in_namespace(&format!("n{}", number % 3));
        builder.cell(Cell { scope: scope.clone(), kind: "/Pod".into() }, Status::Complete);
        builder.resource(Raw {
            kind: "/Pod".into(),
            version: None,
            scope,
            name: format!("pod-{number}"),
            native_id: None,
            origin: Origin::Live,
            body: Value::from(i64::from(*number)),
        });
    }
    encode(&builder.finish())
}

#[test]
fn what_nests_too_deep_is_unknown_and_the_rest_comes_back() {
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut builder = Builder::new(header(), &gate);
    let nested = |levels: usize| format!("{}0{}", "[".repeat(levels), "]".repeat(levels));
    for levels in [100, 101, 120] {
        builder.resource(Raw {
            kind: "/ConfigMap".into(),
            version: None,
            scope: Scope::default(),
            name: format!("levels-{levels}"),
            native_id: None,
            origin: Origin::Live,
            body: Value::from_json(nested(levels).as_bytes()).unwrap(),
        });
    }
    builder.fact("kubernetes", Value::from_json(nested(120).as_bytes()).unwrap());
    let snapshot = builder.finish();
    assert_eq!(decode(&encode(&snapshot)).unwrap(), snapshot);
    let unknown = |body: &Value| body.to_json().contains("nested deeper than 100 levels");
    let said: Vec<bool> = snapshot.resources.iter().map(|one| unknown(&one.body)).collect();
    assert_eq!(said, [false, true, true]);
    assert!(unknown(&snapshot.facts["kubernetes"]));
}

#[test]
fn an_empty_snapshot_comes_back() {
    assert_eq!(decode(&encode(&empty())).unwrap(), empty());
}

#[test]
fn every_prefix_is_refused_as_truncated() {
    let bytes = encode(&small());
    for end in 1..bytes.len() {
        let expected = CodecError::Truncated { at: end as u64 };
        assert_eq!(decode(&bytes[..end]), Err(expected));
    }
    assert_eq!(decode(b""), Err(CodecError::NotASnapshot));
}

#[test]
fn every_flipped_bit_is_refused_or_changes_nothing() {
    let snapshot = small();
    let bytes = encode(&snapshot);
    let mut refused = 0;
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut edited = bytes.clone();
            edited[at] ^= 1 << bit;
            match decode(&edited) {
                Ok(back) => assert_eq!(back, snapshot, "byte {at}, bit {bit}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > bytes.len() * 7, "{refused} of {} flips", bytes.len() * 8);
}

#[test]
fn what_follows_the_trailer_is_refused() {
    let mut bytes = encode(&small());
    bytes.push(0);
    assert!(matches!(decode(&bytes), Err(CodecError::Truncated { .. })));
    let twice = [encode(&small()), encode(&small())].concat();
    assert!(matches!(decode(&twice), Err(CodecError::Damaged { part, .. }) if part == "trailer"));
}

#[test]
fn a_newer_format_is_refused_with_who_wrote_it() {
    let mut snapshot = small();
    snapshot.header.tool = "drift/9.1.0".into();
    let mut bytes = encode(&snapshot);
    bytes[preamble::LENGTH - 4] = 2;
    let said = decode(&bytes).unwrap_err().to_string();
    assert_eq!(said, "written by drift/9.1.0, format 2; this program reads up to 1");
    let said = decode(&bytes[..preamble::LENGTH]).unwrap_err().to_string();
    assert_eq!(said, "written by a later drift, format 2; this program reads up to 1");
}

#[test]
fn other_files_are_told_apart() {
    let zstd = zstd::encode_all(&b"{}\n"[..], 3).unwrap();
    for other in [&b"apiVersion: v1\n"[..], b"{\"version\":4}", b"\x1f\x8b\x08\0", &zstd] {
        assert_eq!(decode(other), Err(CodecError::NotASnapshot));
        assert!(!is_snapshot(other));
    }
    assert!(is_snapshot(&encode(&empty())[..24]));
}

fn large() -> Snapshot {
    let text = Value::from("x".repeat(40_000));
    let names = (0..100).map(|number| format!("map-{number:03}"));
    Snapshot { resources: names.map(|name| config_map(&name, text.clone())).collect(), ..empty() }
}

#[test]
fn any_zstd_reader_sees_lines_of_json() {
    let bytes = encode(&large());
    let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 101);
    assert_eq!(lines[0]["header"]["environment"], "staging");
    assert_eq!(lines[100]["resource"]["name"], "map-099");
}

#[test]
fn a_large_snapshot_has_several_frames_that_begin_where_the_index_says() {
    let snapshot = large();
    let bytes = encode(&snapshot);
    let trailer = Trailer::read(&bytes).unwrap();
    let index = Index::read(&bytes, &trailer).unwrap();
    assert_eq!(index.frames.len(), 5);
    assert_eq!(index.frames.iter().map(|frame| frame.lines).sum::<u64>(), 101);
    let second = &index.frames[2];
    assert_eq!(second.first, Some(Key::of(&snapshot.resources[27])));
    let alone = &bytes[usize::try_from(second.offset).unwrap()..];
    let mut reader = zstd::stream::read::Decoder::new(alone).unwrap().single_frame();
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut plain).unwrap();
    assert_eq!(digest(&plain), second.sha256);
    assert_eq!(decode(&bytes).unwrap(), snapshot);
}

/// A file whose digests are right, of frames that say what they unpack to and name no first key.
fn forged(frames: &[(&[u8], u64)], resources: u64) -> Vec<u8> {
    let mut file = preamble::write();
    let mut index = Index::default();
    for (plain, says) in frames {
        index.frames.push(Entry {
            offset: file.len() as u64,
            plain: *says,
            lines: plain.iter().filter(|byte| **byte == b'\n').count() as u64,
            first: None,
            sha256: digest(plain),
        });
        file.extend(Packer::new().unwrap().pack(plain).unwrap());
    }
    let (frame, sha256) = index.write(0, 0).unwrap();
    let trailer = Trailer { index: file.len() as u64, resources, sha256 };
    file.extend(frame);
    file.extend(trailer.write(file.len()));
    file
}

fn forged_lines(lines: &[Line<'_>]) -> Vec<u8> {
    let mut plain = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut plain, line).unwrap();
        plain.push(b'\n');
    }
    let resources = lines.iter().filter(|line| matches!(line, Line::Resource(_))).count();
    forged(&[(&plain, plain.len() as u64)], resources as u64)
}

fn resource(name: &str) -> Line<'static> {
    Line::Resource(Cow::Owned::<Resource>(config_map(name, Value::Null)))
}

fn head() -> Line<'static> {
    Line::Header(Cow::Owned(header()))
}

fn fact(provider: &str) -> Line<'_> {
    Line::Fact { provider: Cow::Borrowed(provider), value: Cow::Owned(Value::Null) }
}

#[test]
fn lines_out_of_order_or_twice_are_refused_with_their_number() {
    let table = [
        (vec![head(), resource("b"), resource("a")], 3, "resources out of order"),
        (vec![head(), resource("a"), resource("a")], 3, "the same resource"),
        (vec![head(), head()], 2, "a second header"),
        (vec![fact("a"), head()], 1, "out of order"),
        (vec![head(), resource("a"), fact("a")], 3, "out of order"),
        (vec![head(), fact("a"), fact("a")], 3, "the same as a line before"),
    ];
    for (lines, number, expected) in table {
        let error = decode(&forged_lines(&lines)).unwrap_err();
        let CodecError::Line { frame: 1, line, what } = &error else { panic!("{error}") };
        assert_eq!(*line, number, "{error}");
        assert!(what.starts_with(expected), "{error}");
    }
    assert!(decode(&forged_lines(&[head(), resource("a"), resource("b")])).is_ok());
}

#[test]
fn a_frame_that_begins_with_another_key_than_the_index_names_is_refused() {
    let error = decode(&forged_lines(&[resource("a")])).unwrap_err();
    assert_eq!(error.to_string(), "line 1 (frame 1): not the first key that the index names");
}

#[test]
fn a_line_that_is_none_of_ours_is_refused_without_its_text() {
    for plain in [&b"{\"header\":{\"format\":\"hunter2\"}}\n"[..], b"hunter2\n", b"{\"x\":1}\n"] {
        let error = decode(&forged(&[(plain, plain.len() as u64)], 0)).unwrap_err();
        assert!(error.to_string().starts_with("line 1 (frame 1): not "), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_unpacks() {
    let plain = vec![b'\n'; 4 << 20];
    let small = DecodeLimits { frame: 1 << 20, total: 2 << 20 };

    let lying = decode(&forged(&[(&plain, 1000)], 0)).unwrap_err();
    assert!(matches!(&lying, CodecError::Damaged { part, .. } if part == "frame 1"), "{lying}");

    let honest = decode_within(&forged(&[(&plain, 4 << 20)], 0), small).unwrap_err();
    assert_eq!(
        honest.to_string(),
        "too large: frame 1 unpacks to 4194304 bytes, at most 1048576 are read"
    );

    let slice = || (&plain[..1 << 20], 1 << 20);
    let many = decode_within(&forged(&[slice(), slice(), slice()], 0), small).unwrap_err();
    assert!(matches!(many, CodecError::TooLarge { bytes: 3_145_728, .. }), "{many}");
}

#[test]
fn a_small_file_that_comes_to_much_memory_is_refused() {
    let zeros = vec!["0"; 4 << 20].join(",");
    let mut plain = serde_json::to_vec(&head()).unwrap();
    plain.extend(format!("\n{{\"fact\":{{\"provider\":\"a\",\"value\":[{zeros}]}}}}\n").bytes());
    let error = decode(&forged(&[(&plain, plain.len() as u64)], 0)).unwrap_err();
    assert!(error.to_string().starts_with("too large: the file, in memory,"), "{error}");
}

#[test]
fn what_repeats_itself_is_written_so_that_it_is_read() {
    let rule = Value::Map(Map::from([("verbs".to_owned(), Value::List(vec!["get".into(); 40]))]));
    let body = Value::Map(Map::from([("rules".to_owned(), Value::List(vec![rule; 400]))]));
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut builder = Builder::new(header(), &gate);
    for number in 0..150 {
        builder.resource(Raw {
            kind: "rbac.authorization.k8s.io/ClusterRole".to_owned(),
            version: None,
            scope: Scope::default(),
            name: format!("role-{number}"),
            native_id: None,
            origin: Origin::Live,
            body: body.clone(),
        });
    }
    let snapshot = builder.finish();
    let bytes = encode(&snapshot);
    assert_eq!(decode(&bytes).as_ref(), Ok(&snapshot));
}

#[test]
fn a_wrong_count_of_resources_is_refused() {
    let mut plain = serde_json::to_vec(&head()).unwrap();
    plain.push(b'\n');
    let error = decode(&forged(&[(&plain, plain.len() as u64)], 7)).unwrap_err();
    assert!(error.to_string().ends_with("it counts 7 resources, there are 0"), "{error}");
    assert!(decode(&forged(&[], 0)).is_err());
}

#[test]
fn lines_with_another_digest_than_the_indexs_are_refused_though_zstd_takes_them() {
    let bytes = encode(&small());
    let with = |digest: Option<String>| {
        let mut trailer = Trailer::read(&bytes).unwrap();
        let mut index = Index::read(&bytes, &trailer).unwrap();
        let last = index.frames.last_mut().unwrap();
        last.sha256 = digest.unwrap_or_else(|| last.sha256.clone());
        let (frame, sha256) = index.write(0, 0).unwrap();
        let mut file = bytes[..usize::try_from(trailer.index).unwrap()].to_vec();
        trailer.sha256 = sha256;
        file.extend(frame);
        let before = file.len();
        file.extend(trailer.write(before));
        decode(&file)
    };
    assert!(with(None).is_ok());
    let error = with(Some("0".repeat(64))).unwrap_err().to_string();
    assert!(error.contains("digest"), "{error}");
}

#[test]
fn a_limit_that_is_just_reached_is_kept() {
    let bytes = encode(&small());
    let index = Index::read(&bytes, &Trailer::read(&bytes).unwrap()).unwrap();
    let total: u64 = index.frames.iter().map(|frame| frame.plain).sum();
    assert!(decode_within(&bytes, DecodeLimits { frame: total, total }).is_ok());
    assert!(decode_within(&bytes, DecodeLimits { frame: total, total: total - 1 }).is_err());
}
