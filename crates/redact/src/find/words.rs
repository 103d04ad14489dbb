//! Small sets of words, found by the hash that every token carries, and what they say of a number.
//!
//! The shape rules ask for a few thousand words beside those of the table, which the lexicon holds as lists.

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

use crate::{
    lexicon::{List, hash32},
    scan::Scan,
    text,
    token::{Gap, Shape},
};

/// One bit for each value of a hash's low ten bits: most words stop here.
struct Filter([u64; 16]);

impl Filter {
    fn of(hashes: impl Iterator<Item = u32>) -> Self {
        let mut bits = [0; 16];
        for hash in hashes {
            if let Some(word) = bits.get_mut((hash >> 6 & 0xf) as usize) {
                *word |= 1 << (hash & 63);
            }
        }
        Self(bits)
    }

    /// Whether a word with this hash may be in the set.
    #[inline]
    fn admits(&self, hash: u32) -> bool {
        self.0.get((hash >> 6 & 0xf) as usize).is_some_and(|word| word >> (hash & 63) & 1 == 1)
    }
}

/// What is in one of a few sets, and a little more.
pub(super) struct AnyOf {
    sets: &'static [&'static WordSet],
    filter: OnceBox<Filter>,
}

impl AnyOf {
    pub(super) const fn new(sets: &'static [&'static WordSet]) -> Self {
        Self { sets, filter: OnceBox::new() }
    }

    /// Whether a word with this hash may be in one of the sets.
    #[inline]
    pub(super) fn admits(&self, hash: u32) -> bool {
        self.filter.get().unwrap_or_else(|| self.read()).admits(hash)
    }

    #[cold]
    fn read(&self) -> &Filter {
        let hashes = || self.sets.iter().flat_map(|set| set.hashes());
        self.filter.get_or_init(|| Box::new(Filter::of(hashes())))
    }
}

/// A set of words in lower case, which are hashed when it is first asked.
pub(super) struct WordSet {
    list: List,
    hashed: OnceBox<Hashed>,
}

/// The hashes of words.
struct Hashed {
    filter: Filter,
    /// In the order of the words.
    hashes: Vec<u32>,
}

impl WordSet {
    pub(super) const fn new(list: List) -> Self {
        Self { list, hashed: OnceBox::new() }
    }

    #[inline]
    fn hashed(&self) -> &Hashed {
        self.hashed.get().unwrap_or_else(|| self.read())
    }

    #[cold]
    fn read(&self) -> &Hashed {
        self.hashed.get_or_init(|| {
            let hashes: Vec<_> = self.list.words().map(|word| hash32(word.as_bytes())).collect();
            Box::new(Hashed { filter: Filter::of(hashes.iter().copied()), hashes })
        })
    }

    /// The hashes of the words.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u32> {
        self.hashed().hashes.iter().copied()
    }

    /// Where in the set a word with this hash stands.
    #[inline]
    pub(super) fn position(&self, hash: u32) -> Option<usize> {
        let Hashed { filter, hashes } = self.hashed();
        if !filter.admits(hash) {
            return None;
        }
        hashes.iter().position(|known| *known == hash)
    }

    /// Whether the token is in the set.
    #[inline]
    pub(super) fn has(&self, scan: &Scan<'_>, index: usize) -> bool {
        let hash = scan.hash(index);
        let Hashed { filter, hashes } = self.hashed();
        // The words are compared side by side; most tokens do not come so far.
        filter.admits(hash)
            && index < scan.tokens.len()
            && hashes.iter().fold(false, |found, known| found | (*known == hash))
    }

    /// Whether one of the `most` tokens before `index`, in the same line, is in the set.
    pub(super) fn precedes(&self, scan: &Scan<'_>, index: usize, most: usize) -> bool {
        for back in 1..=most.min(index) {
            if scan.gap(index - back + 1).has(Gap::LINE) {
                return false;
            }
            if self.has(scan, index - back) {
                return true;
            }
        }
        false
    }
}

/// The list as a [`WordSet`].
macro_rules! words {
    ($list:ident) => {
        $crate::find::words::WordSet::new($crate::lexicon::List::$list)
    };
}
pub(super) use words;

/// The hashes of a few words, for [`Scan::is_among`]: so few are compared faster than a set is asked.
macro_rules! hashed {
    ($($word:literal)*) => {
        const { &[$($crate::lexicon::hash32($word.as_bytes())),*] }
    };
}
pub(super) use hashed;

/// Units of measurement and what is counted in doses.
static UNITS: WordSet = words!(WordsUnits);

/// What people and things are counted as.
static COUNTED: WordSet = words!(WordsCounted);

/// What a value is counted per, behind a slash.
static PER: WordSet = words!(WordsPer);

/// Whether what follows makes the number that ends before token `end` a measurement or a count.
pub(super) fn is_measured(scan: &Scan<'_>, end: usize) -> bool {
    static ANY: AnyOf = AnyOf::new(&[&UNITS, &COUNTED, &PER]);
    let gap = scan.gap(end);
    if gap.has(Gap::PERCENT) {
        return scan.gap_text(end).trim_start().starts_with('%');
    }
    if !ANY.admits(scan.hash(end)) {
        return false;
    }
    let close = gap.is_blank() || gap.is(Gap::HYPHEN);
    close && (UNITS.has(scan, end) || COUNTED.has(scan, end))
        || gap.is(Gap::SLASH) && (PER.has(scan, end) || UNITS.has(scan, end))
}

/// Whether the letters behind the digits of a mixed token are a unit, such as in `500mg` or `1430hrs`.
pub(super) fn ends_in_unit(word: &str) -> bool {
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if letters.len() == word.len()
        || letters.len() > 12
        || !letters.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return false;
    }
    // Six digits and one letter are a serial number, not hours.
    if letters.len() == 1 && word.len() > 6 && !text::holds(word, "000") {
        return false;
    }
    let mut folded = [0; 12];
    for (slot, byte) in folded.iter_mut().zip(letters.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    let folded = folded.get(..letters.len()).unwrap_or_default();
    // Clock times are written like measurements: `0915h`, `1430Z`, `0730am`.
    matches!(folded, b"st" | b"nd" | b"rd" | b"th" | b"z" | b"am" | b"pm" | b"x" | b"k" | b"s")
        || UNITS.position(hash32(folded)).is_some()
}

/// Whether a token has digits in it.
#[inline]
pub(super) fn has_digit(scan: &Scan<'_>, index: usize) -> bool {
    scan.shape(index).has(Shape::DIGIT)
}

/// Whether a token is digits of ASCII only, and how many; 0 when it is not.
#[inline]
pub(super) fn digits(scan: &Scan<'_>, index: usize) -> usize {
    scan.token(index)
        .filter(|token| token.shape.is_number() && !token.shape.has(Shape::WIDE))
        .map_or(0, |token| token.len())
}

/// The value of a token of one to four ASCII digits.
#[inline]
pub(super) fn value(scan: &Scan<'_>, index: usize) -> Option<u32> {
    if matches!(digits(scan, index), 1..=4) { Some(number(scan.word(index))) } else { None }
}

/// The value of at most nine ASCII digits.
#[inline]
pub(super) fn number(digits: &str) -> u32 {
    digits
        .bytes()
        .fold(0, |value, digit| value.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0'))))
}

/// Whether the number at `index` goes on to the left: digits, then one hyphen, dot, slash or comma.
pub(super) fn is_joined_left(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    index > 0 && has_digit(scan, index - 1) && is_joint(gap)
}

/// Whether the number that ends before `end` goes on to the right.
pub(super) fn is_joined_right(scan: &Scan<'_>, end: usize) -> bool {
    has_digit(scan, end) && is_joint(scan.gap(end))
}

fn is_joint(gap: Gap) -> bool {
    [Gap::HYPHEN, Gap::DOT, Gap::SLASH, Gap::COMMA].iter().any(|kind| gap.is(*kind))
}
