//! Reading a number of up to three digits, or in words up to a hundred and something.

use super::{Number, WordSet, words};
use crate::{
    lexicon::hash32,
    scan::Scan,
    token::{Gap, Shape},
};

/// The words of numbers, the first twenty by their value.
pub(super) static WORDS: WordSet = words!(AgeWords);

const HUNDRED: u32 = 28;
const NINETIES: u32 = 29;
const FOURTY: u32 = 30;
const NINTY: u32 = 31;

/// Whether a word with this hash may begin a number.
pub(super) fn begins(hash: u32) -> bool {
    WORDS.position(hash).is_some()
}

/// The place of a number word in [`WORDS`], and the unit that was typed against it: `threeyo`.
fn word<'s>(scan: &Scan<'s>, index: usize) -> Option<(u32, &'s str)> {
    let text = scan.word(index);
    let place = |hash| WORDS.position(hash).and_then(|position| u32::try_from(position).ok());
    if let Some(place) = place(scan.hash(index)) {
        return Some((place, ""));
    }
    let cut = text.len()
        - ["yo", "YO", "y", "Y", "m", "M", "f", "F"].iter().find(|unit| text.ends_with(**unit))?.len();
    let (number, unit) = text.split_at_checked(cut)?;
    let mut folded = [0; 8];
    for (slot, byte) in folded.iter_mut().zip(number.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    Some((place(hash32(folded.get(..number.len())?))?, unit))
}

/// The number that begins at a token.
pub(super) fn read<'s>(scan: &Scan<'s>, index: usize) -> Option<Number<'s>> {
    let token = scan.token(index)?;
    if !token.shape.has(Shape::DIGIT) {
        return in_words(scan, index);
    }
    let text = token.text(scan.text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = text.split_at_checked(digits)?;
    if !(1..=3).contains(&digits) || tail.len() > 8 {
        return None;
    }
    Some(Number { value: crate::find::words::number(number), start: index, end: index + 1, tail })
}

fn joins(scan: &Scan<'_>, index: usize) -> bool {
    scan.gap(index).is_blank() || scan.gap(index).is(Gap::HYPHEN)
}

/// `ninety-nine`, `one hundred and two`, `a hundred`.
fn in_words<'s>(scan: &Scan<'s>, index: usize) -> Option<Number<'s>> {
    let next = word(scan, index + 1).filter(|_| joins(scan, index + 1));
    let single = |value| Some(Number { value, start: index, end: index + 1, tail: "" });
    let tens = match word(scan, index)?.0 {
        1 if next.is_some_and(|(place, _)| place == HUNDRED) => return hundred(scan, index, index + 1),
        place @ 0..20 => return single(place),
        HUNDRED if index > 0 && scan.is(index - 1, "a") && joins(scan, index) => {
            return hundred(scan, index - 1, index);
        }
        HUNDRED => return None,
        NINETIES => return single(90),
        FOURTY => 40,
        NINTY => 90,
        place => (place - 18) * 10,
    };
    match next {
        Some((units @ 1..10, tail)) => {
            Some(Number { value: tens + units, start: index, end: index + 2, tail })
        }
        _ => single(tens),
    }
}

/// The hundred at `index` and what follows it: `and two`, `four`, `twelve`.
fn hundred<'s>(scan: &Scan<'s>, start: usize, index: usize) -> Option<Number<'s>> {
    let (_, tail) = word(scan, index)?;
    let rest = index + 1 + usize::from(scan.is(index + 1, "and"));
    let more = word(scan, rest)
        .filter(|(place, _)| (1..=20).contains(place) && joins(scan, index + 1) && tail.is_empty());
    let (value, end, tail) =
        more.map_or((100, index + 1, tail), |(place, tail)| (100 + place, rest + 1, tail));
    Some(Number { value, start, end, tail })
}
