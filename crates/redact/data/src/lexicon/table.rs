//! Writing the table: numbering class sets, listing the words whose sets have no number, and filling buckets.

use core::num::TryFromIntError;
use std::collections::{BTreeMap, HashMap};

use phiward_redact::lexicon::{
    BUCKET_ENTRIES, Classes, EXCEPTION, FORMAT_VERSION, MAGIC, MAX_CLASS_SETS, STEP_BITS, bucket_of,
    fingerprint, hash, hash32,
};
use sha2::{Digest, Sha256};

use super::Error;
use crate::bits::BitWriter;

/// How many of a hundred places in the table are taken.
const LOAD_PERCENT: usize = 80;

/// The bytes of a lexicon with these words.
pub(super) fn write(words: &BTreeMap<String, Classes>, lists: &str, date: u64) -> Result<Vec<u8>, Error> {
    let sets = class_sets(words);
    let numbers: HashMap<Classes, u32> = sets.iter().copied().zip(1..).collect();
    let mut exceptions = BTreeMap::new();
    let mut entries = Vec::with_capacity(words.len());
    for (word, classes) in words {
        let number = numbers.get(classes).copied().unwrap_or(u32::from(EXCEPTION));
        if number == u32::from(EXCEPTION) && exceptions.insert(hash32(word.as_bytes()), *classes).is_some() {
            return Err(Error("two exceptions have one hash".into()));
        }
        entries.push((hash(word.as_bytes()), number));
    }
    let least = (entries.len() * 100).div_ceil(BUCKET_ENTRIES * LOAD_PERCENT).max(1);
    // Another count of buckets parts two words that share a bucket and a fingerprint.
    let buckets = (least..least + 1_000)
        .find_map(|count| fill(&entries, count))
        .ok_or_else(|| Error("no count of buckets keeps all words apart".into()))?;
    let mut body: Vec<u8> = sets.iter().flat_map(|set| set.bits().to_le_bytes()).collect();
    for (hash, classes) in &exceptions {
        body.extend(hash.to_le_bytes());
        body.extend(classes.bits().to_le_bytes());
    }
    body.extend(u32::try_from(lists.len()).map_err(too_many)?.to_le_bytes());
    body.extend(lists.bytes());
    encode(&buckets, body, [sets.len(), exceptions.len()], entries.len(), date)
}

/// The class sets that get a number, the most frequent first.
fn class_sets(words: &BTreeMap<String, Classes>) -> Vec<Classes> {
    let mut counts: HashMap<Classes, usize> = HashMap::new();
    words.values().for_each(|classes| *counts.entry(*classes).or_default() += 1);
    let mut frequent: Vec<_> = counts.into_iter().collect();
    frequent.sort_by_key(|(set, count)| (usize::MAX - count, set.bits()));
    frequent.into_iter().map(|(set, _)| set).take(MAX_CLASS_SETS).collect()
}

type Bucket = [u32; BUCKET_ENTRIES];

/// Buckets with all entries, or none if two entries cannot be told apart.
fn fill(entries: &[(u64, u32)], count: usize) -> Option<Vec<Bucket>> {
    let mut buckets = vec![[0; BUCKET_ENTRIES]; count];
    for (hash, id) in entries {
        let fingerprint = fingerprint(*hash) << 8;
        let mut index = bucket_of(*hash, u32::try_from(count).ok()?);
        loop {
            let bucket = buckets.get_mut(index)?;
            if bucket.iter().any(|entry| entry & 0xffff_ff00 == fingerprint) {
                return None;
            }
            if let Some(free) = bucket.iter_mut().find(|entry| **entry == 0) {
                *free = fingerprint | id;
                break;
            }
            index = (index + 1) % count;
        }
    }
    Some(buckets)
}

fn too_many(_: TryFromIntError) -> Error {
    Error("a count is too large for its place in the file".into())
}

/// The file of a table: behind what comes before them, the words in the order of their places, as steps from each to
/// the next.
fn encode(
    buckets: &[Bucket],
    mut body: Vec<u8>,
    counts: [usize; 2],
    entries: usize,
    date: u64,
) -> Result<Vec<u8>, Error> {
    let mut codes = BitWriter::default();
    let mut next = 0;
    for (bucket, number) in buckets.iter().zip(0u64..) {
        let mut bucket = *bucket;
        bucket.sort_unstable();
        for entry in bucket.into_iter().filter(|entry| *entry != 0) {
            let place = number << 24 | u64::from(entry >> 8);
            codes.rice(place - next, STEP_BITS);
            codes.gamma(entry & 0xff);
            next = place + 1;
        }
    }
    body.extend(codes.into_bytes());
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    for count in [buckets.len(), entries] {
        bytes.extend(u32::try_from(count).map_err(too_many)?.to_le_bytes());
    }
    for count in counts {
        bytes.extend(u16::try_from(count).map_err(too_many)?.to_le_bytes());
    }
    bytes.extend(Sha256::digest(&body));
    bytes.extend(date.to_le_bytes());
    bytes.extend(body);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use phiward_redact::lexicon::{LIST_NAMES, Lexicon};

    use super::*;

    fn lists() -> String {
        "\n".repeat(LIST_NAMES.len())
    }

    fn many() -> BTreeMap<String, Classes> {
        (0..20_000u32)
            .map(|n| (format!("word{n}"), Classes::from_bits(1 << (n % 26) | 1 << (n % 7))))
            .collect()
    }

    #[test]
    fn the_reader_finds_what_the_builder_wrote() {
        let words = many();
        let bytes = write(&words, &lists(), 20_260_101).unwrap();
        let lexicon = Lexicon::from_bytes(&bytes).unwrap();
        assert_eq!(lexicon.len(), words.len());
        for (word, classes) in &words {
            assert_eq!(lexicon.lookup(word.as_bytes()), *classes, "{word}");
        }
        let absent =
            (0..20_000).filter(|n| !lexicon.lookup(format!("none{n}").as_bytes()).is_empty()).count();
        assert!(absent <= 1, "{absent}");
    }

    #[test]
    fn the_same_words_give_the_same_bytes() {
        assert_eq!(write(&many(), &lists(), 1).unwrap(), write(&many(), &lists(), 1).unwrap());
    }

    #[test]
    fn rare_sets_lose_nothing() {
        // Two thousand different sets cannot all be numbered.
        let words: BTreeMap<_, _> = (1..=2_000u32)
            .map(|n| (format!("word{n}"), Classes::from_bits((n * 7_919) & 0x03ff_ffff)))
            .collect();
        let bytes = write(&words, &lists(), 1).unwrap();
        let lexicon = Lexicon::from_bytes(&bytes).unwrap();
        for (word, classes) in &words {
            assert_eq!(lexicon.lookup(word.as_bytes()), *classes, "{word}");
        }
    }
}
