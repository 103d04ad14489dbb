//! Texts within texts, and lower case: what the standard library does with more code than a page has to load.

use alloc::string::String;

/// Where a text begins in another.
pub(crate) fn find(text: &str, wanted: &str) -> Option<usize> {
    let first = *wanted.as_bytes().first()?;
    let mut from = 0;
    loop {
        let rest = text.as_bytes().get(from..)?;
        from += rest.iter().position(|byte| *byte == first)?;
        if text.as_bytes().get(from..)?.starts_with(wanted.as_bytes()) {
            return Some(from);
        }
        from += 1;
    }
}

/// Whether a text stands in another.
pub(crate) fn holds(text: &str, wanted: &str) -> bool {
    find(text, wanted).is_some()
}

/// A text with another in the place of one that stands in it, wherever it does.
pub(crate) fn replaced(text: &str, wanted: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = find(rest, wanted).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        out.push_str(by);
        rest = found.get(wanted.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A text in lower case, as `str::to_lowercase` has it.
///
/// Beside a capital sigma, marks of scripts that Greek is not written with count as no marks.
pub(crate) fn lowercase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if character == 'Σ' {
            out.push(if is_last(text, at) { 'ς' } else { 'σ' });
        } else {
            character.to_lowercase().for_each(|lower| out.push(lower));
        }
    }
    out
}

/// Whether the capital sigma at a place ends a word.
fn is_last(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().chars().rev().find(|c| !is_mark(*c));
    let after = text.get(at..).unwrap_or_default().chars().skip(1).find(|c| !is_mark(*c));
    before.is_some_and(has_case) && !after.is_some_and(has_case)
}

/// The property `Cased`, of what is no mark.
fn has_case(character: char) -> bool {
    character.is_lowercase() || character.is_uppercase() || !character.to_lowercase().eq([character])
}

/// The property `Case_Ignorable`, in the blocks of Latin, Greek, Cyrillic, and what is written with them.
const fn is_mark(character: char) -> bool {
    matches!(
        character as u32,
        0x27 | 0x2e | 0x3a | 0x5e | 0x60 | 0xa8 | 0xad | 0xaf | 0xb4 | 0xb7 | 0xb8
            | 0x2b0..=0x36f
            | 0x374 | 0x375 | 0x37a | 0x384 | 0x385 | 0x387
            | 0x483..=0x489
            | 0x1d2c..=0x1d6a | 0x1d78 | 0x1d9b..=0x1dff
            | 0x1fbd | 0x1fbf..=0x1fc1 | 0x1fcd..=0x1fcf | 0x1fdd..=0x1fdf | 0x1fed..=0x1fef | 0x1ffd | 0x1ffe
            | 0x200b..=0x200f | 0x2018 | 0x2019 | 0x2024 | 0x2027 | 0x202a..=0x202e
            | 0x2060..=0x2064 | 0x2066..=0x206f | 0x2071 | 0x207f | 0x2090..=0x209c | 0x20d0..=0x20f0
            | 0xfe00..=0xfe0f | 0xfe13 | 0xfe20..=0xfe2f | 0xfe52 | 0xfe55 | 0xfeff
            | 0xff07 | 0xff0e | 0xff1a | 0xff3e | 0xff40 | 0xff70 | 0xff9e | 0xff9f | 0xffe3 | 0xfff9..=0xfffb
    )
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        let blocks = [0..=0x52f, 0x1d00..=0x20ff, 0xfe00..=0xfe6f, 0xfeff..=0xffff];
        for character in blocks.into_iter().flatten().filter_map(char::from_u32) {
            let texts = [
                format!("{character}"),
                format!("Α{character}Σ"),
                format!("{character}Σ"),
                format!("ΑΣ{character}"),
                format!("ΑΣ{character}Α"),
                format!("Α Σ{character} ΟΔΟΣ"),
            ];
            for text in texts {
                assert_eq!(lowercase(&text), text.to_lowercase(), "{text:?} {:x}", u32::from(character));
            }
        }
        for character in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = String::from(character);
            assert_eq!(lowercase(&text), text.to_lowercase());
        }
    }

    proptest! {
        #[test]
        fn words_of_any_script_are_in_lower_case(text in "[A-ZÀ-ÿΑ-ωΣσς'’.: \u{300}-\u{303}А-яİǅ]{0,12}|\\PC{0,8}") {
            prop_assert_eq!(lowercase(&text), text.to_lowercase());
        }

        #[test]
        fn texts_are_found_where_they_are(text in "[ab>\\]é]{0,20}", wanted in "[ab>\\]é]{1,3}") {
            prop_assert_eq!(find(&text, &wanted), text.find(&wanted));
            prop_assert_eq!(holds(&text, &wanted), text.contains(&wanted));
            prop_assert_eq!(replaced(&text, &wanted, "--"), text.replace(&wanted, "--"));
        }
    }
}
