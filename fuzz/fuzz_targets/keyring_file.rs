//! A keyring file that is accepted is written in one way, and that way is accepted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_fuzz::metadata_keyring;

fuzz_target!(|data: &str| {
    if let Ok(keyring) = metadata_keyring().load_json(data) {
        let json = keyring.to_json();
        let again = metadata_keyring().load_json(&json).expect("what was written is accepted");
        assert_eq!(again.to_json(), json);
    }
});
