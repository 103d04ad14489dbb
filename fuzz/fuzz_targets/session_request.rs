//! What is accepted as the plaintext of a request is written back as the same bytes, in its smallest bucket.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_attest::session::Request;

fuzz_target!(|data: &[u8]| {
    // Inputs are short of their padding, which would leave the mutator nothing else to find.
    let mut padded = data.to_vec();
    padded.resize(phiward_attest::session::bucket(data.len()), 0);
    if let Ok(request) = Request::parse(&padded) {
        let written = request.to_padded().expect("what was read fits");
        let len = written.len().min(padded.len());
        assert_eq!(written[..len], padded[..len]);
    }
});
