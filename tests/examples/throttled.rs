//! Measures how a program reads an account with more than 100,000 resources in two regions on the throttling double, and prints
//! for each API how often it was asked, the shortest time in which that is allowed, and how near to its share it ever came.
//!
//! ```text
//! cargo build --release -p drift-cli
//! cargo run -p drift-tests --example throttled -- target/release/drift snapshot prod -o prod.drift.zst
//! ```
//!
//! The program runs in a folder with a `drift.yaml` and the environment that leads to the double; another one than `drift` reads
//! the variable `REGIONS`. Nothing here is a test: no time is asserted. Knows nothing of how Drift reads.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use drift_tests::throttling::{Estate, Figures, Settings, Throttling, Use};

/// Of each region.
const ESTATE: Estate = Estate {
    volumes: 22_000,
    interfaces: 20_000,
    groups: 4_000,
    subnets: 1_000,
    filters: 3_000,
    queues: 400,
    keys: 200,
    clusters: 60,
    services: 5,
};

const REGIONS: &str = "eu-west-1,us-east-2";

const LATENCY: Duration = Duration::from_millis(100);

/// What Drift takes by default.
const SHARE: f64 = 0.5;

/// The cap on all requests together: so many at once, and as many a second.
const TOGETHER: f64 = 100.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let buckets = Figures { burst: 1.0, rate: 1.0 };
    let aws = Throttling::start(Settings { estate: ESTATE, latency: LATENCY, buckets });
    let start = Instant::now();
    let megabytes = run(&arguments, &aws);
    let took = start.elapsed().as_secs_f64();
    println!("of {}\n", REGIONS.split(',').count() * ESTATE.count());
    let uses = aws.uses();
    table(&uses);
    total(&uses, took, megabytes);
}

/// Runs the program in a folder of its own; its peak memory in MB.
fn run(arguments: &[String], aws: &Throttling) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let config = format!(
        "version: 1\nenvironments: {{ prod: {{ sources: [ {{ aws: {{ regions: [{REGIONS}] }} }} ] }} }}\n"
    );
    std::fs::write(folder.join("drift.yaml"), config).unwrap();
    let (program, arguments) = arguments.split_first().expect("which program reads");
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("measured.py")).args(["peak", "--"]);
    command.arg(std::path::absolute(program).unwrap()).args(arguments).current_dir(folder);
    command.env("HOME", folder).env("XDG_STATE_HOME", folder.join("state"));
    let ended = command.env("REGIONS", REGIONS).envs(aws.environment()).status().unwrap();
    assert!(ended.success(), "{ended}");
    let peak: u64 = std::fs::read_to_string(folder.join("peak")).unwrap().parse().unwrap();
    peak / 1_000_000
}

/// The APIs that bind, and the others in one line.
fn table(uses: &[Use]) {
    println!(
        "| API | calls | throttled | pages of the longest list | bound, s | took, s | highest use of the share |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let (busy, idle): (Vec<&Use>, Vec<&Use>) =
        uses.iter().partition(|used| used.bound(SHARE, LATENCY.as_secs_f64()) >= 1.0);
    for used in &busy {
        let name = format!("{} {}", used.api.region, used.api.service);
        row(&name, &[*used]);
    }
    row(&format!("{} others", idle.len()), &idle);
    row("all together", &uses.iter().collect::<Vec<_>>());
}

fn row(name: &str, uses: &[&Use]) {
    let most = |of: &dyn Fn(&Use) -> f64| uses.iter().map(|used| of(used)).fold(0.0, f64::max);
    let calls: usize = uses.iter().map(|used| used.came.len()).sum();
    let throttled: usize = uses.iter().map(|used| used.throttled).sum();
    let chain = uses.iter().map(|used| used.chain).max().unwrap_or_default();
    let bound = most(&|used| used.bound(SHARE, LATENCY.as_secs_f64()));
    let highest = most(&|used| used.highest(SHARE));
    let took = span(uses);
    println!(
        "| {name} | {calls} | {throttled} | {chain} | {bound:.1} | {took:.1} | {highest:.3} |"
    );
}

/// From the first request to the last answer.
fn span(uses: &[&Use]) -> f64 {
    let came = || uses.iter().flat_map(|used| used.came.iter());
    let (first, last) = (came().min(), came().max());
    first.zip(last).map_or(0.0, |(first, last)| (*last - *first + LATENCY).as_secs_f64())
}

fn total(uses: &[Use], took: f64, megabytes: u64) {
    let all: Vec<&Use> = uses.iter().collect();
    let calls: usize = all.iter().map(|used| used.came.len()).sum();
    let together = (f64::from(u32::try_from(calls).unwrap()) - TOGETHER) / TOGETHER;
    let each = all.iter().map(|used| used.bound(SHARE, LATENCY.as_secs_f64()));
    let bound = each.fold(together, f64::max);
    let reading = span(&all);
    println!("\nbound {bound:.1} s (all together: {together:.1} s)");
    println!("read in {reading:.1} s: {:.2} of the bound", reading / bound);
    println!("from start to end {took:.1} s: {:.2} of the bound", took / bound);
    println!("peak {megabytes} MB");
}
