//! Spans ascend within the text, what is outside of them stays, and tokens restore the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_text;

fuzz_target!(|data: &str| check_text(data));
