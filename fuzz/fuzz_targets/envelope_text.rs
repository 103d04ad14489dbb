//! Every envelope has exactly one text form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_envelope::text;

fuzz_target!(|data: &str| {
    if let Ok(bytes) = text::decode(data) {
        assert_eq!(text::encode(&bytes), data);
    }
});
