//! Only a rotation that left nothing behind lets a key be forgotten.
use phiward_keys::{RotationComplete, Unlocked, Vault};

fn forget(vault: &mut Vault, unlocked: &Unlocked) {
    let proof = RotationComplete { retired: unlocked.data_key().id(), active: vault.key_id() };
    let _ = vault.forget_key(&proof);
}

fn main() {}
