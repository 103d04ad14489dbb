//! A policy that is accepted holds what its profile admits; an error names fields alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_policy;

fuzz_target!(|data: &str| check_policy(data));
