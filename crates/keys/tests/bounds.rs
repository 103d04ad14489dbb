//! A hostile slot costs microseconds, and running out of memory is an error.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod fixture;

use core::time::Duration;
use std::{sync::OnceLock, time::Instant};

use fixture::{CHEAP, data_key, vault};
use phiward_envelope::OsEntropy;
use phiward_keys::{Caps, Error, KdfParams, NewSlot, Password, Slot, Vault};

/// A password slot with other parameters in its place; nobody could have made it.
fn slot_asking_for(params: &[u8]) -> Vec<u8> {
    static SLOT: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = SLOT.get_or_init(|| {
        let new = NewSlot::Password(&Password::new("x"), CHEAP);
        Slot::seal(new, &data_key(), &mut OsEntropy).unwrap().to_bytes()
    });
    let head = 3 + 16 + 16 + 1 + 16;
    [&bytes[..head], &[u8::try_from(params.len()).unwrap()], params, &bytes[bytes.len() - 104..]].concat()
}

fn pbkdf2(iterations: u32) -> Vec<u8> {
    [&[1][..], &iterations.to_be_bytes()].concat()
}

fn argon2id(m_kib: u32, t: u32, p: u8) -> Vec<u8> {
    [&[2][..], &m_kib.to_be_bytes(), &t.to_be_bytes(), &[p]].concat()
}

#[test]
fn a_hostile_slot_is_refused_before_any_work() {
    let hostile = [
        pbkdf2(4_000_000_000),
        pbkdf2(u32::MAX),
        argon2id(1 << 30, 3, 4), // 1 TiB
        argon2id(u32::MAX, u32::MAX, u8::MAX),
        argon2id(64 * 1024, u32::MAX, 4),
        argon2id(64 * 1024, 3, 255),
    ];
    let password = Password::new("x");
    for params in hostile {
        let bytes = slot_asking_for(&params);
        // The best of several runs: a busy machine may interrupt one of them, and not the work that is not done.
        let fastest = (0..10).map(|_| {
            let started = Instant::now();
            let refused = Slot::parse(&bytes).unwrap().unlock_password(&password, &Caps::default());
            let elapsed = started.elapsed();
            assert_eq!(refused.unwrap_err(), Error::KdfAboveCap);
            elapsed
        });
        assert!(fastest.min().unwrap() < Duration::from_millis(5));
    }
}

#[test]
fn a_weak_slot_is_refused() {
    let weak =
        [pbkdf2(0), pbkdf2(599_999), argon2id(0, 0, 0), argon2id(19 * 1024, 1, 1), argon2id(64 * 1024, 3, 0)];
    for params in weak {
        let slot = Slot::parse(&slot_asking_for(&params)).unwrap();
        let refused = slot.unlock_password(&Password::new("x"), &Caps::default()).unwrap_err();
        assert_eq!(refused, Error::KdfBelowFloor);
    }
}

#[test]
fn the_smallest_argon2id_that_opening_accepts_runs() {
    let slot = Slot::parse(&slot_asking_for(&argon2id(19 * 1024, 2, 1))).unwrap();
    let opened = slot.unlock_password(&Password::new("x"), &Caps::default());
    assert_eq!(opened.unwrap_err(), Error::WrongPassword);
}

#[test]
fn a_caller_may_accept_less() {
    let (vault, _) = vault("x");
    let caps = Caps::default().with_iterations(599_999);
    assert_eq!(vault.unlock(&Password::new("x"), &caps).unwrap_err(), Error::KdfAboveCap);
    assert_eq!(KdfParams::ARGON2ID.exercise(&Caps::default().with_memory_kib(1024)), Err(Error::KdfAboveCap));
}

/// A vault whose first slot cannot be tried and whose second one opens.
#[test]
fn a_slot_that_is_too_expensive_does_not_hide_one_that_opens() {
    let (vault, unlocked) = vault("x");
    let key_id = unlocked.data_key().id();
    let mut expensive = slot_asking_for(&pbkdf2(u32::MAX));
    expensive[3..19].copy_from_slice(key_id.as_bytes());
    let texts = [&expensive, &vault.slots()[0].to_bytes()].map(|slot| phiward_envelope::text::encode(slot));
    let [expensive, good] = texts;
    let json =
        format!(r#"{{"phiward_vault":1,"key_id":"{key_id}","slots":["{expensive}","{good}"],"retired":[]}}"#);
    let vault = Vault::from_json(&json).unwrap();
    assert!(vault.unlock(&Password::new("x"), &Caps::default()).is_ok());
    assert_eq!(vault.unlock(&Password::new("y"), &Caps::default()).unwrap_err(), Error::KdfAboveCap);
}

/// The test runs itself again in a process that may not have a gibibyte.
#[cfg(target_os = "linux")]
#[test]
fn running_out_of_memory_is_an_error() {
    const IN_LITTLE_MEMORY: &str = "PHIWARD_TEST_IN_LITTLE_MEMORY";
    if std::env::var_os(IN_LITTLE_MEMORY).is_some() {
        let gibibyte = KdfParams::Argon2id { m_kib: 1024 * 1024, t: 1, p: 1 };
        assert_eq!(gibibyte.exercise(&Caps::default()), Err(Error::KdfOutOfMemory));
        return;
    }
    let child = std::process::Command::new("sh")
        .args(["-c", r#"ulimit -v 800000 && exec "$0" --exact running_out_of_memory_is_an_error"#])
        .arg(std::env::current_exe().unwrap())
        .env(IN_LITTLE_MEMORY, "1")
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"), "{child:?}");
}
