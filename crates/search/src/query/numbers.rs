//! Protocol numbers in a query: found exactly or not at all.

use crate::bytes::index;
use crate::shard::View;
use crate::text::{Role, Word};

/// Words before a number that make it one of a protocol.
const PREFIXES: &[&str] = &[
    "guideline",
    "guidelines",
    "mcg",
    "no",
    "num",
    "number",
    "pg",
    "policy",
    "pp",
    "procedure",
    "protocol",
    "ref",
    "reference",
    "section",
    "tp",
];

/// What is written to a number without a space.
const GLUED: &[&str] = &["tp", "ref", "mcg", "pp", "policy", "protocol"];

/// A protocol number in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// The protocol, or none if the agency has no such number.
    pub(crate) protocol: Option<u32>,
    /// Words that make it up.
    pub(crate) words: usize,
    /// It cannot be anything else: a word such as "protocol" is before it.
    pub(crate) is_explicit: bool,
}

/// Reads a number that starts with the first of `words`.
pub(crate) fn read(view: &View<'_>, words: &[Word], after_vital: bool) -> Option<Number> {
    let mut used = 0;
    // "no" by itself is a negation; behind another prefix, or before a number, it is "No.".
    while let Some(word) = words.get(used) {
        if PREFIXES.binary_search(&word.surface.as_str()).is_err() {
            break;
        }
        used += 1;
    }
    let is_explicit = used > 0;
    if after_vital && !is_explicit {
        return None;
    }
    let rest = words.get(used..)?;
    let first = rest.first()?;
    if !has_digit(&first.surface) && !rest.iter().take(3).skip(1).any(|word| has_digit(&word.surface)) {
        return None;
    }
    let glued = unglue(&first.surface);
    let spelled = canonical_word(glued.unwrap_or(&first.surface));
    // An agency may have such a word in its numbers: then "TP 101" is all of it.
    let before = used.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.surface.as_str());
    let find = |spelled: &str| {
        let whole = canonical_word(&first.surface);
        let whole = if glued.is_some() && whole.ends_with(spelled) { find(view, &whole) } else { None };
        whole.or_else(|| find(view, spelled)).or_else(|| find(view, &[before, spelled].concat()))
    };
    let width = 1 + parts(first);
    // The longer spelling first: "1210 p" is not "1210".
    if let Some(second) = rest.get(width) {
        let joins = is_short_letters(&spelled) && has_digit(&second.surface)
            || has_digit(&spelled)
                && matches!(second.surface.as_str(), "p" | "peds" | "pediatric" | "pediatrics");
        if joins {
            let tail = canonical_word(&second.surface);
            let tail = if has_digit(&spelled) { "p" } else { tail.as_str() };
            if let Some(protocol) = find(&[spelled.as_str(), tail].concat()) {
                let words = used + width + 1 + parts(second);
                return Some(Number { protocol: Some(protocol), words, is_explicit });
            }
        }
    }
    let is_explicit = is_explicit || glued.is_some();
    let words = used + width;
    if let Some(protocol) = find(&spelled) {
        return Some(Number { protocol: Some(protocol), words, is_explicit });
    }
    let looks_like_one = looks_like_number(&spelled);
    (looks_like_one && has_digit(&spelled)).then_some(Number { protocol: None, words, is_explicit })
}

fn find(view: &View<'_>, canonical: &str) -> Option<u32> {
    // A number without a digit would make a protocol of every word.
    has_digit(canonical).then(|| view.numbers.find(canonical.as_bytes()))?.map(|entry| entry.second)
}

/// The protocol for the other age group, by the usual marks: `1210` and `1210-P`.
pub(crate) fn age_variant(view: &View<'_>, protocol: u32) -> Option<u32> {
    let number = crate::build::canonical(view.string(view.protocol(protocol)?.number)?);
    let other = number.strip_suffix('p').map_or_else(|| [number.as_str(), "p"].concat(), str::to_owned);
    find(view, &other)
}

fn canonical_word(surface: &str) -> String {
    crate::build::canonical(surface)
}

fn unglue(surface: &str) -> Option<&str> {
    let rest = GLUED.iter().find_map(|prefix| surface.strip_prefix(prefix))?;
    let rest = rest.trim_start_matches(['-', '.']);
    rest.starts_with(|character: char| character.is_ascii_digit()).then_some(rest)
}

/// Three or more digits, with a point and more digits, or a `p`; or a few letters and two digits or more.
fn looks_like_number(canonical: &str) -> bool {
    let letters = canonical.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = canonical.get(letters..).unwrap_or_default().trim_end_matches('p');
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_rest_number = rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    letters <= 2 && is_rest_number && (3..=5).contains(&(digits + letters)) && digits >= 2
}

fn parts(word: &Word) -> usize {
    match word.role {
        Role::Whole { parts } => index(parts.into()),
        Role::Single | Role::Part => 0,
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_short_letters(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_sorted() {
        assert!(PREFIXES.is_sorted());
    }

    #[test]
    fn numbers_look_like_numbers() {
        for number in ["1211", "814", "1317.29", "1210p", "c02", "m07", "5150"] {
            assert!(looks_like_number(number), "{number}");
        }
        for other in ["40", "p", "dose", "a1", "123456", "covid19", "12lead"] {
            assert!(!looks_like_number(other), "{other}");
        }
        assert_eq!(unglue("tp-1210-p"), Some("1210-p"));
        assert_eq!(unglue("temperature"), None);
    }
}
