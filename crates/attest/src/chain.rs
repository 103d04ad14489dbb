//! The chain of certificates, from the pinned root to the key that signs documents.

use alloc::vec::Vec;

use p384::ecdsa::VerifyingKey;
use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;
use crate::policy::Root;
use crate::{Document, Error};

/// Most certificates of a chain, root and leaf included.
const MAX_CHAIN: usize = 5;

/// Walks the chain of `document` and returns the key at its end.
pub(crate) fn verify(document: &Document<'_>, root: &Root, now_ms: u64) -> Result<VerifyingKey, Error> {
    let found = document.cabundle.first().ok_or(Error::Malformed)?;
    if Sha256::digest(found).as_slice() != root.fingerprint() {
        return Err(Error::UntrustedRoot);
    }
    if document.cabundle.len() >= MAX_CHAIN {
        return Err(Error::CertificateInvalid);
    }
    let authorities: Vec<_> =
        document.cabundle.iter().map(|der| Certificate::parse(der)).collect::<Result<_, _>>()?;
    let leaf = Certificate::parse(document.certificate)?;
    if !leaf.is_leaf() {
        return Err(Error::CertificateInvalid);
    }
    let last = authorities.len().saturating_sub(1);
    for (index, authority) in authorities.iter().enumerate() {
        // What is below an authority is each further authority; the leaf does not count (RFC 5280, 4.2.1.9).
        if !authority.is_authority_over(last - index) {
            return Err(Error::CertificateInvalid);
        }
    }
    // The root is known by its bytes, so its signature by itself says nothing more.
    let issued = authorities.iter().skip(1).chain([&leaf]);
    if !authorities.iter().zip(issued).all(|(issuer, issued)| issued.is_issued_by(issuer)) {
        return Err(Error::CertificateInvalid);
    }
    for certificate in authorities.iter().chain([&leaf]) {
        certificate.check_validity(now_ms)?;
    }
    Ok(*leaf.key())
}
