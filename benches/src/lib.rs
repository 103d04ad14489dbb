#![doc = include_str!("../README.md")]

mod peer;
mod phiward;
mod raw;
mod salted;

pub use crate::{
    peer::{InMemory, Peer, SIZES, plaintext},
    phiward::Phiward,
    raw::{AesGcm, AwsLc},
    salted::{Cobblestone, Xaes},
};
