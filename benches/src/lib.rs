#![doc = include_str!("../README.md")]

mod corpus;
mod finder;
#[cfg(feature = "redact-peers")]
mod finder_peers;
mod peer;
mod phiward;
mod raw;
mod salted;

#[cfg(feature = "redact-peers")]
pub use crate::finder_peers::{CloakPipe, RedactCore};
pub use crate::{
    corpus::Input,
    finder::{Balanced, Finder, RegexBySet, RegexEach, Strict},
    peer::{InMemory, Peer, SIZES, plaintext},
    phiward::Phiward,
    raw::{AesGcm, AwsLc},
    salted::{Cobblestone, Xaes},
};
