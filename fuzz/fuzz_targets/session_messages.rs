//! What is accepted as a message of a session is written back as the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_attest::session::{Evidence, Hello, SealedRequest};

fuzz_target!(|data: &[u8]| {
    let _ = Hello::parse(data);
    if let Ok(evidence) = Evidence::parse(data) {
        assert_eq!(evidence.to_bytes(), data);
    }
    if let Ok(request) = SealedRequest::parse(data) {
        assert_eq!(request.to_bytes(), data);
    }
});
