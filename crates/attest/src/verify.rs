//! From bytes to a document that may be relied on.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use p384::ecdsa::{Signature, signature::Verifier as _};
use sha2::{Digest as _, Sha384};

use crate::certificate::CLOCK_TOLERANCE_MS;
use crate::cose::Sign1;
use crate::{Build, Document, Error, Nonce, Policy, Side, chain};

/// A document that has the right shape, and of which nothing else is known.
///
/// The only way on is [`verify`](Self::verify).
#[derive(Debug)]
pub struct Unverified<'a> {
    sign1: Sign1<'a>,
    document: Document<'a>,
}

impl<'a> Unverified<'a> {
    /// Takes a signed document apart: at most 16 KiB, every known field once, nothing else and nothing behind.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let sign1 = Sign1::parse(bytes)?;
        let document = Document::parse(sign1.payload)?;
        Ok(Self { sign1, document })
    }

    /// What the document claims. Show it, and decide nothing by it.
    #[must_use]
    pub const fn claims(&self) -> &Document<'a> {
        &self.document
    }

    /// Verifies the document at `now_ms`, milliseconds since 1970 by a clock that the sender does not set.
    ///
    /// The checks run in this order, and the first that fails is told: chain to the root, validity of the
    /// certificates, signature, digest and registers, debug mode, builds, nonce, age, public key, user data.
    ///
    /// # Errors
    /// Every variant of [`Error`], for the check of its name.
    pub fn verify<'policy>(
        self,
        policy: &'policy Policy,
        nonce: &Nonce<'_>,
        now_ms: u64,
    ) -> Result<Verified<'policy>, Error> {
        let document = &self.document;
        let key = chain::verify(document, policy.root(), now_ms)?;
        let signature = Signature::from_slice(self.sign1.signature).map_err(|_| Error::BadSignature)?;
        key.verify(&self.sign1.to_be_signed(), &signature).map_err(|_| Error::BadSignature)?;
        if !document.has_sha384_registers() {
            return Err(Error::Malformed);
        }
        if document.is_debug() && !policy.allows_debug() {
            return Err(Error::DebugMode);
        }
        let build = policy.find_build(document)?;
        nonce.check(document)?;
        check_age(document.timestamp_ms, policy, now_ms)?;
        policy.check_fields(document)?;
        Ok(self.into_verified(build))
    }

    fn into_verified(self, build: Option<&Build>) -> Verified<'_> {
        let document = self.document;
        Verified {
            build,
            payload_digest: Sha384::digest(self.sign1.payload).into(),
            module_id: document.module_id.into(),
            timestamp_ms: document.timestamp_ms,
            pcrs: document.pcrs.into_iter().map(|(index, value)| (index, value.to_vec())).collect(),
            public_key: document.public_key.map(<[u8]>::to_vec),
            user_data: document.user_data.map(<[u8]>::to_vec),
        }
    }
}

fn check_age(timestamp_ms: u64, policy: &Policy, now_ms: u64) -> Result<(), Error> {
    let Some(max_age_ms) = policy.max_age_ms() else { return Ok(()) };
    if timestamp_ms > now_ms.saturating_add(CLOCK_TOLERANCE_MS) {
        return Err(Error::TooOld { side: Side::Future });
    }
    if now_ms.saturating_sub(timestamp_ms) > max_age_ms {
        return Err(Error::TooOld { side: Side::Past });
    }
    Ok(())
}

/// A document that satisfied a policy. [`Unverified::verify`] is the only way to one.
///
/// It is not an id: an ECDSA signature can be rewritten into a second valid one, so two documents that differ
/// may say the same. Count requests by what is sealed, not by documents.
pub struct Verified<'policy> {
    build: Option<&'policy Build>,
    payload_digest: [u8; 48],
    module_id: String,
    timestamp_ms: u64,
    pcrs: Vec<(u8, Vec<u8>)>,
    public_key: Option<Vec<u8>>,
    user_data: Option<Vec<u8>>,
}

impl<'policy> Verified<'policy> {
    /// The build of the policy that the enclave runs; none under a policy that allows any.
    #[must_use]
    pub const fn build(&self) -> Option<&'policy Build> {
        self.build
    }

    /// The id of the enclave.
    #[must_use]
    pub fn module_id(&self) -> &str {
        &self.module_id
    }

    /// When the document was made, by the clock of the Nitro hypervisor: milliseconds since 1970.
    #[must_use]
    pub const fn timestamp_ms(&self) -> u64 {
        self.timestamp_ms
    }

    /// A register of the document.
    #[must_use]
    pub fn pcr(&self, index: u8) -> Option<&[u8]> {
        self.pcrs.iter().find(|(found, _)| *found == index).map(|(_, value)| value.as_slice())
    }

    /// The public key that the enclave had attested. An empty one is none.
    #[must_use]
    pub fn public_key(&self) -> Option<&[u8]> {
        self.public_key.as_deref().filter(|key| !key.is_empty())
    }

    /// The user data that the enclave had attested.
    #[must_use]
    pub fn user_data(&self) -> Option<&[u8]> {
        self.user_data.as_deref()
    }

    /// SHA-384 of the payload, which the signature covers: what a session is bound to.
    #[must_use]
    pub const fn payload_digest(&self) -> &[u8; 48] {
        &self.payload_digest
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { module_id, timestamp_ms, .. } = self;
        f.debug_struct("Verified")
            .field("module_id", module_id)
            .field("timestamp_ms", timestamp_ms)
            .finish_non_exhaustive()
    }
}
