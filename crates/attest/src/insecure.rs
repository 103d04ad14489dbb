//! A root, certificates and signed documents made by ourselves: for tests and the software NSM.
//!
//! Its common name says INSECURE, and so does every name here. Nothing of this is compiled unless the feature
//! `insecure-issuer` asks for it.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use p384::ecdsa::{Signature, SigningKey, signature::Signer as _};

use crate::cbor::Writer;
use crate::cose;

/// The common name of every root made here. Release binaries are searched for it.
pub const ROOT_NAME: &str = "PHIWARD INSECURE TEST ROOT";

/// DER: ECDSA with SHA-384, and the algorithm of keys on P-384.
const ECDSA_WITH_SHA384: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const P384_KEY: &[u8] = &[0x30, 16, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22];
const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];
const BASIC_CONSTRAINTS: &[u8] = &[6, 3, 0x55, 0x1d, 19];
const KEY_USAGE: &[u8] = &[6, 3, 0x55, 0x1d, 15];
const SUBJECT_ALT_NAME: &[u8] = &[6, 3, 0x55, 0x1d, 17];
/// DER: the curve P-384.
const SECP384R1: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x22];
const TRUE: &[u8] = &[1, 1, 0xff];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 2;
const BIT_STRING: u8 = 3;
const OCTET_STRING: u8 = 4;
const UTF8_STRING: u8 = 0x0c;
const GENERALIZED_TIME: u8 = 0x18;
const PUBLIC_KEY: u8 = 0xa1;
const VERSION: u8 = 0xa0;
const CURVE: u8 = 0xa0;
const DNS_NAME: u8 = 0x82;
const EXTENSIONS: u8 = 0xa3;

/// What a certificate made here says. All fields can be wrong on purpose.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CertificateFields {
    /// Common name of the issuer.
    pub issuer: String,
    /// Common name of the subject.
    pub subject: String,
    /// Begin and end in the form `YYYYMMDDHHMMSSZ`.
    pub validity: [String; 2],
    /// The flag `cA` and `pathLenConstraint`.
    pub authority: Option<Option<u8>>,
    /// The bits of `keyUsage`: 0x80 signs data, 0x04 certificates. None leaves the extension out.
    pub key_usage: Option<u8>,
    /// Further extensions, in DER.
    pub further_extensions: Vec<Vec<u8>>,
}

impl CertificateFields {
    /// A leaf, valid from 2020 to 2100.
    #[must_use]
    pub fn leaf(issuer: &str, subject: &str) -> Self {
        Self {
            issuer: issuer.into(),
            subject: subject.into(),
            validity: ["20200101000000Z", "21000101000000Z"].map(String::from),
            authority: None,
            key_usage: Some(0x80),
            further_extensions: Vec::new(),
        }
    }

    /// A leaf for a TLS server of this name.
    #[must_use]
    pub fn server(issuer: &str, dns_name: &str) -> Self {
        let names = der(SEQUENCE, &[&der(DNS_NAME, &[dns_name.as_bytes()])]);
        let extension = der(SEQUENCE, &[SUBJECT_ALT_NAME, &der(OCTET_STRING, &[&names])]);
        Self { further_extensions: vec![extension], ..Self::leaf(issuer, dns_name) }
    }

    /// An authority, valid from 2020 to 2100.
    #[must_use]
    pub fn authority(issuer: &str, subject: &str) -> Self {
        Self { authority: Some(None), key_usage: Some(0x84), ..Self::leaf(issuer, subject) }
    }
}

/// A signing key on P-384, made of a seed that anyone may know.
#[derive(Debug, Clone)]
pub struct Key(SigningKey);

impl Key {
    /// The key of a seed.
    ///
    /// # Panics
    /// Never for a seed below the order of the curve, which begins with 24 bytes of 0xff.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let mut scalar = [0x11; 48];
        let (_, end) = scalar.split_at_mut(40);
        end.copy_from_slice(&seed.to_be_bytes());
        Self::from_scalar(&scalar).expect("the scalar is below the order and not zero")
    }

    /// The key of a random scalar; none when the scalar is not below the order of the curve.
    #[must_use]
    pub fn from_scalar(scalar: &[u8; 48]) -> Option<Self> {
        SigningKey::from_slice(scalar).ok().map(Self)
    }

    /// The private key as `ECPrivateKey` (RFC 5915), in DER: for the TLS servers of tests.
    #[must_use]
    pub fn to_sec1_der(&self) -> Vec<u8> {
        let scalar = self.0.to_bytes();
        let public = self.0.verifying_key().to_sec1_point(false);
        let public = der(PUBLIC_KEY, &[&bit_string(public.as_bytes())]);
        der(SEQUENCE, &[&unsigned(&[1]), &der(OCTET_STRING, &[&scalar]), &der(CURVE, &[SECP384R1]), &public])
    }

    /// r and s over SHA-384 of the message, 48 bytes each.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().to_vec()
    }

    /// Signs a certificate for the key of `subject`.
    #[must_use]
    pub fn issue(&self, fields: &CertificateFields, subject: &Self) -> Vec<u8> {
        let to_be_signed = to_be_signed(fields, subject);
        let signature = self.sign(&to_be_signed);
        let (r, s) = signature.split_at(48);
        let signature = der(SEQUENCE, &[&unsigned(r), &unsigned(s)]);
        der(SEQUENCE, &[&to_be_signed, ECDSA_WITH_SHA384, &bit_string(&signature)])
    }

    /// Signs a payload as a document.
    #[must_use]
    pub fn sign_document(&self, payload: &[u8]) -> Vec<u8> {
        let signature = self.sign(&cose::to_be_signed(&cose::protected(), payload));
        cose::encode(payload, &signature)
    }
}

/// A root with one authority and one leaf below it.
#[derive(Debug, Clone)]
pub struct Chain {
    /// From the root down, without the leaf.
    pub cabundle: Vec<Vec<u8>>,
    /// The certificate of `key`.
    pub certificate: Vec<u8>,
    /// The key that signs documents.
    pub key: Key,
}

impl Chain {
    /// Makes root, authority and leaf of three keys.
    #[must_use]
    pub fn new([root, authority, leaf]: [Key; 3]) -> Self {
        let middle = "insecure-authority";
        Self {
            cabundle: vec![
                root.issue(&CertificateFields::authority(ROOT_NAME, ROOT_NAME), &root),
                root.issue(&CertificateFields::authority(ROOT_NAME, middle), &authority),
            ],
            certificate: authority.issue(&CertificateFields::leaf(middle, "insecure-enclave"), &leaf),
            key: leaf,
        }
    }

    /// The chain of a seed, the same each time.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self::new([0, 1, 2].map(|index| Key::from_seed(seed.wrapping_mul(4).wrapping_add(index))))
    }

    /// The root, in DER.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        self.cabundle.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// Signs a document of these fields.
    #[must_use]
    pub fn document(&self, fields: &DocumentFields) -> Vec<u8> {
        self.key.sign_document(&fields.payload(self))
    }
}

/// What a document made here says.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DocumentFields {
    /// The id of the enclave.
    pub module_id: String,
    /// The name of the digest.
    pub digest: String,
    /// Milliseconds since 1970.
    pub timestamp_ms: u64,
    /// The registers by index.
    pub pcrs: Vec<(u8, Vec<u8>)>,
    /// A key to attest.
    pub public_key: Option<Vec<u8>>,
    /// Data to attest.
    pub user_data: Option<Vec<u8>>,
    /// The nonce of the verifier.
    pub nonce: Option<Vec<u8>>,
}

impl DocumentFields {
    /// A document of the given time whose registers 0 to 2 hold 1, 2 and 3 in every byte.
    #[must_use]
    pub fn new(timestamp_ms: u64) -> Self {
        Self {
            module_id: "i-0123456789abcdef0-enc0123456789abcdef".into(),
            digest: "SHA384".into(),
            timestamp_ms,
            pcrs: (0..16).map(|index| (index, vec![if index < 3 { index + 1 } else { 0 }; 48])).collect(),
            public_key: None,
            user_data: None,
            nonce: None,
        }
    }

    /// The payload, under the certificates of `chain`.
    #[must_use]
    pub fn payload(&self, chain: &Chain) -> Vec<u8> {
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let mut writer = Writer::new();
        writer.map(9).text("module_id").text(&self.module_id).text("digest").text(&self.digest);
        writer.text("timestamp").unsigned(self.timestamp_ms);
        writer.text("pcrs").map(count(self.pcrs.len()));
        for (index, value) in &self.pcrs {
            writer.unsigned(u64::from(*index)).bytes(value);
        }
        writer.text("certificate").bytes(&chain.certificate);
        writer.text("cabundle").array(count(chain.cabundle.len()));
        for certificate in &chain.cabundle {
            writer.bytes(certificate);
        }
        let optional =
            [("public_key", &self.public_key), ("user_data", &self.user_data), ("nonce", &self.nonce)];
        for (name, value) in optional {
            writer.text(name).bytes_or_null(value.as_deref());
        }
        writer.into_bytes()
    }
}

fn to_be_signed(fields: &CertificateFields, subject: &Key) -> Vec<u8> {
    let [not_before, not_after] =
        fields.validity.each_ref().map(|time| der(GENERALIZED_TIME, &[time.as_bytes()]));
    let key = subject.0.verifying_key().to_sec1_point(false);
    let mut extensions = Vec::new();
    if let Some(path_len) = fields.authority {
        let path_len = path_len.map(|most| unsigned(&[most])).unwrap_or_default();
        let constraints = der(SEQUENCE, &[TRUE, &path_len]);
        extensions.push(extension(BASIC_CONSTRAINTS, &constraints));
    }
    if let Some(bits) = fields.key_usage {
        let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap_or_default();
        extensions.push(extension(KEY_USAGE, &[BIT_STRING, 2, unused, bits]));
    }
    extensions.extend(fields.further_extensions.iter().cloned());
    let extensions = der(SEQUENCE, &extensions.iter().map(Vec::as_slice).collect::<Vec<_>>());
    der(
        SEQUENCE,
        &[
            &der(VERSION, &[&unsigned(&[2])]),
            &unsigned(&[1]),
            ECDSA_WITH_SHA384,
            &name(&fields.issuer),
            &der(SEQUENCE, &[&not_before, &not_after]),
            &name(&fields.subject),
            &der(SEQUENCE, &[P384_KEY, &bit_string(key.as_bytes())]),
            &der(EXTENSIONS, &[&extensions]),
        ],
    )
}

/// A critical extension.
fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    der(SEQUENCE, &[oid, TRUE, &der(OCTET_STRING, &[value])])
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute = der(SEQUENCE, &[COMMON_NAME, &der(UTF8_STRING, &[common_name.as_bytes()])]);
    der(SEQUENCE, &[&der(SET, &[&attribute])])
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    der(BIT_STRING, &[&[0], bytes])
}

/// An integer that is not negative, in its shortest form.
fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let (_, digits) = bytes.split_at(start);
    let needs_zero = digits.first().is_none_or(|first| *first >= 0x80);
    let zero: &[u8] = if needs_zero { &[0] } else { &[] };
    der(INTEGER, &[zero, digits])
}

/// One element: its tag, its length in the shortest form, its content.
fn der(tag: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let [.., high, low] = content.len().to_be_bytes();
    let mut element = vec![tag];
    match content.len() {
        0..=0x7f => element.push(low),
        0x80..=0xff => element.extend([0x81, low]),
        _ => element.extend([0x82, high, low]),
    }
    element.extend(content);
    element
}
