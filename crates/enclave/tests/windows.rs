//! How long plaintext exists for a record of 64 KiB, in a build that is optimised.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it measured"
)]

mod support;

use std::sync::Mutex;
use std::time::Duration;

use cpu_time::ThreadTime;
use phiward_attest::session::{Answer, Terms};
use phiward_enclave::{AiHandler, Handler, Refusal, Task, Windows};

use support::*;

/// What is kept of a request: how long its windows were, and the processor's time of all of it.
struct Times {
    windows: [Option<Duration>; 2],
    processor: Duration,
}

/// Keeps the times of a handler.
struct Timed(AiHandler<FakeAi>, Mutex<Vec<Times>>);

impl Handler for Timed {
    fn terms(&self) -> Terms {
        self.0.terms()
    }

    fn handle(&self, task: &mut Task, windows: &mut Windows) -> Result<(), Refusal> {
        let start = ThreadTime::now();
        let result = self.0.handle(task, windows);
        let times = Times { windows: windows.times(), processor: start.elapsed() };
        self.1.lock().unwrap().push(times);
        result
    }
}

#[test]
#[ignore = "slow: asks a hundred times"]
fn windows_of_a_record_of_64_kib() {
    let (service, policy) = timed_service();
    let line = "Patient: Maria Lopez, MRN: 00625079. BP 120/80, HR 72, on warfarin 5 mg daily, no complaints today.\n";
    let request = request_about(&line.repeat(65_536 / line.len()), 1);
    let rounds = 100;
    for _ in 0..rounds {
        let answer = ask(&service, &policy, &request);
        // An unoptimised build on a busy machine may refuse: the times say so.
        assert!(matches!(answer, Answer::Answered(_) | Answer::Refused(_)));
    }
    let times = service.handler().1.lock().unwrap();
    let report = |name: &str, mut of: Vec<Duration>| {
        of.sort();
        let (median, p99) = (of[of.len() / 2], of[of.len() * 99 / 100]);
        println!("{name}: best {:?}, median {median:?}, p99 {p99:?} of {}", of[0], of.len());
        of[0]
    };
    for (index, name) in ["outward", "inward"].iter().enumerate() {
        report(name, times.iter().filter_map(|times| times.windows[index]).collect());
    }
    // A busy machine makes a window longer, and not the work in it: that is judged, both windows together.
    let best = report("processor", times.iter().map(|times| times.processor).collect());
    if !cfg!(debug_assertions) {
        assert!(best < Duration::from_millis(5), "{best:?}");
    }
}

fn timed_service() -> (phiward_enclave::Service<Timed>, phiward_attest::Policy) {
    let (nsm, handler, settings) = parts(FakeAi::helpful());
    let policy = phiward_attest::Policy::new([nsm.build()]).insecure_with_root(nsm.root());
    let clock = std::sync::Arc::new(phiward_enclave::Clock::of(&nsm).unwrap());
    let timed = Timed(handler, Mutex::default());
    (phiward_enclave::Service::start(Box::new(nsm), clock, timed, settings).unwrap(), policy)
}
