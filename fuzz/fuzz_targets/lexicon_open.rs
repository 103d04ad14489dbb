//! A word table that is accepted answers every look-up; an altered one is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::check_lexicon;

fuzz_target!(|data: &[u8]| check_lexicon(data));
