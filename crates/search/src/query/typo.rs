//! Spelling: the nearest word of the agency or the lexicon, for words in neither.

use crate::bytes::index;
use crate::lexicon::TermKind;
use crate::shard::View;

/// Shortest word that is taken for a misspelling.
const MIN_LEN: usize = 4;
/// Shortest word in which two slips are forgiven.
const MIN_LEN_FOR_TWO: usize = 8;
/// Longest word that is compared.
const MAX_LEN: usize = 32;

/// What a word is near to.
#[derive(Debug, Default)]
struct Nearest {
    distance: usize,
    key: String,
    is_drug: bool,
    /// Only a letter is doubled, or two are exchanged: the likeliest mistakes.
    is_slip: bool,
    /// Postings in bytes: of two words at one distance the more frequent is meant.
    weight: u32,
    is_tied_drug: bool,
}

/// The stem that a misspelt word stands for.
///
/// Digits are never corrected, a first letter is trusted, and a word that is as near to one drug as to
/// another is left alone.
pub(crate) fn correct(view: &View<'_>, surface: &str, stem: &str) -> Option<String> {
    let is_word = surface.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_word || surface.len() < MIN_LEN || surface.len() > MAX_LEN {
        return None;
    }
    let most = if surface.len() >= MIN_LEN_FOR_TWO { 2 } else { 1 };
    let first = surface.as_bytes().first()?;
    let mut nearest = Nearest { distance: most + 1, ..Nearest::default() };
    view.terms.walk_from(core::slice::from_ref(first), |key, entry| {
        consider(key, (surface, stem), &mut nearest, entry.first, || false);
        key.first() == Some(first)
    });
    view.keys.walk_all(|keys, entry| {
        let is_drug = || {
            let kind = view.concept(entry.second).map(|concept| concept.kind);
            matches!(kind, Some(TermKind::Drug | TermKind::HomeDrug))
        };
        for key in keys.split(|byte| *byte == b' ').filter(|key| key.first() == Some(first)) {
            consider(key, (surface, stem), &mut nearest, 0, is_drug);
        }
    });
    (nearest.distance <= most && !nearest.is_tied_drug).then_some(nearest.key)
}

fn consider(
    key: &[u8],
    (surface, stem): (&str, &str),
    nearest: &mut Nearest,
    weight: u32,
    is_drug: impl Fn() -> bool,
) {
    let is_word = key.len() >= MIN_LEN - 1 && key.iter().all(u8::is_ascii_lowercase);
    if !is_word || key.len().abs_diff(stem.len()) > nearest.distance {
        return;
    }
    let most = nearest.distance.min(2);
    let by_stem = distance(key, stem.as_bytes(), most);
    let by_surface = if surface == stem { by_stem } else { distance(key, surface.as_bytes(), most) };
    let distance = by_stem.min(by_surface);
    if distance > most {
        return;
    }
    let (is_drug, is_same) = (is_drug(), key == nearest.key.as_bytes());
    let is_slip = is_slip(key, stem.as_bytes()) || is_slip(key, surface.as_bytes());
    if distance == nearest.distance && !is_same {
        nearest.is_tied_drug |= is_drug && nearest.is_drug;
        if (is_slip, weight) <= (nearest.is_slip, nearest.weight) {
            return;
        }
    }
    let is_tied_drug = distance == nearest.distance && nearest.is_tied_drug;
    let weight = if is_same { nearest.weight.max(weight) } else { weight };
    let is_drug = is_drug || is_same && nearest.is_drug;
    // It is of letters alone.
    let key = core::str::from_utf8(key).unwrap_or_default().to_owned();
    *nearest = Nearest { distance, key, is_drug, is_slip, weight, is_tied_drug };
}

/// Whether two words differ in doubled letters only, or in the order of their letters.
fn is_slip(a: &[u8], b: &[u8]) -> bool {
    let once = |word: &[u8]| {
        let mut word = word.to_vec();
        word.dedup();
        word
    };
    once(a) == once(b) || a.len() == b.len() && counts(a) == counts(b)
}

/// How often a word has each letter from `a` to `z`, of which a key has no more than a byte counts.
fn counts(word: &[u8]) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for byte in word {
        if let Some(count) = counts.get_mut(usize::from(byte & 31)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// The letters of a word, a bit each. Words at distance `n` differ in at most `2n` of them.
fn letters(word: &[u8]) -> u32 {
    word.iter().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

/// Optimal string alignment: insertions, deletions, substitutions, and neighbours exchanged.
/// Gives `most + 1` for anything above `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> usize {
    let differing = index((letters(a) ^ letters(b)).count_ones());
    if differing > 2 * most || a.len().abs_diff(b.len()) > most || a.len() > MAX_LEN || b.len() > MAX_LEN {
        return most + 1;
    }
    let mut rows = [[0_u8; MAX_LEN + 1]; 3];
    let [before, last, next] = &mut rows;
    let (mut before, mut last, mut next) = (before, last, next);
    for (cell, value) in last.iter_mut().zip(0_u8..) {
        *cell = value;
    }
    for (i, x) in a.iter().enumerate() {
        let mut left = last.first().map_or(0, |value| value + 1);
        let mut least = left;
        if let Some(cell) = next.first_mut() {
            *cell = left;
        }
        let mut last_y = None;
        let above = last.iter().zip(last.iter().skip(1));
        let swapped = before.iter();
        // The cell two rows up and two columns left is one behind the others.
        let swapped = core::iter::once(&u8::MAX).chain(swapped);
        for (((y, (diagonal, up)), swap), cell) in
            b.iter().zip(above).zip(swapped).zip(next.iter_mut().skip(1))
        {
            let mut value = (up + 1).min(left + 1).min(diagonal + u8::from(x != y));
            let is_swap = i > 0 && last_y == Some(x) && a.get(i - 1) == Some(y);
            if is_swap {
                value = value.min(swap.saturating_add(1));
            }
            *cell = value;
            left = value;
            least = least.min(value);
            last_y = Some(y);
        }
        if usize::from(least) > most {
            return most + 1;
        }
        (before, last, next) = (last, next, before);
    }
    last.get(b.len()).map_or(most + 1, |distance| usize::from(*distance)).min(most + 1)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_are_those_of_optimal_string_alignment() {
        for (a, b, expected) in [
            ("", "", 0),
            ("pian", "pain", 1),
            ("sepssi", "sepsi", 1),
            ("bradycarida", "bradycardia", 1),
            ("asma", "asthma", 2),
            ("olanzepin", "olanzapin", 1),
            ("abc", "abc", 0),
            ("ab", "ba", 1),
            ("chest", "crest", 1),
            ("ketamine", "cetirizine", 3),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes(), 2), expected, "{a} {b}");
        }
    }
}
