//! What is derived of a value with a key: hashes, surrogates, shifted dates.
//!
//! The same value gives the same result under one key and scope, so that a record stays readable as a
//! story. Whoever has the key can test guesses, so the key is kept as the data is.

use alloc::string::String;
use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

use crate::{Category, digits, text};

mod shift;

/// A key and its scope. It is wiped on drop, and neither `Clone` nor comparable.
pub struct SurrogateKey {
    mac: Hmac<Sha256>,
    days: i64,
}

impl SurrogateKey {
    /// Absorbs 32 secret random bytes for a scope, such as one patient or one study.
    ///
    /// Different scopes give unrelated results. Dates move by a number of days from 1 to 365, back or
    /// forth, that the key and scope decide; take the patient as the scope, and intervals within the
    /// record stay true.
    #[must_use]
    pub fn new(secret: &[u8; 32], scope: &str) -> Self {
        let mut derivation = Self::mac(secret);
        derivation.update(b"phiward/redact/surrogate\0");
        derivation.update(scope.as_bytes());
        let mut derived: [u8; 32] = derivation.finalize().into_bytes().into();
        let mac = Self::mac(&derived);
        derived.zeroize();
        let mut key = Self { mac, days: 0 };
        let [high, low, sign, ..] = key.digest("days", "");
        let days = i64::from(u16::from_be_bytes([high, low]) % 365) + 1;
        key.days = if sign & 1 == 0 { days } else { -days };
        key
    }

    fn mac(secret: &[u8; 32]) -> Hmac<Sha256> {
        Hmac::new_from_slice(secret).expect("HMAC takes keys of any length")
    }

    fn digest(&self, kind: &str, value: &str) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// `[NAME:5b0c7a91e2d43f68]`: 64 bits of HMAC-SHA-256 over the value in lower case.
    pub(crate) fn hash(&self, category: Category, value: &str) -> String {
        let digest = self.digest(category.name(), &text::lowercase(value));
        let mut hash = String::from("[");
        hash.push_str(category.name());
        hash.push(':');
        digest.iter().take(8).for_each(|byte| digits::push_hex(*byte, &mut hash));
        hash.push(']');
        hash
    }

    /// A value of the same form: words of a name become other words, digits other digits, letters other
    /// letters; punctuation stays.
    ///
    /// Each word of a name is replaced by itself, so that `Brown` and `Lauri Brown` stay related.
    pub(crate) fn surrogate(&self, category: Category, value: &str) -> String {
        match category {
            Category::Name | Category::Org => self.words(category, value),
            Category::Date => self.shift(value).unwrap_or_else(|| self.same_form(category, value)),
            Category::AgeOver89 => String::from("90+"),
            Category::Email => self.same_form(category, "xxxxxxxx") + "@example.org",
            Category::Url => String::from("https://example.org/") + &self.same_form(category, "xxxxxxxx"),
            _ => self.same_form(category, value),
        }
    }

    fn words(&self, category: Category, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            let (gap, word) = rest.split_at_checked(start).unwrap_or((rest, ""));
            let len = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
            let (word, after) = word.split_at_checked(len).unwrap_or((word, ""));
            out.push_str(gap);
            out.push_str(&self.word(category, word));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// Another word in the same case.
    fn word(&self, category: Category, word: &str) -> String {
        let [index, initial, ..] = self.digest(category.name(), &text::lowercase(word));
        let mut characters = word.chars();
        let first_upper = characters.next().is_some_and(char::is_uppercase);
        if characters.next().is_none() {
            let letter = char::from(b'A' + initial % 26);
            return if first_upper { letter.into() } else { letter.to_ascii_lowercase().into() };
        }
        let surrogate = SURROGATES.get(usize::from(index) % SURROGATES.len()).copied().unwrap_or_default();
        if word.chars().all(char::is_uppercase) {
            surrogate.to_ascii_uppercase()
        } else if first_upper {
            surrogate.into()
        } else {
            surrogate.to_ascii_lowercase()
        }
    }

    fn same_form(&self, category: Category, value: &str) -> String {
        let mut digest = self.digest(category.name(), &text::lowercase(value));
        let mut used = 0;
        value
            .chars()
            .map(|character| {
                if used == digest.len() {
                    digest = self.digest("more", &listed(&digest));
                    used = 0;
                }
                let byte = digest.get(used).copied().unwrap_or_default();
                used += usize::from(character.is_alphanumeric());
                match character {
                    c if c.is_numeric() => char::from(b'0' + byte % 10),
                    c if c.is_uppercase() => char::from(b'A' + byte % 26),
                    c if c.is_alphabetic() => char::from(b'a' + byte % 26),
                    c => c,
                }
            })
            .collect()
    }

    /// A full date moved by the key's days, in the form it was written in; `None` for anything else.
    pub(crate) fn shift(&self, value: &str) -> Option<String> {
        shift::shift(value, self.days)
    }
}

/// `[5b, 0c]`: bytes as a list.
fn listed(bytes: &[u8]) -> String {
    let mut text = String::from("[");
    for byte in bytes {
        text.push_str(if text.len() > 1 { ", " } else { "" });
        digits::push_hex(*byte, &mut text);
    }
    text.push(']');
    text
}

impl fmt::Debug for SurrogateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SurrogateKey").finish_non_exhaustive()
    }
}

/// Words that read as names and are hardly anyone's.
const SURROGATES: &[&str] = &[
    "Alderwick",
    "Ashgrove",
    "Birchall",
    "Bramblewood",
    "Brookmere",
    "Cedarholm",
    "Cloverfield",
    "Dalewin",
    "Elmsworth",
    "Fallowmere",
    "Fernhollow",
    "Foxglen",
    "Glenmoor",
    "Greystead",
    "Hartmoor",
    "Hazelgrove",
    "Heathcombe",
    "Hollowell",
    "Ivymere",
    "Juniperton",
    "Kestrelby",
    "Larkmoor",
    "Lindenhall",
    "Maplestead",
    "Marshwell",
    "Meadowby",
    "Millbrae",
    "Mossgrove",
    "Northwick",
    "Oakhollow",
    "Orchardby",
    "Otterbrae",
    "Pinecroft",
    "Quillbrook",
    "Ravenholm",
    "Reedmere",
    "Rivercombe",
    "Rowanfield",
    "Rushmoor",
    "Sablewood",
    "Saltmarsh",
    "Silverbeck",
    "Sparrowhill",
    "Springdale",
    "Stonebrae",
    "Swallowfield",
    "Sycamorre",
    "Tanglewood",
    "Thistlecroft",
    "Thornbeck",
    "Umberfield",
    "Valewick",
    "Wainhurst",
    "Waterbeck",
    "Westmere",
    "Wheatley",
    "Whitethorn",
    "Willowby",
    "Windermoor",
    "Winterbrook",
    "Wolfsdale",
    "Woodlark",
    "Wrenfield",
    "Yarrowby",
];
