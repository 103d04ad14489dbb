//! Slips of fingers and of scanners.

use super::dice::Dice;

/// Spoils a word as a hurried typist does.
pub(super) fn misspell(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return word.to_owned();
    }
    // The first letter is the one that people get right.
    let at = usize::try_from(dice.between(1, letters.len() as u64 - 2)).unwrap_or(1);
    match dice.between(0, 3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => {
            if let Some(letter) = letters.get(at).copied() {
                letters.insert(at, letter);
            }
        }
        _ => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = neighbour(*letter, dice);
            }
        }
    }
    letters.into_iter().collect()
}

/// A key beside the one of a letter.
fn neighbour(letter: char, dice: &mut Dice) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let small = letter.to_ascii_lowercase();
    for row in ROWS {
        if let Some(at) = row.find(small) {
            let beside = if at == 0 || (dice.chance(50) && at + 1 < row.len()) { at + 1 } else { at - 1 };
            let found = row.as_bytes().get(beside).map_or(letter, |byte| char::from(*byte));
            return if letter.is_uppercase() { found.to_ascii_uppercase() } else { found };
        }
    }
    letter
}

/// What a scanner takes a sign for.
pub(super) fn misread(sign: char) -> char {
    match sign {
        'O' => '0',
        '0' => 'O',
        'l' => '1',
        '1' => 'l',
        'I' => 'l',
        'S' => '5',
        '5' => 'S',
        'B' => '8',
        '8' => 'B',
        'e' => 'c',
        'm' => 'n',
        ',' => '.',
        '.' => ',',
        other => other,
    }
}
