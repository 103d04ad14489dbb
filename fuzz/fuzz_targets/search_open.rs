//! A search index that is accepted answers every query, and its explanations add up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_search;

fuzz_target!(|data: &[u8]| check_search(data));
