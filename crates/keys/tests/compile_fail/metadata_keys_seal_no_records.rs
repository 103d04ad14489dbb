//! Keys of the platform and keys of users cannot take each other's place.
use phiward_envelope::DataKey;
use phiward_keys::{Kek, MetadataKey, MetadataRoot};

fn seal_a_record_under(_: &DataKey) {}
fn wrap_a_vault_under(_: &Kek) {}
fn derive_metadata_keys_of(_: &MetadataRoot) {}
fn seal_metadata_under(_: &MetadataKey) {}

fn exchange(metadata_key: &MetadataKey, root: &MetadataRoot, data_key: &DataKey, kek: &Kek) {
    seal_a_record_under(metadata_key);
    wrap_a_vault_under(root);
    derive_metadata_keys_of(kek);
    seal_metadata_under(data_key);
}

fn main() {}
