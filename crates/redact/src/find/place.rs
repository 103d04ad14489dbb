//! Places that numbers and suffixes give away: street addresses, post-office boxes, ZIP codes.

mod town;

use self::town::{
    COUNTIES, HOMES, PREFIXES, STATE_ENDS, before_state, county, ends_state, home, is_saint, town,
};
use super::{
    Hint,
    words::{WordSet, hashed, words},
};
use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    tagger::{Label, Labels},
    token::{Gap, Shape},
};

pub(super) fn find(scan: &Scan<'_>, labels: &Labels, found: &mut Found) {
    for (index, token) in scan.hinted(Hint::Place) {
        if token.shape.has(Shape::DIGIT) {
            zip(scan, labels, index, found);
            street(scan, index, found);
        } else if token.classes.intersects(Classes::STREET)
            && (SURE_SUFFIXES.has(scan, index) || CROSSED.has(scan, index))
        {
            crossing(scan, index, found);
        } else if HOMES.has(scan, index) {
            home(scan, index, found);
        } else if COUNTIES.has(scan, index) {
            county(scan, index, found);
        } else if token.classes.intersects(Classes::STATE) || ends_state(scan, index) {
            before_state(scan, index, found);
        } else if matches!(
            scan.text.as_bytes().get(token.start as usize),
            Some(b'p' | b'P' | b'r' | b'R' | b'h' | b'H')
        ) {
            post_office_box(scan, index, found);
        }
    }
}

/// Words that make [`find`] look at a token; it looks at digits by their neighbours as well.
pub(super) static HINTED: [&WordSet; 6] = [&SURE_SUFFIXES, &CROSSED, &BOXES, &COUNTIES, &HOMES, &STATE_ENDS];

static BOXES: WordSet = words!(PlaceBoxes);

/// Suffixes that are as often something else: routes of administration, and the way to a hospital.
static DOUBTFUL_SUFFIXES: WordSet = words!(PlaceDoubtfulSuffixes);

/// Suffixes that nothing but streets have, most in their abbreviations.
static SURE_SUFFIXES: WordSet = words!(PlaceSureSuffixes);

/// What a flat or an office behind a street's name is called.
static UNITS: WordSet = words!(PlaceUnits);

/// Directions, which stand before a street's name and are units of measurement too.
static DIRECTIONS: WordSet = words!(PlaceDirections);

/// Roads that are known by a number.
static NUMBERED: WordSet = words!(PlaceNumbered);

/// Suffixes that make a street of two words of a crossing.
static CROSSED: WordSet = words!(PlaceCrossed);

/// Small words within the name of a street.
pub(super) const LINKS: &[u32] = hashed!["of" "the" "de" "la" "del" "las" "los" "y" "to" "county"];

/// Marks that no street's name goes over.
const BLOCKED: u16 = Gap::LINE.0 | Gap::COLON.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::COMMA.0 | Gap::PERCENT.0;

/// A house number, up to six words, and a street suffix or a road's number; then a unit and a town.
fn street(scan: &Scan<'_>, number: usize, found: &mut Found) {
    let shape = scan.shape(number);
    if scan.word(number).len() > 8 || shape.is_mixed() && shape.has(Shape::LOWER) && scan.case != Case::Lower
    {
        return;
    }
    // Behind most numbers stands a mark or, in a text of both cases, a small word.
    let Some(next) = scan.token(number + 1) else { return };
    let link = scan.is_among(number + 1, LINKS);
    let small = (scan.case == Case::Mixed) & next.shape.is_word() & !next.shape.has(Shape::UPPER) & !link;
    if next.gap.any(BLOCKED | Gap::DOT.0) | small {
        return;
    }
    let mut end = None;
    let mut sure = false;
    for index in number + 1..number + 8 {
        if scan.token(index).is_none() || !continues_street(scan, number, index) {
            break;
        }
        if let Some(certain) = ends_street(scan, number, index) {
            end = Some(index + 1);
            sure |= certain;
        }
    }
    let Some(end) = end else { return };
    // In text of one case, clinical words before a doubtful suffix are no street: `2 FLAT CT`.
    if !sure && scan.case != Case::Mixed && scan.word(number).len() < 2 {
        return;
    }
    let unit = unit_end(scan, end);
    found.extend(scan.span(number..unit, Category::Geo, 82, "place.street"));
    town(scan, unit, found);
}

/// Whether a street that began at a house number may end with a token, and whether that is beyond doubt.
fn ends_street(scan: &Scan<'_>, number: usize, index: usize) -> Option<bool> {
    let token = scan.token(index)?;
    if scan.is_among(index, hashed!["broadway" "boardwalk"]) && scan.word(number).len() >= 2 {
        return Some(true);
    }
    if index < number + 2 {
        return None;
    }
    if token.shape.is_number() {
        // `BUN 18 Cr 1.2` is no county road.
        let decimal = scan.gap(index + 1).is(Gap::DOT) && scan.digits(index + 1) > 0;
        return (NUMBERED.has(scan, index - 1) && token.len() <= 4 && !decimal).then_some(true);
    }
    let capital = scan.case != Case::Mixed || token.shape.has(Shape::UPPER);
    if !capital || !token.classes.intersects(Classes::STREET) {
        return None;
    }
    if SURE_SUFFIXES.has(scan, index) {
        return Some(true);
    }
    if scan.case == Case::Mixed || !DOUBTFUL_SUFFIXES.has(scan, index) {
        return Some(false);
    }
    // Three digits and more are a house number rather than a dose; so is `71-79`.
    let range =
        scan.gap(number + 1).is(Gap::HYPHEN) && scan.digits(number + 1) > 0 && scan.digits(number) > 0;
    (scan.word(number).len() >= 3 || range).then_some(false)
}

/// Whether a token may be a word of a street's name that began with a house number.
fn continues_street(scan: &Scan<'_>, number: usize, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    if token.gap.has(Gap::SLASH) && !(scan.is(index - 1, "1") && scan.is(index, "2")) {
        return false;
    }
    // `285½`: a fraction belongs to the number.
    if token.gap.any(BLOCKED) || token.gap.has(Gap::OTHER) && scan.gap_text(index).trim() != "½" {
        return false;
    }
    // A full stop belongs to `N.` or `St.`; behind anything longer it ends the sentence.
    if token.gap.has(Gap::DOT)
        && (index == number + 1
            || !scan.shape(index - 1).is_word()
            || scan.word(index - 1).len() > 2 && !scan.is(index - 1, "jr"))
    {
        return false;
    }
    if token.shape.is_number() {
        // `550 1/2 Broadway`
        let half = token.gap.is(Gap::SLASH) && scan.is(index, "2")
            || scan.is(index, "1") && scan.gap(index + 1).is(Gap::SLASH);
        return half || NUMBERED.has(scan, index - 1) || token.gap.is(Gap::HYPHEN) && index == number + 1;
    }
    if token.shape.is_mixed() {
        return token.len() <= 5;
    }
    if UNITS.has(scan, index) {
        return false;
    }
    if DIRECTIONS.has(scan, index) {
        return scan.case == Case::Lower || token.shape.has(Shape::UPPER);
    }
    let names = Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE).union(Classes::STREET);
    let named = token.classes.intersects(names);
    if scan.case == Case::Mixed {
        let link = scan.is_among(index, LINKS);
        return (token.shape.has(Shape::CAPITAL) || link)
            && (named || !token.classes.intersects(Classes::UNIT.union(Classes::DRUG)));
    }
    let barred = Classes::UNIT.union(Classes::DRUG).union(Classes::FUNCTION).union(Classes::MONTH);
    let link = scan
        .is_among(index, hashed!["main" "de" "la" "del" "the" "second" "third" "fourth" "fifth" "to" "old"]);
    named || link || !token.classes.intersects(barred)
}

/// `near Parkinson Rd & Veeneman Rd`: a street without a number, by its suffix.
fn crossing(scan: &Scan<'_>, suffix: usize, found: &mut Found) {
    static BEFORE: WordSet = words!(PlaceBefore);
    let Some(token) = scan.token(suffix) else { return };
    if scan.case == Case::Mixed && !token.shape.has(Shape::CAPITAL) && !SURE_SUFFIXES.has(scan, suffix) {
        return;
    }
    let mut start = suffix;
    while start > 0
        && suffix - start < 5
        && (scan.gap(start).is_blank()
            || scan.gap(start).is(Gap::HYPHEN)
            || is_saint(scan, start)
            || start < suffix && scan.gap(start).is(Gap::APOSTROPHE))
    {
        let Some(word) = scan.token(start - 1) else { break };
        let capital = if scan.case == Case::Mixed { word.shape.has(Shape::CAPITAL) } else { true };
        let link = scan.is_among(start - 1, hashed!["de" "la" "del" "of" "to"]) && start < suffix;
        let numbered = is_ordinal(scan, start - 1)
            || !word.shape.has(Shape::LETTER) && start > 1 && NUMBERED.has(scan, start - 2);
        let barred = word.classes.intersects(Classes::FUNCTION.union(Classes::UNIT))
            && !PREFIXES.has(scan, start - 1)
            && !word.classes.intersects(Classes::SURNAME.union(Classes::PLACE));
        if !word.shape.has(Shape::LETTER) && !numbered {
            break;
        }
        if !(capital && !barred || link || numbered)
            || scan.case != Case::Mixed && BEFORE.has(scan, start - 1)
        {
            break;
        }
        start -= 1;
    }
    if start == suffix {
        return;
    }
    let led = start > 0
        && (BEFORE.has(scan, start - 1) && scan.gap(start).is_blank() || scan.gap_text(start).trim() == "&");
    let followed = scan.gap_text(suffix + 1).trim() == "&"
        || scan.is_among(suffix + 1, hashed!["and" "at" "near"]) && scan.gap(suffix + 1).any(Gap::SPACE.0);
    let sure = SURE_SUFFIXES.has(scan, suffix);
    let plain = scan.case == Case::Mixed || led;
    if sure && plain && (led || followed || scan.case == Case::Mixed)
        || led && followed && scan.case == Case::Mixed
    {
        found.extend(scan.span(start..suffix + 1, Category::Geo, 73, "place.crossing"));
    }
}

/// `3rd`, `42nd`.
fn is_ordinal(scan: &Scan<'_>, index: usize) -> bool {
    let word = scan.word(index);
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    word.len() <= 5
        && letters.len() == 2
        && ["st", "nd", "rd", "th"].iter().any(|ending| letters.eq_ignore_ascii_case(ending))
}

/// The end of `Apt 4B`, `#12`, `Suite 7-G` when one stands at `from`; else `from`.
fn unit_end(scan: &Scan<'_>, from: usize) -> usize {
    let gap = scan.gap(from);
    if gap.has(Gap::LINE) {
        return from;
    }
    // `2nd Fl`, `6th Floor`
    if is_ordinal(scan, from) && scan.is_among(from + 1, hashed!["fl" "floor" "flr"]) && !gap.has(Gap::COLON)
    {
        return from + 2;
    }
    let named = UNITS.has(scan, from);
    let value = if named { from + 1 } else { from };
    if !named && !gap.has(Gap::HASH) || value >= scan.tokens.len() || scan.gap(value).has(Gap::LINE) {
        return from;
    }
    let mut end = value + 1;
    while scan.gap(end).is(Gap::HYPHEN) {
        end += 1;
    }
    end
}

/// `P.O. Box 4709`, `PO Box 12`, `RR 2 Box 17`.
fn post_office_box(scan: &Scan<'_>, index: usize, found: &mut Found) {
    let dotted = scan.is(index, "p") && scan.is(index + 1, "o");
    let after = if dotted { index + 2 } else { index + 1 };
    let boxed = scan.is(after, "box");
    let begins = scan.is(index, "pob") || (dotted || scan.is(index, "po")) && boxed;
    let rural = scan.is_among(index, hashed!["rr" "hc" "route"]) && scan.is(index + 2, "box");
    if !begins && !rural {
        return;
    }
    let number = if rural {
        index + 3
    } else if boxed {
        after + 1
    } else {
        after
    };
    if scan.digits(number) > 0 && !scan.gap(number).any(Gap::LINE.0 | Gap::COLON.0 | Gap::COMMA.0) {
        found.extend(scan.span(index..number + 1, Category::Geo, 88, "place.box"));
    }
}

/// Five digits, or nine, behind a state or a place.
fn zip(scan: &Scan<'_>, labels: &Labels, index: usize, found: &mut Found) {
    if scan.digits(index) != 5 && !(scan.shape(index).is_mixed() && scan.word(index).len() == 5) {
        return;
    }
    let before = index.checked_sub(1).and_then(|i| scan.token(i).zip(labels.get(i)));
    let announced = before.is_some_and(|(token, label)| {
        token.classes.intersects(Classes::STATE)
            || ends_state(scan, index - 1)
            || label == Label::Geo && token.shape.is_word()
            || scan.is(index - 1, "zip")
            || scan.is_among(index - 1, hashed!["code" "is"]) && scan.is(index.wrapping_sub(2), "zip")
    });
    let gap = scan.gap(index);
    let plus_four = scan.digits(index + 1) == 4 && scan.gap(index + 1).is(Gap::HYPHEN);
    if announced && !gap.any(Gap::OPEN.0 | Gap::CLOSE.0 | Gap::SLASH.0 | Gap::HYPHEN.0) {
        let masked = scan.shape(index).is_mixed()
            && !["XX", "HH", "xx", "hh"].iter().any(|end| scan.word(index).ends_with(end));
        if !masked {
            let end = index + 1 + usize::from(plus_four);
            found.extend(scan.span(index..end, Category::Geo, 84, "place.zip"));
        }
    }
}

#[cfg(test)]
mod tests;
