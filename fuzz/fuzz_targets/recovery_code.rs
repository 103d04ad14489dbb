//! Recovery words that are accepted are those that would be printed for the same code.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_keys::RecoveryCode;

fuzz_target!(|data: &str| {
    if let Ok(code) = RecoveryCode::parse(data) {
        let words = code.expose_words();
        let again = RecoveryCode::parse(&words).expect("printed words are accepted");
        assert_eq!(again.expose_words(), words);
    }
});
