//! However a text is cut, the result is the one of the whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_splits;

fuzz_target!(|data: &[u8]| check_splits(data));
