//! A message in place of KMS's is refused, or taken apart within its length.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(found) = phiward_enclave::cms::read(data) {
        assert!(found.encrypted_key.len() + found.iv.len() + found.ciphertext.len() < data.len());
    }
});
