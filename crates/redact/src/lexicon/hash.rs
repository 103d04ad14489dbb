//! The hash of a word, and where it leads.

use core::hint::select_unpredictable;

use super::MAX_WORD_LEN;

/// The hash of a folded word, which decides its place in the table.
///
/// It is part of the file format: it never changes within one [`FORMAT_VERSION`](super::FORMAT_VERSION).
#[must_use]
#[inline]
pub const fn hash(folded: &[u8]) -> u64 {
    let mut state = A;
    let mut rest = folded;
    while rest.len() > 16 {
        let Some((block, after)) = rest.split_first_chunk::<16>() else { break };
        let ([first, last], _) = block.as_chunks::<8>() else { break };
        state = multiply(u64::from_le_bytes(*first) ^ state, u64::from_le_bytes(*last) ^ B);
        rest = after;
    }
    let (first, last) = if let (Some(first), Some(last)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
    } else {
        match rest {
            [first, middle, last, ..] => (*first as u64, (*last as u64) << 8 | *middle as u64),
            [first, last] => (*first as u64, (*last as u64) << 8 | *last as u64),
            [only] => (*only as u64, 0),
            [] => (0, 0),
        }
    };
    multiply(multiply(first ^ state, last ^ B) ^ A, folded.len() as u64 ^ C)
}

// Odd constants with as many ones as zeros, from the fractional part of pi.
const A: u64 = 0x243f_6a88_85a3_08d3;
const B: u64 = 0x1319_8a2e_0370_7345;
const C: u64 = 0xa409_3822_299f_31d1;

/// The [`hash`] of a word of ASCII letters and digits in lower case: what stands from `start` to `end`.
///
/// Words of up to 16 bytes, which are nearly all, are hashed without a branch for each length.
#[inline]
pub(crate) fn hash_ascii(text: &[u8], start: usize, end: usize) -> u64 {
    let len = end - start;
    let head = text.get(start..).and_then(|rest| rest.first_chunk::<8>());
    let tail = text.get(..end).and_then(|rest| rest.last_chunk::<8>());
    let (Some(head), Some(tail), 1..=16) = (head, tail, len) else {
        return hash_at_edge(text.get(start..end).unwrap_or_default());
    };
    // Bit 5 is the case of a letter, and set in a digit.
    const FOLD: u64 = u64::from_le_bytes([0x20; 8]);
    let (head, tail) = (u64::from_le_bytes(*head) | FOLD, u64::from_le_bytes(*tail) | FOLD);
    let (mask, shift) = select_unpredictable(len < 4, (0xff, 48), (0xffff_ffff, 32));
    let (mask, shift) = select_unpredictable(len < 8, (mask, shift), (u64::MAX, 0));
    let last = tail >> 56;
    let two = last << 8 | last;
    let last = select_unpredictable(len == 1, 0, two);
    let last = select_unpredictable(len < 3, last, tail >> shift);
    multiply(multiply(head & mask ^ A, last ^ B) ^ A, len as u64 ^ C)
}

/// The same of a long word, and of one that stands within eight bytes of an edge of the text.
#[inline(never)]
fn hash_at_edge(word: &[u8]) -> u64 {
    let mut folded = [0; MAX_WORD_LEN];
    folded.iter_mut().zip(word).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    // A longer word is in no lexicon.
    hash(folded.get(..word.len()).unwrap_or_default())
}

/// The low half of [`hash`], for small tables of words that the engine makes itself.
#[must_use]
#[inline]
pub const fn hash32(folded: &[u8]) -> u32 {
    low_half(hash(folded))
}

/// The part of a hash that an entry keeps: its low 24 bits, never zero.
#[must_use]
#[inline]
pub const fn fingerprint(hash: u64) -> u32 {
    let low = low_half(hash) & 0x00ff_ffff;
    if low == 0 { 1 } else { low }
}

/// The bucket in which a word with this hash belongs, of `bucket_count`.
#[must_use]
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the product's high half is below the bucket count")]
pub const fn bucket_of(hash: u64, bucket_count: u32) -> usize {
    ((hash as u128 * bucket_count as u128) >> 64) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is wanted")]
pub(super) const fn low_half(hash: u64) -> u32 {
    hash as u32
}

/// The two halves of the product, mixed.
#[expect(clippy::cast_possible_truncation, reason = "the product is taken apart")]
const fn multiply(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}
