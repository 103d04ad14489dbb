//! A session locks when it was not used, and when the clock cannot be trusted.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{CHEAP, vault};
use phiward_envelope::OsEntropy;
use phiward_keys::{Caps, Error, Password, Session};

const IDLE_MS: u64 = 1000;

#[test]
fn use_keeps_a_session_open_and_its_absence_locks_it() {
    let (_, unlocked) = vault("x");
    let key_id = unlocked.data_key().id();
    let mut session = Session::new(unlocked, IDLE_MS, 10);
    assert_eq!(session.deadline_ms(), Some(1010));
    assert_eq!(session.keys(1009).unwrap().data_key().id(), key_id);
    assert_eq!(session.deadline_ms(), Some(2009));
    // Looking at the clock is no use.
    assert!(!session.tick(2008));
    assert_eq!(session.deadline_ms(), Some(2009));
    assert!(session.tick(2009));
    assert_eq!(session.deadline_ms(), None);
    assert_eq!(session.keys(2009).unwrap_err(), Error::Locked);
    assert_eq!(session.keys(0).unwrap_err(), Error::Locked);
}

#[test]
fn keys_are_refused_even_when_nobody_ticked() {
    let (_, unlocked) = vault("x");
    let mut session = Session::new(unlocked, IDLE_MS, 0);
    assert_eq!(session.keys(IDLE_MS).unwrap_err(), Error::Locked);
}

#[test]
fn a_clock_that_steps_back_locks() {
    let (_, unlocked) = vault("x");
    let mut session = Session::new(unlocked, IDLE_MS, 500);
    assert!(session.keys(500).is_ok());
    assert!(session.tick(499));
}

#[test]
fn locking_is_immediate_and_unlocking_starts_over() {
    let (vault, unlocked) = vault("x");
    let mut session = Session::new(unlocked, IDLE_MS, 0);
    session.lock();
    assert!(session.tick(1));
    let again = vault.unlock(&Password::new("x"), &Caps::default()).unwrap();
    session.unlock(again, 5000);
    assert_eq!(session.deadline_ms(), Some(6000));
    assert!(session.keys(5999).is_ok());
}

#[test]
fn the_password_can_be_changed_in_a_session() {
    let (mut vault, unlocked) = vault("x");
    let mut session = Session::new(unlocked, u64::MAX, 1);
    assert_eq!(session.deadline_ms(), Some(u64::MAX));
    let keys = session.keys_mut(2).unwrap();
    vault.change_password(keys, &Password::new("y"), CHEAP, &mut OsEntropy).unwrap();
    assert!(vault.unlock(&Password::new("y"), &Caps::default()).is_ok());
}
