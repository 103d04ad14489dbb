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

use phiward_attest::session::{Answer, Terms};
use phiward_enclave::{AiHandler, Handler, Refusal, Task, Windows};

use support::*;

/// Keeps the times of a handler's windows.
struct Timed(AiHandler<FakeAi>, Mutex<Vec<[Option<Duration>; 2]>>);

impl Handler for Timed {
    fn terms(&self) -> Terms {
        self.0.terms()
    }

    fn handle(&self, task: &mut Task, windows: &mut Windows) -> Result<(), Refusal> {
        let result = self.0.handle(task, windows);
        self.1.lock().unwrap().push(windows.times());
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
    for (index, name) in ["outward", "inward"].iter().enumerate() {
        let mut of: Vec<_> = times.iter().filter_map(|pair| pair[index]).collect();
        of.sort();
        assert!(!of.is_empty());
        println!("{name}: median {:?}, p99 {:?} of {}", of[of.len() / 2], of[of.len() * 99 / 100], of.len());
    }
}

fn timed_service() -> (phiward_enclave::Service<Timed>, phiward_attest::Policy) {
    let (nsm, handler, settings) = parts(FakeAi::helpful());
    let policy = phiward_attest::Policy::new([nsm.build()]).insecure_with_root(nsm.root());
    let clock = std::sync::Arc::new(phiward_enclave::Clock::of(&nsm).unwrap());
    let timed = Timed(handler, Mutex::default());
    (phiward_enclave::Service::start(Box::new(nsm), clock, timed, settings).unwrap(), policy)
}
