//! Slots that name a person, whatever the word: beside titles, relatives, roles and credentials, and in fields.

mod field;
mod run;

use self::run::{
    Trust, backward, begins, forward, has_name, has_plain_name, is_particle, may_name, reversed,
};
use super::{
    Hint,
    words::{WordSet, hashed, words},
};
use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Gap, Shape, Token},
};

/// Classes of words that tell of a person beside them.
const SLOTS: Classes = Classes::TITLE.union(Classes::KIN).union(Classes::ROLE).union(Classes::CREDENTIAL);
const TRIGGERS: Classes = SLOTS.union(Classes::GIVEN_FREQ).union(Classes::CUE).union(Classes::FUNCTION);

/// Words that make [`find`] look at a token.
pub(super) static HINTED: [&WordSet; 4] = [&field::ACTS, &field::IDENTITY, &BY, &SPELT];
static SPELT: WordSet = words!(PersonSpelt);

/// Words behind a number that make [`find`] look at it.
pub(super) static YEARS: [&WordSet; 1] = [&field::YEARS];

/// Whether [`find`] looks at a token by its class.
pub(super) const fn is_slot(token: &Token) -> bool {
    token.classes.intersects(SLOTS)
}

/// Words that a person's name follows: who called, is insured, wrote or was written to.
static ANNOUNCING: WordSet = words!(PersonAnnouncing);

/// Verbs with `by`, and what else stands before who did it.
static BY: WordSet = words!(PersonBy);

/// What makes a name of the words before it.
static SURE_CREDENTIALS: WordSet = words!(PersonSureCredentials);

/// Words before a credential that say what it does, not who.
static DUTIES: WordSet = words!(PersonDuties);

/// What stands before a word of kin that explains a name: `Ana, the daughter`.
static DETERMINERS: WordSet = words!(PersonDeterminers);

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    for (index, token) in scan.hinted(Hint::Person) {
        let classes = token.classes;
        if token.len() == 1 {
            dotted_credential(scan, index, found);
        }
        field::find(scan, index, found);
        if !classes.intersects(TRIGGERS) {
            continue;
        }
        if classes.intersects(SLOTS) {
            beside(scan, index, classes, found);
        }
        if classes.intersects(Classes::GIVEN_FREQ) {
            given_and_family(scan, index, found);
        }
        if scan.is_among(index, hashed!["name" "names"]) {
            after_name_label(scan, index, found);
        } else if BY.has(scan, index) && scan.gap(index + 1).has(Gap::COLON) {
            announced(scan, index, found);
        }
    }
}

/// What stands beside a title, a relative, a role or a credential.
fn beside(scan: &Scan<'_>, index: usize, classes: Classes, found: &mut Found) {
    if classes.intersects(Classes::TITLE) && is_title(scan, index) {
        after_title(scan, index, found);
    }
    // `in` is a part of `mother-in-law`.
    if classes.intersects(Classes::KIN) && !classes.intersects(Classes::FUNCTION) {
        explained(scan, index, found);
        after_kin(scan, index, found);
    } else if classes.intersects(Classes::ROLE) {
        explained(scan, index, found);
    }
    if classes.intersects(Classes::ROLE.union(Classes::KIN)) && ANNOUNCING.has(scan, index) {
        announced(scan, index, found);
    }
    if classes.intersects(Classes::CREDENTIAL) && SURE_CREDENTIALS.has(scan, index) {
        before_credential(scan, index, found);
    }
}

fn push(scan: &Scan<'_>, start: usize, end: usize, confidence: u8, rule: &'static str, found: &mut Found) {
    if start < end {
        found.extend(scan.span(start..end, Category::Name, confidence, rule));
    }
}

/// Words that follow a title without being a name.
fn is_plain(scan: &Scan<'_>, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return true };
    let ordinary = Classes::FUNCTION.union(Classes::COMMON).union(Classes::CLINICAL).union(Classes::ROLE);
    let lower = !token.shape.has(Shape::UPPER);
    !token.shape.is_word()
        || token.classes.intersects(Classes::CREDENTIAL) && !token.classes.intersects(Classes::SURNAME)
        || lower && scan.case == Case::Mixed && !is_particle(scan, index)
        || scan.case != Case::Mixed
            && token.classes.intersects(ordinary)
            && !token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME))
}

/// Titles that are written in small letters too, and with a full stop.
static SHORT_TITLES: WordSet = words!(PersonShortTitles);

/// What ends a name or a number rather than begins a name.
static NOT_TITLES: WordSet = words!(PersonNotTitles);

/// Whether a word that is a title stands where titles stand.
fn is_title(scan: &Scan<'_>, index: usize) -> bool {
    let short = SHORT_TITLES.has(scan, index);
    let capital = scan.shape(index).has(Shape::CAPITAL);
    let stop = scan.gap(index + 1).has(Gap::DOT);
    let valued = scan.gap(index).is_blank() && index > 0 && scan.shape(index - 1).has(Shape::DIGIT);
    // One letter is a vital sign, unless a full stop makes it `M. Dupont`.
    let letter = scan.word(index).len() == 1 && !stop;
    !NOT_TITLES.has(scan, index)
        && !letter
        && !scan.gap(index).is(Gap::HYPHEN)
        && !scan.gap(index + 1).is(Gap::HYPHEN)
        && (short || !stop)
        && (short || capital || scan.case != Case::Mixed)
        && !(valued && scan.is_among(index, hashed!["ms" "fr" "m" "hr" "st" "col" "gen"]))
        && !(scan.is(index, "ms") && (scan.case == Case::Mixed && !scan.shape(index).has(Shape::LOWER)))
}

/// `Dr. Rosa M. de la Cruz`: up to five words after a title.
fn after_title(scan: &Scan<'_>, title: usize, found: &mut Found) {
    let mut end = title + 1;
    let blocked =
        Gap::LINE.0 | Gap::COMMA.0 | Gap::COLON.0 | Gap::OTHER.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::SLASH.0;
    while end <= title + 5 && end < scan.tokens.len() && !scan.gap(end).any(blocked) && !is_plain(scan, end) {
        // A full stop ends the sentence, unless it belongs to the title or to an initial.
        let initial = scan.word(end - 1).chars().nth(1).is_none();
        if end > title + 1 && scan.gap(end).has(Gap::DOT) && !initial {
            break;
        }
        end += 1;
    }
    push(scan, title + 1, end, 85, "name.title", found);
}

/// `Patient name: ...`: the words up to the end of the field.
fn after_name_label(scan: &Scan<'_>, label: usize, found: &mut Found) {
    let first = label + 1;
    if !scan.gap(first).any(Gap::COLON.0) && !scan.gap(first).any(Gap::OTHER.0)
        || scan.gap(first).has(Gap::LINE)
    {
        return;
    }
    let mut end = first;
    let blocked = Gap::LINE.0 | Gap::COLON.0 | Gap::OTHER.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::SLASH.0;
    while end < scan.tokens.len()
        && end < first + 6
        && scan.shape(end).is_word()
        && (end == first || !scan.gap(end).any(blocked))
    {
        let classes = scan.token(end).map_or(Classes::NONE, |token| token.classes);
        let named = classes.intersects(Classes::GIVEN.union(Classes::SURNAME)) || is_particle(scan, end);
        let family = end == first && scan.gap(end + 1).has(Gap::COMMA);
        if classes.intersects(Classes::FUNCTION) && !named && !family {
            break;
        }
        end += 1;
    }
    push(scan, first, end, 85, "name.label", found);
}

/// `Ana Lopez, the daughter`, `Ana Lopez (daughter)`: a relative or a role behind a name explains it.
fn explained(scan: &Scan<'_>, kin: usize, found: &mut Found) {
    let parting = Gap::COMMA.0 | Gap::OPEN.0;
    let determined = kin > 1 && scan.gap(kin).is_blank() && DETERMINERS.has(scan, kin - 1);
    let end = if determined { kin - 1 } else { kin };
    let gap = scan.gap(end);
    if end == 0 || !gap.any(parting) || gap.any(Gap::LINE.0 | Gap::CLOSE.0 | Gap::COLON.0 | Gap::DOT.0) {
        return;
    }
    let singular = !scan.word(kin).ends_with(['s', 'n']) || scan.is(kin, "son");
    let sure = determined && singular && scan.token(kin).is_some_and(|t| t.classes.intersects(Classes::KIN));
    let start = backward(scan, end, if sure { Trust::Sure } else { Trust::Unsure });
    if start == end {
        if sure && scan.case == Case::Mixed {
            capital_word(scan, end, found);
        }
        return;
    }
    let fits = begins(scan, start) || has_plain_name(scan, start, end);
    let place = scan.token(start).is_some_and(|token| token.classes.intersects(Classes::STATE));
    if fits && !place && (has_name(scan, start, end) || sure) {
        push(scan, start, end, 72, "name.explained", found);
    }
}

/// `Foot, the son`: a capital at the beginning of the sentence, and nothing else before the comma.
fn capital_word(scan: &Scan<'_>, end: usize, found: &mut Found) {
    let Some(token) = scan.token(end - 1) else { return };
    let closed = Classes::FUNCTION.union(Classes::KIN).union(Classes::ROLE).union(Classes::STATE);
    if begins(scan, end - 1)
        && token.shape.is_word()
        && token.shape.has(Shape::CAPITAL.with(Shape::LOWER))
        && !token.classes.intersects(closed)
    {
        push(scan, end - 1, end, 60, "name.explained", found);
    }
}

/// `Wife Ana Lopez`, `spouse/daughter Ana`, `son: Ana`, `brother named Ana`.
fn after_kin(scan: &Scan<'_>, kin: usize, found: &mut Found) {
    let slash = scan.gap(kin).is(Gap::SLASH)
        && kin > 0
        && scan.token(kin - 1).is_some_and(|token| token.classes.intersects(Classes::KIN));
    let mut first = kin + 1;
    let named = scan.is_among(first, hashed!["named" "called" "name"]);
    if named {
        first += 1 + usize::from(scan.is(first + 1, "is"));
    }
    let gap = scan.gap(first);
    let near = gap.is_blank()
        || gap.any(Gap::COLON.0 | Gap::OPEN.0 | Gap::COMMA.0 | Gap::HYPHEN.0)
            && !gap.is(Gap::HYPHEN)
            && !gap.any(Gap::LINE.0 | Gap::DOT.0 | Gap::CLOSE.0 | Gap::OTHER.0 | Gap::SLASH.0);
    if !near || scan.shape(kin).has(Shape::POSSESSIVE) && !slash {
        return;
    }
    let sure = slash || named || scan.case == Case::Mixed && gap.has(Gap::COLON);
    let trust = if sure { Trust::Sure } else { Trust::Unsure };
    let end = forward(scan, first, trust);
    // In prose of one case, what follows a comma or a bracket is seldom a name.
    if scan.case != Case::Mixed
        && !gap.is_blank()
        && !gap.has(Gap::COLON)
        && !has_plain_name(scan, first, end)
    {
        return;
    }
    push(scan, first, end, 70, "name.kin", found);
}

/// `Caller Ana Lopez`, `Beneficiary: Lopez, Ana`.
fn announced(scan: &Scan<'_>, cue: usize, found: &mut Found) {
    let first = cue + 1;
    let gap = scan.gap(first);
    let colon = gap.has(Gap::COLON) && !gap.any(Gap::LINE.0 | Gap::OTHER.0 | Gap::OPEN.0);
    if !(gap.is_blank() || colon) || scan.shape(cue).has(Shape::POSSESSIVE) {
        return;
    }
    let telling =
        scan.is_among(cue, hashed!["caller" "beneficiary" "subscriber" "insured" "guarantor" "attn"]);
    let trust = if colon || telling { Trust::Sure } else { Trust::Unsure };
    let end = forward(scan, first, trust);
    // `pt may` and `patient will`: one word of one case tells too little.
    let weak = scan.case != Case::Mixed && !colon && !telling && !has_plain_name(scan, first, end);
    if !weak && has_name(scan, first, end) {
        push(scan, first, end, 68, "name.role", found);
    }
}

/// `Ana Lopez, RN`: the words before a credential.
fn before_credential(scan: &Scan<'_>, credential: usize, found: &mut Found) {
    let gap = scan.gap(credential);
    let comma = gap.has(Gap::COMMA) && !gap.any(Gap::LINE.0 | Gap::DOT.0 | Gap::OTHER.0 | Gap::CLOSE.0);
    let lower = !scan.shape(credential).has(Shape::UPPER);
    if credential == 0 || !(gap.is_blank() || comma) || lower && scan.case == Case::Mixed {
        return;
    }
    // `DO` is a verb in capitals.
    if scan.case != Case::Mixed && scan.is_among(credential, hashed!["do" "pa"]) && !comma {
        return;
    }
    with_credential(scan, credential, found);
}

/// `M.D.`, `R.N.`, `D.O.`: a credential in letters with full stops.
fn dotted_credential(scan: &Scan<'_>, index: usize, found: &mut Found) {
    const PAIRS: &[[&str; 2]] = &[["m", "d"], ["r", "n"], ["d", "o"], ["n", "p"], ["p", "a"]];
    let gap = scan.gap(index);
    let near = gap.is_blank() || gap.has(Gap::COMMA) && !gap.any(Gap::LINE.0 | Gap::DOT.0);
    if index > 0
        && near
        && scan.gap(index + 1).is(Gap::DOT)
        && PAIRS.iter().any(|[first, second]| scan.is(index, first) && scan.is(index + 1, second))
    {
        with_credential(scan, index, found);
    }
}

fn with_credential(scan: &Scan<'_>, credential: usize, found: &mut Found) {
    if DUTIES.has(scan, credential - 1) {
        return;
    }
    let start = backward(scan, credential, Trust::Sure);
    if start < credential && has_name(scan, start, credential) {
        let start = reversed(scan, start);
        push(scan, start, credential, 72, "name.credential", found);
    } else if scan.case == Case::Mixed {
        capital_word(scan, credential, found);
    }
}

/// Whether a sentence, a line or a bullet begins with a token.
fn begins_sentence(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    index == 0 || gap.any(Gap::LINE.0 | Gap::DOT.0 | Gap::OTHER.0) || gap.has(Gap::HYPHEN.with(Gap::SPACE))
}

/// `Nina Parrot`: a frequent given name that is nothing else, and a word that is a family name.
fn given_and_family(scan: &Scan<'_>, given: usize, found: &mut Found) {
    let initial = scan.word(given + 1).len() == 1 && scan.gap(given + 1).is_blank();
    let family = given + 1 + usize::from(initial);
    let gap = scan.gap(family);
    let dotted = initial && gap.has(Gap::SPACE) && !gap.any(!(Gap::DOT.0 | Gap::SPACE.0 | Gap::SINGLE.0));
    if !((gap.is_blank() || dotted) && has_plain_name(scan, given, given + 1))
        || !may_name(scan, given, Trust::Unsure)
    {
        return;
    }
    let surname = scan.token(family).is_some_and(|token| {
        token.classes.intersects(Classes::SURNAME) && !token.classes.intersects(Classes::FUNCTION)
    });
    let eponym = scan.token(given).is_some_and(|token| token.classes.intersects(Classes::EPONYM));
    if surname && !eponym && may_name(scan, family, Trust::Sure) {
        push(scan, given, forward(scan, given, Trust::Unsure), 66, "name.pair", found);
    }
}

#[cfg(test)]
mod tests;
