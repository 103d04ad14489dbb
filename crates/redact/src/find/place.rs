//! Places that numbers and suffixes give away: street addresses, post-office boxes, ZIP codes.

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
        } else if matches!(
            scan.text.as_bytes().get(token.start as usize),
            Some(b'p' | b'P' | b'r' | b'R' | b'h' | b'H')
        ) {
            post_office_box(scan, index, found);
        }
    }
}

/// Suffixes that are as often something else: routes of administration, and the way to a hospital.
const DOUBTFUL_SUFFIXES: &[&str] =
    &["sq", "route", "rte", "is", "run", "pass", "point", "port", "way", "walk", "path", "bypass"];

/// A house number, up to five words, and a street suffix; then a unit.
fn street(scan: &Scan<'_>, number: usize, found: &mut Found) {
    let shape = scan.shape(number);
    if scan.word(number).len() > 6 || shape.is_mixed() && shape.has(Shape::LOWER) && scan.case != Case::Lower
    {
        return;
    }
    let mut suffix = None;
    for index in number + 1..number + 7 {
        let Some(token) = scan.token(index) else { break };
        if !continues_street(scan, number, index) {
            break;
        }
        let doubtful = scan.is_one_of(index, DOUBTFUL_SUFFIXES);
        let capital = scan.case != Case::Mixed || token.shape.has(Shape::UPPER);
        if index > number + 1
            && token.classes.intersects(Classes::STREET)
            && capital
            && !(doubtful && scan.case != Case::Mixed)
        {
            suffix = Some(index);
        }
    }
    let Some(suffix) = suffix else { return };
    let end = unit_end(scan, suffix + 1);
    found.extend(scan.span(number..end, Category::Geo, 82, "place.street"));
}

/// Whether a token may be a word of a street's name that began with a house number.
fn continues_street(scan: &Scan<'_>, number: usize, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    let blocked = Gap::LINE.0
        | Gap::COLON.0
        | Gap::OTHER.0
        | Gap::OPEN.0
        | Gap::CLOSE.0
        | Gap::COMMA.0
        | Gap::SLASH.0
        | Gap::PERCENT.0;
    let names = Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE).union(Classes::STREET);
    let medical = Classes::UNIT.union(Classes::DRUG).union(Classes::CLINICAL);
    // A full stop belongs to `N.` or `St.`; behind anything longer it ends the sentence.
    let sentence = token.gap.has(Gap::DOT) && (index == number + 1 || scan.word(index - 1).len() > 2);
    let ordinal = token.shape.is_mixed() && token.len() <= 5;
    let word = token.shape.is_word()
        && (scan.case != Case::Mixed
            || token.shape.has(Shape::UPPER)
            || scan.is_one_of(index, &["of", "the", "de", "la", "del"]))
        && !(token.classes.intersects(medical)
            && (!token.classes.intersects(names)
                || token.shape.has(Shape::LOWER) && !token.shape.has(Shape::UPPER)))
        && !(token.classes.intersects(Classes::FUNCTION)
            && scan.case != Case::Mixed
            && !token.classes.intersects(names));
    !token.gap.any(blocked) && !sentence && (word || ordinal)
}

/// The end of `Apt 4B`, `#12`, `Suite 7-G` when one stands at `from`; else `from`.
fn unit_end(scan: &Scan<'_>, from: usize) -> usize {
    const UNITS: &[&str] = &[
        "apt",
        "apartment",
        "unit",
        "ste",
        "suite",
        "lot",
        "trlr",
        "bldg",
        "building",
        "room",
        "rm",
        "fl",
        "floor",
        "no",
    ];
    let gap = scan.gap(from);
    if gap.has(Gap::LINE) {
        return from;
    }
    let named = scan.is_one_of(from, UNITS);
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
