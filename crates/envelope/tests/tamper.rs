//! An envelope that was altered in any way does not open, and the error says what the specification says.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod sample;
mod ways;

use core::ops::Range;

use phiward_envelope::{Opener, Purpose, Sealer};
use sample::{CHUNK, Counting, FIXED, PREAMBLE, SEALED_CHUNK, TAG, context, extension, key, plaintext};
use ways::{OPENING, opening_whole};

/// Bytes of the sample extension in a header.
const EXTENSION: usize = 6;
/// Length of the prefix of the samples.
const PREFIX: usize = FIXED + EXTENSION + PREAMBLE;

fn sealed(len: usize, entropy: &mut Counting) -> Vec<u8> {
    let (key, context) = (key(1), context());
    let sealer = Sealer::new(&key, &context, Purpose::RECORD).with_extensions(&[extension()]).unwrap();
    sealer.seal(&plaintext(len), entropy).unwrap()
}

/// The code of every way to open, which must be the same.
fn code(envelope: &[u8]) -> &'static str {
    let (key, context) = (key(1), context());
    let opener = Opener::new(&key, &context);
    let codes =
        OPENING.map(|(name, open)| (name, open(&opener, envelope).map_or_else(|e| e.code(), |_| "opened")));
    assert!(codes.iter().all(|(_, code)| *code == codes[0].1), "they disagree: {codes:?}");
    codes[0].1
}

fn flipped(envelope: &[u8], bit: usize) -> Vec<u8> {
    let mut altered = envelope.to_vec();
    altered[bit / 8] ^= 1 << (bit % 8);
    altered
}

/// What a flipped bit of the prefix must give; bit 7 is the highest of its byte.
fn expected_of_flip(byte: usize, bit: usize) -> &'static str {
    match byte {
        // 2 becomes 3, a version that is read; no single bit makes 1.
        0 if bit == 0 => "wrong_key_or_context",
        0 => "unsupported_version",
        1 => "unsupported_suite",
        2 => "malformed",
        3..20 => "wrong_key_or_context",
        // The length of the extensions: above 1,024 from bit 2 of the high byte on.
        20 if bit >= 2 => "limit_exceeded",
        20 | 21 => "malformed",
        // The extension's type: bit 7 makes it critical. Then its length, then its value.
        22 if bit == 7 => "malformed",
        22 => "wrong_key_or_context",
        23 | 24 => "malformed",
        _ => "wrong_key_or_context",
    }
}

#[test]
fn every_bit_of_the_prefix_counts() {
    let envelope = sealed(2 * CHUNK + 100, &mut Counting::new());
    assert_eq!(code(&envelope), "opened");
    for bit in 0..8 * PREFIX {
        let expected = expected_of_flip(bit / 8, bit % 8);
        assert_eq!(code(&flipped(&envelope, bit)), expected, "bit {} of byte {}", bit % 8, bit / 8);
    }
}

/// Where chunk `index` of a sample of three chunks stands.
fn chunk(envelope: &[u8], index: usize) -> Range<usize> {
    let start = PREFIX + index * SEALED_CHUNK;
    start..(start + SEALED_CHUNK).min(envelope.len())
}

#[test]
fn a_bit_of_any_part_of_any_chunk_counts() {
    let envelope = sealed(2 * CHUNK + 100, &mut Counting::new());
    for index in 0..3 {
        let Range { start, end } = chunk(&envelope, index);
        let parts = [start, usize::midpoint(start, end), end - TAG - 1, end - TAG, end - 1];
        for (byte, bit) in parts.into_iter().zip([0, 3, 7, 4, 1]) {
            assert_eq!(code(&flipped(&envelope, 8 * byte + bit)), "corrupt", "byte {byte} of chunk {index}");
        }
    }
}

/// The code of a body of `len` bytes that was cut or extended: only some lengths are those of a message.
fn code_of_length(len: usize) -> &'static str {
    if len % SEALED_CHUNK < TAG { "truncated" } else { "corrupt" }
}

#[test]
fn every_truncation_fails() {
    let envelope = sealed(CHUNK + 500, &mut Counting::new());
    let (key, context) = (key(1), context());
    let opener = Opener::new(&key, &context);
    for len in 0..envelope.len() {
        let expected = match len {
            0..FIXED => "malformed",
            _ if len < FIXED + EXTENSION => "malformed",
            _ if len < PREFIX => "truncated",
            _ => code_of_length(len - PREFIX),
        };
        for (name, open) in OPENING {
            let error = open(&opener, &envelope[..len]).unwrap_err();
            assert_eq!(error.code(), expected, "{name}, {len} bytes");
        }
    }
}

#[test]
fn a_truncated_envelope_is_truncated_for_a_wrong_key_too() {
    let envelope = sealed(10, &mut Counting::new());
    let (key, context) = (key(2), context());
    for (name, open) in opening_whole() {
        let error = open(&Opener::new(&key, &context), &envelope[..PREFIX + 5]).unwrap_err();
        assert_eq!(error.code(), "truncated", "{name}");
    }
}

#[test]
fn bytes_after_the_end_fail() {
    let envelope = sealed(CHUNK + 500, &mut Counting::new());
    let last = 500 + TAG;
    for more in [1, 15, 16, 17, 100, CHUNK - last, SEALED_CHUNK - last - 1] {
        let extended = [&envelope[..], &vec![0; more]].concat();
        assert_eq!(code(&extended), code_of_length(extended.len() - PREFIX), "{more} more");
    }
    let tail_again = [&envelope[..], &envelope[chunk(&envelope, 1)]].concat();
    assert_eq!(code(&tail_again), "corrupt");
}

#[test]
fn an_end_that_fills_its_chunk_fails() {
    let envelope = sealed(CHUNK + 500, &mut Counting::new());
    let (key, context) = (key(1), context());
    let opener = Opener::new(&key, &context);
    for more in SEALED_CHUNK - 500 - TAG..=SEALED_CHUNK - 500 - 1 {
        let extended = [&envelope[..], &vec![0; more]].concat();
        for (name, open) in OPENING {
            // A stream has no length, and meets the altered chunk before the missing end.
            let expected = if matches!(name, "stream" | "OpenReader") { "corrupt" } else { "truncated" };
            assert_eq!(open(&opener, &extended).unwrap_err().code(), expected, "{name}, {more} more");
        }
    }
}

/// A sample of three full chunks and an empty last one, rebuilt with other chunks.
fn rebuilt(chunks: &[&[u8]]) -> Vec<u8> {
    let envelope = sealed(3 * CHUNK, &mut Counting::new());
    let mut rebuilt = envelope[..PREFIX].to_vec();
    chunks.iter().for_each(|chunk| rebuilt.extend_from_slice(chunk));
    rebuilt
}

#[test]
fn chunks_stay_where_they_were_sealed() {
    let mut entropy = Counting::new();
    let own = sealed(3 * CHUNK, &mut entropy);
    let foreign = sealed(3 * CHUNK, &mut entropy);
    assert_ne!(own[FIXED + EXTENSION..], foreign[FIXED + EXTENSION..]);
    let [a, b, c, end] = [0, 1, 2, 3].map(|index| &own[chunk(&own, index)]);
    let [foreign_a, foreign_b, _, foreign_end] = [0, 1, 2, 3].map(|index| &foreign[chunk(&foreign, index)]);

    let cases: [(&str, &[&[u8]], &str); 14] = [
        ("as sealed", &[a, b, c, end], "opened"),
        ("swapped", &[b, a, c, end], "corrupt"),
        ("rotated", &[b, c, a, end], "corrupt"),
        ("duplicated", &[a, a, b, c, end], "corrupt"),
        ("last full one duplicated", &[a, b, c, c, end], "corrupt"),
        ("replaced by another of the message", &[a, c, c, end], "corrupt"),
        ("first dropped", &[b, c, end], "corrupt"),
        ("middle dropped", &[a, c, end], "corrupt"),
        ("end dropped", &[a, b, c], "truncated"),
        ("all dropped", &[], "truncated"),
        ("end moved to the front", &[end, a, b, c], "corrupt"),
        ("first of another envelope", &[foreign_a, b, c, end], "corrupt"),
        ("middle of another envelope", &[a, foreign_b, c, end], "corrupt"),
        ("end of another envelope", &[a, b, c, foreign_end], "corrupt"),
    ];
    for (what, chunks, expected) in cases {
        assert_eq!(code(&rebuilt(chunks)), expected, "{what}");
    }
}

#[test]
fn parts_of_two_envelopes_do_not_fit_together() {
    let (key, context) = (key(1), context());
    let opener = Opener::new(&key, &context);
    let mut entropy = Counting::new();
    let [record, file] = [Purpose::RECORD, Purpose::FILE].map(|purpose| {
        Sealer::new(&key, &context, purpose).seal_detached(&plaintext(100), &mut entropy).unwrap()
    });
    let headers = [&file.prefix[..FIXED], &record.prefix[FIXED..]].concat();
    assert_eq!(opener.open_detached(&headers, &record.body).unwrap_err().code(), "wrong_key_or_context");
    assert_eq!(opener.open_detached(&file.prefix, &record.body).unwrap_err().code(), "corrupt");
    assert_eq!(opener.open_detached(&[], &record.body).unwrap_err().code(), "malformed");
    assert_eq!(opener.open_detached(&record.prefix, &[]).unwrap_err().code(), "truncated");

    let longer = [&record.prefix[..], &record.body[..1]].concat();
    assert_eq!(opener.open_detached(&longer, &record.body[1..]).unwrap_err().code(), "trailing_data");
    assert_eq!(opener.stream(&longer).unwrap_err().code(), "trailing_data");
    let body = [&record.body[..], &[0]].concat();
    assert_eq!(opener.open_detached(&record.prefix, &body).unwrap_err().code(), "corrupt");
}

#[test]
fn every_wrong_key_and_context_fails() {
    let envelope = sealed(100, &mut Counting::new());
    let (right, same_id) = (key(1), phiward_envelope::DataKey::from_bytes(key(1).id(), &[2; 32]));
    let other_id = phiward_envelope::DataKey::from_bytes(key(2).id(), &[1; 32]);
    let pairs = [("tenant", "clinic-7"), ("record", "obs/42")];
    let contexts = [
        vec![],
        pairs[..1].to_vec(),
        vec![pairs[0], ("record", "obs/43")],
        vec![pairs[0], ("Record", "obs/42")],
        vec![pairs[0], pairs[1], ("field", "")],
        vec![("tenant", "clinic-7record"), ("", "obs/42")],
    ];
    let contexts = contexts.map(|pairs| phiward_envelope::Context::new(pairs).unwrap());
    let wrong = [(&same_id, context()), (&other_id, context())];
    for (key, context) in wrong.into_iter().chain(contexts.map(|context| (&right, context))) {
        for (name, open) in OPENING {
            let error = open(&Opener::new(key, &context), &envelope).unwrap_err();
            assert_eq!(error.code(), "wrong_key_or_context", "{name}");
        }
    }
}
