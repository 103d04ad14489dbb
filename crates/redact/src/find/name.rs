//! Names, places and organisations that the tagger labelled.

use crate::{
    scan::{Case, Found, Scan},
    tagger::Label,
    token::{Gap, Shape},
};

/// Runs of one label become one span.
pub(super) fn find(scan: &Scan<'_>, labels: &[Label], found: &mut Found) {
    let mut index = 0;
    while let Some(&label) = labels.get(index) {
        let Some(category) = super::category_of(label) else {
            index += 1;
            continue;
        };
        let mut end = index + 1;
        while labels.get(end) == Some(&label) && joins(scan.gap(end), label) && !ends_sentence(scan, end) {
            end += 1;
        }
        let (from, to) = if label == Label::Name { with_initials(scan, index, end) } else { (index, end) };
        // A letter by itself names nobody.
        let letter = to == from + 1 && scan.word(from).len() == 1;
        if !letter {
            found.extend(scan.span(from..to, category, 70, rule(label)));
        }
        index = end;
    }
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
    if from < start
        && capital
        && scan.gap(from).is_blank()
        && scan.word(from - 1).len() > 1
        && scan.case == Case::Mixed
    {
        from -= 1;
    }
    while to < scan.tokens.len() && is_initial(to) && near(scan.gap(to)) && !scan.gap(to).has(Gap::DOT) {
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
fn joins(gap: Gap, label: Label) -> bool {
    let never = Gap::COLON.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::AT.0 | Gap::PERCENT.0;
    let line = if matches!(label, Label::Geo) { 0 } else { Gap::LINE.0 };
    let other = if matches!(label, Label::Org) { 0 } else { Gap::OTHER.0 };
    // Two numbers apart are two numbers.
    let apart = if matches!(label, Label::Id) { Gap::SPACE.0 } else { 0 };
    !gap.any(never | line | other | apart)
}
