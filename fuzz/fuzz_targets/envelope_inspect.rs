//! What an envelope says without a key, and what opening it says, are one judgement.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_envelope::{Context, Error, Inspection, inspect, open};
use phiward_fuzz::stream_key;

fuzz_target!(|data: &[u8]| {
    let opened = open(&stream_key(data), &Context::empty(), data).map(|plaintext| plaintext.len() as u64);
    match inspect(data) {
        Ok(Inspection::V1 { .. }) => assert_eq!(opened, Err(Error::LegacyRefused)),
        Ok(inspection) => match opened {
            Ok(len) => assert_eq!(len, inspection.plaintext_len()),
            Err(error) => assert!(matches!(error, Error::WrongKeyOrContext | Error::Corrupt), "{error}"),
        },
        Err(_) if data.first() == Some(&1) => assert_eq!(opened, Err(Error::LegacyRefused)),
        Err(error) => assert_eq!(opened, Err(error)),
    }
});
