//! One certificate: RFC 5280, cut down to what the chain of a Nitro enclave may hold.

use alloc::vec::Vec;

use der::asn1::ObjectIdentifier;
use der::{DateTime, Tag, TagNumber};
use p384::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};

use crate::element::{Element, Elements, bits, boolean, unsigned};
use crate::{Error, Side};

/// How far the clock of a verifier may be off at either end of a validity.
pub(crate) const CLOCK_TOLERANCE_MS: u64 = 60_000;

/// What may stand in but one way is compared as bytes: version 3,
const V3: &[u8] = &[0xa0, 3, 2, 1, 2];
/// the algorithm `ecdsa-with-SHA384` without parameters,
const ECDSA_WITH_SHA384: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03";
/// and `id-ecPublicKey` with the curve `secp384r1`.
const KEY_ON_SECP384R1: &[u8] = b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";

const EXTENSIONS: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(3) };
/// `id-ce-basicConstraints` and `id-ce-keyUsage`.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];

/// Most bytes of a serial number: 20, and one for those who count it without its sign.
const MAX_SERIAL_LEN: usize = 21;
/// Length of a scalar of P-384.
const SCALAR_LEN: usize = 48;

/// A certificate that has the right shape; who signed it is not known yet.
#[derive(Debug)]
pub(crate) struct Certificate<'a> {
    /// The bytes that are signed, as they were sent and not as we would write them.
    to_be_signed: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    not_before_ms: u64,
    not_after_ms: u64,
    extensions: Extensions,
    signature: Signature,
    key: VerifyingKey,
}

/// The extensions that are read.
#[derive(Debug, Default)]
struct Extensions {
    constraints: Option<Constraints>,
    usage: Option<Usage>,
}

#[derive(Debug, Clone, Copy)]
struct Constraints {
    is_authority: bool,
    most_below: Option<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Usage {
    signs_documents: bool,
    signs_certificates: bool,
}

impl<'a> Certificate<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Self::parse_strictly(der).ok_or(Error::CertificateInvalid)
    }

    fn parse_strictly(der: &'a [u8]) -> Option<Self> {
        let mut parts = Elements::new(der).only(Tag::Sequence)?;
        let signed = parts.element(Tag::Sequence)?;
        parts.exactly(ECDSA_WITH_SHA384)?;
        let signature = ecdsa_signature(octets(parts.value(Tag::BitString)?)?)?;
        parts.finish()?;

        let mut fields = Elements::new(signed.value);
        fields.exactly(V3)?;
        is_serial_number(fields.value(Tag::Integer)?).then_some(())?;
        fields.exactly(ECDSA_WITH_SHA384)?;
        let issuer = name(&mut fields)?;
        let mut validity = Elements::new(fields.value(Tag::Sequence)?);
        let (not_before_ms, not_after_ms) = (unix_ms(validity.next()?)?, unix_ms(validity.next()?)?);
        validity.finish()?;
        let subject = name(&mut fields)?;
        let key = verifying_key(fields.value(Tag::Sequence)?)?;
        // Neither of the unique identifiers, which nobody uses, may stand before the extensions.
        let extensions = extensions(Elements::new(fields.value(EXTENSIONS)?).only(Tag::Sequence)?)?;
        fields.finish()?;
        let to_be_signed = signed.whole;
        Some(Self { to_be_signed, issuer, subject, not_before_ms, not_after_ms, extensions, signature, key })
    }

    pub(crate) const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Whether `issuer` is named as the issuer and signed these bytes.
    ///
    /// Names are compared as bytes: an authority writes its own name in the certificates that it issues as it stands in
    /// its own (RFC 5280, section 4.1.2.6).
    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        // An issuer without a name could be anyone.
        !issuer.subject.is_empty()
            && self.issuer == issuer.subject
            && issuer.key.verify(self.to_be_signed, &self.signature).is_ok()
    }

    /// Whether the certificate may sign others, with at most `below` further authorities under it.
    pub(crate) fn is_authority_over(&self, below: usize) -> bool {
        let Some(constraints) = self.extensions.constraints else { return false };
        let reaches = constraints.most_below.is_none_or(|most| below <= usize::from(most));
        let may_sign = self.extensions.usage.is_some_and(|usage| usage.signs_certificates);
        constraints.is_authority && reaches && may_sign
    }

    /// Whether the certificate is that of a signer of documents, and not of certificates.
    pub(crate) fn is_leaf(&self) -> bool {
        let is_authority = self.extensions.constraints.is_some_and(|constraints| constraints.is_authority);
        let usage = self.extensions.usage;
        !is_authority && usage.is_some_and(|usage| usage.signs_documents && !usage.signs_certificates)
    }

    pub(crate) fn check_validity(&self, now_ms: u64) -> Result<(), Error> {
        if now_ms.saturating_add(CLOCK_TOLERANCE_MS) < self.not_before_ms {
            return Err(Error::CertificateExpired { side: Side::Future });
        }
        // A certificate is valid to the end of the second that it names.
        if now_ms >= self.not_after_ms.saturating_add(1000 + CLOCK_TOLERANCE_MS) {
            return Err(Error::CertificateExpired { side: Side::Past });
        }
        Ok(())
    }
}

/// A whole number in its shortest form. Those of authorities that write them without a sign are negative.
fn is_serial_number(bytes: &[u8]) -> bool {
    let is_shortest = match bytes {
        [] => false,
        [0, second, ..] => *second >= 0x80,
        [0xff, second, ..] => *second < 0x80,
        _ => true,
    };
    is_shortest && bytes.len() <= MAX_SERIAL_LEN
}

/// The content of a name, whose shape is that of one.
fn name<'a>(fields: &mut Elements<'a>) -> Option<&'a [u8]> {
    let name = fields.value(Tag::Sequence)?;
    let mut parts = Elements::new(name);
    while !parts.is_empty() {
        let mut attributes = Elements::new(parts.value(Tag::Set)?);
        while !attributes.is_empty() {
            let mut attribute = Elements::new(attributes.value(Tag::Sequence)?);
            object_identifier(&mut attribute)?;
            attribute.next()?;
            attribute.finish()?;
        }
    }
    Some(name)
}

fn object_identifier<'a>(fields: &mut Elements<'a>) -> Option<&'a [u8]> {
    let bytes = fields.value(Tag::ObjectIdentifier)?;
    ObjectIdentifier::from_bytes(bytes).ok().map(|_| bytes)
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` in milliseconds since 1970 (RFC 5280, section 4.1.2.5). None before.
fn unix_ms(time: Element<'_>) -> Option<u64> {
    let (pairs, rest) = time.value.strip_suffix(b"Z")?.as_chunks::<2>();
    let mut numbers = [0; 7];
    let numbers = numbers.get_mut(..pairs.len()).filter(|_| rest.is_empty())?;
    for (number, pair) in numbers.iter_mut().zip(pairs) {
        let [tens, ones] = pair.map(|digit| digit.wrapping_sub(b'0'));
        *number = if tens < 10 && ones < 10 { tens * 10 + ones } else { return None };
    }
    let (century, numbers) = match (time.tag, numbers) {
        (Tag::UtcTime, numbers @ [0..50, ..]) => (20, &*numbers),
        (Tag::UtcTime, numbers) => (19, &*numbers),
        (Tag::GeneralizedTime, [century, numbers @ ..]) => (*century, &*numbers),
        _ => return None,
    };
    let [year, month, day, hour, minute, second] = *numbers else { return None };
    let year = u16::from(century) * 100 + u16::from(year);
    let time = DateTime::new(year, month, day, hour, minute, second).ok()?;
    time.unix_duration().as_secs().checked_mul(1000)
}

/// Reads extensions: each may be there once, and none that is not read may be critical.
fn extensions(mut list: Elements<'_>) -> Option<Extensions> {
    let mut found = Extensions::default();
    let mut ids = Vec::new();
    while !list.is_empty() {
        let mut extension = Elements::new(list.value(Tag::Sequence)?);
        let id = object_identifier(&mut extension)?;
        let is_critical = extension.optional(Tag::Boolean).map_or(Some(false), boolean)?;
        let value = Elements::new(extension.value(Tag::OctetString)?);
        extension.finish()?;
        if ids.contains(&id) {
            return None;
        }
        ids.push(id);
        match id {
            BASIC_CONSTRAINTS => found.constraints = Some(constraints(value)?),
            KEY_USAGE => found.usage = Some(usage(value)?),
            _ if is_critical => return None,
            _ => {}
        }
    }
    Some(found)
}

fn constraints(value: Elements<'_>) -> Option<Constraints> {
    let mut fields = value.only(Tag::Sequence)?;
    let is_authority = fields.optional(Tag::Boolean).map_or(Some(false), boolean)?;
    let most_below = match fields.optional(Tag::Integer) {
        None => None,
        Some(bytes) => match unsigned(bytes)? {
            [most] => Some(*most),
            _ => return None,
        },
    };
    fields.finish()?;
    Some(Constraints { is_authority, most_below })
}

fn usage(mut value: Elements<'_>) -> Option<Usage> {
    let (usage, len) = bits(value.value(Tag::BitString)?)?;
    value.finish()?;
    let bit = |at: usize| at < len && usage.first().is_some_and(|byte| byte << at & 0x80 != 0);
    // Nine bits have a meaning; two bytes are read.
    (len <= 16).then(|| Usage { signs_documents: bit(0), signs_certificates: bit(5) })
}

fn verifying_key(info: &[u8]) -> Option<VerifyingKey> {
    let mut info = Elements::new(info);
    info.exactly(KEY_ON_SECP384R1)?;
    let point = octets(info.value(Tag::BitString)?)?;
    info.finish()?;
    VerifyingKey::from_sec1_bytes(point).ok()
}

/// The bytes of a bit string that is made of whole ones.
fn octets(bit_string: &[u8]) -> Option<&[u8]> {
    bits(bit_string).filter(|(bytes, len)| bytes.len() * 8 == *len).map(|(bytes, _)| bytes)
}

/// Reads `ECDSA-Sig-Value` (RFC 3279, section 2.2.3).
fn ecdsa_signature(der: &[u8]) -> Option<Signature> {
    let mut pair = Elements::new(der).only(Tag::Sequence)?;
    let [r, s] = [pair.value(Tag::Integer)?, pair.value(Tag::Integer)?];
    pair.finish()?;
    Signature::from_scalars(left_padded(unsigned(r)?)?, left_padded(unsigned(s)?)?).ok()
}

fn left_padded(bytes: &[u8]) -> Option<[u8; SCALAR_LEN]> {
    let mut padded = [0; SCALAR_LEN];
    padded.get_mut(SCALAR_LEN.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(padded)
}

#[cfg(all(test, feature = "insecure-issuer"))]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
mod tests;
