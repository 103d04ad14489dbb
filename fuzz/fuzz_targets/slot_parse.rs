//! A slot that parses is written back as the same bytes, and its cost is judged without paying it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_keys::{Caps, Slot};

fuzz_target!(|data: &[u8]| {
    if let Ok(slot) = Slot::parse(data) {
        assert_eq!(slot.to_bytes(), data);
        let _ = slot.info().kdf.map(|params| params.check_opening(&Caps::default()));
    }
});
