use alloc::{vec, vec::Vec};

use sha2::{Digest, Sha256};

use super::*;

/// A file with these words, written by the rules of the format and by nothing of the builder.
fn file(words: &[(&str, Classes)], bucket_count: u32) -> Vec<u8> {
    let mut buckets = vec![Vec::new(); bucket_count as usize];
    for (number, (word, _)) in (1..).zip(words) {
        let hash = hash(word.as_bytes());
        let mut at = bucket_of(hash, bucket_count);
        while buckets[at].len() == BUCKET_ENTRIES {
            at = (at + 1) % buckets.len();
        }
        buckets[at].push((fingerprint(hash), number));
    }
    let mut places = Vec::new();
    for (bucket, number) in buckets.iter().zip(0u64..) {
        places.extend(bucket.iter().map(|(low, set)| (number << 24 | u64::from(*low), *set)));
    }
    let sets: Vec<_> = words.iter().map(|(_, classes)| *classes).collect();
    coded(&places, bucket_count, &sets, &[])
}

/// A file with numbers of class sets at these places, however unsound.
fn coded(
    places: &[(u64, u32)],
    bucket_count: u32,
    sets: &[Classes],
    exceptions: &[(u32, Classes)],
) -> Vec<u8> {
    let mut places = places.to_vec();
    places.sort_unstable();
    let mut bits = Vec::new();
    let mut next = 0;
    for (place, number) in &places {
        let step = place - next;
        bits.resize(bits.len() + (step >> STEP_BITS) as usize, false);
        bits.push(true);
        bits.extend((0..STEP_BITS).map(|bit| step >> bit & 1 == 1));
        bits.resize(bits.len() + number.ilog2() as usize, false);
        bits.push(true);
        bits.extend((0..number.ilog2()).map(|bit| number >> bit & 1 == 1));
        next = place + 1;
    }
    let codes = bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |all, bit| all << 1 | u8::from(*bit)));
    let mut body = Vec::new();
    sets.iter().for_each(|classes| body.extend(classes.bits().to_le_bytes()));
    for (hash, classes) in exceptions {
        body.extend([hash.to_le_bytes(), classes.bits().to_le_bytes()].as_flattened());
    }
    let lists = "\n".repeat(LIST_NAMES.len());
    body.extend(u32::try_from(lists.len()).unwrap().to_le_bytes());
    body.extend(lists.bytes());
    body.extend(codes);
    let mut bytes = MAGIC.to_vec();
    for field in [FORMAT_VERSION, bucket_count, u32::try_from(places.len()).unwrap()] {
        bytes.extend(field.to_le_bytes());
    }
    for count in [sets.len(), exceptions.len()] {
        bytes.extend(u16::try_from(count).unwrap().to_le_bytes());
    }
    bytes.extend(Sha256::digest(&body));
    bytes.extend(20_260_101_u64.to_le_bytes());
    bytes.extend(body);
    bytes
}

const WORDS: [(&str, Classes); 4] = [
    ("abdomen", Classes::CLINICAL),
    ("rose", Classes::GIVEN),
    ("pneumonoultramicroscopicsilicovolcanoconiosis", Classes::COMMON),
    ("å", Classes::PLACE),
];

#[test]
fn finds_its_words_and_no_others() {
    let bytes = file(&WORDS, 3);
    let lexicon = Lexicon::from_bytes(&bytes).unwrap();
    for (word, classes) in WORDS {
        assert_eq!(lexicon.lookup(word.as_bytes()), classes);
        assert_eq!(lexicon.classify(word.as_bytes()), (classes, hash32(word.as_bytes())));
    }
    for word in ["", "abdome", "abdomens", "Rose", "ros", "a"] {
        assert_eq!(lexicon.lookup(word.as_bytes()), Classes::NONE);
    }
    assert_eq!((lexicon.len(), lexicon.build_date()), (4, 20_260_101));
}

#[test]
fn follows_a_full_bucket_to_the_next_and_round() {
    let names: Vec<_> = (0..40u8).map(|n| alloc::format!("word{n}")).collect();
    let words: Vec<_> =
        (0..).zip(&names).map(|(n, word)| (word.as_str(), Classes::from_bits(n + 1))).collect();
    let bytes = file(&words, 3);
    let lexicon = Lexicon::from_bytes(&bytes).unwrap();
    for (word, classes) in &words {
        assert_eq!(lexicon.lookup(word.as_bytes()), *classes);
    }
}

#[test]
fn a_full_table_ends_the_search() {
    let names: Vec<_> = (0..16u8).map(|n| alloc::format!("word{n}")).collect();
    let words: Vec<_> = names.iter().map(|word| (word.as_str(), Classes::COMMON)).collect();
    let bytes = file(&words, 1);
    assert_eq!(Lexicon::from_bytes(&bytes).unwrap().lookup(b"absent"), Classes::NONE);
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = file(&WORDS, 3);
    for len in 0..bytes.len() {
        assert_eq!(Lexicon::from_bytes(&bytes[..len]).err(), Some(LexiconError::Truncated), "{len}");
    }
}

#[test]
fn corrupt_headers_are_told_apart() {
    let good = file(&WORDS, 3);
    let error = |at: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[at] = value;
        Lexicon::from_bytes(&bytes).err()
    };
    assert_eq!(error(0, b'Q'), Some(LexiconError::NotALexicon));
    assert_eq!(error(7, 1), Some(LexiconError::NotALexicon));
    let later = FORMAT_VERSION + 1;
    assert_eq!(
        error(8, u8::try_from(later).unwrap()),
        Some(LexiconError::UnsupportedVersion { found: later })
    );
    // More buckets than words, more words than bytes, more class sets than an entry can name.
    assert_eq!(error(12, 5), Some(LexiconError::Malformed));
    assert_eq!(error(19, 255), Some(LexiconError::Truncated));
    assert_eq!(error(20, 255), Some(LexiconError::Malformed));
    assert_eq!(error(23, 255), Some(LexiconError::Truncated));
    assert_eq!(error(24, !good[24]), Some(LexiconError::Altered));
    // Fewer words than codes, and bytes after the last.
    assert_eq!(error(16, 3), Some(LexiconError::Malformed));
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(Lexicon::from_bytes(&longer).err(), Some(LexiconError::Malformed));
    assert_eq!(error(0, MAGIC[0]), None);
}

#[test]
fn unsound_tables_are_malformed() {
    let read = |places: &[(u64, u32)], exceptions: &[(u32, Classes)]| {
        Lexicon::from_bytes(&coded(places, 2, &[Classes::GIVEN; 3], exceptions)).err()
    };
    let bucket: Vec<_> = (0..16).map(|at| (7 << 10 | at, 1)).collect();
    assert_eq!(read(&bucket, &[]), None);
    assert_eq!(read(&[(1, 1), (2, 255), (3, 3), ((2 << 24) - 1, 2)], &[(4, Classes::KIN)]), None);
    // No fingerprint is zero, nor is there a third bucket, a fourth class set, or room for 17 words.
    let malformed = Some(LexiconError::Malformed);
    assert_eq!(read(&[(0, 1), (1, 1)], &[]), malformed);
    assert_eq!(read(&[(1, 1), (2 << 24 | 1, 1)], &[]), malformed);
    assert_eq!(read(&[(1, 1), (2, 4)], &[]), malformed);
    assert_eq!(read(&[(1, 1), (2, 256)], &[]), malformed);
    assert_eq!(read(&[&bucket[..], &[(1, 1)]].concat(), &[]), malformed);
    // Exceptions ascend, and none is there twice.
    assert_eq!(read(&bucket, &[(4, Classes::KIN), (4, Classes::ROLE)]), malformed);
    assert_eq!(read(&bucket, &[(4, Classes::KIN), (3, Classes::ROLE)]), malformed);
}

#[test]
fn exceptions_are_found_by_their_hashes() {
    let (word, other) = (hash(b"rare"), hash(b"rarer"));
    let place = |hash| (bucket_of(hash, 2) as u64) << 24 | u64::from(fingerprint(hash));
    let mut exceptions = [(low_half(word), Classes::TITLE), (low_half(other), Classes::KIN)];
    exceptions.sort_unstable_by_key(|(hash, _)| *hash);
    let bytes = coded(&[(place(word), 255), (place(other), 255)], 2, &[], &exceptions);
    let lexicon = Lexicon::from_bytes(&bytes).unwrap();
    assert_eq!(lexicon.lookup(b"rare"), Classes::TITLE);
    assert_eq!(lexicon.lookup(b"rarer"), Classes::KIN);
    assert_eq!(lexicon.lookup(b"rarest"), Classes::NONE);
    // One that the list does not hold is as good as none.
    let bytes = coded(&[(place(word), 255), (place(other), 255)], 2, &[], &exceptions[..1]);
    assert!(Lexicon::from_bytes(&bytes).is_ok_and(|read| read.lookup(b"rare") != read.lookup(b"rarer")));
}

#[test]
fn an_altered_body_is_refused() {
    let good = file(&WORDS, 3);
    for at in HEADER_LEN..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            assert!(Lexicon::from_bytes(&bytes).is_err(), "{at} {bit}");
        }
    }
    assert_eq!(LexiconError::Altered.code(), "lexicon_altered");
}

#[test]
fn the_hash_is_pinned() {
    let pinned: Vec<_> = [
        "",
        "a",
        "ab",
        "abc",
        "rose",
        "hospital",
        "cholecystectomy",
        "sixteen-letters!",
        "electroencephalography",
    ]
    .map(|word| hash(word.as_bytes()))
    .to_vec();
    assert_eq!(pinned, PINNED);
}

const PINNED: [u64; 9] = [
    14_551_828_169_658_298_310,
    17_790_273_968_198_191_581,
    10_677_131_227_401_265_021,
    18_175_549_181_101_443_133,
    11_308_141_328_197_455_861,
    279_565_026_757_381_406,
    237_780_279_566_325_226,
    326_265_852_623_209_171,
    11_013_499_016_093_734_456,
];

#[test]
fn the_hash_spreads() {
    // A thousand short words over 64 buckets: none empty, none with four times its share.
    let mut counts = [0u32; 64];
    let mut fingerprints: Vec<u32> = Vec::new();
    for a in b'a'..=b'z' {
        for b in b'a'..=b'z' {
            let hash = hash(&[a, b, b'a' + (a ^ b) % 26]);
            counts[bucket_of(hash, 64)] += 1;
            fingerprints.push(fingerprint(hash));
        }
    }
    assert!(counts.iter().all(|count| (1..44).contains(count)), "{counts:?}");
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 676);
}

#[test]
fn the_embedded_lexicon_is_whole() {
    let lexicon = Lexicon::embedded();
    let read = Lexicon::from_bytes(include_bytes!("../../lexicon/lexicon.bin")).unwrap();
    assert!(lexicon.len() > 100_000);
    assert_eq!((read.len(), read.checksum()), (lexicon.len(), lexicon.checksum()));
    assert_eq!(size_of::<Bucket>(), 64);
    for (word, classes) in [
        ("the", Classes::FUNCTION),
        ("pneumonia", Classes::CLINICAL),
        ("metoprolol", Classes::DRUG),
        ("garcía", Classes::SURNAME | Classes::SURNAME_FREQ),
        ("garcia", Classes::SURNAME | Classes::SURNAME_FREQ),
        ("mary", Classes::GIVEN | Classes::GIVEN_FREQ),
        ("rose", Classes::GIVEN | Classes::COMMON | Classes::AMBIGUOUS),
        ("parkinson", Classes::SURNAME | Classes::EPONYM),
        ("boulevard", Classes::STREET),
        ("mrn", Classes::CUE),
        ("mmhg", Classes::UNIT),
    ] {
        assert!(
            lexicon.lookup(word.as_bytes()).contains(classes),
            "{word}: {:?}",
            lexicon.lookup(word.as_bytes())
        );
    }
    assert!(!lexicon.lookup(b"nguyen").intersects(Classes::COMMON | Classes::CLINICAL | Classes::DRUG));
}

#[test]
fn random_words_are_not_known() {
    let lexicon = Lexicon::embedded();
    let mut state = 1u64;
    let mut known = 0;
    for _ in 0..200_000 {
        let mut word = [0; 14];
        for byte in &mut word {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = b'a' + (state >> 59) as u8 % 26;
        }
        known += u32::from(!lexicon.lookup(&word).is_empty());
    }
    // One in 700,000 is expected: three in 200,000 would be a broken hash.
    assert!(known < 3, "{known}");
}

/// `cargo test --release -p phiward-redact -- --ignored --nocapture look_up_speed`
#[test]
#[ignore = "not a test: measures, and asserts nothing that holds on every machine"]
fn look_up_speed() {
    extern crate std;
    use std::{println, time::Instant};

    let lexicon = Lexicon::embedded();
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    // Random words of 3 to 12 letters, all of them elsewhere in the table: the worst case for caches.
    let words: Vec<Vec<u8>> = (0..1 << 16)
        .map(|_| (0..3 + next() % 10).map(|_| b'a' + u8::try_from(next() % 26).unwrap()).collect())
        .collect();
    for round in 0..5 {
        let start = Instant::now();
        let mut found = 0;
        for _ in 0..20 {
            for word in &words {
                found +=
                    u32::from(!core::hint::black_box(lexicon.lookup(core::hint::black_box(word))).is_empty());
            }
        }
        let nanos = start.elapsed().as_nanos() / (20 << 16);
        println!("round {round}: {nanos} ns a look-up, {found} found");
    }
    let start = Instant::now();
    let file = core::hint::black_box(include_bytes!("../../lexicon/lexicon.bin"));
    let parsed = read::unchecked(file).unwrap();
    println!("read {:?}, {} words", start.elapsed(), parsed.len());
    let start = Instant::now();
    Lexicon::from_bytes(file).unwrap();
    println!("read and compare the checksum {:?}", start.elapsed());
}
