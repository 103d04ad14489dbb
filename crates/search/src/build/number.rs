//! Protocol numbers: how they are compared, and in which order they stand.

use crate::text::fold;

/// A number without dashes and spaces, folded: `C-02` and `c 02` are one, `1317.17` keeps its point.
pub(crate) fn canonical(number: &str) -> String {
    let mut folded = fold(number);
    folded.retain(|character| character.is_alphanumeric() || character == '.');
    folded
}

/// A piece of a number: digits by their value, before letters by their spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    Digits(u64),
    Letters(String),
}

/// The pieces of a number: `1317.9` comes before `1317.17`, and `1210` before `1210-P`.
pub(crate) fn order(number: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for character in fold(number).chars() {
        match (character.to_digit(10), pieces.last_mut()) {
            (Some(digit), Some(Piece::Digits(value))) => {
                *value = value.saturating_mul(10).saturating_add(digit.into());
            }
            (Some(digit), _) => pieces.push(Piece::Digits(digit.into())),
            (None, Some(Piece::Letters(letters))) => letters.push(character),
            (None, _) => pieces.push(Piece::Letters(character.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_without_dashes_and_ordered_by_value() {
        assert_eq!(canonical("C-02"), canonical("c 02"));
        assert_ne!(canonical("1317.17"), canonical("1317.1"));
        let sorted = ["502", "814", "1210", "1210-P", "1317.9", "1317.17", "C-02", "C-10"];
        assert!(sorted.windows(2).all(|pair| order(pair[0]) < order(pair[1])));
    }
}
