//! Turns passwords, recovery words and other secrets into the data keys of `phiward-envelope`, and back.
#![doc = include_str!("../README.md")]
//!
//! # Map
//!
//! - [`Vault`], [`Unlocked`]: a data key and the slots that hold it; [`Session`] locks it after idle time.
//! - [`Password`], [`RecoveryCode`], [`PrfOutput`], [`HpkePrivateKey`], [`Kek`]: what opens a slot.
//! - [`Slot`], [`Secret`], [`NewSlot`]: one slot by itself; [`inspect`] reads it without its secret.
//! - [`KdfParams`], [`Caps`], [`calibrate`]: what a password derivation costs; [`PasswordDerivation`]: running it elsewhere.
//! - [`SlotRotation`], [`Rotation`]: a new data key, and the items that move to it.
//! - [`AuditedReason`], [`BreakGlassAttempt`]: the way in for emergencies.
//! - [`MetadataKeyring`], [`MetadataKey`], [`AccessPolicy`], [`RotationPolicy`]: keys of the platform itself.
//! - [`v1_key`]: the key of records that are older than this library.
//!
//! The byte formats are specified in `docs/spec/keys.md`.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod autolock;
mod bounds;
mod calibrate;
mod derivation;
#[cfg(feature = "kdf")]
mod derive;
mod error;
#[cfg(feature = "hpke")]
mod hpke;
mod kdf;
mod kek;
mod keyring;
mod keyring_file;
mod keyring_policy;
mod label;
mod master;
mod metadata_key;
mod password;
mod password_derivation;
mod recovery;
mod rotation;
mod secret;
mod slot;
mod slot_rotation;
mod strict_json;
mod unlocked;
#[cfg(feature = "kdf")]
mod v1;
mod vault;
mod vault_file;
mod webauthn;
mod words;
mod wrap;

pub use phiward_envelope::KeyId;

#[cfg(feature = "hpke")]
pub use crate::hpke::{HpkePrivateKey, HpkePublicKey};
#[cfg(feature = "kdf")]
pub use crate::v1::{V1Secret, v1_key, v1_secret};
pub use crate::{
    autolock::Session,
    bounds::Caps,
    calibrate::calibrate,
    error::Error,
    kdf::KdfParams,
    kek::{AuditedReason, BreakGlassAttempt, BreakGlassEvent, Kek},
    master::AuthKey,
    password::Password,
    password_derivation::{MasterSecret, PasswordDerivation},
    recovery::RecoveryCode,
    slot::{Slot, SlotId, SlotInfo, SlotKind, inspect},
    unlocked::Unlocked,
    vault::{MAX_PASSWORD_SLOTS, MAX_RETIRED_KEYS, MAX_SLOTS, Vault},
    vault_file::MAX_VAULT_FILE_LEN,
    webauthn::{PRF_INPUT, PrfOutput},
    wrap::{NewSlot, OpenedSlot, Secret},
};
pub use crate::{
    keyring::{Access, KeyVersion, MAX_PURPOSES, MAX_VERSIONS, MetadataKeyring, Migration},
    keyring_file::MAX_KEYRING_FILE_LEN,
    keyring_policy::{AccessPolicy, KeyUse, RotationPolicy},
    metadata_key::{MetadataKey, MetadataPurpose, MetadataRoot},
    rotation::{Rotation, RotationComplete},
    slot_rotation::SlotRotation,
};
