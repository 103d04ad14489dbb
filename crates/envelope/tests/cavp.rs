//! NIST CAVP, `gcmEncryptExtIV256`: the vectors that the sources of crate `aes-gcm` carry, through v1.
//!
//! They are read where cargo keeps the package that this build uses, so nothing is copied or downloaded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod sample;

use std::{env, fs, io::Write as _, path::Path};

use phiward_envelope::legacy;
use sample::Replay;

/// The text of the file of vectors, in the sources of the `aes-gcm` that `Cargo.lock` names.
fn source() -> Option<String> {
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock")).ok()?;
    let version = lock.split_once("name = \"aes-gcm\"\nversion = \"")?.1.split('"').next()?;
    let home = env::var_os("CARGO_HOME")
        .map_or_else(|| env::home_dir().map(|home| home.join(".cargo")), |home| Some(home.into()));
    let registries = fs::read_dir(home?.join("registry/src")).ok()?;
    let file = Path::new(&format!("aes-gcm-{version}")).join("tests/aes256gcm.rs");
    registries.flatten().find_map(|registry| fs::read_to_string(registry.path().join(&file)).ok())
}

/// Says where the test runner looks for it that a test could not run.
fn skip(reason: &str) {
    println!("SKIPPED gcm_256: {reason}");
    if let Some(log) = env::var_os("PHIWARD_SKIP_LOG") {
        let mut log = fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
        writeln!(log, "SKIPPED gcm_256: {reason}").unwrap();
    }
}

/// The bytes of a field: `b""`, or the one string of hexadecimal digits in the text up to the comma.
fn field(vector: &str, name: &str) -> Vec<u8> {
    let (_, value) = vector.split_once(&format!("{name}: ")).unwrap();
    let digits = value.split('"').nth(1).unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn gcm_256() {
    let Some(source) = source() else {
        return skip("cargo does not keep the sources of aes-gcm in its home");
    };
    let (_, vectors) = source.split_once("gcmEncryptExtIV256.rsp").unwrap();
    let vectors: Vec<&str> = vectors.split("TestVector {").skip(1).collect();
    let (in_profile, with_associated_data): (Vec<&str>, Vec<&str>) =
        vectors.iter().partition(|vector| field(vector, "aad").is_empty());
    assert_eq!((in_profile.len(), with_associated_data.len()), (75, 300));

    for vector in in_profile {
        let key = legacy::Key::from_bytes(field(vector, "key")[..].try_into().unwrap());
        let (nonce, plaintext) = (field(vector, "nonce"), field(vector, "plaintext"));
        let envelope = [&[1], &nonce[..], &field(vector, "tag"), &field(vector, "ciphertext")].concat();
        assert_eq!(envelope.len(), legacy::OVERHEAD + plaintext.len());
        assert_eq!(legacy::open(&key, &envelope).unwrap().as_bytes(), plaintext, "{vector}");
        assert_eq!(legacy::seal(&key, &plaintext, &mut Replay(nonce)).unwrap(), envelope, "{vector}");
    }
}
