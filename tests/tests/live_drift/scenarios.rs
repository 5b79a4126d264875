//! What two environments are told to differ in: a folder for each case, in `tests/scenarios`.

use drift_tests::Scenario;

/// Each scenario waits for its workloads most of the time.
const AT_ONCE: usize = 4;

#[test]
fn every_scenario_is_told_as_expected() {
    let scenarios = Scenario::all();
    assert!(!scenarios.is_empty());
    let mut failures = Vec::new();
    for some in scenarios.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            let played: Vec<_> =
                some.iter().map(|scenario| scope.spawn(|| scenario.play())).collect();
            for (scenario, played) in some.iter().zip(played) {
                match played.join() {
                    Ok(Ok(())) => {}
                    Ok(Err(difference)) => failures.push(difference),
                    Err(_) => failures.push(format!("{}: see the panic above", scenario.name)),
                }
            }
        });
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
