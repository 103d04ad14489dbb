//! How long a browser or an enclave waits: a document with its chain, and a request of 4 KiB.
//!
//! The machine may be busy, so the best of many tries is judged, and the median is told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it measured"
)]

mod support;

use core::time::Duration;
use std::time::Instant;

use phiward_attest::insecure::DocumentFields;
use phiward_attest::session::{Evidence, Hello, Key, RecipientKey, Request, Seed, Statement, Suite, Terms};
use phiward_attest::{Nonce, Unverified};

use support::{NONCE, NOW_MS, document_fields, setting};

/// The best and the median of some tries.
fn measure(tries: usize, mut work: impl FnMut()) -> [Duration; 2] {
    let mut times: Vec<_> = (0..tries)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    [times[0], times[tries / 2]]
}

#[test]
fn a_document_is_verified_within_5_ms() {
    let (chain, policy) = setting();
    let document = chain.document(&document_fields());
    let [best, median] = measure(100, || {
        let unverified = Unverified::parse(&document).unwrap();
        assert!(unverified.verify(&policy, &Nonce::Expected(&NONCE), NOW_MS).is_ok());
    });
    println!("verify: best {best:?}, median {median:?}");
    assert!(best < Duration::from_millis(5), "{best:?}");
}

#[test]
fn a_request_of_4_kib_is_opened_within_1_ms() {
    let (chain, policy) = setting();
    let terms = Terms::new([1; 48], [2; 48], 1);
    let statement = Statement::new(7, NOW_MS + 3_600_000, terms);
    for suite in Suite::SUPPORTED {
        let key = RecipientKey::generate(*suite, &Seed::from_bytes([3; 64])).unwrap();
        let mut fields = DocumentFields::new(NOW_MS);
        fields.nonce = Some(NONCE.to_vec());
        fields.public_key = Some(key.attested_key());
        fields.user_data = Some(statement.digest().to_vec());
        let document = chain.document(&fields);
        let evidence = Evidence::new(*suite, key.public_key().to_vec(), &statement, document);
        let enclave = evidence.verify(&Hello::new(NONCE), &policy, &terms, NOW_MS).unwrap();
        let request = Request::new(Key::Sealed { id: [4; 16], key: [5; 32] }, vec![6; 3800], 1, "How?");
        let (sealed, _) = enclave.seal(&request, 900, Seed::from_bytes([1; 64]), NOW_MS).unwrap();
        let [best, median] = measure(200, || {
            assert!(key.open(sealed.clone()).unwrap().request.is_ok());
        });
        println!("open, {suite:?}: best {best:?}, median {median:?}");
        assert!(best < Duration::from_millis(1), "{best:?}");
    }
}
