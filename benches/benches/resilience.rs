//! What a permitted call costs, `breaker`, and a rate limit, `rate_limit`, on one thread and on two that share it, and
//! ten delays of a retry, `retry_delays`. Processor time of one operation on one thread.

use core::hint::black_box;
use core::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
#[cfg(feature = "resilience-peers")]
use phiward_benches::{
    CircuitBreakerCrate, Failsafe, Governor, Recloser, TowerResilience, backoff_delays, backon_delays,
};
use phiward_benches::{
    PhiwardBreaker, PhiwardCircuit, PhiwardLimit, Shared, alone, phiward_delays, ten_retries, time_of,
};

fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group
}

fn shared<S: Shared>(group: &mut BenchmarkGroup<'_, WallTime>) {
    for (threads, label) in [(1, "one thread"), (2, "two threads")] {
        let shared = S::default();
        group.bench_function(BenchmarkId::new(S::NAME, label), |bencher| {
            bencher.iter_custom(|count| time_of(&shared, threads, count));
        });
    }
}

fn breakers(criterion: &mut Criterion) {
    let mut group = group(criterion, "breaker");
    shared::<PhiwardBreaker>(&mut group);
    shared::<PhiwardCircuit>(&mut group);
    #[cfg(feature = "resilience-peers")]
    {
        shared::<Failsafe>(&mut group);
        shared::<Recloser>(&mut group);
        shared::<CircuitBreakerCrate>(&mut group);
        shared::<TowerResilience>(&mut group);
    }
    group.finish();
}

fn rate_limits(criterion: &mut Criterion) {
    let mut group = group(criterion, "rate_limit");
    shared::<PhiwardLimit>(&mut group);
    #[cfg(feature = "resilience-peers")]
    shared::<Governor>(&mut group);
    group.finish();
}

fn retry_delays(criterion: &mut Criterion) {
    let mut group = group(criterion, "retry_delays");
    let (policy, mut random) = (ten_retries(), fastrand::Rng::with_seed(7));
    once(&mut group, "phiward", || phiward_delays(black_box(&policy), &mut random));
    #[cfg(feature = "resilience-peers")]
    {
        once(&mut group, "backon", backon_delays);
        once(&mut group, "backoff", backoff_delays);
    }
    group.finish();
}

fn once<T>(group: &mut BenchmarkGroup<'_, WallTime>, peer: &str, mut operation: impl FnMut() -> T) {
    group.bench_function(BenchmarkId::new(peer, "ten delays"), |bencher| {
        bencher.iter_custom(|count| alone(count, &mut operation));
    });
}

criterion_group!(benches, breakers, rate_limits, retry_delays);
criterion_main!(benches);
