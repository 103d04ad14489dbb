//! The outer layer: COSE_Sign1 (RFC 9052, section 4.2) as the Nitro Secure Module writes it.

use alloc::vec::Vec;

use crate::Error;
use crate::cbor::{Reader, Writer};

/// Most bytes of a signed document.
pub(crate) const MAX_LEN: usize = 16 * 1024;
/// The CBOR tag of COSE_Sign1.
const TAG: u64 = 18;
/// The label of the algorithm in a header, and ES384 as its value (RFC 9053, section 2.1).
const ALGORITHM: i64 = 1;
const ES384: i64 = -35;

/// A signed document, taken apart.
#[derive(Debug)]
pub(crate) struct Sign1<'a> {
    protected: &'a [u8],
    pub(crate) payload: &'a [u8],
    /// r and s, 48 bytes each.
    pub(crate) signature: &'a [u8],
}

impl<'a> Sign1<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_LEN {
            return Err(Error::Malformed);
        }
        let mut reader = Reader::new(bytes);
        reader.tag_if_present(TAG)?;
        reader.array_of(4)?;
        let protected = reader.bytes()?;
        check_protected(protected)?;
        let mut unprotected = reader.map()?;
        if reader.more(&mut unprotected)? {
            // What is not signed must not say anything.
            return Err(Error::Malformed);
        }
        let payload = reader.bytes()?;
        let signature = reader.bytes()?;
        reader.finish()?;
        Ok(Self { protected, payload, signature })
    }

    /// The bytes that are signed: `Sig_structure` of RFC 9052, section 4.4.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        to_be_signed(self.protected, self.payload)
    }
}

/// The one protected header that is accepted.
#[cfg(feature = "insecure-issuer")]
pub(crate) fn protected() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).integer(ALGORITHM).integer(ES384);
    writer.into_bytes()
}

pub(crate) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(payload.len() + 64);
    writer.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(payload);
    writer.into_bytes()
}

fn check_protected(bytes: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(bytes);
    let mut pairs = reader.map()?;
    let is_es384 = reader.more(&mut pairs)? && reader.integer()? == ALGORITHM && reader.integer()? == ES384;
    if !is_es384 || reader.more(&mut pairs)? {
        return Err(Error::Malformed);
    }
    Ok(reader.finish()?)
}

/// Puts a signed document together.
#[cfg(feature = "insecure-issuer")]
pub(crate) fn encode(payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(payload.len() + 128);
    writer.array(4).bytes(&protected()).map(0).bytes(payload).bytes(signature);
    writer.into_bytes()
}
