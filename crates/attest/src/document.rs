//! The payload: what the Nitro Secure Module says of the enclave.

use alloc::vec::Vec;

use crate::Error;
use crate::cbor::Reader;

/// Length of a platform configuration register under SHA-384, the only digest there is today.
pub const PCR_LEN: usize = 48;
/// Registers that a document may hold.
const MAX_PCRS: u64 = 32;
/// Most bytes of the public key, the user data and the nonce.
const MAX_FIELD: usize = 1024;
/// The name of the digest.
const SHA384: &str = "SHA384";

/// The fields of a document, of which nothing is known until it is verified.
#[derive(Debug)]
#[non_exhaustive]
pub struct Document<'a> {
    /// The id of the enclave: that of its instance, and a suffix of its own.
    pub module_id: &'a str,
    /// The name of the digest of the registers.
    pub digest: &'a str,
    /// When the document was made: milliseconds since 1970.
    pub timestamp_ms: u64,
    /// The registers, by ascending index.
    pub pcrs: Vec<(u8, &'a [u8])>,
    /// The certificate of the key that signs the document, in DER.
    pub certificate: &'a [u8],
    /// The certificates from the root to the issuer of `certificate`, in DER.
    pub cabundle: Vec<&'a [u8]>,
    /// A key that the enclave asked to have attested.
    pub public_key: Option<&'a [u8]>,
    /// Data that the enclave asked to have attested.
    pub user_data: Option<&'a [u8]>,
    /// The nonce that the enclave passed on.
    pub nonce: Option<&'a [u8]>,
}

/// Fields while they are being read: each at most once.
#[derive(Default)]
struct Found<'a> {
    module_id: Option<&'a str>,
    digest: Option<&'a str>,
    timestamp_ms: Option<u64>,
    pcrs: Option<Vec<(u8, &'a [u8])>>,
    certificate: Option<&'a [u8]>,
    cabundle: Option<Vec<&'a [u8]>>,
    public_key: Option<Option<&'a [u8]>>,
    user_data: Option<Option<&'a [u8]>>,
    nonce: Option<Option<&'a [u8]>>,
}

impl<'a> Document<'a> {
    pub(crate) fn parse(payload: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        let mut found = Found::default();
        let mut pairs = reader.map()?;
        while reader.more(&mut pairs)? {
            match reader.text()? {
                "module_id" => once(&mut found.module_id, reader.text()?)?,
                "digest" => once(&mut found.digest, reader.text()?)?,
                "timestamp" => once(&mut found.timestamp_ms, reader.unsigned()?)?,
                "pcrs" => once(&mut found.pcrs, pcrs(&mut reader)?)?,
                "certificate" => once(&mut found.certificate, reader.bytes()?)?,
                "cabundle" => once(&mut found.cabundle, cabundle(&mut reader)?)?,
                "public_key" => once(&mut found.public_key, field(&mut reader)?)?,
                "user_data" => once(&mut found.user_data, field(&mut reader)?)?,
                "nonce" => once(&mut found.nonce, field(&mut reader)?)?,
                _ => return Err(Error::Malformed),
            }
        }
        reader.finish()?;
        found.complete().ok_or(Error::Malformed)
    }

    /// Register `index`, if the document holds it.
    #[must_use]
    pub fn pcr(&self, index: u8) -> Option<&'a [u8]> {
        self.pcrs.iter().find(|(found, _)| *found == index).map(|(_, value)| *value)
    }

    /// Whether the digest is SHA-384, and the registers have its length and hold 0, 1 and 2.
    pub(crate) fn has_sha384_registers(&self) -> bool {
        self.digest == SHA384
            && self.pcrs.iter().all(|(_, value)| value.len() == PCR_LEN)
            && (0..=2).all(|index| self.pcr(index).is_some())
    }

    /// Whether a register that measures the image or its kernel is zero, as all three are in debug mode.
    pub(crate) fn is_debug(&self) -> bool {
        let is_zero = |value: &[u8]| value.iter().all(|byte| *byte == 0);
        (0..=2).any(|index| self.pcr(index).is_none_or(is_zero))
    }
}

impl<'a> Found<'a> {
    fn complete(self) -> Option<Document<'a>> {
        Some(Document {
            module_id: self.module_id.filter(|id| !id.is_empty())?,
            digest: self.digest?,
            timestamp_ms: self.timestamp_ms.filter(|timestamp| *timestamp > 0)?,
            pcrs: self.pcrs?,
            certificate: self.certificate?,
            cabundle: self.cabundle?,
            public_key: self.public_key.flatten(),
            user_data: self.user_data.flatten(),
            nonce: self.nonce.flatten(),
        })
    }
}

fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Error> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::Malformed),
    }
}

fn field<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a [u8]>, Error> {
    match reader.bytes_or_null()? {
        Some(bytes) if bytes.len() > MAX_FIELD => Err(Error::Malformed),
        field => Ok(field),
    }
}

fn pcrs<'a>(reader: &mut Reader<'a>) -> Result<Vec<(u8, &'a [u8])>, Error> {
    let mut pcrs: Vec<(u8, &[u8])> = Vec::new();
    let mut pairs = reader.map()?;
    while reader.more(&mut pairs)? {
        let index = reader.unsigned()?;
        let value = reader.bytes()?;
        let index = u8::try_from(index).ok().filter(|_| index < MAX_PCRS).ok_or(Error::Malformed)?;
        match pcrs.binary_search_by_key(&index, |(index, _)| *index) {
            Ok(_) => return Err(Error::Malformed),
            Err(place) => pcrs.insert(place, (index, value)),
        }
    }
    if pcrs.is_empty() { Err(Error::Malformed) } else { Ok(pcrs) }
}

fn cabundle<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, Error> {
    let mut certificates = Vec::new();
    let mut items = reader.array()?;
    while reader.more(&mut items)? {
        certificates.push(reader.bytes()?);
    }
    if certificates.is_empty() { Err(Error::Malformed) } else { Ok(certificates) }
}
