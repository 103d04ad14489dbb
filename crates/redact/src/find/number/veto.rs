//! What makes a long number or a code harmless: a price, a count, a gene, a trial, a diagnosis code.

use crate::{
    find::{
        validate::is_year,
        words::{WordSet, digits, ends_in_unit, has_digit, words},
    },
    lexicon::{Classes, hash32},
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// Whether the character before a number makes it a price, a bound or a power.
pub(super) fn is_signed(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.has(Gap::OTHER)
        && scan.gap_text(index).trim_end().ends_with([
            '$', '\u{20ac}', '\u{a3}', '<', '>', '\u{2264}', '\u{2265}', '~', '\u{b1}', '\u{d7}', '^',
            '\u{2248}',
        ])
}

/// Whether a number is one side of a decimal point.
pub(super) fn is_decimal(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let point = |index: usize| {
        scan.gap(index).is(Gap::DOT) && index > 0 && digits(scan, index) > 0 && digits(scan, index - 1) > 0
    };
    point(start) || point(end)
}

/// Measured quantities of six digits and more.
static LARGE: WordSet = words!(NumberLarge);

/// Whether a quantity was named before a number.
pub(super) fn is_quantity(scan: &Scan<'_>, index: usize) -> bool {
    let sample = index > 0 && scan.is(index - 1, "n") && scan.gap_text(index).contains('=');
    sample || LARGE.precedes(scan, index, 2)
}

/// The letters that the names of trials, articles, genes and vaccines begin with.
static REGISTRIES: WordSet = words!(NumberRegistries);

/// Compounds and standards that are written like a subject's number, letters and digits apart by a hyphen.
static COMPOUNDS: WordSet = words!(NumberCompounds);

/// Whether letters before a hyphen make the digits behind it a compound, a trial or a standard.
pub(super) fn is_compound(scan: &Scan<'_>, index: usize) -> bool {
    COMPOUNDS.has(scan, index)
}

/// Whether a token of letters is an ordinary word or a drug; capitals among small letters are a code.
pub(super) fn is_known(scan: &Scan<'_>, index: usize) -> bool {
    let shape = scan.shape(index);
    let capitals = scan.case == Case::Mixed && !shape.has(Shape::LOWER);
    let Some(token) = scan.token(index) else { return false };
    let everyday = token.classes.intersects(Classes::EVERYDAY) && !token.classes.intersects(Classes::CUE);
    token.classes.intersects(Classes::DRUG) || !capitals && everyday
}

/// Whether a token of letters and digits is a measurement, a gene, a diagnosis code or the like.
pub(super) fn is_harmless_code(scan: &Scan<'_>, index: usize) -> bool {
    let word = scan.word(index);
    ends_in_unit(word)
        || is_registry(word)
        || is_dimension(word)
        || is_variant(word)
        || is_diagnosis(word)
        || is_obstetric(word)
        || is_edition(scan, index)
        || is_article(scan, index)
}

fn is_registry(word: &str) -> bool {
    let mut folded = [0; 8];
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    for (slot, byte) in folded.iter_mut().zip(word.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    folded.get(..letters).is_some_and(|prefix| REGISTRIES.position(hash32(prefix)).is_some())
}

/// `10x12x5`, `x1000`.
fn is_dimension(word: &str) -> bool {
    let sides = || word.split(['x', 'X']);
    let short = |side: &str| side.len() <= 3 || word.starts_with(['x', 'X']) && sides().count() == 2;
    sides().count() > 1
        && sides().all(|side| short(side) && side.bytes().all(|byte| byte.is_ascii_digit()))
        && !word.starts_with("xx")
        && !word.starts_with("XX")
}

/// `G20210A`, `C677T`: a base, a place and a base; `Arg506Gln`; `5946delT`.
fn is_variant(word: &str) -> bool {
    let letters = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let head = letters(word);
    let numbers = word.bytes().skip(head).take_while(u8::is_ascii_digit).count();
    let Some((first, last)) = word.get(..head).zip(word.get(head + numbers..)) else { return false };
    let base = |text: &str| matches!(text, "A" | "C" | "G" | "T");
    let acid = |text: &str| {
        text.len() == 3
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
    };
    let altered = ["del", "dup", "ins"].iter().any(|kind| last.starts_with(kind)) && numbers <= 5;
    numbers > 0 && (altered || base(first) && base(last) || acid(first) && (acid(last) || last == "fs"))
}

/// `S72001A`: a code of ICD-10-CM without its dot; those of seven characters end in a letter.
fn is_diagnosis(word: &str) -> bool {
    let [first, second, third, .., last] = word.as_bytes() else { return false };
    let injury = matches!(first.to_ascii_uppercase(), b'S' | b'T' | b'M' | b'V' | b'W' | b'X' | b'Y' | b'O');
    let end = matches!(last.to_ascii_uppercase(), b'A' | b'D' | b'S' | b'G' | b'K' | b'P' | b'X');
    word.len() == 7
        && injury
        && second.is_ascii_digit()
        && third.is_ascii_digit()
        && end
        && word.bytes().skip(3).all(|byte| byte.is_ascii_alphanumeric())
}

/// `G3P2002`: pregnancies and births.
fn is_obstetric(word: &str) -> bool {
    let Some((gravida, para)) = word.split_once(['P', 'p']) else { return false };
    let numbers =
        |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    gravida.strip_prefix(['G', 'g']).is_some_and(numbers) && numbers(para)
}

/// A word with a year, such as `ACLS2020`.
fn is_edition(scan: &Scan<'_>, index: usize) -> bool {
    let word = scan.word(index);
    let (Some(name), Some(year)) =
        (word.get(..word.len().saturating_sub(4)), word.get(word.len().saturating_sub(4)..))
    else {
        return false;
    };
    let recent = year.parse().is_ok_and(|year| is_year(year) && (1980..2040).contains(&year));
    recent && name.len() >= 3 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The end of a digital object identifier, `10.1056/NEJMoa2034577`.
fn is_article(scan: &Scan<'_>, index: usize) -> bool {
    let joins = |gap: Gap| gap.is(Gap::SLASH) || gap.is(Gap::DOT) || gap.is(Gap::HYPHEN);
    let mut at = index;
    while at > 0 && index - at < 8 && joins(scan.gap(at)) {
        at -= 1;
    }
    at < index
        && scan.is(at, "10")
        && scan.gap(at + 1).is(Gap::DOT)
        && matches!(digits(scan, at + 1), 4..=6)
        && scan.gap(at + 2).is(Gap::SLASH)
}

/// Whether a token of letters stands in a chain as a word, not as a part of a code.
pub(super) fn is_plain_word(scan: &Scan<'_>, index: usize) -> bool {
    let token_len = scan.word(index).len();
    let shape = scan.shape(index);
    let small = shape.has(Shape::LOWER) && scan.case == Case::Mixed && token_len >= 3;
    shape.is_word()
        && (small || scan.case != Case::Mixed && token_len >= 5 && is_known(scan, index))
        && !has_digit(scan, index)
}
