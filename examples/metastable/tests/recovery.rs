//! What the simulation shows must stay true: on thirty seeds, not on a lucky one.

use phiward_example_metastable::{Profile, Strategy, simulate};

const SEEDS: u64 = 30;
/// The first open period of the breaker, in seconds.
const OPEN_SECONDS: usize = 5;

#[test]
fn budget_and_breaker_recover_within_two_open_periods() {
    for seed in 0..SEEDS {
        let recovery = simulate(Strategy::BudgetAndBreaker, &Profile::overload(), seed).unwrap().recovery();
        assert!(
            recovery.seconds.is_some_and(|seconds| seconds <= 2 * OPEN_SECONDS),
            "seed {seed}: {recovery:?}"
        );
        assert!(recovery.useful_later > 0.98, "seed {seed}: {recovery:?}");
    }
}

#[test]
fn naive_retry_does_not_recover() {
    for seed in 0..SEEDS {
        let recovery = simulate(Strategy::NaiveRetry, &Profile::overload(), seed).unwrap().recovery();
        assert_eq!(recovery.seconds, None, "seed {seed}");
        assert!(recovery.useful_later < 0.05, "seed {seed}: {recovery:?}");
    }
}

#[test]
fn a_reserve_of_the_size_of_a_server_defeats_the_budget() {
    let recover = |strategy| simulate(strategy, &Profile::overload(), 1).unwrap().recovery().seconds;
    assert_eq!(recover(Strategy::BudgetWithReserve), None);
    assert!(recover(Strategy::Budget).is_some_and(|seconds| seconds < 60));
    assert!(recover(Strategy::Breaker).is_some_and(|seconds| seconds < 70));
}

#[test]
fn a_seed_gives_one_run() {
    let run = |seed| simulate(Strategy::Budget, &Profile::overload(), seed).unwrap().seconds;
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}
