//! Runs of words that may be a name: how far one reaches from a slot.

use crate::{
    find::words::{WordSet, hashed, words},
    lexicon::Classes,
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// How much a slot says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Only a person stands there: a word that is also an ordinary one is a name.
    Sure,
    /// A person may stand there: the word must be known as a name, or not known at all.
    Unsure,
}

/// Most words of a name.
const MOST: usize = 5;

const NAMED: Classes = Classes::GIVEN.union(Classes::SURNAME);
const FREQUENT: Classes = Classes::GIVEN_FREQ.union(Classes::SURNAME_FREQ);
/// Words of the field and of everyday speech.
const ORDINARY: Classes = Classes::FUNCTION
    .union(Classes::COMMON)
    .union(Classes::CLINICAL)
    .union(Classes::DRUG)
    .union(Classes::ORGWORD)
    .union(Classes::FACILITY)
    .union(Classes::STATE);
/// Words that end a name, unless people are called so.
const CLOSED: Classes = Classes::FUNCTION
    .union(Classes::KIN)
    .union(Classes::ROLE)
    .union(Classes::UNIT)
    .union(Classes::MONTH)
    .union(Classes::WEEKDAY)
    .union(Classes::NUMBERWORD);

/// Whether a token in lower case, in a text of both cases, can be a word of a name.
fn may_name_in_lower(scan: &Scan<'_>, index: usize) -> bool {
    static VERBS: WordSet = words!(PersonVerbs);
    scan.token(index).is_some_and(|token| {
        let closed = token
            .classes
            .intersects(CLOSED.union(Classes::CREDENTIAL).union(Classes::CLINICAL).union(Classes::DRUG));
        token.shape.is_word()
            && token.len() > 2
            && (!closed || token.classes.intersects(Classes::GIVEN_FREQ) && !token.classes.intersects(CLOSED))
            && (token.classes.intersects(NAMED) || token.classes.is_empty())
            && !VERBS.has(scan, index)
    })
}

/// Whether a token can be a word of a name in a slot.
pub(super) fn may_name(scan: &Scan<'_>, index: usize, trust: Trust) -> bool {
    let Some(token) = scan.token(index) else { return false };
    let classes = token.classes;
    let named = classes.intersects(NAMED);
    if !token.shape.is_word() || token.len() < 2 {
        return false;
    }
    if classes.intersects(CLOSED.union(Classes::CREDENTIAL)) && !named {
        return false;
    }
    let ordinary = classes.intersects(ORDINARY);
    if scan.case != Case::Mixed {
        return match trust {
            Trust::Sure => named || !ordinary,
            Trust::Unsure => {
                !classes.intersects(Classes::FUNCTION)
                    && named
                    && (!ordinary || classes.intersects(FREQUENT) && !classes.intersects(Classes::CLINICAL))
            }
        };
    }
    if !token.shape.has(Shape::CAPITAL) {
        // A name in lower case: only where nothing else can stand.
        return trust == Trust::Sure && may_name_in_lower(scan, index);
    }
    // Capitals throughout are an acronym, unless people are called so.
    if !token.shape.has(Shape::LOWER) && (!named || classes.intersects(Classes::CLINICAL) || token.len() == 2)
    {
        return false;
    }
    match trust {
        Trust::Sure => {
            named || !classes.intersects(Classes::EVERYDAY.union(Classes::CLINICAL).union(Classes::DRUG))
        }
        Trust::Unsure => !ordinary || classes.intersects(FREQUENT) && !classes.intersects(Classes::CLINICAL),
    }
}

/// Particles of family names, which are written in lower case.
pub(super) fn is_particle(scan: &Scan<'_>, index: usize) -> bool {
    if scan.word(index).len() == 1 && scan.gap(index + 1).is(Gap::APOSTROPHE) {
        return scan.is_among(index, hashed!["d" "o" "l"]);
    }
    static PARTICLES: WordSet = words!(PersonParticles);
    scan.word(index).len() <= 5 && PARTICLES.has(scan, index)
}

/// One letter, as in `Rosa M. Cruz`.
fn is_initial(scan: &Scan<'_>, index: usize) -> bool {
    scan.token(index).is_some_and(|token| {
        token.len() == 1
            && token.shape.is_word()
            && (token.shape.has(Shape::UPPER) || scan.case == Case::Lower)
            && !token.shape.has(Shape::POSSESSIVE)
    })
}

/// Whether the words on both sides of a gap are of one name; `before` is the word before it.
fn joined(scan: &Scan<'_>, before: usize) -> bool {
    let gap = scan.gap(before + 1);
    if gap.is_blank() || gap.is(Gap::HYPHEN) || gap.is(Gap::APOSTROPHE) {
        return !scan.shape(before).has(Shape::POSSESSIVE);
    }
    let short = scan.word(before).chars().nth(2).is_none() || scan.is(before, "ste");
    gap.has(Gap::DOT) && !gap.any(!(Gap::DOT.0 | Gap::SPACE.0 | Gap::SINGLE.0)) && short
}

/// The end of the name that begins at `first`; `first` when there is none.
pub(super) fn forward(scan: &Scan<'_>, first: usize, trust: Trust) -> usize {
    let mut end = first;
    let mut index = first;
    let mut trust = trust;
    let capital = scan.shape(first).has(Shape::CAPITAL);
    while index < first + MOST && (index == first || joined(scan, index - 1)) {
        let same = scan.case != Case::Mixed || scan.shape(index).has(Shape::CAPITAL) == capital;
        if same && may_name(scan, index, trust) {
            end = index + 1;
            // Behind a first name a family name may be any word that people are called.
            trust = Trust::Sure;
        } else if !(is_particle(scan, index) || is_initial(scan, index)) {
            break;
        }
        index += 1;
    }
    end_with_suffix(scan, end, first)
}

/// `Cruz, Rosa M.` and `Cruz Jr.`: what may follow the words of a name.
fn end_with_suffix(scan: &Scan<'_>, end: usize, first: usize) -> usize {
    static SUFFIXES: WordSet = words!(PersonSuffixes);
    if end == first {
        return end;
    }
    let gap = scan.gap(end);
    let near = gap.is_blank() || gap.has(Gap::COMMA) && !gap.any(Gap::LINE.0 | Gap::OTHER.0 | Gap::DOT.0);
    if near && SUFFIXES.has(scan, end) {
        return end + 1;
    }
    let reversed = gap.has(Gap::COMMA) && near && end == first + 1;
    let given = scan.token(end).is_some_and(|token| token.classes.intersects(Classes::GIVEN));
    if reversed && given && may_name(scan, end, Trust::Sure) {
        let more = joined(scan, end) && (is_initial(scan, end + 1) || may_name(scan, end + 1, Trust::Unsure));
        return end + 1 + usize::from(more);
    }
    end
}

/// Whether a token is the family name behind a given name, whatever else the word means: `Eva R. Carton`.
fn follows_given(scan: &Scan<'_>, index: usize) -> bool {
    let initial = index >= 2 && is_initial(scan, index - 1);
    let Some(given) = index.checked_sub(1 + usize::from(initial)) else { return false };
    let plain = has_plain_name(scan, given, given + 1)
        && scan.token(given).is_some_and(|token| token.classes.intersects(Classes::GIVEN));
    let same = scan.shape(given).has(Shape::CAPITAL) == scan.shape(index).has(Shape::CAPITAL);
    let Some(token) = scan.token(index) else { return false };
    plain
        && same
        && (given + 1..=index).all(|at| joined(scan, at - 1))
        && token.shape.is_word()
        && token.len() > 1
        && !token.classes.intersects(CLOSED.union(Classes::CREDENTIAL))
}

/// Words that stand before a person.
static LEADING: WordSet = words!(PersonLeading);

/// The start of `Cruz, Rosa` when what begins at `start` is the given name; else `start`.
pub(super) fn reversed(scan: &Scan<'_>, start: usize) -> usize {
    let gap = scan.gap(start);
    let comma = gap.has(Gap::COMMA) && !gap.any(!(Gap::COMMA.0 | Gap::SPACE.0 | Gap::SINGLE.0));
    let Some(family) = start.checked_sub(1) else { return start };
    let same = scan.case != Case::Mixed
        || scan.shape(family).has(Shape::CAPITAL) == scan.shape(start).has(Shape::CAPITAL);
    let first = backward(scan, start, Trust::Sure);
    if comma
        && same
        && first < start
        && start - first <= 3
        && (begins(scan, first) || first > 0 && LEADING.has(scan, first - 1))
        && !scan.gap(first).has(Gap::COMMA)
        && has_name(scan, first, start)
    {
        return first;
    }
    // Alone before the comma stands a word that is no name elsewhere: `Long, Erma`.
    let word = scan.token(family).is_some_and(|token| {
        token.shape.is_word()
            && token.len() > 1
            && token.classes.intersects(NAMED)
            && !token.classes.intersects(CLOSED)
    });
    let led = family > 0 && scan.gap(family).is_blank() && LEADING.has(scan, family - 1);
    let opens = begins(scan, family) && !scan.gap(family).has(Gap::COMMA) || led;
    if comma && same && word && opens { family } else { start }
}

/// The start of the name that ends before `end`; `end` when there is none.
pub(super) fn backward(scan: &Scan<'_>, end: usize, trust: Trust) -> usize {
    let mut start = end;
    let mut index = end;
    let capital = end.checked_sub(1).is_some_and(|last| scan.shape(last).has(Shape::CAPITAL));
    while index > 0 && index + MOST > end && (index == end || joined(scan, index - 1)) {
        index -= 1;
        let same = scan.case != Case::Mixed || scan.shape(index).has(Shape::CAPITAL) == capital;
        let family = index + 1 == end && trust == Trust::Sure && follows_given(scan, index);
        if same && (may_name(scan, index, trust) || family) {
            start = index;
        } else if !(index + 1 < end && (is_particle(scan, index) || is_initial(scan, index))) {
            break;
        } else if is_initial(scan, index) {
            start = index;
        }
    }
    start
}

/// Whether something ends before a token: a sentence, a field, a line.
pub(super) fn begins(scan: &Scan<'_>, index: usize) -> bool {
    let ends =
        Gap::LINE.0 | Gap::DOT.0 | Gap::COLON.0 | Gap::OTHER.0 | Gap::COMMA.0 | Gap::HYPHEN.0 | Gap::OPEN.0;
    index == 0 || scan.gap(index).any(ends)
}

/// Whether a word of a run is known as a name and as nothing else.
pub(super) fn has_plain_name(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    (start..end).any(|index| {
        scan.token(index)
            .is_some_and(|token| token.classes.intersects(NAMED) && !token.classes.intersects(ORDINARY))
    })
}

/// Whether a word of a run is known as a name, or not known at all.
pub(super) fn has_name(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    (start..end).any(|index| {
        scan.token(index).is_some_and(|token| {
            token.classes.intersects(NAMED) || token.classes.is_empty() && token.len() > 1
        })
    })
}
