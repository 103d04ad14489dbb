//! The word table: from a folded word to what the engine knows of it, in one cache line.
//!
//! The words themselves are not in the table, only 24 bits of their hash, so that it is small and
//! a look-up compares sixteen words at once.
//! A word that is not in the table is taken for one that is about once in 700,000 times.

mod classes;
mod error;

pub use classes::Classes;
pub use error::LexiconError;

use core::hint::select_unpredictable;

use sha2::{Digest, Sha256};

/// Bits of a hash that tell where its exception stands: enough that most are found at once.
const STARTS: u32 = 11;

/// The first bytes of a lexicon file.
pub const MAGIC: [u8; 8] = *b"PHWLEX1\0";
/// The version of the layout that this release reads.
pub const FORMAT_VERSION: u32 = 2;
/// Bytes of the header, and the boundary on which buckets start.
pub const HEADER_LEN: usize = 64;
/// Entries in a bucket.
pub const BUCKET_ENTRIES: usize = 16;
/// Bytes of a bucket: one cache line on the machines we know.
pub const BUCKET_LEN: usize = BUCKET_ENTRIES * 4;
/// Different class sets that a lexicon may hold, as an entry names one by a byte.
pub const MAX_CLASS_SETS: usize = 255;
/// The number of an entry whose classes are too rare a set to have one: they are in the list at the end.
pub const EXCEPTION: u8 = 255;
/// Longest word in bytes that a lexicon holds; longer ones need not be looked up.
pub const MAX_WORD_LEN: usize = 48;

/// A word table, read in place.
///
/// ```
/// use phiward_redact::lexicon::{Classes, Lexicon};
///
/// let lexicon = Lexicon::embedded();
/// assert!(lexicon.lookup(b"abdomen").contains(Classes::CLINICAL));
/// assert!(lexicon.lookup(b"nguyen").contains(Classes::SURNAME | Classes::SURNAME_FREQ));
/// assert_eq!(lexicon.lookup(b"qzxjv"), Classes::NONE);
/// ```
#[derive(Clone)]
pub struct Lexicon<'a> {
    body: &'a [u8],
    buckets: &'a [[u8; BUCKET_LEN]],
    /// One more than there may be: the last is that of words that are not found.
    class_sets: [Classes; MAX_CLASS_SETS + 1],
    /// Low halves of hashes, ascending, and classes.
    exceptions: &'a [[u8; 8]],
    /// Where in `exceptions` each value of the highest bits begins.
    exception_starts: [u32; 1 << STARTS],
    checksum: [u8; 32],
    bucket_count: u32,
    entry_count: u32,
    build_date: u64,
}

impl<'a> Lexicon<'a> {
    /// Reads the header and the class sets; the buckets stay where they are.
    ///
    /// The checksum is not computed: see [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`LexiconError`] tells which part of the file is not as it should be.
    pub const fn from_bytes(bytes: &'a [u8]) -> Result<Self, LexiconError> {
        let Some((magic, _)) = bytes.split_first_chunk::<8>() else { return Err(LexiconError::Truncated) };
        if u64::from_le_bytes(*magic) != u64::from_le_bytes(MAGIC) {
            return Err(LexiconError::NotALexicon);
        }
        let Some((header, body)) = bytes.split_first_chunk::<HEADER_LEN>() else {
            return Err(LexiconError::Truncated);
        };
        let version = u32_at(header, 8);
        if version != FORMAT_VERSION {
            return Err(LexiconError::UnsupportedVersion { found: version });
        }
        let (bucket_count, entry_count) = (u32_at(header, 12), u32_at(header, 16));
        let class_set_count = u32_at(header, 20) as usize;
        if class_set_count > MAX_CLASS_SETS || bucket_count == 0 {
            return Err(LexiconError::Malformed);
        }
        let Some((sets, rest)) = body.split_at_checked((class_set_count * 4).next_multiple_of(HEADER_LEN))
        else {
            return Err(LexiconError::Truncated);
        };
        let Some(buckets_len) = (bucket_count as usize).checked_mul(BUCKET_LEN) else {
            return Err(LexiconError::Malformed);
        };
        let Some((buckets, rest)) = rest.split_at_checked(buckets_len) else {
            return Err(LexiconError::Truncated);
        };
        let (exceptions, rest) = rest.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(LexiconError::Malformed);
        }
        Ok(Self {
            body,
            buckets: buckets.as_chunks::<BUCKET_LEN>().0,
            exceptions,
            exception_starts: starts_of(exceptions),
            class_sets: read_class_sets(sets, class_set_count),
            checksum: checksum_of(header),
            bucket_count,
            entry_count,
            build_date: u32_at(header, 56) as u64 | (u32_at(header, 60) as u64) << 32,
        })
    }

    /// The lexicon that comes with this release; it was checked when the crate was compiled.
    #[must_use]
    pub fn embedded() -> Lexicon<'static> {
        EMBEDDED.clone()
    }

    /// A lexicon of no word, for texts of which only the words themselves matter.
    pub(crate) fn no_words() -> Lexicon<'static> {
        NO_WORDS.clone()
    }

    /// Computes the checksum of the whole file and compares it with the one in the header.
    ///
    /// # Errors
    /// [`LexiconError::Altered`] if they differ.
    pub fn verify(&self) -> Result<(), LexiconError> {
        let computed: [u8; 32] = Sha256::digest(self.body).into();
        if computed == self.checksum { Ok(()) } else { Err(LexiconError::Altered) }
    }

    /// What is known of a folded word; [`Classes::NONE`] if nothing.
    ///
    /// Folded means lower case, without a possessive ending.
    /// Words with diacritics are found as they are written and without the diacritics.
    #[must_use]
    #[inline]
    pub fn lookup(&self, folded: &[u8]) -> Classes {
        self.lookup_hash(hash(folded))
    }

    /// What is known of a folded word, and its [`hash32`].
    #[must_use]
    #[inline]
    pub fn classify(&self, folded: &[u8]) -> (Classes, u32) {
        let hash = hash(folded);
        (self.lookup_hash(hash), low_half(hash))
    }

    /// What is known of the word with this [`hash`].
    #[must_use]
    #[inline]
    pub fn lookup_hash(&self, hash: u64) -> Classes {
        let Some(bucket) = self.buckets.get(bucket_of(hash, self.bucket_count)) else { return Classes::NONE };
        let found = search(bucket, hash);
        let is_exception = (found & 0xff) as u8 == EXCEPTION;
        let missing = found == 0;
        // One branch, seldom taken, for all that is not told by this bucket.
        if is_exception | (missing & is_full(bucket)) {
            return if is_exception { self.exception(low_half(hash)) } else { self.spilt(hash) };
        }
        // The last set is empty.
        let number = (found & 0xff) | (u32::from(missing) * 0xff);
        self.class_sets.get(number as usize).copied().unwrap_or_default()
    }

    /// What is known of a word whose bucket was full when it came.
    #[cold]
    fn spilt(&self, hash: u64) -> Classes {
        let mut index = bucket_of(hash, self.bucket_count);
        // A table whose every bucket is full would send the look-up round for ever.
        for _ in 1..self.bucket_count {
            index = if index + 1 < self.buckets.len() { index + 1 } else { 0 };
            let Some(bucket) = self.buckets.get(index) else { break };
            let found = search(bucket, hash);
            if found != 0 {
                let number = (found & 0xff) as u8;
                if number == EXCEPTION {
                    return self.exception(low_half(hash));
                }
                return self.class_sets.get(usize::from(number)).copied().unwrap_or_default();
            }
            if !is_full(bucket) {
                break;
            }
        }
        Classes::NONE
    }

    fn exception(&self, hash: u32) -> Classes {
        let start = self.exception_starts.get((hash >> (32 - STARTS)) as usize).copied().unwrap_or_default();
        let later = self.exceptions.get(start as usize..).unwrap_or_default().iter();
        let mut later = later.map(|entry| split_pair(*entry)).skip_while(|(known, _)| *known < hash);
        later
            .next()
            .filter(|(known, _)| *known == hash)
            .map_or(Classes::NONE, |(_, bits)| Classes::from_bits(bits))
    }

    /// The SHA-256 of everything after the header, as the header states it.
    #[must_use]
    pub const fn checksum(&self) -> &[u8; 32] {
        &self.checksum
    }

    /// How many words the lexicon holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entry_count as usize
    }

    /// Whether the lexicon holds no word.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entry_count == 0
    }

    /// The day of the lists, as the decimal number yyyymmdd.
    #[must_use]
    pub const fn build_date(&self) -> u64 {
        self.build_date
    }
}

impl core::fmt::Debug for Lexicon<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Lexicon")
            .field("words", &self.entry_count)
            .field("buckets", &self.bucket_count)
            .field("build_date", &self.build_date)
            .finish_non_exhaustive()
    }
}

/// The entry of a bucket that is of this hash; 0 if there is none.
#[inline]
fn search(bucket: &[u8; BUCKET_LEN], hash: u64) -> u32 {
    let key = fingerprint(hash) << 8;
    let mut found = 0;
    // No branch in the loop, so that it compiles to vector compares.
    for entry in bucket.as_chunks::<4>().0 {
        let entry = u32::from_le_bytes(*entry);
        found |= if entry & 0xffff_ff00 == key { entry } else { 0 };
    }
    found
}

/// Whether a bucket may have spilt: entries fill it from the front, so the last one tells.
#[inline]
fn is_full(bucket: &[u8; BUCKET_LEN]) -> bool {
    bucket.last_chunk::<4>().is_some_and(|last| *last != [0; 4])
}

/// Bytes on the boundary of a cache line.
#[repr(C, align(64))]
struct Aligned<T>(T);

static FILE: Aligned<[u8; include_bytes!("../lexicon/lexicon.bin").len()]> =
    Aligned(*include_bytes!("../lexicon/lexicon.bin"));

// The panic would be an error of the compiler, not one at run time.
static EMBEDDED: Lexicon<'static> = match Lexicon::from_bytes(&FILE.0) {
    Ok(lexicon) => lexicon,
    Err(_) => panic!("lexicon.bin is malformed"),
};

/// A header and one empty bucket.
static NO_WORDS_FILE: Aligned<[u8; HEADER_LEN + BUCKET_LEN]> = {
    let mut file = [0; HEADER_LEN + BUCKET_LEN];
    if let Some((magic, rest)) = file.split_first_chunk_mut()
        && let Some((version, rest)) = rest.split_first_chunk_mut()
        && let Some((buckets, _)) = rest.split_first_chunk_mut()
    {
        *magic = MAGIC;
        *version = FORMAT_VERSION.to_le_bytes();
        *buckets = 1u32.to_le_bytes();
    }
    Aligned(file)
};

static NO_WORDS: Lexicon<'static> = match Lexicon::from_bytes(&NO_WORDS_FILE.0) {
    Ok(lexicon) => lexicon,
    Err(_) => panic!("one empty bucket is a lexicon"),
};

/// Two numbers of 32 bits.
const fn split_pair([a, b, c, d, e, f, g, h]: [u8; 8]) -> (u32, u32) {
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

const fn u32_at(header: &[u8; HEADER_LEN], offset: usize) -> u32 {
    match header.split_at(offset).1.first_chunk::<4>() {
        Some(bytes) => u32::from_le_bytes(*bytes),
        None => 0,
    }
}

const fn checksum_of(header: &[u8; HEADER_LEN]) -> [u8; 32] {
    match header.split_at(24).1.first_chunk::<32>() {
        Some(checksum) => *checksum,
        None => [0; 32],
    }
}

#[expect(clippy::indexing_slicing, reason = "a const fn has no other access; every index is bounded")]
#[expect(clippy::cast_possible_truncation, reason = "a file of so many exceptions has no room for buckets")]
const fn starts_of(exceptions: &[[u8; 8]]) -> [u32; 1 << STARTS] {
    let mut starts = [0; 1 << STARTS];
    let (mut high, mut at) = (0, 0);
    while high < 1 << STARTS {
        while at < exceptions.len() && (split_pair(exceptions[at]).0 >> (32 - STARTS)) < high {
            at += 1;
        }
        starts[high as usize] = at as u32;
        high += 1;
    }
    starts
}

#[expect(clippy::indexing_slicing, reason = "a const fn has no other access; the caller checked the count")]
const fn read_class_sets(bytes: &[u8], count: usize) -> [Classes; MAX_CLASS_SETS + 1] {
    let mut sets = [Classes::NONE; MAX_CLASS_SETS + 1];
    let words = bytes.as_chunks::<4>().0;
    let mut index = 0;
    while index < count {
        sets[index] = Classes::from_bits(u32::from_le_bytes(words[index]));
        index += 1;
    }
    sets
}

/// The hash of a folded word, which decides its place in the table.
///
/// It is part of the file format: it never changes within one [`FORMAT_VERSION`].
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
const fn low_half(hash: u64) -> u32 {
    hash as u32
}

/// The two halves of the product, mixed.
#[expect(clippy::cast_possible_truncation, reason = "the product is taken apart")]
const fn multiply(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests;
