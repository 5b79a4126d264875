//! An account whose services throttle: all of it is read all the same, hardly anything is refused, and no API is ever asked
//! more than its share. No time is asserted.

use std::time::Duration;

use drift_core::{Snapshot, Value, codec};
use drift_tests::Drift;
use drift_tests::throttling::{Estate, Figures, Settings, Throttling, Use};

const CONFIG: &str = "version: 1
environments:
  prod: { sources: [ { aws: { regions: [eu-west-1] } } ] }
";

const SHARE: f64 = 0.5;

fn start(estate: Estate, buckets: Figures) -> Throttling {
    Throttling::start(Settings { estate, latency: Duration::from_millis(2), buckets })
}

fn read(aws: &Throttling, kind: &str) -> Snapshot {
    let drift = Drift::with(CONFIG, aws.environment(), false);
    let run = drift.run(&["snapshot", "prod", "--kind", kind, "-o", "prod.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    codec::decode(&std::fs::read(drift.folder().join("prod.drift.zst")).unwrap()).unwrap()
}

fn of<'u>(uses: &'u [Use], service: &str) -> &'u Use {
    uses.iter().find(|used| used.api.service == service).unwrap()
}

#[test]
fn a_service_that_throttles_is_read_whole_and_seldom_refuses() {
    let estate = Estate { queues: 25, ..Estate::default() };
    let aws = start(estate, Figures { burst: 0.15, rate: 0.4 });
    let snapshot = read(&aws, "AWS::SQS::Queue");
    assert_eq!(snapshot.resources().len(), 25);
    for queue in snapshot.resources() {
        for detail in ["Attributes", "Tags"] {
            assert!(matches!(queue.body().get(detail), Some(Value::Map(_))), "{detail}");
        }
    }
    let uses = aws.uses();
    let queues = of(&uses, "sqs");
    // 15 pass at once; those that were already under way when the first was refused are all that is refused for long.
    assert!((1..=16).contains(&queues.throttled), "{}", queues.throttled);
    assert!(queues.highest(SHARE) <= 1.0, "{}", queues.highest(SHARE));
}

#[test]
fn a_burst_is_spent_and_the_share_is_kept() {
    let estate = Estate { volumes: 2300, clusters: 12, services: 3, ..Estate::default() };
    let aws = start(estate, Figures { burst: 1.0, rate: 1.0 });
    let count = |kind| read(&aws, kind).resources().len();
    assert_eq!((count("AWS::EC2::Volume"), count("AWS::ECS::Service")), (2300, 36));
    for used in aws.uses() {
        assert_eq!(used.throttled, 0, "{:?}", used.api);
        assert!(!used.api.unpaged, "{:?}", used.api);
    }
    let uses = aws.uses();
    assert_eq!(of(&uses, "ec2").chain, 3);
    // One list of clusters, one of services and one detail of ten for each, and one for each service: a burst of 50 and some.
    let services = of(&uses, "ecs");
    assert_eq!(services.came.len(), 1 + 12 + 12 + 36);
    assert!(services.highest(SHARE) <= 1.0, "{}", services.highest(SHARE));
}
