//! How fast, how steady, how much memory: the program under load from outside, with numbers that are printed.
//!
//! `PHIWARD_GATEWAY_MEASURE=1 cargo test --release -p phiward-gateway --test load -- --nocapture --test-threads 1`
//! measures; `PHIWARD_GATEWAY_SOAK_SECONDS=600` makes the soak as long.
//! Without the variable the runs are short and the bars low: the load is then carried and answered cleanly.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_core,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    missing_docs,
    unreachable_pub,
    reason = "a test stops at the first surprise, and is no library"
)]

mod program;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use program::{Program, post};

/// One load at a time: two would measure each other.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Whether this is a measurement, of an optimised program on a machine that has nothing else to do.
fn is_measured() -> bool {
    std::env::var_os("PHIWARD_GATEWAY_MEASURE").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn launches_and_searches_at_100_a_second() {
    let _turn = TURN.lock().await;
    let program = Arc::new(Program::start(10_000));
    let seconds: u32 = if is_measured() { 20 } else { 5 };
    let (warm_up, count) = (100, 100 * seconds);
    let mut runs = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(10));
    for number in 0..warm_up + count {
        tick.tick().await;
        let program = Arc::clone(&program);
        runs.push(tokio::spawn(async move {
            let begun = Instant::now();
            program.launch_and_search(number).await;
            (number >= warm_up).then(|| begun.elapsed())
        }));
    }
    let mut times = Vec::new();
    for run in runs {
        times.extend(run.await.unwrap());
    }
    let (p50, p95, p99) = percentiles(&mut times);
    println!("launch and search, 100/s, 10,000 sections: p50 {p50:?}, p95 {p95:?}, p99 {p99:?}");
    let bar = Duration::from_millis(if is_measured() { 20 } else { 250 });
    assert!(p95 <= bar, "{p95:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_of_records() {
    let _turn = TURN.lock().await;
    let program = Arc::new(Program::start(100));
    program.write_records(500).await;
    let seconds = if is_measured() { 10 } else { 3 };
    let (counts, took) = program.read_for(Duration::from_secs(seconds), 32).await;
    let rate = f64::from(u32::try_from(counts[&200]).unwrap()) / took.as_secs_f64();
    println!("reads of records, SQLite, 32 clients: {rate:.0}/s, {counts:?}");
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [200], "{counts:?}");
    assert!(rate >= if is_measured() { 2000.0 } else { 100.0 }, "{rate}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overload_is_refused_cleanly() {
    let _turn = TURN.lock().await;
    let program = Arc::new(Program::start_with(100, "requests = 32\n"));
    program.write_records(100).await;
    // Far more clients than seats.
    let (counts, took) = program.read_for(Duration::from_secs(if is_measured() { 8 } else { 3 }), 256).await;
    let total: u64 = counts.values().sum();
    println!("overload, 256 clients on 32 seats: {:.0}/s, {counts:?}", total as f64 / took.as_secs_f64());
    assert!(counts.keys().all(|status| matches!(status, 200 | 503)), "{counts:?}");
    assert!(counts.contains_key(&200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_does_not_grow() {
    let _turn = TURN.lock().await;
    let seconds = std::env::var("PHIWARD_GATEWAY_SOAK_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12_u64);
    let program = Arc::new(Program::start(1000));
    program.write_records(200).await;
    let (mut first, mut last) = (0, 0);
    let slices = 6;
    for slice in 0..slices {
        let reads = Arc::clone(&program);
        let reads =
            tokio::spawn(
                async move { reads.read_for(Duration::from_millis(seconds * 1000 / slices), 16).await },
            );
        let mut launches = 0;
        while !reads.is_finished() {
            program.launch_and_search(launches).await;
            launches += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (counts, _) = reads.await.unwrap();
        assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [200], "{counts:?}");
        last = program.resident_kib();
        if slice == 0 {
            first = last;
        }
        println!("soak {}/{slices} of {seconds} s: {last} KiB resident, {} reads", slice + 1, counts[&200]);
    }
    // Caches fill in the first slice; after that, nothing may grow with what was done.
    assert!(last <= first + first / 5 + 8 * 1024, "{first} KiB, then {last} KiB");
}

fn percentiles(times: &mut [Duration]) -> (Duration, Duration, Duration) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    (at(50), at(95), at(99))
}

impl Program {
    /// Reads records with so many clients until the time is over; gives how often each status came.
    async fn read_for(self: &Arc<Self>, time: Duration, clients: usize) -> (BTreeMap<u16, u64>, Duration) {
        let begun = Instant::now();
        let number = Arc::new(AtomicU64::new(0));
        let tasks: Vec<_> = (0..clients)
            .map(|_| {
                let (program, number) = (Arc::clone(self), Arc::clone(&number));
                tokio::spawn(async move {
                    let mut counts = BTreeMap::new();
                    while begun.elapsed() < time {
                        let status = program.read(number.fetch_add(1, Ordering::Relaxed)).await;
                        *counts.entry(status).or_insert(0) += 1;
                    }
                    counts
                })
            })
            .collect();
        let mut all = BTreeMap::new();
        for task in tasks {
            for (status, count) in task.await.unwrap() {
                *all.entry(status).or_insert(0) += count;
            }
        }
        (all, begun.elapsed())
    }

    /// A launch by form, and what its page asks first.
    async fn launch_and_search(&self, number: u32) {
        let form =
            "agency_id=demo-county-fd&search_term=crushing+chest+pain&user_age=62&user_age_unit=2516009";
        let key = self.partner(number);
        let launched = post(self, "/api/imagetrend/launch", &key, form).await;
        assert_eq!(launched.status(), 302);
        let location = launched.headers()["location"].to_str().unwrap().to_owned();
        let handle = location.rsplit_once("launch=").unwrap().1.to_owned();
        let (status, body) = self.get(&format!("/api/launches/{handle}"), &key).await;
        assert_eq!(status, 200);
        assert!(body.contains("\"hits\"") || body.contains("\"ambiguous\""), "{body}");
    }
}
