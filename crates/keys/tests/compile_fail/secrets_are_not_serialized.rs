//! A secret leaves through `expose_secret` or not at all.
use phiward_keys::{Kek, Password, RecoveryCode, Unlocked};

fn serialize<T: serde::Serialize>() {}

fn main() {
    serialize::<Password>();
    serialize::<RecoveryCode>();
    serialize::<Kek>();
    serialize::<Unlocked>();
}
