//! A vault file that is accepted is written in one way, and that way is accepted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_keys::Vault;

fuzz_target!(|data: &str| {
    if let Ok(vault) = Vault::from_json(data) {
        let json = vault.to_json();
        let again = Vault::from_json(&json).expect("what was written is accepted");
        assert_eq!(again.to_json(), json);
        assert_eq!(again.slots(), vault.slots());
    }
});
