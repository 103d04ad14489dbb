//! No header verifies without the key, and a signed one verifies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_ems::{RequestVerifier, SignedRequest, SigningKey};

const NOW_MS: u64 = 1_767_225_600_000;

fn key(byte: u8) -> SigningKey {
    SigningKey::new("k1", &[byte; 32]).expect("a key")
}

fuzz_target!(|data: &[u8]| {
    let request = SignedRequest { method: "POST", path_and_query: "/hooks", body: data };
    let signed = key(7).sign(&request, NOW_MS);
    assert!(RequestVerifier::new(key(7)).verify(&request, &signed, NOW_MS).is_ok());
    assert!(RequestVerifier::new(key(8)).verify(&request, &signed, NOW_MS).is_err());
    if let Ok(header) = core::str::from_utf8(data) {
        // The seed is a signature of another body.
        assert!(RequestVerifier::new(key(7)).verify(&request, header, NOW_MS).is_err());
    }
});
