//! The event of a break-glass attempt belongs into the audit log, so it cannot be dropped without a word.
#![deny(unused_must_use)]
use phiward_keys::{AuditedReason, Kek, Vault};

fn open(vault: &Vault, kek: &Kek, reason: AuditedReason) {
    vault.break_glass(kek, reason);
}

fn main() {}
