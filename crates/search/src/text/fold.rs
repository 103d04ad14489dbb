//! Lower case, without diacritics: a composed letter and its decomposed spelling become one.

/// Base letters of U+00C0 to U+017F. A `?` stands for a letter that becomes two, or for none at all.
const LATIN: &[u8; 192] = b"aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
      aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll\
      lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Folds a text: lower case, Latin diacritics removed, dashes and apostrophes in their plain form.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends the folded text.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            fold_other(character, folded);
        }
    }
}

fn fold_other(character: char, folded: &mut String) {
    match character {
        '\u{300}'..='\u{36f}' => {}
        'ß' => folded.push_str("ss"),
        'Æ' | 'æ' => folded.push_str("ae"),
        'Œ' | 'œ' => folded.push_str("oe"),
        'Þ' | 'þ' => folded.push_str("th"),
        'Ĳ' | 'ĳ' => folded.push_str("ij"),
        'µ' | 'μ' => folded.push('u'),
        '\u{2018}' | '\u{2019}' => folded.push('\''),
        '\u{2010}'..='\u{2013}' => folded.push('-'),
        '\u{c0}'..='\u{17f}' => {
            let at = usize::try_from(u32::from(character) - 0xc0).unwrap_or_default();
            match LATIN.get(at) {
                Some(letter) if *letter != b'?' => folded.push(char::from(*letter)),
                _ => folded.push(character),
            }
        }
        _ => folded.extend(character.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn composed_and_decomposed_letters_are_one() {
        assert_eq!(fold("Ménière"), "meniere");
        assert_eq!(fold("Me\u{301}nie\u{300}re"), "meniere");
        assert_eq!(fold("ŁÓDŹ ſ Ÿ ŷ"), "lodz s y y");
        assert_eq!(fold("Straße, Œdème, 5 µg"), "strasse, oedeme, 5 ug");
        assert_eq!(fold("1210\u{2013}P isn\u{2019}t"), "1210-p isn't");
        assert_eq!(fold("ΑΒΓ 🩺"), "αβγ 🩺");
    }
}
