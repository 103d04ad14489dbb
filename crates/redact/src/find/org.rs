//! Organisations by the words that end their names, and by the labels that announce them.

use super::{
    Hint,
    words::{WordSet, hashed, words},
};
use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Gap, Shape},
};

/// What the name of an organisation ends in, or holds.
static HEADS: WordSet = words!(OrgHeads);

/// Words of such names that name nothing by themselves.
static GENERIC: WordSet = words!(OrgGeneric);

/// Words before the name of an organisation.
static TOWARDS: WordSet = words!(OrgTowards);

/// Labels of fields that hold an organisation.
static LABELS: WordSet = words!(OrgLabels);

/// Values of such fields that name nothing.
static NOTHING: WordSet = words!(OrgNothing);

/// Verbs of sending somebody somewhere.
static TRANSFERS: WordSet = words!(OrgTransfers);

/// What a municipality is called.
static MUNICIPALITIES: WordSet = words!(OrgMunicipalities);

/// Words of working and learning.
static EMPLOYMENTS: WordSet = words!(OrgEmployments);

/// Words of names that are written with a full stop.
static ABBREVIATED: WordSet = words!(OrgAbbreviated);

const MOST: usize = 8;

/// Words that make [`find`] look at a token.
pub(super) static HINTED: [&WordSet; 5] = [&HEADS, &LABELS, &TRANSFERS, &EMPLOYMENTS, &MUNICIPALITIES];

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let tagged = found.len();
    let mut done = 0;
    for (index, _) in scan.hinted(Hint::Org) {
        if index >= done && HEADS.has(scan, index) && is_part(scan, index) && is_house(scan, index) {
            done = named(scan, index, tagged, found);
        }
        if LABELS.has(scan, index) && scan.gap(index + 1).has(Gap::COLON) {
            labelled(scan, index + 1, found);
        }
        if EMPLOYMENTS.has(scan, index) {
            employer(scan, index, found);
        }
        if MUNICIPALITIES.has(scan, index) {
            municipality(scan, index, found);
        }
        if TRANSFERS.has(scan, index) {
            transferred(scan, index, found);
        }
    }
}

/// Whether a head that is an everyday word is one: `Lakeshore Urgent Care` is a house, `accepted care` is not.
fn is_house(scan: &Scan<'_>, head: usize) -> bool {
    static KINDS: WordSet = words!(OrgKinds);
    !scan.is_among(head, hashed!["care" "office"])
        || KINDS.has(scan, head.wrapping_sub(1))
        || scan.shape(head.wrapping_sub(1)).has(Shape::POSSESSIVE)
}

/// Whether a token belongs to a name that is written with capitals.
fn is_part(scan: &Scan<'_>, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    if scan.case == Case::Mixed {
        return token.shape.has(Shape::CAPITAL)
            && !token.classes.intersects(Classes::CREDENTIAL.union(Classes::MONTH));
    }
    let closed = Classes::FUNCTION.union(Classes::KIN).union(Classes::ROLE).union(Classes::UNIT);
    token.shape.is_word() && (!token.classes.intersects(closed) || HEADS.has(scan, index))
}

/// Whether the tokens before and at `index` may be of one name.
fn is_joined(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    let broken = Gap::LINE.0
        | Gap::COLON.0
        | Gap::COMMA.0
        | Gap::OPEN.0
        | Gap::CLOSE.0
        | Gap::SLASH.0
        | Gap::HASH.0
        | Gap::AT.0
        | Gap::PERCENT.0;
    let amp = gap.has(Gap::OTHER);
    let saint = gap.has(Gap::DOT) && ABBREVIATED.has(scan, index.saturating_sub(1));
    !gap.any(broken) && (!gap.has(Gap::DOT) || saint) && (!amp || scan.gap_text(index).trim() == "&")
}

/// Whether a token is the last of a person's name: `Dr. Lor of Mercy Hospital`.
fn is_person(scan: &Scan<'_>, index: usize, found: &Found) -> bool {
    let end = scan.token(index).map_or(0, |token| token.end as usize);
    found.iter().any(|span| span.category == Category::Name && span.confidence > 70 && span.end == end)
}

/// The run of a name around a word that such names end in; answers with its end.
fn named(scan: &Scan<'_>, head: usize, tagged: usize, found: &mut Found) -> usize {
    static LINKS: WordSet = words!(OrgLinks);
    let mut start = head;
    while start > 0 && head - start < MOST && is_joined(scan, start) {
        let back = start - 1;
        if is_part(scan, back) {
            start = back;
        } else if back > 0
            && LINKS.has(scan, back)
            && is_joined(scan, back)
            && is_part(scan, back - 1)
            && !is_person(scan, back - 1, found)
        {
            start = back - 1;
        } else if back > 1
            && scan.is(back, "the")
            && LINKS.has(scan, back - 1)
            && is_joined(scan, back)
            && is_part(scan, back - 2)
        {
            start = back - 2;
        } else {
            break;
        }
    }
    let mut end = head + 1;
    while is_joined(scan, end)
        && is_part(scan, end)
        && scan.token(end).is_some_and(|t| t.classes.intersects(Classes::FACILITY.union(Classes::ORGWORD)))
    {
        end += 1;
    }
    end = tail(scan, end);
    while start < head
        && scan.token(start).is_some_and(|token| token.classes.intersects(Classes::TITLE))
        && scan.case == Case::Mixed
        && !scan.is_among(start, hashed!["st" "sister" "sisters" "father"])
    {
        start += 1;
    }
    let towards = start > 0 && TOWARDS.has(scan, start - 1) && scan.gap(start).is_blank();
    let proper = (start..end).filter(|index| !GENERIC.has(scan, *index)).count();
    if proper == 0 || end - start < 2 {
        return end;
    }
    if towards || touches(scan, start..end, found, tagged) {
        found.extend(scan.span(start..end, Category::Org, 71, "org.name"));
    }
    end
}

/// Whether the tagger found something in a run of tokens.
fn touches(scan: &Scan<'_>, run: core::ops::Range<usize>, found: &Found, tagged: usize) -> bool {
    let Some(span) = scan.span(run, Category::Org, 0, "") else { return false };
    found.iter().take(tagged).any(|other| {
        matches!(other.category, Category::Org | Category::Name | Category::Geo)
            && other.start < span.end
            && span.start < other.end
    })
}

/// `City of Corona`, `Town of Fort Cavazos`: a municipality as an employer or a creditor.
fn municipality(scan: &Scan<'_>, head: usize, found: &mut Found) {
    let capital = scan.case != Case::Mixed || scan.shape(head).has(Shape::CAPITAL);
    if !capital
        || !scan.is(head + 1, "of")
        || !scan.gap(head + 1).is_blank()
        || !scan.gap(head + 2).is_blank()
    {
        return;
    }
    let mut end = head + 2;
    while end < head + 5
        && is_part(scan, end)
        && (end == head + 2 || is_joined(scan, end))
        && !GENERIC.has(scan, end)
    {
        end += 1;
    }
    let known = scan.token(head + 2).is_some_and(|token| {
        scan.case == Case::Mixed
            || token.classes.is_empty()
            || token.classes.intersects(Classes::PLACE.union(Classes::SURNAME))
    });
    if end > head + 2 && known {
        found.extend(scan.span(head..end, Category::Org, 72, "org.name"));
    }
}

/// `works for Bose Welding`, `retired from Hi-Tech Plating`: who somebody works or learns for.
fn employer(scan: &Scan<'_>, verb: usize, found: &mut Found) {
    let link = verb + 1;
    if !scan.is_among(link, hashed!["at" "for" "from" "by"])
        || !scan.gap(link).is_blank()
        || !scan.gap(link + 1).is_blank()
        || scan.case != Case::Mixed
    {
        return;
    }
    let first = link + 1;
    let mut end = first;
    while end < first + 5
        && (end == first || is_joined(scan, end))
        && (is_part(scan, end)
            || end > first && scan.is_among(end, hashed!["of" "the" "and"]) && is_part(scan, end + 1))
    {
        end += 1;
    }
    let barred = Classes::CLINICAL
        .union(Classes::FUNCTION)
        .union(Classes::WEEKDAY)
        .union(Classes::STATE)
        .union(Classes::TITLE);
    let named =
        scan.token(first).is_some_and(|token| !token.classes.intersects(barred)) && !NOTHING.has(scan, first);
    if end > first && named && (first..end).any(|index| !GENERIC.has(scan, index)) {
        found.extend(scan.span(first..end, Category::Org, 66, "org.employer"));
    }
}

/// `Delivered to SBMC`: an acronym that nothing in the field is called by.
fn transferred(scan: &Scan<'_>, verb: usize, found: &mut Found) {
    let at = verb + 2;
    let to = scan.is_among(verb + 1, hashed!["to" "from" "at" "by" "for"]) && scan.gap(verb + 1).is_blank();
    if to && scan.gap(at).is_blank() && is_acronym(scan, at) {
        found.extend(scan.span(at..at + 1, Category::Org, 64, "org.transfer"));
    }
}

/// `SBMC`, `MGH2`: three to six capitals, with a figure behind them at most.
fn is_acronym(scan: &Scan<'_>, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    let letters = token.text(scan.text).trim_end_matches(|c: char| c.is_ascii_digit());
    let capitals = scan.case != Case::Mixed && token.classes.is_empty()
        || letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let known = Classes::CLINICAL
        .union(Classes::FUNCTION)
        .union(Classes::CUE)
        .union(Classes::STATE)
        .union(Classes::UNIT);
    (3..=6).contains(&letters.len())
        && token.len() - letters.len() <= 1
        && capitals
        && scan.case == Case::Mixed
        && !token.classes.intersects(known)
        && !GENERIC.has(scan, index)
}

/// The end of a name that goes on behind its head: `of Anaconda`, `at Harlem`, `for Children`.
fn tail(scan: &Scan<'_>, end: usize) -> usize {
    let link = scan.is_among(end, hashed!["of" "at" "in"]);
    let meant = scan.is(end, "for")
        && scan.is_among(end + 1, hashed!["children" "women" "men" "veterans" "seniors" "kids"]);
    if !(link || meant) || !scan.gap(end).is_blank() || !scan.gap(end + 1).is_blank() {
        return end;
    }
    let mut last = end + 1;
    let clinical = Classes::CLINICAL
        .union(Classes::FUNCTION)
        .union(Classes::UNIT)
        .union(Classes::KIN)
        .union(Classes::MONTH);
    while last < end + 4
        && is_part(scan, last)
        && (last == end + 1 || is_joined(scan, last))
        && scan.token(last).is_some_and(|token| {
            meant || !token.classes.intersects(clinical) || token.classes.intersects(Classes::PLACE)
        })
    {
        last += 1;
    }
    if last > end + 1 && (scan.case == Case::Mixed || meant) { last } else { end }
}

/// `Employer: Kessler Tool & Die`: what the field holds.
fn labelled(scan: &Scan<'_>, first: usize, found: &mut Found) {
    if scan.gap(first).has(Gap::LINE) || NOTHING.has(scan, first) || !is_part(scan, first) {
        return;
    }
    let mut end = first + 1;
    while end < first + MOST
        && end < scan.tokens.len()
        && is_joined(scan, end)
        && (is_part(scan, end)
            || HEADS.has(scan, end)
            || scan.shape(end).is_mixed()
            || scan.is_among(end, hashed!["of" "the" "and"]))
    {
        end += 1;
    }
    let generic = (first..end).all(|index| GENERIC.has(scan, index));
    let clinical = end == first + 1
        && scan.token(first).is_some_and(|t| t.classes.intersects(Classes::CLINICAL.union(Classes::ROLE)));
    if !generic && !clinical {
        found.extend(scan.span(first..end, Category::Org, 74, "org.label"));
    }
}

#[cfg(test)]
mod tests;
