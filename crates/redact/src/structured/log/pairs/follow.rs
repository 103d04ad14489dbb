//! Words that go on with a value that stands without quotes.

use super::{DELIMITERS, word_len};

/// Which words go on with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// Words that begin as the first one does.
    Names,
    /// The same, and numbers.
    Places,
    /// Numbers, months, and what stands between them.
    Dates,
    /// Groups of digits.
    Phones,
    /// Groups of digits of equal rank.
    Groups,
}

impl Follow {
    pub(super) const fn most(self) -> usize {
        match self {
            Self::Names | Self::Phones => 4,
            Self::Places => 10,
            Self::Dates => 5,
            Self::Groups => 3,
        }
    }

    /// The length of the next word with what stands before it, if it goes on with the value.
    pub(super) fn step(self, first: &str, rest: &str) -> Option<usize> {
        let gap = match rest.as_bytes() {
            [b' ', b' ' | b'\t', ..] => return None,
            [b' ', ..] => 1,
            [b',', b' ', ..] if matches!(self, Self::Names | Self::Places | Self::Dates) => 2,
            _ => return None,
        };
        let word = rest.get(gap..)?;
        let len = word_len(word);
        let text = word.get(..len)?;
        // `LastName:Vega`: a name that is glued to its value.
        let is_glued = text.split_once(':').is_some_and(|(key, _)| {
            key.len() > 1 && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        });
        let is_key = word.get(len..).is_some_and(|after| after.starts_with(['=', ':']))
            || text.contains(['='])
            || is_glued
            || text.ends_with(':');
        if len == 0 || is_key {
            return None;
        }
        let digit = text.starts_with(|c: char| c.is_ascii_digit() || c == '#');
        let capital = text.starts_with(char::is_uppercase);
        let lower_first = first.starts_with(|c: char| c.is_lowercase());
        let particle = matches!(
            text,
            "de" | "la"
                | "del"
                | "van"
                | "von"
                | "der"
                | "den"
                | "da"
                | "dos"
                | "di"
                | "al"
                | "el"
                | "bin"
                | "y"
                | "of"
                | "and"
                | "st"
        );
        let goes_on = match self {
            // In lower case a word and a name look the same: one more is taken.
            Self::Names => {
                capital
                    || particle
                    || lower_first
                        && gap == 1
                        && text.starts_with(char::is_alphabetic)
                        && next_is_key(word.get(len..)?)
            }
            Self::Places => {
                capital
                    || digit
                    || particle
                    || first.starts_with(|c: char| c.is_ascii_digit())
                        && text.chars().all(char::is_alphabetic)
            }
            Self::Dates => {
                digit || is_month(text) || matches!(text, "AM" | "PM" | "am" | "pm" | "UTC" | "GMT")
            }
            Self::Phones => {
                digit
                    || text.starts_with(['(', '+', '-'])
                    || text.starts_with("ext")
                    || text.starts_with('x') && text.len() > 1
            }
            Self::Groups => text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
        };
        goes_on.then_some(gap + len)
    }
}

/// Whether a name follows, or nothing.
fn next_is_key(after: &str) -> bool {
    let rest = after.trim_start_matches([' ', ',', ';']);
    let word = word_len(rest);
    rest.trim().is_empty()
        || rest.starts_with(DELIMITERS)
        || rest.get(..word).is_some_and(|text| text.contains('=') || text.ends_with(':'))
}

fn is_month(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    text.get(..3).is_some_and(|start| MONTHS.iter().any(|month| start.eq_ignore_ascii_case(month)))
}
