//! Identifiers of letters and digits whose grammar is known.

use super::{Finding, id};
use crate::{
    Category,
    find::{validate, words::digits},
    scan::Scan,
    token::{Gap, Shape},
};

/// The unique device identifier of a label (21 CFR 830): `(01)14 digits(17)...(21)serial`.
pub(super) fn udi(scan: &Scan<'_>, index: usize) -> Finding {
    let tight = |at: usize, kind: u16| scan.gap(at).any(kind) && !scan.gap(at).any(Gap::LINE.0);
    let opens = scan.is(index, "01") && tight(index, Gap::OPEN.0) && tight(index + 1, Gap::CLOSE.0);
    if !opens || digits(scan, index + 1) != 14 {
        return None;
    }
    let mut end = index + 2;
    // Pairs of an application identifier in brackets and its value.
    while end < index + 14
        && digits(scan, end) == 2
        && tight(end, Gap::OPEN.0)
        && tight(end + 1, Gap::CLOSE.0)
    {
        end += 2;
        while scan.gap(end).is(Gap::HYPHEN) || scan.gap(end).is(Gap::DOT) && scan.shape(end).has(Shape::DIGIT)
        {
            end += 1;
        }
    }
    let (mut span, end) = id(scan, index, end, Category::Device, 92, "number.udi")?;
    span.start -= 1;
    Some((span, end))
}

/// The category and confidence of a token of letters and digits whose grammar tells what it is.
pub(super) fn grammar(word: &str) -> Option<(Category, u8, &'static str)> {
    if validate::vin_shape(word) {
        let confidence = if validate::vin(word) { 92 } else { 78 };
        return Some((Category::Vehicle, confidence, "number.vin"));
    }
    if word.len() == 11 && validate::mbi(word.bytes()) {
        return Some((Category::HealthPlan, 86, "number.mbi"));
    }
    if validate::dea_shape(word) {
        return validate::dea(word).then_some((Category::License, 78, "number.dea"));
    }
    validate::iban(word.bytes()).then_some((Category::Account, 90, "number.iban"))
}

/// `W8124 05 894717`: the number of a donation (ISBT 128), in its three groups.
pub(super) fn donation(scan: &Scan<'_>, index: usize) -> Finding {
    let word = scan.word(index).as_bytes();
    let [facility, numbers @ ..] = word else { return None };
    let fits = word.len() == 5
        && facility.is_ascii_alphabetic()
        && numbers.iter().all(u8::is_ascii_digit)
        && digits(scan, index + 1) == 2
        && digits(scan, index + 2) == 6
        && scan.gap(index + 1).is_blank()
        && scan.gap(index + 2).is_blank();
    if fits { id(scan, index, index + 3, Category::OtherId, 82, "number.donation") } else { None }
}

/// `1EG4-TE5-MK73` and `GB29 NWBK 6016 1331 9268 19`, found at their first group.
pub(super) fn spaced(scan: &Scan<'_>, index: usize) -> Finding {
    if scan.word(index).len() != 4 {
        return None;
    }
    let gap = scan.gap(index + 1);
    let same = |at: usize| scan.gap(at).0 == gap.0;
    if !(gap.is(Gap::HYPHEN) || gap.is(Gap::SPACE)) {
        return None;
    }
    let mbi = [index, index + 1, index + 2].into_iter().flat_map(|at| scan.word(at).bytes());
    if same(index + 2) && scan.word(index + 1).len() == 3 && validate::mbi(mbi) {
        return id(scan, index, index + 3, Category::HealthPlan, 90, "number.mbi");
    }
    let [a, b, c, d] = scan.word(index).as_bytes() else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    let mut end = index + 1;
    while end < index + 9 && same(end) && scan.word(end - 1).len() == 4 && scan.word(end).len() <= 4 {
        end += 1;
    }
    // The last group may be short, and a word may follow it: the check digits tell where the number ends.
    while end > index + 3 {
        if validate::iban((index..end).flat_map(|at| scan.word(at).bytes())) {
            return id(scan, index, end, Category::Account, 92, "number.iban");
        }
        end -= 1;
    }
    None
}
