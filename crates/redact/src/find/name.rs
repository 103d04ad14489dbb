//! Names, places and organisations that the tagger labelled.

use core::ops::Range;

use crate::{
    Category,
    find::words::hashed,
    lexicon::Classes,
    scan::{Case, Found, Register, Scan},
    tagger::{Label, Labels},
    token::{Gap, Shape},
};

/// Runs of one label become one span.
pub(super) fn find(scan: &Scan<'_>, labels: &Labels, found: &mut Found) {
    let mut from = 0;
    while let Some(index) = labels.next(from) {
        let label = labels.get(index).unwrap_or(Label::Out);
        let mut end = index + 1;
        from = end;
        let Some(category) = super::category_of(label) else { continue };
        loop {
            if labels.get(end) == Some(label) && joins(scan, end, label) && !ends_sentence(scan, end) {
                end += 1;
            } else if label == Label::Org && is_linked(scan, labels, end) {
                end += 2;
            } else {
                break;
            }
        }
        let run = label == Label::Geo || label == Label::Org;
        let to = if run { before_county(scan, index, end) } else { end };
        from = end;
        if to == index {
            continue;
        }
        let end = to;
        let (from, to) = if label == Label::Name && scan.shape(index).is_word() {
            with_initials(scan, index, end)
        } else {
            (index, end)
        };
        // A letter by itself names nobody.
        let letter = to == from + 1 && scan.word(from).chars().nth(1).is_none();
        if !letter && is_likely(scan, from..to, label) {
            // Letters and digits are a code, whatever the words around it say.
            let code = label != Label::Geo && (from..to).all(|index| scan.shape(index).has(Shape::DIGIT))
                || to == from + 1 && scan.shape(from).is_mixed() && scan.word(from).len() > 4
                || label != Label::Id && scan.gap(from + 1).is(Gap::HYPHEN) && scan.digits(from + 1) >= 4;
            let (label, category) = if code { (Label::Id, Category::OtherId) } else { (label, category) };
            let mut span = scan.span(from..to, category, 70, rule(label));
            if let Some(span) = span.as_mut().filter(|_| label == Label::Org) {
                span.end += possessive_len(scan, to - 1);
            }
            found.extend(span);
        }
    }
}

/// `Our Lady of Sorrows`: a small word between two of an organisation.
fn is_linked(scan: &Scan<'_>, labels: &Labels, index: usize) -> bool {
    labels.get(index + 1) == Some(Label::Org)
        && scan.gap(index).is_blank()
        && scan.gap(index + 1).is_blank()
        && scan.is_among(index, hashed!["of" "the" "and" "at" "de" "in" "for"])
}

/// The bytes of the ending of `St. Brendan's`, which belongs to the name of a house.
fn possessive_len(scan: &Scan<'_>, index: usize) -> usize {
    let text = if scan.shape(index).has(Shape::POSSESSIVE) { scan.gap_text(index + 1) } else { "" };
    ["'s", "'S", "\u{2019}s", "\u{2019}S"]
        .iter()
        .find(|ending| text.starts_with(**ending))
        .map_or(0, |ending| ending.len())
}

/// Whether a run can be what its label says, in prose about nobody in particular.
///
/// Articles are full of words that no list knows: compounds, strains, acronyms, species.
fn is_likely(scan: &Scan<'_>, run: Range<usize>, label: Label) -> bool {
    if scan.case == Case::Mixed && is_species(scan, &run) || label != Label::Id && is_eponym(scan, &run) {
        return false;
    }
    let at = run.start;
    let Some(token) = scan.token(at) else { return false };
    let short =
        token.len() <= 3 && !token.shape.has(Shape::LOWER) && token.classes.intersects(Classes::CLINICAL);
    // `We found`, `Texas`
    let state = token.classes.intersects(Classes::STATE)
        && !token.classes.intersects(Classes::GIVEN)
        && token.len() > 2;
    let plain =
        token.classes.intersects(Classes::FUNCTION) && !token.classes.intersects(Classes::MONTH) || state;
    if label == Label::Id && !run.clone().any(|index| scan.shape(index).has(Shape::DIGIT)) {
        // `MODE` is no code, `KDBUPLHDPM` may be one.
        return run.len() == 1 && token.classes.is_empty() && token.len() >= 8;
    }
    // `build77` is a word with a number.
    let digits = || token.bytes(scan.text).iter().filter(|byte| byte.is_ascii_digit()).count();
    if run.len() == 1
        && scan.case != Case::Upper
        && token.shape.is_mixed()
        && token.shape.has(Shape::LOWER)
        && digits() < 3
    {
        return false;
    }
    // `[TEST MODE]`, `/health`: an everyday word in capitals or small letters is no house.
    let heading = token.classes.intersects(Classes::EVERYDAY)
        && !token.classes.intersects(Classes::GIVEN_FREQ.union(Classes::SURNAME_FREQ));
    let mixed = token.shape.has(Shape::UPPER.with(Shape::LOWER));
    if run.len() == 1 && label == Label::Org && (heading && !mixed || token.len() < 3) {
        return false;
    }
    let everyday = token.classes.intersects(Classes::EVERYDAY)
        && !token.classes.intersects(Classes::GIVEN_FREQ.union(Classes::SURNAME_FREQ));
    if run.len() == 1 && scan.case != Case::Mixed && everyday && label == Label::Name {
        return false;
    }
    if run.len() == 1 && (scan.case == Case::Mixed && short || plain && label == Label::Name) {
        return false;
    }
    if scan.register != Register::Prose || scan.case != Case::Mixed || run.len() > 1 {
        return true;
    }
    if label == Label::Id {
        return digits() >= 5;
    }
    let acronym = !token.shape.has(Shape::LOWER) && token.len() <= 8;
    let small = !token.shape.has(Shape::UPPER);
    let joined = scan.gap(at).is(Gap::HYPHEN) || scan.gap(at + 1).is(Gap::HYPHEN);
    let word = token.text(scan.text);
    let camel = token.shape.has(Shape::CAMEL)
        && !["Mc", "Mac", "De", "La", "Le", "Di", "Van"].iter().any(|part| word.starts_with(part));
    let begins = at == 0 || scan.gap(at).any(Gap::LINE.0 | Gap::DOT.0 | Gap::COLON.0);
    let unknown = begins && token.classes.is_empty() && token.len() >= 8;
    !(acronym || small || joined || camel || unknown || token.shape.has(Shape::DIGIT))
}

/// Without the word that ends the name of a part of a state: `Washita County`.
fn before_county(scan: &Scan<'_>, start: usize, end: usize) -> usize {
    let last = end - 1;
    let abbreviated = scan.is(last, "co") && scan.gap(end).has(Gap::DOT);
    if abbreviated || scan.is_among(last, hashed!["county" "parish" "borough"]) {
        last.max(start)
    } else {
        end
    }
}

/// `Osler nodes`, `Wolff-Parkinson-White`, `Weber and Rinne`, `Ashley-type`: signs and devices, not people.
fn is_eponym(scan: &Scan<'_>, run: &Range<usize>) -> bool {
    let eponym =
        |index: usize| scan.token(index).is_some_and(|token| token.classes.intersects(Classes::EPONYM));
    let (first, end) = (run.start, run.end);
    if scan.gap(end).is(Gap::HYPHEN) && scan.is_among(end, hashed!["type" "like" "style"]) {
        return true;
    }
    // `McBurney's point`
    let part =
        |index: usize| scan.token(index).is_some_and(|token| token.classes.intersects(Classes::CLINICAL));
    if run.len() > 1
        && eponym(first)
        && scan.shape(first).has(Shape::POSSESSIVE)
        && (first + 1..end).all(part)
    {
        return true;
    }
    if !run.clone().all(eponym) {
        return false;
    }
    let clinical = |index: usize| {
        scan.gap(index).is_blank()
            && scan.token(index).is_some_and(|token| {
                token.classes.intersects(Classes::CLINICAL)
                    && !token.classes.intersects(Classes::FUNCTION.union(Classes::CREDENTIAL))
                    && (scan.case != Case::Mixed || !token.shape.has(Shape::UPPER))
                    && !["ed", "ED", "es", "ES"].iter().any(|ending| token.text(scan.text).ends_with(ending))
            })
    };
    let paired =
        |index: usize, other: usize| scan.is(index, "and") && scan.gap(index).is_blank() && eponym(other);
    let number = usize::from(scan.digits(end) > 0 && scan.digits(end) < 3 && scan.gap(end).is_blank());
    clinical(end + number)
        || clinical(end) && clinical(end + 1)
        || scan.gap(end).is(Gap::HYPHEN) && eponym(end)
        || first > 0 && scan.gap(first).is(Gap::HYPHEN) && eponym(first - 1)
        || paired(end, end + 1)
        || first > 1 && paired(first - 1, first - 2)
}

/// `M. orale`: an initial and a word in small letters.
fn is_species(scan: &Scan<'_>, run: &Range<usize>) -> bool {
    let mut words = run.clone();
    words.len() > 1
        && words.all(|index| scan.word(index).len() == 1 || !scan.shape(index).has(Shape::UPPER))
        && run.clone().any(|index| scan.word(index).len() == 1)
}

/// `M.D.` behind a name is no pair of initials.
fn is_credential(scan: &Scan<'_>, index: usize) -> bool {
    const PAIRS: [[&str; 2]; 4] = [["m", "d"], ["r", "n"], ["d", "o"], ["n", "p"]];
    scan.gap(index + 1).is(Gap::DOT)
        && PAIRS.iter().any(|[first, second]| scan.is(index, first) && scan.is(index + 1, second))
}

/// A name with the initials that stand beside it: `M. Umscheid`, `Umscheid, M. J.`
fn with_initials(scan: &Scan<'_>, start: usize, end: usize) -> (usize, usize) {
    let is_initial = |index: usize| {
        let Some(token) = scan.token(index) else { return false };
        token.len() == 1
            && token.shape.is_word()
            && (token.shape.has(Shape::UPPER) || scan.case == Case::Lower)
    };
    let near = |gap: Gap| {
        !gap.any(Gap::LINE.0 | Gap::COLON.0 | Gap::OTHER.0 | Gap::SLASH.0 | Gap::OPEN.0 | Gap::CLOSE.0)
    };
    let (mut from, mut to) = (start, end);
    while from > 0
        && is_initial(from - 1)
        && near(scan.gap(from))
        && scan.gap(from).any(Gap::DOT.0 | Gap::SPACE.0)
    {
        // `hepatitis A. Jones`: an initial stands free or behind another word of a name.
        if from > 1 && scan.gap(from - 1).is_blank() && !scan.gap(from).has(Gap::DOT) {
            break;
        }
        from -= 1;
    }
    // `Saw N. Kovalenko`: what stands before an initial is a name as well.
    let capital = from > 0 && scan.shape(from - 1).has(Shape::CAPITAL) && scan.shape(from - 1).is_word();
    let plain = from > 0
        && scan.token(from - 1).is_some_and(|token| {
            token.classes.intersects(Classes::KIN.union(Classes::ROLE).union(Classes::CUE))
        });
    if from < start
        && capital
        && !plain
        && scan.gap(from).is_blank()
        && scan.word(from - 1).len() > 1
        && scan.case == Case::Mixed
    {
        from -= 1;
    }
    // `Marisol, I saw you`
    let pronoun = |index: usize| {
        scan.is(index, "i") && scan.gap(index + 1).is_blank() && !scan.shape(index + 1).has(Shape::CAPITAL)
    };
    while to < scan.tokens.len()
        && is_initial(to)
        && near(scan.gap(to))
        && (!scan.gap(to).has(Gap::DOT) || to > end && scan.gap(to).is(Gap::DOT))
        && !is_credential(scan, to)
        && !pronoun(to)
    {
        to += 1;
    }
    // `Eva R. Carton`: what stands behind an initial is a family name, whatever else the word means.
    let gap = scan.gap(to);
    let behind =
        to > end && scan.case == Case::Mixed && scan.shape(to).has(Shape::CAPITAL.with(Shape::LOWER));
    let close = gap.is_blank()
        || gap.has(Gap::DOT.with(Gap::SPACE)) && !gap.any(!(Gap::DOT.0 | Gap::SPACE.0 | Gap::SINGLE.0));
    let closed = Classes::FUNCTION
        .union(Classes::TITLE)
        .union(Classes::CREDENTIAL)
        .union(Classes::ROLE)
        .union(Classes::KIN);
    if behind
        && close
        && scan.token(to).is_some_and(|token| {
            token.shape.is_word() && token.len() > 1 && !token.classes.intersects(closed)
        })
    {
        to += 1;
    }
    (from, to)
}

const fn rule(label: Label) -> &'static str {
    match label {
        Label::Name => "tagger.name",
        Label::Geo => "tagger.geo",
        Label::Org => "tagger.org",
        Label::Id | Label::Out => "tagger.id",
    }
}

/// Whether a full stop before a token ends a sentence: not behind an initial or a short word such as `St.`
fn ends_sentence(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.has(Gap::DOT.with(Gap::SPACE)) && scan.word(index - 1).len() > 3
}

/// Whether two tokens of one label are parts of one thing.
fn joins(scan: &Scan<'_>, index: usize, label: Label) -> bool {
    let gap = scan.gap(index);
    let never = Gap::COLON.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::AT.0 | Gap::PERCENT.0;
    let line = if matches!(label, Label::Geo) { 0 } else { Gap::LINE.0 };
    let amp = matches!(label, Label::Org) && scan.gap_text(index).trim() == "&";
    let other = if amp { 0 } else { Gap::OTHER.0 };
    // Two numbers apart are two numbers.
    let apart = if matches!(label, Label::Id) { Gap::SPACE.0 } else { 0 };
    !gap.any(never | line | other | apart)
}
