#![doc = include_str!("../README.md")]

mod corpus;
mod finder;
#[cfg(feature = "redact-peers")]
mod finder_peers;
mod peer;
mod phiward;
mod protocols;
mod raw;
mod salted;
#[cfg(feature = "search-peers")]
mod tantivy_peer;

#[cfg(feature = "redact-peers")]
pub use crate::finder_peers::{CloakPipe, RedactCore};
#[cfg(feature = "search-peers")]
pub use crate::tantivy_peer::Tantivy;
pub use crate::{
    corpus::Input,
    finder::{Balanced, Finder, RegexBySet, RegexEach, Strict},
    peer::{InMemory, Peer, SIZES, plaintext},
    phiward::Phiward,
    protocols::{QUERIES, Scale, section},
    raw::{AesGcm, AwsLc},
    salted::{Cobblestone, Xaes},
};
