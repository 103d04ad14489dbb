//! Crate `cobblestone`, an independent implementation of the same specification: each opens what the other sealed.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod sample;
mod ways;

use std::io::{Cursor, Read as _, Write as _};

use cobblestone::{DecryptReader, EncryptWriter, Key256, RandomAccessDecryptor};
use phiward_envelope::{Context, Opener, Purpose, Sealer, cobblestone as ours};
use sample::{CHUNK, Counting, FIXED, PREAMBLE, TAG, context, extension, key, plaintext};

const SIZES: [usize; 10] =
    [0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 7, 300 * CHUNK + 1];

#[test]
fn they_open_ours() {
    let secret = [7; 32];
    for len in SIZES {
        let sealed =
            ours::seal(&ours::Key::new(&secret), &[b"ctx", b"/x"], &plaintext(len), &mut Counting::new())
                .unwrap();
        assert_eq!(
            cobblestone::decrypt(&Key256::from(secret), b"ctx/x", &sealed).unwrap(),
            plaintext(len),
            "{len}"
        );
        assert!(cobblestone::decrypt(&Key256::from(secret), b"ctx", &sealed).is_err());
    }
}

#[test]
fn we_open_theirs() {
    let secret = [7; 32];
    for len in SIZES {
        let whole = cobblestone::encrypt(&Key256::from(secret), b"ctx/x", &plaintext(len)).unwrap();
        let mut writer = EncryptWriter::new(&Key256::from(secret), b"ctx/x", Vec::new());
        writer.write_all(&plaintext(len)).unwrap();
        for sealed in [whole, writer.finish().unwrap()] {
            let opened = ours::open(&ours::Key::new(&secret), &[b"", b"ctx/", b"x"], &sealed).unwrap();
            assert_eq!(opened.as_bytes(), plaintext(len), "{len}");
            assert!(ours::open(&ours::Key::new(&secret), &[b"ctx"], &sealed).is_err());
        }
    }
}

/// The sample context as it is encoded, by hand.
const ENCODED: &[u8] = b"\0\x02\0\x06record\0\x06obs/42\0\x06tenant\0\x08clinic-7";

/// The Cobblestone context of an envelope: what the specification says, computed without our code.
fn joined(header: &[u8], encoded_context: &[u8]) -> Vec<u8> {
    [b"phiward/v2\0", header, encoded_context].concat()
}

#[test]
fn they_open_the_body_of_our_envelopes() {
    let key = key(3);
    let theirs = Key256::from(*key.expose_secret());
    for (context, encoded) in [(context(), ENCODED), (Context::empty(), &[][..])] {
        for (extensions, header_len) in [(vec![], FIXED), (vec![extension()], FIXED + 6)] {
            let sealer = Sealer::new(&key, &context, Purpose::FILE).with_extensions(&extensions).unwrap();
            for ((name, _, seal), len) in
                ways::SEALING.into_iter().flat_map(|way| SIZES.map(|len| (way, len)))
            {
                let envelope = seal(&sealer, &plaintext(len), &mut Counting::new()).unwrap();
                let (header, body) = envelope.split_at(header_len);
                let opened = cobblestone::decrypt(&theirs, &joined(header, encoded), body).unwrap();
                assert_eq!(opened, plaintext(len), "{name}, {len}");
            }
        }
    }
}

#[test]
fn their_readers_open_the_body_of_our_stream() {
    let (key, context) = (key(3), context());
    let theirs = Key256::from(*key.expose_secret());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let (name, version, seal) = ways::SEALING[5];
    assert_eq!((name, version), ("SealWriter", 3));
    let envelope = seal(&sealer, &plaintext(3 * CHUNK + 7), &mut Counting::new()).unwrap();
    let (header, body) = envelope.split_at(FIXED);

    let mut streamed = Vec::new();
    DecryptReader::new(&theirs, &joined(header, ENCODED), body).read_to_end(&mut streamed).unwrap();
    let mut sought = Vec::new();
    let mut reader =
        RandomAccessDecryptor::new(&theirs, &joined(header, ENCODED), Cursor::new(body)).unwrap();
    reader.read_to_end(&mut sought).unwrap();
    assert_eq!((&streamed, &sought), (&plaintext(3 * CHUNK + 7), &plaintext(3 * CHUNK + 7)));
}

#[test]
fn we_open_envelopes_around_their_bodies() {
    let (key, context) = (key(3), context());
    for version in [2, 3] {
        let header = [&[version, 1, 0, 2][..], key.id().as_bytes(), &[0, 6], b"\x40\0\x03abc"].concat();
        for len in SIZES {
            let theirs = Key256::from(*key.expose_secret());
            let body = cobblestone::encrypt(&theirs, &joined(&header, ENCODED), &plaintext(len)).unwrap();
            let envelope = [&header[..], &body].concat();
            assert_eq!(envelope.len(), FIXED + 6 + PREAMBLE + len + (len / CHUNK + 1) * TAG);
            for (name, open) in ways::OPENING {
                let opened = open(&Opener::new(&key, &context), &envelope).unwrap();
                assert_eq!(opened, plaintext(len), "{name}, v{version}, {len}");
            }
        }
    }
}
