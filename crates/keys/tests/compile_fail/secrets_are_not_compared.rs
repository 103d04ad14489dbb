//! `==` on secrets would take a time that depends on them.
use phiward_keys::{AuthKey, HpkePrivateKey, Kek, MetadataRoot, Password, PrfOutput, RecoveryCode, Unlocked, V1Secret};

fn compare<T: PartialEq>() {}

fn main() {
    compare::<Password>();
    compare::<RecoveryCode>();
    compare::<PrfOutput>();
    compare::<HpkePrivateKey>();
    compare::<Kek>();
    compare::<AuthKey>();
    compare::<V1Secret>();
    compare::<Unlocked>();
    compare::<MetadataRoot>();
}
