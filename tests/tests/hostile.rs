//! The fuzz targets on every machine: the committed corpus, and mutations of it that are the same on each run.
//!
//! Finds what a change breaks at once; what hours of searching find is `fuzz/run`'s (docs/contributing/fuzzing.md).

use std::path::{Path, PathBuf};

use drift_tests::hostile::{TARGETS, Target};

/// Mutations for each target, of all of its seeds together.
const MUTATIONS: usize = 3000;

/// A longer one says no more, and costs more.
const LONGEST: usize = 16 << 10;

#[test]
fn every_target_holds_for_its_corpus_and_for_mutations_of_it() {
    std::thread::scope(|scope| {
        for (name, target) in TARGETS {
            let run = move || hold(name, target);
            std::thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, run).unwrap();
        }
    });
}

#[test]
fn every_target_has_a_binary_and_a_corpus() {
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for (folder, end) in [("fuzz_targets", ".rs"), ("corpus", "")] {
        let mut found: Vec<String> = files(&fuzz().join(folder))
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().replace(end, ""))
            .collect();
        found.sort();
        assert_eq!(found, names, "{folder}");
    }
}

fn hold(name: &str, target: Target) {
    let seeds: Vec<Vec<u8>> = files(&fuzz().join("corpus").join(name))
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert!(!seeds.is_empty(), "{name} has no corpus");
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for seed in &seeds {
        check(name, target, seed);
        for _ in 0..MUTATIONS / seeds.len() {
            let other = &seeds[dice.below(seeds.len())];
            check(name, target, &mutated(seed, other, &mut dice));
        }
    }
}

/// Says what it was that the target did not hold for: the file to put into the corpus.
fn check(name: &str, target: Target, bytes: &[u8]) {
    if std::panic::catch_unwind(|| target(bytes)).is_err() {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.input"));
        std::fs::write(&kept, bytes).unwrap();
        panic!("{name} does not hold for {}", kept.display());
    }
}

fn mutated(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.get(..LONGEST).unwrap_or(seed).to_vec();
    for _ in 0..=dice.below(4) {
        let (at, end) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (at.min(end), at.max(end));
        let part = || bytes[from..to].to_vec();
        match dice.below(6) {
            0 => drop(bytes.drain(from..to.min(from + 32))),
            1 => drop(bytes.splice(from..from, part())),
            2 => bytes
                .splice(
                    from..from,
                    b"{}[]:,\"'&*!|>-#\n\t \0\xff0e9~$"
                        .iter()
                        .copied()
                        .skip(dice.below(24))
                        .take(1),
                )
                .for_each(drop),
            3 => bytes
                .splice(from..to, other.iter().copied().skip(dice.below(other.len() + 1)).take(64))
                .for_each(drop),
            4 => bytes[from..to].iter_mut().take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
            _ => bytes.truncate(to),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Numbers that look like chance and are the same on each run: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
