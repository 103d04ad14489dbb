//! The failures that the runbooks of the source documents rehearse, against vendors that misbehave on a fake clock.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use core::cell::{Cell, RefCell};
use core::future::{Future, ready};
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use phiward_resilience::edge::{GaveUp, RetryHost, retry};
use phiward_resilience::vendor::{Action, Classified, Severity, Vendor, VendorError};
use phiward_resilience::{
    Breaker, BreakerConfig, GiveUp, LimitDecision, LimitRule, Outcome, PushBack, RateLimiter, RetryConfig,
    RetryPolicy, State,
};

/// Time that passes only while somebody waits, and a list of the waits.
#[derive(Default)]
struct FakeHost {
    now_ms: Cell<u64>,
    waits: RefCell<Vec<u64>>,
}

impl RetryHost for FakeHost {
    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    fn sleep(&self, ms: u64) -> impl Future<Output = ()> + Send {
        self.now_ms.set(self.now_ms.get() + ms);
        self.waits.borrow_mut().push(ms);
        ready(())
    }

    fn random(&self) -> u64 {
        0
    }
}

/// Polls a future that never waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn error(vendor: Vendor, status: Option<u16>, name: Option<&'static str>) -> Classified {
    vendor.classify(&VendorError { status, name, ..VendorError::default() })
}

/// Sends with the API policy to a vendor that always answers so; the number of calls that it saw, and the outcome.
fn send(host: &FakeHost, answer: Classified) -> (u32, GaveUp<Classified>) {
    let calls = Cell::new(0);
    let policy = RetryPolicy::new(RetryConfig::API).unwrap();
    let call = || {
        calls.set(calls.get() + 1);
        ready(Err::<(), _>(answer))
    };
    let gave_up = run(retry(&policy, host, call, Classified::attempt)).unwrap_err();
    (calls.get(), gave_up)
}

#[test]
fn an_invalid_key_is_not_tried_again_and_does_not_open_the_breaker() {
    let host = FakeHost::default();
    let answer = error(Vendor::Resend, Some(401), None);
    let (calls, gave_up) = send(&host, answer);
    assert_eq!((calls, gave_up.reason), (1, GiveUp::NotRetryable));
    assert_eq!((gave_up.error.action, gave_up.error.severity), (Action::Page, Severity::Critical));
    let mut breaker = Breaker::new(BreakerConfig::default()).unwrap();
    for now in 0..100 {
        let permit = breaker.acquire(now).unwrap();
        breaker.report(permit, answer.outcome(), now);
    }
    assert_eq!(breaker.state(), State::Closed);
}

#[test]
fn a_hundred_mails_in_a_second_wait_one_two_and_four_seconds() {
    // A vendor that takes ten mails a second, and is busy with others for six seconds.
    let mut vendor = RateLimiter::new(&[LimitRule::FixedWindow { limit: 10, window_ms: 1000 }]).unwrap();
    let limited = error(Vendor::Resend, Some(429), Some("rate_limit_exceeded"));
    let policy = RetryPolicy::new(RetryConfig::API).unwrap();
    let refused_at_once =
        (0..100).filter(|number| matches!(vendor.check(1, number * 10), LimitDecision::Deny { .. })).count();
    assert_eq!(refused_at_once, 90);

    let host = FakeHost::default();
    let busy = |now_ms| now_ms < 6_000;
    let call = || ready(if busy(host.now_ms()) { Err(limited) } else { Ok(()) });
    assert_eq!(run(retry(&policy, &host, call, Classified::attempt)), Ok(()));
    assert_eq!(*host.waits.borrow(), [1_000, 2_000, 4_000]);

    // Where it stays busy, nobody sleeps after the last attempt.
    let host = FakeHost::default();
    let (calls, gave_up) = send(&host, limited);
    assert_eq!((calls, gave_up.attempts, gave_up.reason), (4, 4, GiveUp::AttemptsExhausted));
    assert_eq!(*host.waits.borrow(), [1_000, 2_000, 4_000]);
}

#[test]
fn a_retry_after_is_waited_for_and_a_long_one_is_reported() {
    let answer = |push_back| {
        let error = VendorError { status: Some(429), push_back, ..VendorError::default() };
        Vendor::Resend.classify(&error)
    };
    let host = FakeHost::default();
    send(&host, answer(PushBack::After(3_000)));
    assert_eq!(*host.waits.borrow(), [3_000, 3_000, 4_000]);
    let host = FakeHost::default();
    let (calls, gave_up) = send(&host, answer(PushBack::After(3_600_000)));
    assert_eq!((calls, gave_up.reason, gave_up.retry_after_ms), (1, GiveUp::PushBack, Some(3_600_000)));
}

#[test]
fn a_timeout_of_what_must_not_happen_twice_is_not_tried_again() {
    let timeout = error(Vendor::Http, None, Some("timeout"));
    let host = FakeHost::default();
    assert_eq!(send(&host, timeout).0, 4);
    let policy = RetryPolicy::new(RetryConfig { idempotent: false, ..RetryConfig::API }).unwrap();
    let call = || ready(Err::<(), _>(timeout));
    let gave_up = run(retry(&policy, &host, call, Classified::attempt)).unwrap_err();
    assert_eq!((gave_up.attempts, gave_up.reason), (1, GiveUp::NotRetryable));
    assert_eq!(timeout.outcome(), Outcome::Failure);
}

#[test]
fn a_wrong_number_and_an_opt_out_are_final() {
    for (code, action) in [("21211", Action::FixNumber), ("21610", Action::SuppressRecipient)] {
        let host = FakeHost::default();
        let (calls, gave_up) = send(&host, error(Vendor::Twilio, Some(400), Some(code)));
        assert_eq!((calls, gave_up.error.action), (1, action));
        assert!(host.waits.borrow().is_empty());
    }
}

#[test]
fn a_file_that_is_too_large_is_split() {
    let (calls, gave_up) = send(&FakeHost::default(), error(Vendor::SupabaseStorage, Some(413), None));
    assert_eq!((calls, gave_up.error.action), (1, Action::Split));
    assert_eq!(gave_up.error.outcome(), Outcome::Success);
}

#[test]
fn a_missing_acknowledgment_is_asked_for_and_never_sent_again_blindly() {
    let missing = error(Vendor::X12, None, Some("no_ack"));
    assert_eq!(missing.action, Action::Query);
    let policy = RetryPolicy::new(RetryConfig { idempotent: false, ..RetryConfig::JOB }).unwrap();
    let sent = Cell::new(0);
    let call = || {
        sent.set(sent.get() + 1);
        ready(Err::<(), _>(missing))
    };
    let gave_up = run(retry(&policy, &FakeHost::default(), call, Classified::attempt)).unwrap_err();
    assert_eq!((sent.get(), gave_up.reason), (1, GiveUp::NotRetryable));
}

#[test]
fn a_job_becomes_a_dead_letter_after_its_schedule() {
    let policy = RetryPolicy::new(RetryConfig::JOB).unwrap();
    let host = FakeHost::default();
    let down = error(Vendor::Resend, Some(503), None);
    let gave_up = run(retry(&policy, &host, || ready(Err::<(), _>(down)), Classified::attempt)).unwrap_err();
    assert_eq!((gave_up.attempts, gave_up.reason), (4, GiveUp::AttemptsExhausted));
    assert_eq!(*host.waits.borrow(), [5_000, 25_000, 125_000]);
}

#[test]
fn a_person_waits_for_one_more_attempt() {
    let policy = RetryPolicy::new(RetryConfig::INTERACTIVE).unwrap();
    let host = FakeHost::default();
    let busy = error(Vendor::Postgres, Some(503), Some("P2024"));
    let gave_up = run(retry(&policy, &host, || ready(Err::<(), _>(busy)), Classified::attempt)).unwrap_err();
    assert_eq!(gave_up.attempts, 2);
    assert!(host.waits.borrow().iter().all(|ms| (250..=500).contains(ms)));
}
