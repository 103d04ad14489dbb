//! `CiphertextForRecipient` as KMS makes it: CMS in BER, with lengths that are marked and not given.

use aws_lc_rs::cipher::{AES_256, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], len.as_slice(), &content].concat()
}

/// A message of indefinite length, as KMS writes it.
fn marked(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

const PKCS7: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];
const OAEP: &[u8] = &[
    0x30, 0x3c, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 7, 0x30, 0x2f, 0xa0, 15, 0x30, 13, 6, 9,
    0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 0xa1, 28, 0x30, 26, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7,
    0x0d, 1, 1, 8, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0,
];

/// What KMS encrypts to a recipient.
pub(crate) fn ciphertext_for_recipient(public_key: &[u8], content: &[u8]) -> Vec<u8> {
    let content_key = [7; 32];
    let recipient = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(public_key).unwrap()).unwrap();
    let mut encrypted_key = vec![0; recipient.ciphertext_size()];
    recipient.encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut encrypted_key, None).unwrap();
    let key = UnboundCipherKey::new(&AES_256, &content_key).unwrap();
    let mut ciphertext = content.to_vec();
    let context = PaddedBlockEncryptingKey::cbc_pkcs7(key).unwrap().encrypt(&mut ciphertext).unwrap();
    let iv: &[u8] = (&context).try_into().unwrap();
    let recipient =
        element(0x30, &[&[2, 1, 2], &element(0x80, &[&[9; 32]]), OAEP, &element(4, &[&encrypted_key])]);
    let algorithm = element(0x30, &[&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42], &element(4, &[iv])]);
    let (first, second) = ciphertext.split_at(16);
    let string = marked(0xa0, &[&element(4, &[first]), &element(4, &[second])]);
    let content = marked(0x30, &[PKCS7, &[1], &algorithm, &string]);
    let data = marked(0x30, &[&[2, 1, 2], &element(0x31, &[&recipient]), &content]);
    marked(0x30, &[PKCS7, &[3], &marked(0xa0, &[&data])])
}
