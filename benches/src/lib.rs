#![doc = include_str!("../README.md")]

mod alone;
mod corpus;
mod finder;
#[cfg(feature = "redact-peers")]
mod finder_peers;
mod peer;
mod phiward;
mod protocols;
mod raw;
mod salted;
mod shared;
#[cfg(feature = "resilience-peers")]
mod shared_peers;
#[cfg(feature = "search-peers")]
mod tantivy_peer;

#[cfg(feature = "redact-peers")]
pub use crate::finder_peers::{CloakPipe, RedactCore};
#[cfg(feature = "resilience-peers")]
pub use crate::shared_peers::{
    CircuitBreakerCrate, Failsafe, Governor, Recloser, TowerResilience, backoff_delays, backon_delays,
};
#[cfg(feature = "search-peers")]
pub use crate::tantivy_peer::Tantivy;
pub use crate::{
    alone::alone,
    corpus::Input,
    finder::{Balanced, Finder, RegexBySet, RegexEach, Strict},
    peer::{InMemory, Peer, SIZES, plaintext},
    phiward::Phiward,
    protocols::{QUERIES, Scale, section},
    raw::{AesGcm, AwsLc},
    salted::{Cobblestone, Xaes},
    shared::{PhiwardBreaker, PhiwardCircuit, PhiwardLimit, Shared, phiward_delays, ten_retries, time_of},
};
