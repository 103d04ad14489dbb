//! Names by what stands behind them: an age, a number that identifies, what the person does.

use super::{
    begins_sentence, capital_word, push,
    run::{Trust, backward, forward, has_name, has_plain_name, reversed},
};
use crate::{
    find::words::{WordSet, hashed, words},
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Gap, Shape},
};

/// What a person does who is named before it.
pub(super) static ACTS: WordSet = words!(PersonActs);

/// What follows `will` and `can` where a person is spoken of.
static FOLLOWING: WordSet = words!(PersonFollowing);

/// What follows a name with a comma, or in brackets, and tells the person apart.
pub(super) static IDENTITY: WordSet = words!(PersonIdentity);

/// How ages go on behind the number.
pub(super) static YEARS: WordSet = words!(PersonYears);

/// How somebody was found.
static POSTURES: WordSet = words!(PersonPostures);

/// Names that the token at `index` gives away.
pub(super) fn find(scan: &Scan<'_>, index: usize, found: &mut Found) {
    if ACTS.has(scan, index) {
        acting(scan, index, found);
    }
    if scan.is_among(index, hashed!["found"]) {
        found_person(scan, index, found);
    }
    let gap = scan.gap(index);
    if gap.has(Gap::OTHER) && scan.gap_text(index).contains('|') {
        column(scan, index, found);
    }
    if gap.any(Gap::COMMA.0 | Gap::OPEN.0) && (IDENTITY.has(scan, index) || is_age(scan, index)) {
        identified(scan, index, found);
    }
}

/// `45 yo`, `45yo`, `89F`, `7-year-old`.
fn is_age(scan: &Scan<'_>, index: usize) -> bool {
    let shape = scan.shape(index);
    if shape.is_number() {
        let gap = scan.gap(index + 1);
        let slash = scan.is(index + 1, "y") && scan.gap(index + 2).is(Gap::SLASH) && scan.is(index + 2, "o");
        return scan.word(index).len() <= 3
            && (gap.is_blank() || gap.is(Gap::HYPHEN) || slash)
            && YEARS.has(scan, index + 1);
    }
    let word = scan.word(index);
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    shape.is_mixed()
        && matches!(word.len() - letters.len(), 1..=3)
        && ["m", "f", "yo", "y", "yom", "yof"].iter().any(|unit| letters.eq_ignore_ascii_case(unit))
}

/// `about Cruz, Rosa M., MRN 12`, `for Rosa Cruz, 45yo`.
fn identified(scan: &Scan<'_>, mark: usize, found: &mut Found) {
    let gap = scan.gap(mark);
    if mark == 0 || gap.any(Gap::LINE.0 | Gap::COLON.0 | Gap::CLOSE.0 | Gap::OTHER.0) {
        return;
    }
    let start = reversed(scan, with_initial(scan, backward(scan, mark_end(scan, mark), Trust::Sure), mark));
    let place = scan.token(start).is_some_and(|token| token.classes.intersects(Classes::STATE));
    if start < mark
        && !place
        && has_name(scan, start, mark)
        && (has_plain_name(scan, start, mark) || scan.case == Case::Mixed)
    {
        push(scan, start, mark, 72, "name.identified", found);
    }
}

/// Where the words of a name end that stands before a mark, initials aside.
fn mark_end(scan: &Scan<'_>, mark: usize) -> usize {
    let last = mark.saturating_sub(1);
    let initial =
        last > 0 && scan.word(last).len() == 1 && scan.shape(last).is_word() && scan.gap(last).is_blank();
    if initial { last } else { mark }
}

/// No name where only an initial stands.
fn with_initial(scan: &Scan<'_>, start: usize, mark: usize) -> usize {
    if start == mark_end(scan, mark) { mark } else { start }
}

/// `| Cruz, Rosa M. | 55F`: a column that holds a name, with an age behind it or a word that only people are called.
fn column(scan: &Scan<'_>, first: usize, found: &mut Found) {
    let mut end = first;
    while end < first + 6
        && scan.shape(end).is_word()
        && (end == first || !scan.gap(end).any(Gap::OTHER.0 | Gap::LINE.0 | Gap::COLON.0))
    {
        end += 1;
    }
    let gap = scan.gap(end);
    let closed = gap.has(Gap::OTHER) && scan.gap_text(end).contains('|') || gap.has(Gap::LINE);
    let before_age = gap.has(Gap::OTHER) && is_age(scan, end);
    let barred = Classes::ROLE.union(Classes::KIN).union(Classes::CREDENTIAL).union(Classes::WEEKDAY);
    let words = || (first..end).filter_map(|index| scan.token(index));
    if !closed || end == first || words().any(|token| token.classes.intersects(barred)) {
        return;
    }
    let known = words().any(|token| token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME)));
    let plain = end - first <= 4 && has_plain_name(scan, first, end) && words().count() > 1;
    if before_age && (known || has_name(scan, first, end)) || plain {
        push(scan, first, end, if before_age { 78 } else { 64 }, "name.column", found);
    }
}

/// `We found Rosa Cruz sitting upright`.
fn found_person(scan: &Scan<'_>, verb: usize, found: &mut Found) {
    if !scan.gap(verb + 1).is_blank() {
        return;
    }
    let mut end = forward(scan, verb + 1, Trust::Sure);
    // `Rosa N. Arms`: behind an initial, any word is a family name.
    let initial = scan.word(end).len() == 1 && scan.gap(end).is_blank();
    let family = end + usize::from(initial);
    if end > verb + 1
        && !POSTURES.has(scan, family)
        && POSTURES.has(scan, family + 1)
        && scan.shape(family).is_word()
    {
        end = family + 1;
    }
    if end > verb + 1 && POSTURES.has(scan, end) && has_name(scan, verb + 1, end) {
        push(scan, verb + 1, end, 72, "name.acting", found);
    }
}

/// `Paget will return`, `Ana Lopez reports`: a name at the beginning of a sentence, and what the person does.
fn acting(scan: &Scan<'_>, verb: usize, found: &mut Found) {
    if verb == 0 || !scan.gap(verb).is_blank() {
        return;
    }
    let modal = scan.is_among(verb, hashed!["will" "can"]);
    if modal && !FOLLOWING.has(scan, verb + 1) {
        return;
    }
    let start = backward(scan, verb, Trust::Sure);
    if scan.is_among(verb, hashed!["was" "is" "has"]) {
        if scan.case == Case::Mixed && begins_sentence(scan, start) && is_full_name(scan, start, verb) {
            push(scan, start, verb, 67, "name.acting", found);
        }
        return;
    }
    let fits = start < verb && begins_sentence(scan, start) && has_name(scan, start, verb);
    let place = scan.token(start).is_some_and(|token| token.classes.intersects(Classes::STATE));
    let several =
        scan.case == Case::Mixed && start + 1 < verb && !(start..verb).any(|index| is_ordinary(scan, index));
    let telling = has_plain_name(scan, start, verb)
        || several
        || modal && (scan.case == Case::Mixed || may_return(scan, verb - 1));
    if fits && !place && telling {
        push(scan, start, verb, 67, "name.acting", found);
    } else if start == verb && modal && scan.case == Case::Mixed && begins_sentence(scan, verb - 1) {
        capital_word(scan, verb, found);
    }
}

/// `Will Turner`: a given name and a family name, neither of them a word of the field.
fn is_full_name(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let has = |index: usize, classes: Classes| {
        scan.token(index).is_some_and(|token| token.classes.intersects(classes))
    };
    let barred = Classes::CLINICAL
        .union(Classes::DRUG)
        .union(Classes::ROLE)
        .union(Classes::FACILITY)
        .union(Classes::STATE);
    end > start + 1
        && has(start, Classes::GIVEN_FREQ)
        && has(end - 1, Classes::SURNAME)
        && !(start..end).any(|index| has(index, barred))
}

/// Whether a word has a meaning in the field or in everyday speech.
fn is_ordinary(scan: &Scan<'_>, index: usize) -> bool {
    const ORDINARY: Classes = Classes::COMMON
        .union(Classes::CLINICAL)
        .union(Classes::DRUG)
        .union(Classes::ORGWORD)
        .union(Classes::FACILITY)
        .union(Classes::ROLE)
        .union(Classes::STATE);
    scan.token(index).is_some_and(|token| token.classes.intersects(ORDINARY))
}

/// In capitals, `SHARP WILL RETURN` speaks of a person and `PAIN WILL RETURN` does not.
fn may_return(scan: &Scan<'_>, index: usize) -> bool {
    let barred = Classes::CLINICAL.union(Classes::ROLE).union(Classes::KIN).union(Classes::FUNCTION);
    scan.token(index).is_some_and(|token| {
        token.shape.has(Shape::LETTER)
            && token.classes.intersects(Classes::SURNAME.union(Classes::GIVEN).union(Classes::EPONYM))
            && !token.classes.intersects(barred)
    })
}
