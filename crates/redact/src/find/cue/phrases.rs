//! The phrases that announce an identifier, and what may follow each.
//!
//! They stand in `lexicon/phrases.list`, which tells its own form, and in the lexicon file.

use crate::{Category, lexicon::List};

/// What may follow a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Any id-shaped run: three characters or more, one of them a digit.
    Id,
    /// An id-shaped run that is clearly one: five characters or more, a digit, and no unit behind it.
    /// For phrases that are ordinary words as well.
    LongId,
    /// A number plate: one or two short tokens of capitals and digits.
    Plate,
    /// A telephone number of seven digits or more.
    Phone,
    /// An extension or a pager: three digits or more.
    Extension,
    /// The name of an account, which need not have a digit.
    Login,
    /// Four digits or more of a social security number.
    Ssn,
    /// Not an identifier: the code or number that follows is to be left alone.
    Harmless,
}

impl Value {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "long-id" => Self::LongId,
            "plate" => Self::Plate,
            "phone" => Self::Phone,
            "extension" => Self::Extension,
            "login" => Self::Login,
            "ssn" => Self::Ssn,
            "harmless" => Self::Harmless,
            _ => return None,
        })
    }
}

/// Every phrase with its category and with what may follow, in the order of the list.
pub(super) fn phrases() -> impl Iterator<Item = (Category, Value, &'static str)> {
    let mut group = None;
    // The file has line breaks for the semicolons, blank lines and comments.
    let lines = List::Phrases.text().split(';');
    let lines = lines.filter_map(move |line| match line.strip_prefix("= ") {
        Some(head) => {
            group = head_of(head);
            None
        }
        None => group.map(|(category, value)| (category, value, line)),
    });
    lines.flat_map(|(category, value, line)| {
        line.split(',').map(move |phrase| (category, value, phrase.trim_start()))
    })
}

/// The category and the value that the head of a group names.
fn head_of(head: &str) -> Option<(Category, Value)> {
    let (category, value) = head.split_once(' ')?;
    Some((Category::from_name(category)?, Value::from_name(value)?))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{
        super::{MOST, MOST_WORDS},
        head_of, phrases,
    };

    const LIST: &str = include_str!("../../../lexicon/phrases.list");

    #[test]
    fn every_group_has_a_category_and_a_value_that_are_known() {
        let heads: Vec<&str> = LIST.lines().filter_map(|line| line.strip_prefix("= ")).collect();
        assert!(heads.len() >= 17);
        for head in heads {
            assert!(head_of(head).is_some(), "{head}");
        }
    }

    #[test]
    fn phrases_are_written_as_the_tokenizer_cuts_them() {
        let mut count = 0;
        for (_, _, phrase) in phrases() {
            count += 1;
            assert!(phrase.split(' ').count() <= MOST_WORDS);
            let mut words = phrase.split(' ');
            assert!(
                words.all(|word| !word.is_empty()
                    && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())),
                "{phrase:?}"
            );
        }
        // A group whose head is not read would take its phrases with it.
        let listed: usize = LIST
            .lines()
            .filter(|line| !line.starts_with(['#', '=']) && !line.is_empty())
            .map(|line| line.split(',').count())
            .sum();
        assert_eq!(count, listed);
        assert!(count < MOST);
    }
}
