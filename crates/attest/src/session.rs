//! Sealing a request to an enclave that was verified, and opening its answer.
//!
//! The bytes are specified in `docs/spec/enclave.md`. In short: HPKE (RFC 9180) in base mode, to the key that the
//! attestation document holds, bound to that document; the keys of the answer come from HPKE's exporter, so an
//! answer belongs to one request and one enclave; requests and answers are padded.
//!
//! The client: [`Hello`], [`Evidence::parse`], [`Evidence::verify`], [`Enclave::seal`], [`AnswerOpener::open`].
//! The enclave: [`RecipientKey`], [`RecipientKey::open`], [`AnswerSealer::seal`].

mod answer;
mod error;
mod evidence;
mod padding;
mod recipient;
mod request;
mod sender;
mod suite;

pub use answer::{Answer, AnswerOpener, AnswerSealer};
pub use error::SessionError;
pub use evidence::{Evidence, Hello, Statement, Terms};
pub use padding::bucket;
pub use recipient::{Opened, RecipientKey};
pub use request::{Key, MAX_REQUEST, Request, SealedRequest};
pub use sender::{Enclave, Seed};
pub use suite::Suite;

/// Names the protocol and its version in everything that is derived or attested.
pub const PROTOCOL: &str = "phiward/enclave/v1";
