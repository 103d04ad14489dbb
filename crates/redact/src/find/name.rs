//! Names and organisations: what the tagger labelled, and slots that name a person whatever it says.

use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    tagger::Label,
    token::{Gap, Shape},
};

pub(super) fn find(scan: &Scan<'_>, labels: &[Label], found: &mut Found) {
    labelled(scan, labels, found);
    for index in 0..scan.tokens.len() {
        let Some(token) = scan.token(index) else { continue };
        if token.classes.intersects(Classes::TITLE) && !scan.is_one_of(index, &["pm", "am"]) {
            after_title(scan, index, found);
        } else if token.gap.any(u16::MAX) && scan.is(index, "name") {
            after_name_label(scan, index, found);
        }
    }
}

/// Runs of one label become one span.
fn labelled(scan: &Scan<'_>, labels: &[Label], found: &mut Found) {
    let mut index = 0;
    while let Some(&label) = labels.get(index) {
        let Some(category) = super::category_of(label) else {
            index += 1;
            continue;
        };
        let mut end = index + 1;
        while labels.get(end) == Some(&label) && joins(scan.gap(end), label) {
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

/// Whether two tokens of one label are parts of one thing.
fn joins(gap: Gap, label: Label) -> bool {
    let never = Gap::COLON.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::AT.0 | Gap::PERCENT.0;
    let line = if matches!(label, Label::Geo) { 0 } else { Gap::LINE.0 };
    let other = if matches!(label, Label::Org) { 0 } else { Gap::OTHER.0 };
    // Two numbers apart are two numbers.
    let apart = if matches!(label, Label::Id) { Gap::SPACE.0 } else { 0 };
    !gap.any(never | line | other | apart)
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

/// Particles of family names, which are written in lower case.
fn is_particle(scan: &Scan<'_>, index: usize) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "la", "del", "della", "di", "da", "dos", "das", "du", "van", "von", "der", "den", "ten", "ter",
        "al", "el", "bin", "ibn", "le", "st", "y",
    ];
    scan.is_one_of(index, PARTICLES)
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
    found.extend(scan.span(title + 1..end, Category::Name, 85, "name.title"));
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
        if classes.intersects(Classes::FUNCTION)
            && !classes.intersects(Classes::GIVEN.union(Classes::SURNAME))
            && !is_particle(scan, end)
        {
            break;
        }
        end += 1;
    }
    found.extend(scan.span(first..end, Category::Name, 85, "name.label"));
}
