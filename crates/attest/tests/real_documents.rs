//! Documents that AWS signed between 2021 and 2026, judged by an implementation in another language first.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skips"
)]

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use phiward_attest::{Error, Nonce, Policy, Side, Unverified};
use serde_json::Value;

use support::{hex, read, real_documents};

struct Real {
    bytes: Vec<u8>,
    judged: Value,
}

impl Real {
    fn timestamp_ms(&self) -> u64 {
        self.judged["timestamp_ms"].as_u64().unwrap()
    }

    fn is_debug(&self) -> bool {
        self.judged["debug_mode"].as_bool().unwrap()
    }

    fn is_by_aws(&self) -> bool {
        self.judged["chain_check"] == "ok"
    }

    fn verify(&self, policy: &Policy, now_ms: u64) -> Result<(), Error> {
        Unverified::parse(&self.bytes)?.verify(policy, &Nonce::InsecureAny, now_ms).map(|_| ())
    }
}

fn all(test: &str) -> Vec<Real> {
    let Some(folder) = real_documents(test) else { return Vec::new() };
    let judged: Vec<Value> = serde_json::from_slice(&read(&folder, "verify.json")).unwrap();
    let real = |judged: Value| Real { bytes: read(&folder, judged["file"].as_str().unwrap()), judged };
    let documents: Vec<_> = judged.into_iter().map(real).collect();
    assert_eq!(documents.iter().filter(|document| document.is_by_aws()).count(), 11);
    assert_eq!(documents.len(), 13);
    documents
}

fn any_build() -> Policy {
    Policy::insecure_any_build()
}

#[test]
fn each_is_accepted_at_its_own_time_with_the_fields_that_others_read() {
    for real in all("each_is_accepted_at_its_own_time").iter().filter(|real| real.is_by_aws()) {
        let policy = any_build().insecure_allow_debug();
        let unverified = Unverified::parse(&real.bytes).unwrap();
        let document = unverified.verify(&policy, &Nonce::InsecureAny, real.timestamp_ms()).unwrap();
        assert_eq!(document.module_id(), real.judged["module_id"].as_str().unwrap());
        assert_eq!(document.timestamp_ms(), real.timestamp_ms());
        for (index, value) in real.judged["pcrs"].as_object().unwrap() {
            assert_eq!(document.pcr(index.parse().unwrap()).map(hex).as_deref(), value.as_str());
        }
        let len = real.judged["public_key_len"].as_u64().map(|len| usize::try_from(len).unwrap());
        assert_eq!(document.public_key().map(<[u8]>::len), len);
    }
}

#[test]
fn each_is_refused_today_and_before_it_was_made() {
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    for real in all("each_is_refused_today").iter().filter(|real| real.is_by_aws()) {
        let policy = any_build().insecure_allow_debug().insecure_without_max_age();
        let expired = |side| Err(Error::CertificateExpired { side });
        assert_eq!(real.verify(&policy, u64::try_from(today).unwrap()), expired(Side::Past));
        let day = 24 * 3600 * 1000;
        assert_eq!(real.verify(&policy, real.timestamp_ms() - day), expired(Side::Future));
        // Seconds where milliseconds are meant are a time long ago.
        assert_eq!(real.verify(&policy, real.timestamp_ms() / 1000), expired(Side::Future));
    }
}

#[test]
fn debug_documents_are_refused_unless_a_policy_is_insecure() {
    for real in all("debug_documents_are_refused").iter().filter(|real| real.is_by_aws()) {
        let expected = if real.is_debug() { Err(Error::DebugMode) } else { Ok(()) };
        assert_eq!(real.verify(&any_build(), real.timestamp_ms()), expected);
    }
}

#[test]
fn impostors_are_refused_under_every_policy() {
    for real in all("impostors_are_refused").iter().filter(|real| !real.is_by_aws()) {
        for policy in [any_build(), any_build().insecure_allow_debug().insecure_without_max_age()] {
            assert_eq!(real.verify(&policy, real.timestamp_ms()), Err(Error::UntrustedRoot));
        }
    }
}

#[test]
fn a_policy_of_no_build_accepts_none() {
    for real in all("a_policy_of_no_build").iter().filter(|real| real.is_by_aws()) {
        let policy = Policy::new([]).insecure_allow_debug();
        assert_eq!(real.verify(&policy, real.timestamp_ms()), Err(Error::PcrMismatch));
    }
}

#[test]
#[ignore = "slow: verifies 36,000 documents"]
fn no_bit_of_a_real_document_can_be_flipped() {
    let Some(mut real) =
        all("no_bit_of_a_real_document").into_iter().find(|real| real.judged["file"] == "base-real.cbor")
    else {
        return;
    };
    let policy = any_build().insecure_allow_debug().insecure_without_max_age();
    let now_ms = real.timestamp_ms();
    assert_eq!(real.verify(&policy, now_ms), Ok(()));
    for bit in 0..real.bytes.len() * 8 {
        real.bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(real.verify(&policy, now_ms).is_err(), "bit {bit}");
        real.bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn verifying_takes_milliseconds() {
    let documents = all("verifying_takes_milliseconds");
    let accepted: Vec<_> = documents.iter().filter(|real| real.is_by_aws()).collect();
    let policy = any_build().insecure_allow_debug();
    let start = std::time::Instant::now();
    for real in accepted.iter().cycle().take(if accepted.is_empty() { 0 } else { 110 }) {
        assert_eq!(real.verify(&policy, real.timestamp_ms()), Ok(()));
    }
    let each = start.elapsed() / 110;
    println!("one verification: {each:?}");
    // An optimised build on an idle machine takes a tenth of this; a busy one must not fail.
    assert!(each.as_millis() < 50, "{each:?}");
}
