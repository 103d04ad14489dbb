//! The word table: from a folded word to what the engine knows of it, in one cache line.
//!
//! The words themselves are not in the table, only 24 bits of their hash, so that it is small and
//! a look-up compares sixteen words at once.
//! A word that is not in the table is taken for one that is about once in 700,000 times.
//!
//! A file of it holds no more than what cannot be left out, so it is read into a table before the first look-up.
//! Beside the table it holds the lists of words that the rules ask for.

mod classes;
mod error;
mod hash;
mod lists;
mod read;

pub use self::{
    classes::Classes,
    error::LexiconError,
    hash::{bucket_of, fingerprint, hash, hash32},
    lists::LIST_NAMES,
    read::STEP_BITS,
};

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

use self::hash::low_half;
pub(crate) use self::{hash::hash_ascii, lists::List};

/// Bits of a hash that tell where its exception stands: enough that most are found at once.
const STARTS: u32 = 11;

/// The first bytes of a lexicon file.
pub const MAGIC: [u8; 8] = *b"PHWLEX1\0";
/// The version of the layout that this release reads.
pub const FORMAT_VERSION: u32 = 4;
/// Bytes of the header.
pub const HEADER_LEN: usize = 64;
/// Entries in a bucket.
pub const BUCKET_ENTRIES: usize = 16;
/// Different class sets that have a number, which is one to this: an entry names one by a byte.
pub const MAX_CLASS_SETS: usize = 254;
/// The number of an entry whose classes are too rare a set to have one: they are in a list.
pub const EXCEPTION: u8 = 255;
/// Longest word in bytes that a lexicon holds; longer ones need not be looked up.
pub const MAX_WORD_LEN: usize = 48;

/// A word table.
///
/// ```
/// use phiward_redact::lexicon::{Classes, Lexicon};
///
/// let lexicon = Lexicon::embedded();
/// assert!(lexicon.lookup(b"abdomen").contains(Classes::CLINICAL));
/// assert!(lexicon.lookup(b"nguyen").contains(Classes::SURNAME | Classes::SURNAME_FREQ));
/// assert_eq!(lexicon.lookup(b"qzxjv"), Classes::NONE);
/// ```
pub struct Lexicon {
    buckets: Vec<Bucket>,
    /// The sets by their numbers. The first is that of words that are not found.
    class_sets: [Classes; MAX_CLASS_SETS + 2],
    /// Low halves of hashes, ascending, and classes.
    exceptions: Vec<(u32, Classes)>,
    /// Where in `exceptions` each value of the highest bits begins.
    exception_starts: [u16; 1 << STARTS],
    /// By the number of a [`List`].
    lists: Vec<Box<str>>,
    checksum: [u8; 32],
    bucket_count: u32,
    entry_count: u32,
    build_date: u64,
}

/// Entries, each 24 bits of a hash and the number of a class set; they fill a bucket from the front.
///
/// It is one cache line on the machines that we know.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Bucket([u32; BUCKET_ENTRIES]);

impl Lexicon {
    /// Reads a file: `lexicon.bin` of this release.
    ///
    /// It takes some milliseconds, and memory for the table: 5 bytes a word.
    ///
    /// # Errors
    /// [`LexiconError`] tells what of the file is not as it should be.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LexiconError> {
        read::checked(bytes)
    }

    /// The lexicon that comes with this release; it is read at the first call.
    ///
    /// # Panics
    /// Never in a program whose own bytes are whole: a test reads the same file.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceBox<Lexicon> = OnceBox::new();
        EMBEDDED.get_or_init(|| match read::unchecked(include_bytes!("../lexicon/lexicon.bin")) {
            Ok(lexicon) => Box::new(lexicon),
            #[expect(clippy::panic, reason = "no words instead of these would let names through")]
            Err(_) => panic!("lexicon.bin is malformed"),
        })
    }

    /// A lexicon of no word, for texts of which only the words themselves matter.
    pub(crate) const NO_WORDS: Self = Self {
        buckets: Vec::new(),
        class_sets: [Classes::NONE; MAX_CLASS_SETS + 2],
        exceptions: Vec::new(),
        exception_starts: [0; 1 << STARTS],
        lists: Vec::new(),
        checksum: [0; 32],
        bucket_count: 0,
        entry_count: 0,
        build_date: 0,
    };

    /// Lets the rules ask for the words of its lists from now on.
    pub(crate) fn keep_lists(&self) {
        lists::keep(&self.lists);
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
        let found = bucket.search(hash);
        let is_exception = (found & 0xff) as u8 == EXCEPTION;
        let missing = found == 0;
        // One branch, seldom taken, for all that is not told by this bucket.
        if is_exception | (missing & bucket.is_full()) {
            return if is_exception { self.exception(low_half(hash)) } else { self.spilt(hash) };
        }
        self.class_sets.get((found & 0xff) as usize).copied().unwrap_or_default()
    }

    /// What is known of a word whose bucket was full when it came.
    #[cold]
    fn spilt(&self, hash: u64) -> Classes {
        let mut index = bucket_of(hash, self.bucket_count);
        // A table whose every bucket is full would send the look-up round for ever.
        for _ in 1..self.bucket_count {
            index = if index + 1 < self.buckets.len() { index + 1 } else { 0 };
            let Some(bucket) = self.buckets.get(index) else { break };
            let found = bucket.search(hash);
            if found != 0 {
                let number = (found & 0xff) as u8;
                if number == EXCEPTION {
                    return self.exception(low_half(hash));
                }
                return self.class_sets.get(usize::from(number)).copied().unwrap_or_default();
            }
            if !bucket.is_full() {
                break;
            }
        }
        Classes::NONE
    }

    fn exception(&self, hash: u32) -> Classes {
        let start = self.exception_starts.get((hash >> (32 - STARTS)) as usize).copied().unwrap_or_default();
        let mut later = self.exceptions.iter().skip(start.into()).skip_while(|(known, _)| *known < hash);
        later.next().filter(|(known, _)| *known == hash).map_or(Classes::NONE, |(_, classes)| *classes)
    }

    /// The SHA-256 of everything after the header of its file, as the header states it.
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

impl core::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Lexicon")
            .field("words", &self.entry_count)
            .field("buckets", &self.bucket_count)
            .field("build_date", &self.build_date)
            .finish_non_exhaustive()
    }
}

impl Bucket {
    const EMPTY: Self = Self([0; BUCKET_ENTRIES]);

    /// The entry that is of this hash; 0 if there is none.
    #[inline]
    fn search(&self, hash: u64) -> u32 {
        let key = fingerprint(hash) << 8;
        let mut found = 0;
        // No branch in the loop, so that it compiles to vector compares.
        for entry in self.0 {
            found |= if entry & 0xffff_ff00 == key { entry } else { 0 };
        }
        found
    }

    /// Whether the bucket may have spilt: the last entry tells.
    #[inline]
    const fn is_full(&self) -> bool {
        let [.., last] = self.0;
        last != 0
    }
}

#[cfg(test)]
mod tests;
