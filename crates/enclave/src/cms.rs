//! `CiphertextForRecipient`: CMS enveloped data (RFC 5652) in BER, of the one shape that KMS writes.
//!
//! General parsers fail on it: lengths are indefinite, and the ciphertext is a primitive or a constructed string.

use crate::Refusal;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const OBJECT_ID: u8 = 0x06;
const OCTET_STRING: u8 = 0x04;
/// Tags of context 0: constructed, and primitive.
const EXPLICIT_0: u8 = 0xa0;
const IMPLICIT_0: u8 = 0x80;
const INDEFINITE: u8 = 0x80;

const ENVELOPED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const RSAES_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 7];
/// `hashAlgorithm` and `maskGenAlgorithm`: SHA-256 in both places.
const OAEP_SHA256: &[u8] = &[
    0xa0, 15, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 0xa1, 28, 0x30, 26, 6, 9, 0x2a,
    0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0,
];
const AES_256_CBC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42];

/// What the message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enveloped {
    /// The key of the content, under RSAES-OAEP with SHA-256.
    pub encrypted_key: Vec<u8>,
    /// The initialisation vector.
    pub iv: [u8; 16],
    /// The content, under AES-256-CBC.
    pub ciphertext: Vec<u8>,
}

/// How an element ends: where so many bytes are left, or at a mark.
enum End {
    Left(usize),
    Mark,
}

struct Reader<'a>(&'a [u8]);

/// Takes a message apart. Nothing of it is trusted by that.
///
/// # Errors
/// [`Refusal::KeyUnavailable`] for a message of any other shape.
///
/// ```
/// assert!(phiward_enclave::cms::read(b"\x30\x80\0\0").is_err());
/// ```
pub fn read(bytes: &[u8]) -> Result<Enveloped, Refusal> {
    let mut reader = Reader(bytes);
    parse(&mut reader).filter(|_| reader.0.is_empty()).ok_or(Refusal::KeyUnavailable)
}

fn parse(reader: &mut Reader<'_>) -> Option<Enveloped> {
    let message = reader.open(SEQUENCE)?;
    reader.expect(OBJECT_ID, ENVELOPED_DATA)?;
    let explicit = reader.open(EXPLICIT_0)?;
    let data = reader.open(SEQUENCE)?;
    reader.expect(INTEGER, &[2])?;
    let encrypted_key = recipient(reader)?;
    let content = reader.open(SEQUENCE)?;
    reader.expect(OBJECT_ID, DATA)?;
    let algorithm = reader.open(SEQUENCE)?;
    reader.expect(OBJECT_ID, AES_256_CBC)?;
    let iv = reader.primitive(OCTET_STRING)?.try_into().ok()?;
    reader.close(&algorithm)?;
    let ciphertext = reader.string()?;
    for end in [content, data, explicit, message] {
        reader.close(&end)?;
    }
    Some(Enveloped { encrypted_key, iv, ciphertext })
}

/// The one recipient: a key by its identifier, and OAEP.
fn recipient(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let set = reader.open(SET)?;
    let recipient = reader.open(SEQUENCE)?;
    reader.expect(INTEGER, &[2])?;
    reader.primitive(IMPLICIT_0)?;
    let algorithm = reader.open(SEQUENCE)?;
    reader.expect(OBJECT_ID, RSAES_OAEP)?;
    reader.expect(SEQUENCE, OAEP_SHA256)?;
    reader.close(&algorithm)?;
    let key = reader.primitive(OCTET_STRING)?.to_vec();
    reader.close(&recipient)?;
    reader.close(&set)?;
    Some(key)
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A length of up to 64 KiB; none for an indefinite one.
    fn length(&mut self) -> Option<Option<usize>> {
        match self.byte()? {
            INDEFINITE => Some(None),
            short @ 0..=0x7f => Some(Some(usize::from(short))),
            0x81 => Some(Some(usize::from(self.byte()?))),
            0x82 => Some(Some(usize::from(self.byte()?) << 8 | usize::from(self.byte()?))),
            _ => None,
        }
    }

    fn tag(&mut self, tag: u8) -> Option<()> {
        (self.byte()? == tag).then_some(())
    }

    fn open(&mut self, tag: u8) -> Option<End> {
        self.tag(tag)?;
        match self.length()? {
            Some(len) => self.0.len().checked_sub(len).map(End::Left),
            None => Some(End::Mark),
        }
    }

    fn close(&mut self, end: &End) -> Option<()> {
        match end {
            End::Left(left) => (self.0.len() == *left).then_some(()),
            End::Mark => {
                self.tag(0)?;
                self.tag(0)
            }
        }
    }

    fn primitive(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.tag(tag)?;
        let len = self.length()??;
        let (content, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(content)
    }

    fn expect(&mut self, tag: u8, content: &[u8]) -> Option<()> {
        (self.primitive(tag)? == content).then_some(())
    }

    /// The ciphertext: in one piece, or in several.
    fn string(&mut self) -> Option<Vec<u8>> {
        if self.0.first() == Some(&IMPLICIT_0) {
            return self.primitive(IMPLICIT_0).map(<[u8]>::to_vec);
        }
        let end = self.open(EXPLICIT_0)?;
        let mut string = Vec::new();
        while self.0.first() == Some(&OCTET_STRING) {
            string.extend_from_slice(self.primitive(OCTET_STRING)?);
        }
        self.close(&end)?;
        Some(string)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Messages that KMS wrote, where they are at hand.
    fn real() -> Option<PathBuf> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = here.ancestors().map(|folder| folder.join("shared/vectors/attest/cms"));
        folders.find(|folder| folder.exists())
    }

    #[test]
    fn real_messages_are_read() {
        let Some(folder) = real() else { return };
        for suffix in ["", "_w_ctx"] {
            let part = |name: &str| fs::read(folder.join(format!("kms-cms-{name}{suffix}.bin"))).unwrap();
            let bytes = part("input_ber");
            let found = read(&bytes).unwrap();
            assert_eq!(found.encrypted_key, part("encrypted_key_out"));
            assert_eq!(found.iv.as_slice(), part("iv_out"));
            assert_eq!(found.ciphertext, part("ciphertext_out"));
            for len in 0..bytes.len() {
                assert_eq!(read(&bytes[..len]), Err(Refusal::KeyUnavailable), "{len}");
            }
            assert_eq!(read(&[bytes.as_slice(), &[0]].concat()), Err(Refusal::KeyUnavailable));
        }
    }

    proptest::proptest! {
        #[test]
        fn altered_messages_are_read_or_refused_and_nothing_else(
            changes in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 0..9),
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600),
        ) {
            let mut altered = real()
                .and_then(|folder| fs::read(folder.join("kms-cms-input_ber.bin")).ok())
                .unwrap_or(bytes);
            for (at, value) in changes {
                let at = usize::from(at) % altered.len().max(1);
                if let Some(byte) = altered.get_mut(at) {
                    *byte = value;
                }
            }
            if let Ok(found) = read(&altered) {
                proptest::prop_assert!(found.ciphertext.len() + found.encrypted_key.len() < altered.len());
            }
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for bytes in
            [&b""[..], b"\x30", b"\x30\x80\0\0", b"\x30\x84\xff\xff\xff\xff", &[0x30; 1000], &[0x80; 1000]]
        {
            assert_eq!(read(bytes), Err(Refusal::KeyUnavailable));
        }
    }
}
