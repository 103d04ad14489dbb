//! Writing the table: pruning class sets to what a byte can name, and filling buckets.

use std::collections::{BTreeMap, HashMap};

use phiward_redact::lexicon::{
    BUCKET_ENTRIES, Classes, FORMAT_VERSION, HEADER_LEN, MAGIC, MAX_CLASS_SETS, bucket_of, fingerprint, hash,
};
use sha2::{Digest, Sha256};

use super::Error;

/// How many of a hundred places in the table are taken.
const LOAD_PERCENT: usize = 80;

/// The bytes of a lexicon with these words.
pub(super) fn write(words: &BTreeMap<String, Classes>, date: u64) -> Result<Vec<u8>, Error> {
    let sets = class_sets(words);
    let entries: Vec<(u64, u32)> = words
        .iter()
        .map(|(word, classes)| {
            let kept = nearest(*classes, &sets);
            let id = sets.iter().position(|set| *set == kept).and_then(|id| u32::try_from(id).ok());
            Ok((hash(word.as_bytes()), id.ok_or_else(|| Error("a class set has no number".into()))?))
        })
        .collect::<Result<_, Error>>()?;
    let least = (entries.len() * 100).div_ceil(BUCKET_ENTRIES * LOAD_PERCENT).max(1);
    // Another count of buckets parts two words that share a bucket and a fingerprint.
    let buckets = (least..least + 1_000)
        .find_map(|count| fill(&entries, count))
        .ok_or_else(|| Error("no count of buckets keeps all words apart".into()))?;
    Ok(encode(&buckets, &sets, entries.len(), date))
}

/// The class sets that get a number: the empty one, every single class, and the most frequent ones.
fn class_sets(words: &BTreeMap<String, Classes>) -> Vec<Classes> {
    let mut counts: HashMap<Classes, usize> = HashMap::new();
    words.values().for_each(|classes| *counts.entry(*classes).or_default() += 1);
    let mut sets = vec![Classes::NONE];
    sets.extend(Classes::ALL.iter().map(|(_, class)| *class));
    let mut frequent: Vec<_> = counts.into_iter().filter(|(set, _)| !sets.contains(set)).collect();
    frequent.sort_by_key(|(set, count)| (usize::MAX - count, set.bits()));
    sets.extend(frequent.into_iter().map(|(set, _)| set).take(MAX_CLASS_SETS - sets.len()));
    sets
}

/// The numbered set that says most of what `classes` says, and nothing else.
///
/// Nothing may be added: a word that is called safe without cause would be a leak.
fn nearest(classes: Classes, sets: &[Classes]) -> Classes {
    let weigh = |set: Classes| -> u32 {
        Classes::ALL.iter().filter(|(_, class)| set.contains(*class)).map(|(_, class)| weight(*class)).sum()
    };
    let within = sets.iter().filter(|set| classes.contains(**set));
    within.max_by_key(|set| (weigh(**set), set.bits())).copied().unwrap_or_default()
}

/// How much the engine misses a class that is pruned.
const fn weight(class: Classes) -> u32 {
    match class {
        Classes::FUNCTION | Classes::AMBIGUOUS | Classes::GIVEN | Classes::SURNAME => 16,
        Classes::COMMON | Classes::CLINICAL | Classes::DRUG | Classes::CUE | Classes::TITLE => 8,
        Classes::CREDENTIAL | Classes::KIN | Classes::MONTH | Classes::STREET | Classes::UNIT => 6,
        Classes::EPONYM | Classes::GIVEN_FREQ | Classes::SURNAME_FREQ | Classes::FACILITY => 5,
        Classes::STATE | Classes::ORGWORD | Classes::ROLE | Classes::WEEKDAY => 4,
        Classes::PLACE | Classes::PARTICLE | Classes::NUMBERWORD => 3,
        _ => 2,
    }
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

fn encode(buckets: &[Bucket], sets: &[Classes], entries: usize, date: u64) -> Vec<u8> {
    let mut body: Vec<u8> = sets.iter().flat_map(|set| set.bits().to_le_bytes()).collect();
    body.resize(body.len().next_multiple_of(HEADER_LEN), 0);
    body.extend(buckets.iter().flatten().flat_map(|entry| entry.to_le_bytes()));
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    for count in [buckets.len(), entries, sets.len()] {
        bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    }
    bytes.extend(Sha256::digest(&body));
    bytes.extend(date.to_le_bytes());
    bytes.extend(body);
    bytes
}

#[cfg(test)]
mod tests {
    use phiward_redact::lexicon::Lexicon;

    use super::*;

    fn many() -> BTreeMap<String, Classes> {
        (0..20_000u32)
            .map(|n| (format!("word{n}"), Classes::from_bits(1 << (n % 26) | 1 << (n % 7))))
            .collect()
    }

    #[test]
    fn the_reader_finds_what_the_builder_wrote() {
        let words = many();
        let bytes = write(&words, 20_260_101).unwrap();
        let lexicon = Lexicon::from_bytes(&bytes).unwrap();
        assert_eq!(lexicon.verify(), Ok(()));
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
        assert_eq!(write(&many(), 1).unwrap(), write(&many(), 1).unwrap());
    }

    #[test]
    fn pruning_keeps_to_what_is_known() {
        // Two thousand different sets cannot all be numbered.
        let words: BTreeMap<_, _> = (1..=2_000u32)
            .map(|n| (format!("word{n}"), Classes::from_bits((n * 7_919) & 0x03ff_ffff)))
            .collect();
        let bytes = write(&words, 1).unwrap();
        let lexicon = Lexicon::from_bytes(&bytes).unwrap();
        for (word, classes) in &words {
            assert!(classes.contains(lexicon.lookup(word.as_bytes())), "{word}");
            assert!(!lexicon.lookup(word.as_bytes()).is_empty(), "{word}");
        }
    }
}
