//! A small linear tagger: which words are names, places or organisations, judged by their neighbours.
//!
//! It scores each candidate token for each [`Label`] by adding small integer weights, one row of weights
//! per feature, and reads from left to right, so that earlier labels are features of later tokens.
//! Integer sums make it the same on every target.
//! `cargo xtask train-tagger` makes the weights; decision 0005 says of what.

mod file;

#[cfg(feature = "training")]
pub use self::file::{MAGIC, WIDTHS};

use alloc::{boxed::Box, vec::Vec};
use core::hint::select_unpredictable;

use crate::{
    find::Hint,
    lexicon::Classes,
    scan::{Case, Scan, ones},
    token::{Gap, Shape, Token},
};

/// What a token is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Label {
    /// Nothing that identifies.
    Out = 0,
    /// A person's name.
    Name = 1,
    /// A place smaller than a state.
    Geo = 2,
    /// An organisation.
    Org = 3,
    /// A number or code that identifies.
    Id = 4,
}

impl Label {
    const ALL: [Self; 5] = [Self::Out, Self::Name, Self::Geo, Self::Org, Self::Id];
}

/// Labels that a row has weights for; a row is one 64-bit word.
pub const LANES: usize = 8;
/// Features of a token.
pub const FEATURES: usize = 20;
/// Number of rows, a power of two.
pub const ROWS: usize = 1 << ROW_BITS;
const ROW_BITS: u32 = 16;

const _: () = assert!(Label::ALL.len() < LANES, "the last lane is of no label");

/// The labels of the tokens of a segment.
#[derive(Default)]
pub(crate) struct Labels {
    each: Vec<Label>,
    /// Tokens with a label other than [`Label::Out`], a bit each.
    named: Vec<u64>,
}

impl Labels {
    /// Makes all labels of so many tokens [`Label::Out`].
    pub(crate) fn clear(&mut self, len: usize) {
        self.each.clear();
        self.each.resize(len, Label::Out);
        self.named.clear();
        self.named.resize(len.div_ceil(64), 0);
    }

    #[inline]
    fn set(&mut self, index: usize, label: Label) {
        if let (Some(known), Some(named)) = (self.each.get_mut(index), self.named.get_mut(index / 64)) {
            *known = label;
            *named |= u64::from(label != Label::Out) << (index % 64);
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<Label> {
        self.each.get(index).copied()
    }

    /// The first token from `index` on whose label is not [`Label::Out`].
    pub(crate) fn next(&self, index: usize) -> Option<usize> {
        let mut word = index / 64;
        let mut named = self.named.get(word)? & u64::MAX << (index % 64);
        while named == 0 {
            word += 1;
            named = *self.named.get(word)?;
        }
        Some(word * 64 + named.trailing_zeros() as usize)
    }
}

/// The weights of a tagger.
pub struct Tagger {
    rows: Box<[u64; ROWS]>,
}

impl Tagger {
    /// The sum of the rows of the features, by label.
    #[inline]
    fn score(&self, features: &[u32; FEATURES]) -> [i16; LANES] {
        // Four weights in a word, each made positive, so that no sum carries into the next.
        const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
        const SIGNS: u64 = 0x8080_8080_8080_8080;
        let (mut all, mut even) = (0u64, 0u64);
        for &feature in features {
            let row = self.rows.get(feature as usize % ROWS).copied().unwrap_or_default() ^ SIGNS;
            all = all.wrapping_add(row);
            even += row & EVERY_OTHER;
        }
        // Half of the last lane is lost, which no label has.
        let odd = all.wrapping_sub(even) >> 8;
        let mut sums = [0; LANES];
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum = sum_at(if lane % 2 == 0 { even } else { odd }, lane / 2);
        }
        sums
    }

    /// Labels every token of a scan; `tilt` is taken off the score of [`Label::Out`].
    ///
    /// `seen` and `labels` are memory that is used again.
    pub(crate) fn label(&self, scan: &Scan<'_>, tilt: i16, seen: &mut Vec<Traits>, labels: &mut Labels) {
        labels.clear(scan.tokens.len());
        seen.clear();
        seen.resize(scan.tokens.len() + 4, Traits::OUTSIDE);
        for chunk in 0..scan.tokens.len().div_ceil(64) {
            let first = chunk * 64;
            let mut candidates = 0;
            for index in ones(scan.having(chunk, Hint::Tagger), first) {
                candidates |= u64::from(is_candidate(scan, index)) << (index % 64);
            }
            if candidates == 0 {
                continue;
            }
            // Only what stands near a candidate is looked at, and what may stand near one of the next chunk.
            let near = candidates | candidates << 1 | candidates << 2 | candidates >> 1 | candidates >> 2;
            let beyond = (first.saturating_sub(2)..first).chain(first + 64..first + 66);
            for index in ones(near, first).chain(beyond) {
                if let (Some(token), Some(traits)) = (scan.token(index), seen.get_mut(index + 2)) {
                    *traits = Traits::of(token);
                }
            }
            for index in ones(candidates, first) {
                let mut sums = self.score(&features(scan, seen, index, &labels.each));
                sums[0] -= tilt;
                labels.set(index, best(&sums));
            }
        }
    }
}

/// The sum of one weight of each feature: a quarter of a word, less what made the weights positive.
#[expect(clippy::cast_possible_truncation, reason = "a quarter of the word is wanted")]
const fn sum_at(four: u64, quarter: usize) -> i16 {
    (four >> (16 * quarter)) as i16 - 128 * FEATURES as i16
}

/// The label with the highest score; the first of equals.
fn best(sums: &[i16; LANES]) -> Label {
    let mut best = Label::Out;
    let mut most = i16::MIN;
    for (label, sum) in Label::ALL.into_iter().zip(sums) {
        best = select_unpredictable(*sum > most, label, best);
        most = most.max(*sum);
    }
    best
}

/// Classes that make a lower-case word ordinary.
const ORDINARY: Classes = Classes::FUNCTION
    .union(Classes::COMMON)
    .union(Classes::CLINICAL)
    .union(Classes::DRUG)
    .union(Classes::UNIT)
    .union(Classes::ROLE)
    .union(Classes::KIN);

/// Whether a token by itself does not rule out that it is a candidate; [`is_candidate`] looks at its neighbours.
///
/// Ordinary words in lower case, and numbers of three figures, are most of a text.
#[inline]
pub(crate) const fn may_be_candidate(token: &Token) -> bool {
    let ordinary = token.classes.intersects(ORDINARY);
    let known = Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE).union(ORGANISATION);
    let word = token.shape.is_word();
    let plain = ordinary & !token.classes.intersects(known) & !token.shape.has(Shape::UPPER);
    (word & !plain) | (!word & (token.len() > 3) & !ordinary)
}

/// Whether a token could be part of a name, place, organisation or number at all.
pub(crate) fn is_candidate(scan: &Scan<'_>, index: usize) -> bool {
    let Some(token) = scan.token(index) else { return false };
    if !token.shape.is_word() {
        // `spo2` and `t12` are words of the field, and three figures identify nobody.
        return token.len() > 3 && !token.classes.intersects(ORDINARY);
    }
    let names = token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE));
    let ordinary = token.classes.intersects(ORDINARY);
    let organisation = token.classes.intersects(ORGANISATION);
    let begins = begins_sentence(scan, index);
    let inside = (scan.case == Case::Mixed) & token.shape.has(Shape::CAPITAL) & !begins;
    let never = if inside { NEVER } else { NEVER.union(Classes::FUNCTION).union(Classes::NUMBERWORD) };
    let barred = token.classes.intersects(never) & !names & !organisation;
    // `&` and `|` rather than `&&` and `||`: which way a token goes cannot be foreseen.
    let fits = match scan.case {
        Case::Mixed => {
            // A sentence begins with a capital, and an abbreviation of the field has nothing else.
            let short = (token.len() <= 4) & token.classes.intersects(Classes::CLINICAL);
            let plain = (begins & token.classes.intersects(Classes::EVERYDAY)) | short;
            let upper = names | organisation | (!plain & !token.classes.intersects(Classes::UNIT));
            if token.shape.has(Shape::UPPER) { upper } else { !ordinary }
        }
        Case::Lower | Case::Upper => names | !ordinary | organisation,
    };
    fits & !barred
}

/// Classes of words that name nobody, unless people or places are called so.
///
/// `Biometric template` begins a label in capitals; what follows it is judged by itself.
const NEVER: Classes = Classes::CUE.union(Classes::KIN).union(Classes::ROLE).union(Classes::WEEKDAY);

/// Whether a sentence or a line begins with a token; `St. Ann` goes on.
fn begins_sentence(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    let long =
        index.checked_sub(1).and_then(|before| scan.token(before)).is_some_and(|token| token.len() > 3);
    (index == 0) | gap.has(Gap::LINE) | (gap.has(Gap::DOT) & long)
}

/// Classes that begin or build organisations and streets.
const ORGANISATION: Classes = Classes::FACILITY.union(Classes::ORGWORD).union(Classes::STREET);

/// What the features see of a token, computed once for all the tokens that look at it.
#[derive(Clone, Copy)]
pub(crate) struct Traits {
    class: u32,
    shape: u32,
    gap: u32,
    /// The word itself where it is an ordinary one; 1 for other words: a name must not be learnt by heart.
    word: u32,
    /// What the word mostly is, without the finer classes.
    kind: u32,
}

impl Traits {
    /// What stands before the first token and after the last.
    const OUTSIDE: Self = Self { class: u32::MAX, shape: u32::MAX, gap: u32::MAX, word: 0, kind: 31 };

    fn of(token: &Token) -> Self {
        let named = Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE);
        // Which way a token goes cannot be foreseen, so both are computed.
        let is_word = token.shape.is_word();
        let unknown = token.classes.without(named).is_empty();
        let word = select_unpredictable(unknown, 1, token.hash | 0x100);
        let word = select_unpredictable(is_word, word, 2 + u32::from(token.shape.0));
        let len = small(token.len(), 15);
        let short = select_unpredictable(is_word & (len > 2), 0, len);
        Self {
            class: token.classes.bits(),
            shape: u32::from(token.shape.0) << 4 | short,
            gap: u32::from(token.gap.0),
            word,
            kind: kind(token),
        }
    }
}

/// The classes of a word, the most telling first.
const ORDER: [Classes; 21] = [
    Classes::KIN,
    Classes::TITLE,
    Classes::CREDENTIAL,
    Classes::ROLE,
    Classes::MONTH,
    Classes::WEEKDAY,
    Classes::STATE,
    Classes::STREET,
    Classes::FACILITY,
    Classes::ORGWORD,
    Classes::UNIT,
    Classes::FUNCTION,
    Classes::NUMBERWORD,
    Classes::EPONYM,
    Classes::DRUG,
    Classes::CLINICAL,
    Classes::EVERYDAY,
    Classes::GIVEN,
    Classes::SURNAME,
    Classes::PLACE,
    Classes::COMMON,
];

/// Bits of a class set that are looked at together.
const PART: usize = 7;
const PARTS: usize = 4;

/// For each value of each part of a class set, its classes by their places in [`ORDER`], a bit each.
#[expect(clippy::indexing_slicing, reason = "evaluated at build time")]
static PLACES: [[u32; 1 << PART]; PARTS] = {
    let mut places = [[0; 1 << PART]; PARTS];
    let mut at = 0;
    while at < ORDER.len() {
        let bit = ORDER[at].bits().trailing_zeros() as usize;
        let mut value = 0;
        while value < 1 << PART {
            if value >> (bit % PART) & 1 == 1 {
                places[bit / PART][value] |= 1 << at;
            }
            value += 1;
        }
        at += 1;
    }
    places
};

/// The most telling class of a word, as its place in [`ORDER`]; 28 where none is.
fn kind(token: &Token) -> u32 {
    let mut places = 1 << 28;
    let mut rest = token.classes.bits() as usize;
    for part in &PLACES {
        places |= part.get(rest % (1 << PART)).copied().unwrap_or_default();
        rest >>= PART;
    }
    let number = 30 - u32::from(token.shape.is_mixed());
    let is_number = !token.shape.is_word() & token.classes.is_empty();
    select_unpredictable(is_number, number, places.trailing_zeros())
}

/// The traits of all tokens, with two of [`Traits::OUTSIDE`] on either side.
#[cfg(feature = "training")]
pub(crate) fn traits(tokens: &[Token], traits: &mut Vec<Traits>) {
    traits.clear();
    traits.extend([Traits::OUTSIDE; 2]);
    traits.extend(tokens.iter().map(Traits::of));
    traits.extend([Traits::OUTSIDE; 2]);
}

/// The rows of a token's features, given the traits of its neighbours and the labels of the tokens before it.
pub(crate) fn features(
    scan: &Scan<'_>,
    traits: &[Traits],
    index: usize,
    labels: &[Label],
) -> [u32; FEATURES] {
    let window = traits.get(index..).and_then(|rest| rest.first_chunk());
    let [before2, before, this, after, after2] = window.copied().unwrap_or([Traits::OUTSIDE; 5]);
    let label =
        |back: usize| index.checked_sub(back).and_then(|i| labels.get(i)).map_or(9, |label| *label as u32);
    let (last, last2) = (label(1), label(2));
    let text = scan.word(index);
    let style = (scan.case as u32) << 2 | scan.register as u32;
    let (ending, length) = (ending(text), small(text.len(), 12));

    [
        row(0, this.class, this.shape, style),
        row(1, before.word, this.gap, 0),
        row(2, after.word, after.gap, 0),
        row(3, before.class, this.class, this.gap),
        row(4, after.class, this.class, after.gap),
        row(5, last, this.class, this.gap),
        row(6, last << 4 | last2, this.shape, this.gap),
        row(7, before.word, this.shape, last),
        row(8, after.word, this.shape, 0),
        row(9, ending, this.shape, scan.register as u32),
        row(10, this.word, this.shape, 0),
        row(11, this.gap, after.gap, this.shape << 2 | scan.register as u32),
        row(12, last, after.word, 0),
        row(13, before.word, this.class, 0),
        row(14, length, this.shape << 2 | scan.register as u32, this.class),
        row(15, last, after.class, after.gap),
        row(16, this.word, last, this.gap),
        row(17, before.kind << 8 | after.kind, this.class, scan.register as u32),
        row(18, after2.kind << 8 | after.kind, after.gap, this.class),
        row(19, before2.kind << 8 | before.kind, this.gap, this.class),
    ]
}

/// Mixes a feature's number and values into a row index.
const fn row(feature: u32, a: u32, b: u32, c: u32) -> u32 {
    let pair = (a as u64 | (b as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let rest = c as u64 | (feature as u64 + 1) << 32;
    let hash = (pair ^ (pair >> 32) ^ rest).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash >> (64 - ROW_BITS)) as u32
}

/// A length, cut at `most`.
fn small(len: usize, most: u32) -> u32 {
    u32::try_from(len).map_or(most, |len| len.min(most))
}

/// The last three bytes in lower case.
fn ending(word: &str) -> u32 {
    let lower = |byte: &u8| u32::from(byte.to_ascii_lowercase());
    match word.as_bytes() {
        [.., first, second, third] => lower(first) << 16 | lower(second) << 8 | lower(third),
        short => short.iter().fold(0, |folded, byte| folded << 8 | lower(byte)),
    }
}
