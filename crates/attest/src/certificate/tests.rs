//! A certificate is what the full reader of X.509 says that it is.

use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use x509_cert::certificate::Version;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::{Certificate as X509, TbsCertificate};

use super::{Certificate, ecdsa_signature};
use crate::insecure::{CertificateFields, Key};

/// What is read of a certificate, and whether it names itself as its issuer.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    constraints: Option<(bool, Option<u8>)>,
    usage: Option<(bool, bool)>,
    times_ms: [u64; 2],
    names_itself: bool,
    has_subject: bool,
    key: Vec<u8>,
    signature: Vec<u8>,
}

fn ours(der: &[u8]) -> Option<Read> {
    let read = Certificate::parse(der).ok()?;
    Some(Read {
        constraints: read.extensions.constraints.map(|found| (found.is_authority, found.most_below)),
        usage: read.extensions.usage.map(|found| (found.signs_documents, found.signs_certificates)),
        times_ms: [read.not_before_ms, read.not_after_ms],
        names_itself: read.issuer == read.subject,
        has_subject: !read.subject.is_empty(),
        key: read.key.to_sec1_point(false).as_bytes().to_vec(),
        signature: read.signature.to_bytes().to_vec(),
    })
}

/// The same by a library that reads every kind of certificate.
fn reference(der: &[u8]) -> Option<Read> {
    let parsed = X509::from_der(der).ok()?;
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
    let info = fields.subject_public_key_info();
    let curve: ObjectIdentifier = info.algorithm.parameters.as_ref()?.decode_as().ok()?;
    if info.algorithm.oid != oid("1.2.840.10045.2.1") || curve != oid("1.3.132.0.34") {
        return None;
    }
    let key = super::VerifyingKey::from_sec1_bytes(info.subject_public_key.as_bytes()?).ok()?;
    let constraints = fields.get_extension::<BasicConstraints>().ok()?.map(|(_, found)| found);
    let usage = fields.get_extension::<KeyUsage>().ok()?.map(|(_, found)| found);
    let validity = fields.validity();
    let unix_ms = |time: x509_cert::time::Time| u64::try_from(time.to_unix_duration().as_millis()).unwrap();
    Some(Read {
        constraints: constraints.map(|found| (found.ca, found.path_len_constraint)),
        usage: usage.map(|found| (found.digital_signature(), found.key_cert_sign())),
        times_ms: [unix_ms(validity.not_before), unix_ms(validity.not_after)],
        names_itself: fields.issuer() == fields.subject(),
        has_subject: !fields.subject().is_empty(),
        key: key.to_sec1_point(false).as_bytes().to_vec(),
        signature: ecdsa_signature(parsed.signature().as_bytes()?)?.to_bytes().to_vec(),
    })
}

fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

fn is_ecdsa_with_sha384(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == oid("1.2.840.10045.4.3.3") && algorithm.parameters.is_none()
}

fn extensions_are_known_or_harmless(fields: &TbsCertificate) -> bool {
    let Some(extensions) = fields.extensions() else { return false };
    extensions.iter().enumerate().all(|(index, extension)| {
        let value = extension.extn_value.as_bytes();
        let is_fine = match extension.extn_id.to_string().as_str() {
            "2.5.29.19" => BasicConstraints::from_der(value).is_ok(),
            "2.5.29.15" => KeyUsage::from_der(value).is_ok(),
            _ => !extension.critical,
        };
        is_fine && extensions.iter().take(index).all(|earlier| earlier.extn_id != extension.extn_id)
    })
}

/// One element: its tag, its length in the shortest form, its content.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let mut element = match content.len() {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    element.extend(content);
    element
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// Certificates that are made as ours are.
fn usual() -> Vec<Vec<u8>> {
    let key = Key::from_seed(7);
    let mut limited = CertificateFields::authority("root", "root");
    limited.authority = Some(Some(200));
    [
        CertificateFields::leaf("root", "leaf"),
        CertificateFields::server("root", "a.example"),
        CertificateFields::authority("root", "root"),
        limited,
    ]
    .iter()
    .map(|fields| key.issue(fields, &key))
    .collect()
}

#[test]
fn one_byte_makes_the_same_difference_to_both() {
    for mut der in usual() {
        let read = ours(&der).expect("it is a certificate");
        assert_eq!(Some(read), reference(&der));
        for at in 0..der.len() {
            let byte = der[at];
            for change in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff] {
                der[at] = byte ^ change;
                assert_eq!(ours(&der), reference(&der), "byte {at} of {der:02x?}");
            }
            der[at] = byte;
            let mut other = der.clone();
            other.remove(at);
            assert_eq!(ours(&other), reference(&other), "without byte {at}");
            other.insert(at, byte);
            other.insert(at, 0);
            assert_eq!(ours(&other), reference(&other), "with a zero before byte {at}");
        }
    }
}

/// Pieces of DER: right ones, and some that are nearly right.
fn one_of(choices: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    // The first is the usual one, so that most certificates are good but for one piece.
    prop_oneof![12 => Just(choices[0].to_vec()), 1 => prop::sample::select(choices).prop_map(<[u8]>::to_vec)]
}

const ECDSA_WITH_SHA384: &[u8] = super::ECDSA_WITH_SHA384;
const VERSIONS: &[&[u8]] = &[
    &[0xa0, 3, 2, 1, 2],
    &[],
    &[0xa0, 3, 2, 1, 1],
    &[0x80, 3, 2, 1, 2],
    &[0xa0, 4, 2, 2, 0, 2],
    &[0xa0, 0x81, 3, 2, 1, 2],
    &[0xa0, 6, 2, 1, 2, 2, 1, 2],
    &[0xa0, 3, 0x0a, 1, 2],
];
const SERIALS: &[&[u8]] = &[
    &[2, 1, 1],
    &[2, 0],
    &[2, 1, 0],
    &[2, 1, 0x80],
    &[2, 2, 0, 0x80],
    &[2, 2, 0, 0x7f],
    &[2, 2, 0xff, 0x7f],
    &[2, 2, 0xff, 0x80],
    &[2, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    &[2, 21, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21],
    &[2, 22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22],
];
const ALGORITHMS: &[&[u8]] = &[
    ECDSA_WITH_SHA384,
    b"\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03\x05\x00",
    b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
    b"\x30\x0b\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03",
];
const NAMES: &[&[u8]] = &[
    b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a",
    b"\x30\x00",
    b"\x30\x02\x31\x00",
    b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x13\x01a",
    b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x84\x83\x0c\x01a",
    b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x1f\x01a",
    b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x2c\x01a",
    b"\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x01a\x0c\x01b",
    b"\x30\x09\x31\x07\x30\x05\x06\x03\x55\x04\x03",
    b"\x30\x0a\x31\x08\x30\x06\x06\x01\x55\x0c\x01a",
    b"\x30\x0b\x31\x09\x30\x07\x06\x00\x0c\x03abc",
    b"\x31\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a",
];
const TIMES: &[&[u8]] = &[
    b"\x18\x0f20200101000000Z",
    b"\x17\x0d491231235959Z",
    b"\x17\x0d500101000000Z",
    b"\x17\x0d700101000000Z",
    b"\x17\x0d691231235959Z",
    b"\x17\x0d240229000000Z",
    b"\x17\x0d230229000000Z",
    b"\x17\x0d230230240000Z",
    b"\x17\x0d230228235960Z",
    b"\x17\x0d230028235900Z",
    b"\x17\x0d2302282359 0Z",
    b"\x17\x0d2302282359:0Z",
    b"\x17\x0b2302282359Z",
    b"\x17\x0f20230228235959Z",
    b"\x17\x0f230228235959+00Z",
    b"\x18\x0f19691231235959Z",
    b"\x18\x0f19700101000000Z",
    b"\x18\x0f20491231235959Z",
    b"\x18\x0f99991231235959Z",
    b"\x18\x0f21000229000000Z",
    b"\x18\x1120200101000000.0Z",
    b"\x18\x0d491231235959Z",
    b"\x16\x0d491231235959Z",
];
const BEFORE_EXTENSIONS: &[&[u8]] = &[&[], &[0x81, 2, 0, 1], &[0x82, 2, 0, 1], &[0xa1, 0], &[5, 0]];
/// Values of an extension: `basicConstraints`, `keyUsage`, others.
const EXTENSION_IDS: &[&[u8]] = &[
    &[6, 3, 0x55, 0x1d, 19],
    &[6, 3, 0x55, 0x1d, 15],
    &[6, 3, 0x55, 0x1d, 14],
    &[6, 3, 0x55, 0x1d, 0x80],
    &[6, 0],
    &[6, 4, 0x55, 0x1d, 0x81, 15],
];
const CRITICAL: &[&[u8]] = &[&[], &[1, 1, 0xff], &[1, 1, 0], &[1, 1, 1], &[1, 0], &[1, 2, 0, 0]];
const CONSTRAINTS: &[&[u8]] = &[
    &[0x30, 3, 1, 1, 0xff],
    &[0x30, 0],
    &[0x30, 3, 1, 1, 0],
    &[0x30, 3, 2, 1, 3],
    &[0x30, 6, 1, 1, 0xff, 2, 1, 0],
    &[0x30, 6, 1, 1, 0xff, 2, 1, 0x80],
    &[0x30, 7, 1, 1, 0xff, 2, 2, 0, 0x80],
    &[0x30, 7, 1, 1, 0xff, 2, 2, 1, 0],
    &[0x30, 7, 1, 1, 0xff, 2, 2, 0, 0x7f],
    &[0x30, 5, 1, 1, 0xff, 2, 0],
    &[0x30, 6, 2, 1, 0, 1, 1, 0xff],
    &[0x30, 3, 1, 1, 7],
    &[0x30, 3, 1, 1, 0xff, 0],
    &[],
];
const USAGES: &[&[u8]] = &[
    &[3, 2, 7, 0x80],
    &[3, 2, 2, 0x84],
    &[3, 2, 3, 0x84],
    &[3, 2, 2, 0x87],
    &[3, 3, 7, 0x84, 0x80],
    &[3, 3, 0, 0x84, 0xff],
    &[3, 4, 0, 0x84, 0, 0],
    &[3, 4, 7, 0x84, 0, 0],
    &[3, 2, 8, 0x80],
    &[3, 1, 0],
    &[3, 1, 1],
    &[3, 0],
    &[4, 2, 7, 0x80],
];

fn extension() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![one_of(CONSTRAINTS), one_of(USAGES)];
    let id = prop::sample::select(EXTENSION_IDS);
    let usual = prop_oneof![
        one_of(CONSTRAINTS).prop_map(|value| (EXTENSION_IDS[0], value)),
        one_of(USAGES).prop_map(|value| (EXTENSION_IDS[1], value)),
        (id, value),
    ];
    (usual, prop::sample::select(CRITICAL))
        .prop_map(|((id, value), critical)| sequence(&[id, critical, &element(4, &value)]))
}

/// Certificates that are put together of such pieces, with one key and one signature.
fn certificate() -> impl Strategy<Value = Vec<u8>> {
    let usual = usual().remove(0);
    let parsed = X509::from_der(&usual).unwrap();
    let info = parsed.tbs_certificate().subject_public_key_info().to_der().unwrap();
    let signature = parsed.signature().raw_bytes().to_vec();
    let head = (one_of(VERSIONS), one_of(SERIALS), one_of(ALGORITHMS), one_of(ALGORITHMS));
    let middle = ([one_of(NAMES), one_of(NAMES)], [one_of(TIMES), one_of(TIMES)]);
    let extensions = prop::collection::vec(extension(), 0..4);
    let unused = prop_oneof![8 => Just(0), 1 => 0..9_u8];
    let end = (one_of(BEFORE_EXTENSIONS), extensions, one_of(&[&[], &[5, 0], &[0]]), unused);
    (head, middle, end).prop_map(move |(head, ([issuer, subject], [from, to]), end)| {
        let (version, serial, algorithm, outer_algorithm) = head;
        let (before, extensions, behind, unused) = end;
        let extensions = element(0xa3, &element(0x30, &extensions.concat()));
        let validity = sequence(&[&from, &to]);
        let to_be_signed = sequence(&[
            &version,
            &serial,
            &algorithm,
            &issuer,
            &validity,
            &subject,
            &info,
            &before,
            &extensions,
            &behind,
        ]);
        let signature = [&[unused], signature.as_slice()].concat();
        sequence(&[&to_be_signed, &outer_algorithm, &element(3, &signature)])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn certificates_of_many_shapes_are_the_same_to_both(der in certificate()) {
        prop_assert_eq!(ours(&der), reference(&der), "{:02x?}", der);
    }
}

/// What the full reader does not mind: a set whose order is not that of DER is another name, and not the same.
#[test]
fn names_are_compared_as_bytes() {
    let attribute = |value: &[u8]| sequence(&[&[6, 3, 0x55, 4, 3], &element(0x0c, value)]);
    let name = |values: [&[u8]; 2]| element(0x30, &element(0x31, &values.map(attribute).concat()));
    let [ascending, descending] = [name([b"a", b"b"]), name([b"b", b"a"])];
    assert_ne!(ascending, descending);
    let [mut first, mut second] = [ascending.as_slice(), descending.as_slice()].map(super::Elements::new);
    assert_ne!(super::name(&mut first).unwrap(), super::name(&mut second).unwrap());
}
