//! One certificate: RFC 5280, cut down to what the chain of a Nitro enclave may hold.

use p384::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use x509_cert::certificate::Version;
use x509_cert::der::asn1::{ObjectIdentifier, UintRef};
use x509_cert::der::{Decode as _, Header, Reader as _, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;
use x509_cert::{Certificate as X509, TbsCertificate};

use crate::{Error, Side};

/// How far the clock of a verifier may be off at either end of a validity.
pub(crate) const CLOCK_TOLERANCE_MS: u64 = 60_000;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");

/// Length of a scalar of P-384.
const SCALAR_LEN: usize = 48;

/// A certificate that has the right shape; who signed it is not known yet.
#[derive(Debug)]
pub(crate) struct Certificate<'a> {
    parsed: X509,
    /// The bytes that are signed, as they were sent and not as we would write them.
    to_be_signed: &'a [u8],
    signature: Signature,
    key: VerifyingKey,
}

impl<'a> Certificate<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Self::parse_strictly(der).ok_or(Error::CertificateInvalid)
    }

    fn parse_strictly(der: &'a [u8]) -> Option<Self> {
        let parsed = X509::from_der(der).ok()?;
        let to_be_signed = first_element(der)?;
        let fields = parsed.tbs_certificate();
        let is_v3_ecdsa = fields.version() == Version::V3
            && is_ecdsa_with_sha384(fields.signature())
            && is_ecdsa_with_sha384(parsed.signature_algorithm())
            && fields.issuer_unique_id().is_none()
            && fields.subject_unique_id().is_none()
            && extensions_are_known_or_harmless(fields);
        if !is_v3_ecdsa {
            return None;
        }
        let signature = ecdsa_signature(parsed.signature().as_bytes()?)?;
        let key = verifying_key(fields)?;
        Some(Self { parsed, to_be_signed, signature, key })
    }

    pub(crate) const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Whether `issuer` is named as the issuer and signed these bytes.
    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        // An issuer without a name could be anyone.
        let name = issuer.fields().subject();
        !name.is_empty()
            && self.fields().issuer() == name
            && issuer.key.verify(self.to_be_signed, &self.signature).is_ok()
    }

    /// Whether the certificate may sign others, with at most `below` further authorities under it.
    pub(crate) fn is_authority_over(&self, below: usize) -> bool {
        let Some(constraints) = self.extension::<BasicConstraints>() else { return false };
        let reaches = constraints.path_len_constraint.is_none_or(|most| below <= usize::from(most));
        let may_sign = self.extension::<KeyUsage>().is_some_and(|usage| usage.key_cert_sign());
        constraints.ca && reaches && may_sign
    }

    /// Whether the certificate is that of a signer of documents, and not of certificates.
    pub(crate) fn is_leaf(&self) -> bool {
        let is_authority = self.extension::<BasicConstraints>().is_some_and(|constraints| constraints.ca);
        let usage = self.extension::<KeyUsage>();
        !is_authority && usage.is_some_and(|usage| usage.digital_signature() && !usage.key_cert_sign())
    }

    pub(crate) fn check_validity(&self, now_ms: u64) -> Result<(), Error> {
        let validity = self.fields().validity();
        if now_ms.saturating_add(CLOCK_TOLERANCE_MS) < unix_ms(validity.not_before) {
            return Err(Error::CertificateExpired { side: Side::Future });
        }
        // A certificate is valid to the end of the second that it names.
        if now_ms >= unix_ms(validity.not_after).saturating_add(1000 + CLOCK_TOLERANCE_MS) {
            return Err(Error::CertificateExpired { side: Side::Past });
        }
        Ok(())
    }

    fn fields(&self) -> &TbsCertificate {
        self.parsed.tbs_certificate()
    }

    /// The one extension of this type; none when it is absent, there twice, or unreadable.
    fn extension<'b, T>(&'b self) -> Option<T>
    where
        T: x509_cert::der::Decode<'b> + x509_cert::der::oid::AssociatedOid,
    {
        self.fields().get_extension::<T>().ok().flatten().map(|(_, extension)| extension)
    }
}

fn is_ecdsa_with_sha384(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == ECDSA_WITH_SHA384 && algorithm.parameters.is_none()
}

/// Whether each extension is there once, and none that we do not read is critical.
fn extensions_are_known_or_harmless(fields: &TbsCertificate) -> bool {
    let Some(extensions) = fields.extensions() else { return false };
    extensions.iter().enumerate().all(|(index, extension)| {
        let is_read = [BASIC_CONSTRAINTS, KEY_USAGE].contains(&extension.extn_id);
        let is_first = extensions.iter().take(index).all(|earlier| earlier.extn_id != extension.extn_id);
        is_first && (is_read && is_readable(extension) || !is_read && !extension.critical)
    })
}

fn is_readable(extension: &x509_cert::ext::Extension) -> bool {
    let value = extension.extn_value.as_bytes();
    match extension.extn_id {
        BASIC_CONSTRAINTS => BasicConstraints::from_der(value).is_ok(),
        _ => KeyUsage::from_der(value).is_ok(),
    }
}

fn verifying_key(fields: &TbsCertificate) -> Option<VerifyingKey> {
    let info = fields.subject_public_key_info();
    let curve: ObjectIdentifier = info.algorithm.parameters.as_ref()?.decode_as().ok()?;
    if info.algorithm.oid != EC_PUBLIC_KEY || curve != SECP384R1 {
        return None;
    }
    VerifyingKey::from_sec1_bytes(info.subject_public_key.as_bytes()?).ok()
}

/// Reads `ECDSA-Sig-Value` (RFC 3279, section 2.2.3).
fn ecdsa_signature(der: &[u8]) -> Option<Signature> {
    let mut reader = SliceReader::new(der).ok()?;
    let pair = reader.sequence(|reader| {
        let r = UintRef::decode(reader)?;
        let s = UintRef::decode(reader)?;
        Ok::<_, x509_cert::der::Error>((r, s))
    });
    let (r, s) = pair.ok()?;
    reader.finish().ok()?;
    let [r, s] = [r, s].map(|scalar| left_padded(scalar.as_bytes()));
    Signature::from_scalars(r?, s?).ok()
}

fn left_padded(bytes: &[u8]) -> Option<[u8; SCALAR_LEN]> {
    let mut padded = [0; SCALAR_LEN];
    padded.get_mut(SCALAR_LEN.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(padded)
}

/// The first element of the outermost sequence, with its head.
fn first_element(der: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(der).ok()?;
    Header::decode(&mut reader).ok()?;
    reader.tlv_bytes().ok()
}

fn unix_ms(time: Time) -> u64 {
    u64::try_from(time.to_unix_duration().as_millis()).unwrap_or(u64::MAX)
}
