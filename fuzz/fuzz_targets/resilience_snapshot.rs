//! A snapshot that is accepted is written in one way, and that way is accepted; one that is refused changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::restore_everything;

fuzz_target!(|data: &[u8]| restore_everything(data));
