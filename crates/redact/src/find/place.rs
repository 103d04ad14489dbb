//! Places that numbers and suffixes give away: street addresses, post-office boxes, ZIP codes.

use super::words::{WordSet, words};
use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    tagger::Label,
    token::{Gap, Shape},
};

pub(super) fn find(scan: &Scan<'_>, labels: &[Label], found: &mut Found) {
    for index in 0..scan.tokens.len() {
        let Some(token) = scan.token(index) else { continue };
        if token.shape.has(Shape::DIGIT) {
            zip(scan, labels, index, found);
            street(scan, index, found);
        } else if token.classes.intersects(Classes::STREET)
            && (SURE_SUFFIXES.has(scan, index) || CROSSED.has(scan, index))
        {
            crossing(scan, index, found);
        } else if matches!(
            scan.text.as_bytes().get(token.start as usize),
            Some(b'p' | b'P' | b'r' | b'R' | b'h' | b'H')
        ) {
            post_office_box(scan, index, found);
        }
    }
}

/// Suffixes that are as often something else: routes of administration, and the way to a hospital.
static DOUBTFUL_SUFFIXES: WordSet = words![
    "sq" "is" "run" "pass" "point" "port" "way" "walk" "path" "bypass" "dr" "ct" "st" "pl" "cir" "ext" "key" "ky"
    "flat" "fall" "falls" "field" "ford" "fork" "drive" "court" "place" "center" "ctr" "bend" "bridge" "branch"
    "plain" "ridge" "spring" "spur" "square" "track" "trail" "turn" "union" "valley" "view" "wall" "well" "wells"
    "green" "grove" "hill" "land" "light" "lock" "mill" "mount" "neck" "park" "island" "club" "cape" "camp"
    "common" "corner" "course" "cove" "crest" "dam" "divide" "estate" "forge" "fort" "glen" "harbor" "junction"
    "lake" "loop" "mission" "orchard" "oval" "radial" "ramp" "ranch" "rapid" "rest" "river" "row" "rue" "shore"
    "stream" "summit" "terrace" "trace" "tunnel" "via" "viaduct" "village" "vista" "crossing" "canal" "base"
];

/// Suffixes that nothing but streets have, most in their abbreviations.
static SURE_SUFFIXES: WordSet = words![
    "rd" "ave" "blvd" "ln" "pkwy" "hwy" "road" "avenue" "boulevard" "lane" "parkway" "highway" "street" "terr" "tpke"
    "turnpike" "expy" "xing" "byp"
];

/// What a flat or an office behind a street's name is called.
static UNITS: WordSet = words![
    "apt" "apartment" "unit" "ste" "suite" "lot" "trlr" "bldg" "building" "room" "rm" "fl" "floor" "no"
];

/// Directions, which stand before a street's name and are units of measurement too.
static DIRECTIONS: WordSet = words!["n" "s" "e" "w" "ne" "nw" "se" "sw"];

/// Roads that are known by a number.
static NUMBERED: WordSet =
    words!["highway" "hwy" "route" "rte" "rt" "cr" "fm" "sr" "us" "interstate" "road" "market" "i"];

/// Suffixes that make a street of two words of a crossing.
static CROSSED: WordSet =
    words!["st" "dr" "ct" "way" "cir" "pl" "drive" "court" "circle" "place" "trl" "trail" "loop" "sq"];

/// A house number, up to six words, and a street suffix or a road's number; then a unit and a town.
fn street(scan: &Scan<'_>, number: usize, found: &mut Found) {
    let shape = scan.shape(number);
    if scan.word(number).len() > 8 || shape.is_mixed() && shape.has(Shape::LOWER) && scan.case != Case::Lower
    {
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
    if index < number + 2 {
        return None;
    }
    if token.shape.is_number() {
        return (NUMBERED.has(scan, index - 1) && token.len() <= 4).then_some(true);
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
    // Three digits and more are a house number rather than a dose.
    (scan.word(number).len() >= 3).then_some(false)
}

/// Whether a token may be a word of a street's name that began with a house number.
fn continues_street(scan: &Scan<'_>, number: usize, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    let blocked = Gap::LINE.0
        | Gap::COLON.0
        | Gap::OPEN.0
        | Gap::CLOSE.0
        | Gap::COMMA.0
        | Gap::SLASH.0
        | Gap::PERCENT.0;
    // `285½`: a fraction belongs to the number.
    if token.gap.any(blocked) || token.gap.has(Gap::OTHER) && scan.gap_text(index).trim() != "½" {
        return false;
    }
    // A full stop belongs to `N.` or `St.`; behind anything longer it ends the sentence.
    if token.gap.has(Gap::DOT)
        && (index == number + 1 || scan.word(index - 1).len() > 2 && !scan.is(index - 1, "jr"))
    {
        return false;
    }
    if token.shape.is_number() {
        return NUMBERED.has(scan, index - 1) || token.gap.is(Gap::HYPHEN) && index == number + 1;
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
        let link =
            scan.is_one_of(index, &["of", "the", "de", "la", "del", "las", "los", "y", "to", "county"]);
        return (token.shape.has(Shape::CAPITAL) || link)
            && (named || !token.classes.intersects(Classes::UNIT.union(Classes::DRUG)));
    }
    let barred = Classes::UNIT.union(Classes::DRUG).union(Classes::FUNCTION).union(Classes::MONTH);
    let link =
        scan.is_one_of(index, &["de", "la", "del", "the", "second", "third", "fourth", "fifth", "to", "old"]);
    named || link || !token.classes.intersects(barred)
}

/// The town behind a street, up to a state, a ZIP code or a colon.
fn town(scan: &Scan<'_>, from: usize, found: &mut Found) {
    let first = scan.gap(from);
    let near = first.is_blank()
        || first.any(Gap::COMMA.0 | Gap::DOT.0) && !first.any(Gap::LINE.0 | Gap::COLON.0 | Gap::OTHER.0);
    if !near {
        return;
    }
    for end in from + 1..from + 6 {
        let Some(token) = scan.token(end - 1) else { return };
        let spelt =
            token.shape.is_word() || token.shape.is_number() && token.len() == 5 || token.shape.is_mixed();
        if !spelt || end - 1 > from && !scan.gap(end - 1).is_blank() && !scan.gap(end - 1).is(Gap::HYPHEN) {
            return;
        }
        let begins_state = scan.token(from).is_some_and(|token| token.classes.intersects(Classes::STATE));
        if end == from + 1 && begins_state && scan.word(from).len() == 2 {
            return;
        }
        let gap = scan.gap(end);
        let state = scan.token(end).is_some_and(|token| token.classes.intersects(Classes::STATE))
            && (gap.is_blank() || gap.has(Gap::COMMA));
        let zip = scan.digits(end) == 5 && (gap.is_blank() || gap.has(Gap::COMMA));
        if state || zip || gap.is(Gap::COLON) || gap.has(Gap::COLON) && !gap.has(Gap::LINE) {
            found.extend(scan.span(from..end, Category::Geo, 76, "place.town"));
            return;
        }
    }
}

/// `near Parkinson Rd & Veeneman Rd`: a street without a number, by its suffix.
fn crossing(scan: &Scan<'_>, suffix: usize, found: &mut Found) {
    const BEFORE: &[&str] = &["near", "at", "on", "and", "of", "to", "off", "from", "by", "along", "between"];
    let Some(token) = scan.token(suffix) else { return };
    if scan.case == Case::Mixed && !token.shape.has(Shape::CAPITAL) && !SURE_SUFFIXES.has(scan, suffix) {
        return;
    }
    let mut start = suffix;
    while start > 0
        && suffix - start < 5
        && (scan.gap(start).is_blank()
            || scan.gap(start).is(Gap::HYPHEN)
            || start < suffix && scan.gap(start).is(Gap::APOSTROPHE))
    {
        let Some(word) = scan.token(start - 1) else { break };
        let capital = if scan.case == Case::Mixed { word.shape.has(Shape::CAPITAL) } else { true };
        let link = scan.is_one_of(start - 1, &["de", "la", "del", "of", "to"]) && start < suffix;
        let barred = word.classes.intersects(Classes::FUNCTION.union(Classes::UNIT))
            && !word.classes.intersects(Classes::SURNAME.union(Classes::PLACE));
        if !word.shape.has(Shape::LETTER) && !NUMBERED.has(scan, start.saturating_sub(2)) {
            break;
        }
        if !(capital && !barred || link) || scan.case != Case::Mixed && scan.is_one_of(start - 1, BEFORE) {
            break;
        }
        start -= 1;
    }
    if start == suffix {
        return;
    }
    let led = start > 0
        && (scan.is_one_of(start - 1, BEFORE) && scan.gap(start).is_blank()
            || scan.gap_text(start).trim() == "&");
    let followed = scan.gap_text(suffix + 1).trim() == "&"
        || scan.is_one_of(suffix + 1, &["and", "at", "near"]) && scan.gap(suffix + 1).any(Gap::SPACE.0);
    let sure = SURE_SUFFIXES.has(scan, suffix);
    let plain = scan.case == Case::Mixed || led;
    if sure && plain && (led || followed || scan.case == Case::Mixed)
        || led && followed && scan.case == Case::Mixed
    {
        found.extend(scan.span(start..suffix + 1, Category::Geo, 73, "place.crossing"));
    }
}

/// The end of `Apt 4B`, `#12`, `Suite 7-G` when one stands at `from`; else `from`.
fn unit_end(scan: &Scan<'_>, from: usize) -> usize {
    let gap = scan.gap(from);
    if gap.has(Gap::LINE) {
        return from;
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
    let rural = scan.is_one_of(index, &["rr", "hc", "route"]) && scan.is(index + 2, "box");
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
fn zip(scan: &Scan<'_>, labels: &[Label], index: usize, found: &mut Found) {
    if scan.digits(index) != 5 && !(scan.shape(index).is_mixed() && scan.word(index).len() == 5) {
        return;
    }
    let before = index.checked_sub(1).and_then(|i| scan.token(i).zip(labels.get(i)));
    let announced = before.is_some_and(|(token, label)| {
        token.classes.intersects(Classes::STATE)
            || *label == Label::Geo && token.shape.is_word()
            || token.text(scan.text).eq_ignore_ascii_case("zip")
    });
    let gap = scan.gap(index);
    let plus_four = scan.digits(index + 1) == 4 && scan.gap(index + 1).is(Gap::HYPHEN);
    if announced && !gap.any(Gap::OPEN.0 | Gap::CLOSE.0 | Gap::SLASH.0) {
        let masked = scan.shape(index).is_mixed() && !scan.word(index).ends_with("XX");
        if !masked {
            let end = index + 1 + usize::from(plus_four);
            found.extend(scan.span(index..end, Category::Geo, 84, "place.zip"));
        }
    }
}
