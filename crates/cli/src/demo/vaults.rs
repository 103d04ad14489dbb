//! The steps about passwords and recovery.

use std::path::Path;
use std::time::Instant;

use phiward_envelope::{Context, OsEntropy, open};
use phiward_keys::{Caps, KdfParams, Password, RecoveryCode, Secret, Slot, Vault};

use super::screen::{Screen, duration_text};
use super::{EMAIL, PASSWORD, Tour, check};
use crate::failure::Failure;
use crate::inspect::kdf_text;

const VAULT_FILE: &str = "care.vault";
const NEW_PASSWORD: &str = "a better password than before";
/// The cost that a hostile slot asks for: over four billion iterations, about an hour of work.
const HOSTILE_ITERATIONS: u32 = u32::MAX;

impl<'a> Tour<'a> {
    /// Step 1.
    pub(super) fn begin(screen: &mut Screen, folder: &'a Path, record: Vec<u8>) -> Result<Self, Failure> {
        screen.step(
            "Make a vault from an e-mail and a password",
            "A vault file holds a random data key, wrapped under a key that is derived of the password and a\n\
             random salt. The e-mail names the account and nothing more. The file holds no key in the clear.",
            "phiward vault create --vault care.vault",
        )?;
        let start = Instant::now();
        let params = KdfParams::default();
        let (vault, unlocked) = Vault::create(&Password::new(PASSWORD), params, &mut OsEntropy)?;
        let elapsed = start.elapsed();
        let context = Context::new([("tenant", "clinic-7"), ("patient", "pat-1"), ("record", "obs-42")])?;
        let tour = Self { folder, record, context, vault, unlocked, envelope: Vec::new() };
        tour.store(VAULT_FILE, tour.vault.to_json().as_bytes())?;
        screen.fact("account", EMAIL)?;
        screen.fact("derivation", format!("{}; took {}", kdf_text(&params), duration_text(elapsed)))?;
        screen.fact("key id", tour.key().id().to_string())?;
        screen.fact("vault file", format!("{} bytes, 1 password slot", tour.stored(VAULT_FILE)?.len()))?;
        Ok(tour)
    }

    /// Step 7.
    pub(super) fn change_password(&mut self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Change the password without touching the record",
            "Only the slot is made anew. However many records there are, none is read or written.",
            "phiward vault change-password --vault care.vault",
        )?;
        let vault_before = self.stored(VAULT_FILE)?;
        let mut vault = Vault::from_json(&self.vault.to_json())?;
        let new = Password::new(NEW_PASSWORD);
        vault.change_password(&mut self.unlocked, &new, KdfParams::default(), &mut OsEntropy)?;
        self.vault = vault;
        self.store(VAULT_FILE, self.vault.to_json().as_bytes())?;
        check(self.stored(VAULT_FILE)? != vault_before, "the vault file has changed")?;
        check(self.stored_envelope()? == self.envelope, "the envelope is the same as before")?;
        screen.fact("vault file", "changed: one slot replaced")?;
        screen.fact("envelope", format!("unchanged, all {} bytes", self.envelope.len()))?;
        let old = self.vault.unlock(&Password::new(PASSWORD), &Caps::default());
        screen.refused("the old password", old, "wrong_password")?;
        self.unlocked = self.vault.unlock(&new, &Caps::default())?;
        self.check_that_it_opens()?;
        screen.fact("new password", "opens the record")
    }

    /// Step 8.
    pub(super) fn recover(&mut self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Recover with 24 words",
            "256 random bits, written as words, open a slot of their own when the password is forgotten.",
            "phiward vault add-recovery --vault care.vault\nphiward vault recover --vault care.vault",
        )?;
        let code = self.vault.add_recovery(&self.unlocked, &mut OsEntropy)?;
        let words = code.expose_words();
        let words: Vec<&str> = words.split(' ').collect();
        let shown = words.get(..4).unwrap_or_default().join(" ");
        screen.fact("words", format!("{shown} … ({} in all, shown to their owner once)", words.len()))?;
        // What was written down is typed in again.
        self.unlocked = self.vault.recover(&RecoveryCode::parse(&words.join("  "))?)?;
        self.check_that_it_opens()?;
        screen.fact("recovery", "opens the record without a password")?;
        let other = RecoveryCode::generate(&mut OsEntropy)?;
        screen.refused("24 other words", self.vault.recover(&other), "wrong_recovery_code")
    }

    /// Step 9.
    pub(super) fn refuse_hostile_slot(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Refuse a hostile key slot before any work",
            "A slot comes from outside and says what opening it costs. This one asks for 4,294,967,295\n\
             iterations, which is about an hour of work. The bound is checked first.",
            "",
        )?;
        let slot = hostile_slot();
        let password = Password::new(PASSWORD);
        let start = Instant::now();
        let opened = Slot::parse(&slot)?.open(&Secret::Password(&password, &Caps::default()));
        let elapsed = start.elapsed();
        screen.refused("four billion iterations", opened, "kdf_above_cap")?;
        check(elapsed.as_millis() < 5, "the hostile slot is refused within 5 ms")?;
        screen.fact("time", duration_text(elapsed))
    }

    /// Opens the stored envelope with the key at hand.
    pub(super) fn check_that_it_opens(&self) -> Result<(), Failure> {
        let opened = open(self.key(), &self.context, &self.stored_envelope()?)?;
        check(*opened == *self.record, "what was opened is what was sealed")
    }
}

/// A password slot as `docs/spec/keys.md` lays it out, with parameters that nobody should run.
fn hostile_slot() -> Vec<u8> {
    let mut slot = vec![b'K', 1, 1];
    slot.extend([0x11; 16]); // key id
    slot.extend([0x22; 16]); // slot id
    slot.push(16);
    slot.extend([0x33; 16]); // salt
    slot.push(5);
    slot.push(1); // PBKDF2
    slot.extend(HOSTILE_ITERATIONS.to_be_bytes());
    slot.extend([0; 104]); // body
    slot
}
