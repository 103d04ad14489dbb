//! 32 bytes as 24 words, with the list and the checksum of BIP-39.

use alloc::{string::String, vec::Vec};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The English list of BIP-39, one word a line. A word's line, counted from 0, is what it stands for.
const LIST: &str = include_str!("recovery_words.txt");
/// Words in a phrase.
pub(crate) const WORDS: usize = 24;
/// Bytes of 24 words of at most 8 letters with single spaces between them.
pub(crate) const MAX_PHRASE_LEN: usize = WORDS * 9 - 1;
/// Bits that a word stands for.
const BITS: u32 = 11;

/// The phrase, in a buffer that never moved.
pub(crate) fn encode(entropy: &[u8; 32]) -> Zeroizing<String> {
    let mut phrase = Zeroizing::new(String::with_capacity(MAX_PHRASE_LEN));
    let (mut held, mut bits) = (0_u32, 0);
    for byte in entropy.iter().copied().chain([checksum(entropy)]) {
        held = held << 8 | u32::from(byte);
        bits += 8;
        if bits >= BITS {
            bits -= BITS;
            let word = LIST.split('\n').zip(0..).find(|(_, line)| *line == (held >> bits) % (1 << BITS));
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word.map_or("", |(word, _)| word));
        }
    }
    phrase
}

/// The bytes of a phrase in lower case; `None` unless it is 24 words of the list, the last of which fits.
pub(crate) fn decode<'p>(words: impl Iterator<Item = &'p str>) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(WORDS * 11 / 8));
    let (mut held, mut bits) = (0_u32, 0);
    for (i, word) in words.enumerate() {
        // Before anything grows: the buffer must not move.
        if i == WORDS || word.is_empty() {
            return None;
        }
        let (_, line) = LIST.split('\n').zip(0_u32..).find(|(listed, _)| *listed == word)?;
        held = held << BITS | line;
        bits += BITS;
        while bits >= 8 {
            bits -= 8;
            bytes.extend((held >> bits).to_le_bytes().first());
        }
    }
    let (entropy, sum) = bytes.split_first_chunk()?;
    (*sum == [checksum(entropy)]).then(|| Zeroizing::new(*entropy))
}

fn checksum(entropy: &[u8; 32]) -> u8 {
    let [first, ..] = Sha256::digest(entropy).0;
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use bip39::{Language, Mnemonic};
    use proptest::prelude::*;

    #[test]
    fn the_list_is_that_of_bip39() {
        let words = LIST.strip_suffix('\n').unwrap().split('\n').collect::<Vec<_>>();
        assert_eq!(words, Language::English.word_list());
    }

    proptest! {
        #[test]
        fn phrases_are_those_of_another_implementation(entropy: [u8; 32]) {
            let other = Mnemonic::from_entropy_in(Language::English, &entropy).unwrap();
            let phrase = encode(&entropy);
            prop_assert_eq!(phrase.as_str(), other.words().collect::<Vec<_>>().join(" "));
            let back = decode(phrase.split(' '));
            prop_assert_eq!(back.map(|entropy| *entropy), Some(entropy));
        }

        #[test]
        fn what_one_refuses_the_other_refuses(lines in prop::collection::vec(0..2048_usize, 0..27)) {
            let words: Vec<_> = lines.iter().filter_map(|line| LIST.split('\n').nth(*line)).collect();
            let other = Mnemonic::parse_in_normalized(Language::English, &words.join(" ")).ok();
            let other = other.map(|phrase| phrase.to_entropy()).filter(|entropy| entropy.len() == 32);
            prop_assert_eq!(decode(words.iter().copied()).map(|entropy| entropy.to_vec()), other);
        }
    }
}
