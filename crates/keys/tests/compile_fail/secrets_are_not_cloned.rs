//! A copy of a secret is one more thing to wipe.
use phiward_keys::{AuthKey, HpkePrivateKey, Kek, MetadataKey, MetadataRoot, Password, PrfOutput, RecoveryCode, Unlocked, V1Secret};

fn clone<T: Clone>() {}

fn main() {
    clone::<Password>();
    clone::<RecoveryCode>();
    clone::<PrfOutput>();
    clone::<HpkePrivateKey>();
    clone::<Kek>();
    clone::<AuthKey>();
    clone::<V1Secret>();
    clone::<Unlocked>();
    clone::<MetadataRoot>();
    clone::<MetadataKey>();
}
