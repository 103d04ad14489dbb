//! JSON stays JSON, and spans ascend within it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_json;

fuzz_target!(|data: &str| check_json(data));
