//! Properties of tokens, a bit each in words of 64 tokens, so that what a rule asks of a token and its
//! neighbours is asked of all of them at once, without a branch.

use super::{Chunk, Hint, Mark};
use crate::{
    scan::Case,
    token::{Gap, Shape, Token},
};

/// What is true of 64 tokens in a row: for each property eight bytes, whose lowest bit is of the first token.
#[derive(Clone, Copy, Default)]
pub(super) struct Planes {
    /// By the place of the bit in [`Mark`].
    marks: [[u8; 8]; 16],
    /// By the place of the bit in [`Shape`].
    shape: [[u8; 8]; 8],
    /// By the place of the bit in [`Gap`].
    gap: [[u8; 8]; 16],
    /// Tokens of one byte, of two, and so on; the last has those of eight and more.
    len: [[u8; 8]; 8],
}

impl Planes {
    /// Sets the properties of the tokens from `8 * at` on.
    #[inline]
    pub(super) fn set(&mut self, at: usize, tokens: &[Token; 8], mark: impl Fn(&Token) -> Mark) {
        let marks = tokens.each_ref().map(|token| mark(token).0);
        let gaps = tokens.each_ref().map(|token| token.gap.0);
        let shapes = tokens.each_ref().map(|token| token.shape.0);
        let lens = tokens.each_ref().map(|token| 1 << token.len().wrapping_sub(1).min(7));
        let Self { marks: mark_planes, shape, gap, len } = self;
        let (first, second) = mark_planes.split_at_mut(8);
        let (kinds, others) = gap.split_at_mut(8);
        turn(marks.map(low), first, at);
        turn(marks.map(high), second, at);
        turn(shapes.map(low), shape, at);
        turn(gaps.map(low), kinds, at);
        turn(gaps.map(high), others, at);
        turn(lens.map(low), len, at);
    }

    /// The tokens that their word tells this of.
    #[inline]
    fn mark(&self, mark: Mark) -> u64 {
        nth(&self.marks, mark.0)
    }

    /// The tokens that are written so.
    #[inline]
    fn shape(&self, shape: Shape) -> u64 {
        nth(&self.shape, shape.0)
    }

    /// The tokens before which one of these kinds stands.
    #[inline]
    fn gap<const N: usize>(&self, kinds: [Gap; N]) -> u64 {
        kinds.into_iter().fold(0, |tokens, kind| tokens | nth(&self.gap, kind.0))
    }

    /// The tokens of this many bytes; 8 stands for more as well.
    #[inline]
    fn len(&self, len: u32) -> u64 {
        nth(&self.len, 1 << (len - 1))
    }
}

const fn low(value: u16) -> u8 {
    value.to_le_bytes()[0]
}

const fn high(value: u16) -> u8 {
    value.to_le_bytes()[1]
}

/// Sets byte `at` of eight planes to the properties of eight tokens, of which there is a byte each.
#[inline]
fn turn(tokens: [u8; 8], planes: &mut [[u8; 8]], at: usize) {
    let turned = transposed(u64::from_le_bytes(tokens)).to_le_bytes();
    for (plane, eight) in planes.iter_mut().zip(turned) {
        if let Some(byte) = plane.get_mut(at) {
            *byte = eight;
        }
    }
}

/// The plane of a property that has one bit.
#[inline]
fn nth(planes: &[[u8; 8]], bit: u16) -> u64 {
    planes.get(bit.trailing_zeros() as usize).map_or(0, |plane| u64::from_le_bytes(*plane))
}

/// Eight bytes whose bits are turned about: bit `i` of byte `k` becomes bit `k` of byte `i`.
const fn transposed(rows: u64) -> u64 {
    let swap = (rows ^ rows >> 7) & 0x00aa_00aa_00aa_00aa;
    let rows = rows ^ swap ^ swap << 7;
    let swap = (rows ^ rows >> 14) & 0x0000_cccc_0000_cccc;
    let rows = rows ^ swap ^ swap << 14;
    let swap = (rows ^ rows >> 28) & 0x0000_0000_f0f0_f0f0;
    rows ^ swap ^ swap << 28
}

/// 64 tokens with those before and behind them, of which there are none at the ends of a text.
pub(super) struct Trio<'p> {
    pub(super) before: &'p Planes,
    pub(super) here: &'p Planes,
    pub(super) after: &'p Planes,
}

impl Trio<'_> {
    /// The tokens before which a token has a property.
    #[inline]
    fn before(&self, of: impl Fn(&Planes) -> u64) -> u64 {
        of(self.here) << 1 | of(self.before) >> 63
    }

    /// The tokens behind which a token has a property.
    #[inline]
    fn behind(&self, of: impl Fn(&Planes) -> u64) -> u64 {
        of(self.here) >> 1 | of(self.after) << 63
    }

    /// The tokens behind whose neighbour a token has a property.
    #[inline]
    fn second_behind(&self, of: impl Fn(&Planes) -> u64) -> u64 {
        of(self.here) >> 2 | of(self.after) << 62
    }

    /// The hints of the 64 tokens, of which only the first `len` may exist.
    pub(super) fn hints(&self, case: Case, len: usize) -> Chunk {
        let existing = if len < 64 { (1 << len) - 1 } else { u64::MAX };
        let mut chunk = Chunk::default();
        let mut set = |hint: Hint, tokens: u64| {
            if let Some(word) = chunk.0.get_mut(hint as usize) {
                *word = tokens & existing;
            }
        };
        let second = self.behind(|planes| planes.mark(Mark::SECOND));
        set(Hint::Cue, self.here.mark(Mark::CUE) | self.here.mark(Mark::FIRST) & second);
        set(Hint::Contact, self.contact());
        set(Hint::Number, self.number());
        set(Hint::Date, self.here.mark(Mark::DATE) | self.date());
        set(Hint::Age, self.here.mark(Mark::AGE) | self.age());
        set(Hint::Person, self.here.mark(Mark::PERSON) | self.person());
        set(Hint::Org, self.here.mark(Mark::ORG));
        set(Hint::Place, self.here.mark(Mark::PLACE) | self.zip() | self.street(case));
        set(Hint::Tagger, self.here.mark(Mark::TAGGER));
        chunk
    }

    /// What `contact::find` looks at: a joint of an address that is followed by what such addresses need.
    #[inline]
    fn contact(&self) -> u64 {
        let here = self.here;
        let close = !here.gap([Gap::SPACE, Gap::LINE]);
        let single = here.gap([Gap::SINGLE]);
        let number = number(here);
        // Three joints of an address of digits, and five pairs of one of hardware.
        let dotted = here.gap([Gap::DOT]) & single & (!number | self.behind(|planes| planes.gap([Gap::DOT])));
        let paired =
            here.gap([Gap::HYPHEN]) & single & here.len(2) & self.behind(|planes| planes.gap([Gap::HYPHEN]));
        here.mark(Mark::CONTACT) | here.gap([Gap::AT]) | close & (dotted | paired | here.gap([Gap::COLON]))
    }

    /// What `number::find` looks at: no short number with no other near it, as most are.
    #[inline]
    fn number(&self) -> u64 {
        let here = self.here;
        let short = here.len(1) | here.len(2) | here.len(3) | here.len(4) | here.len(5);
        // A bank account's first group has letters and digits; a masked number's last one has four crosses before it.
        let crossed = self.before(|planes| word(planes) & planes.len(4));
        let grouped = here.len(4) & (mixed(here) | crossed);
        let joined = here.gap([Gap::HYPHEN, Gap::UNDERSCORE, Gap::HASH, Gap::OTHER, Gap::OPEN])
            | self.behind(|planes| {
                planes.gap([Gap::HYPHEN, Gap::UNDERSCORE, Gap::CLOSE]) | planes.shape(Shape::DIGIT)
            });
        let alone = short & !joined & !grouped;
        // Two digits are an identifier's first group in brackets, behind a mark, and before a hyphen or full stop.
        let marked = here.gap([Gap::HYPHEN, Gap::UNDERSCORE, Gap::OTHER, Gap::OPEN])
            | self.behind(|planes| planes.gap([Gap::HYPHEN, Gap::UNDERSCORE, Gap::DOT]));
        let pair = number(here) & here.len(2) & !marked;
        here.shape(Shape::DIGIT) & !alone & !pair
    }

    /// The digits that `date::find` looks at.
    #[inline]
    fn date(&self) -> u64 {
        let here = self.here;
        let digit = |planes: &Planes| planes.shape(Shape::DIGIT);
        let four = |planes: &Planes| planes.len(4);
        let gap = |kind: Gap| self.behind(|planes| planes.gap([kind]));
        // `3.2` is a date with a third number behind a full stop, or with a year.
        let dotted =
            gap(Gap::DOT) & (self.second_behind(|planes| planes.gap([Gap::DOT])) | self.behind(four));
        let joined = self.behind(digit) & (gap(Gap::SLASH) | gap(Gap::HYPHEN) | dotted);
        let named = self.behind(|planes| planes.mark(Mark::BEHIND_DAY));
        // `03 01 1946`
        let spaced =
            gap(Gap::SPACE) & self.behind(digit) & self.second_behind(|planes| digit(planes) & four(planes));
        let long = here.len(4) | here.len(6) | here.len(8);
        let plain = number(here) & !here.shape(Shape::WIDE);
        plain & (long | (here.len(1) | here.len(2)) & (joined | named | spaced)) | mixed(here) & !here.len(2)
    }

    /// The digits that `age::find` looks at.
    #[inline]
    fn age(&self) -> u64 {
        let here = self.here;
        let near = self.before(|planes| planes.mark(Mark::BEFORE_AGE))
            | self.behind(|planes| planes.mark(Mark::BEHIND_AGE) | planes.len(1));
        let few = here.len(1) | here.len(2) | here.len(3) | here.shape(Shape::WIDE);
        let parted = here.gap([Gap::COMMA, Gap::SLASH]);
        number(here) & few & (near | parted) | mixed(here) & !here.shape(Shape::CAPITAL)
    }

    /// What `person::find` looks at for its neighbours: a given name before another, a word behind a column's
    /// edge, an age behind a name.
    #[inline]
    fn person(&self) -> u64 {
        let here = self.here;
        let few = here.len(1) | here.len(2) | here.len(3);
        let years = self.behind(|planes| planes.mark(Mark::YEARS));
        let age = number(here) & few & years | mixed(here) & !here.shape(Shape::CAPITAL);
        let spelt = |planes: &Planes| planes.shape(Shape::LETTER) | planes.len(1);
        let pair = here.mark(Mark::GIVEN) & self.behind(|planes| spelt(planes) & blank(planes));
        pair | here.gap([Gap::OTHER]) & word(here) | here.gap([Gap::COMMA, Gap::OPEN]) & age
    }

    /// Five digits behind a word.
    #[inline]
    fn zip(&self) -> u64 {
        let lettered = self.before(|planes| planes.shape(Shape::LETTER));
        self.here.shape(Shape::DIGIT) & self.here.len(5) & lettered
    }

    /// House numbers: the first word of a street follows, or what a range or a fraction goes on with.
    #[inline]
    fn street(&self, case: Case) -> u64 {
        let here = self.here;
        let one = here.len(1) & self.behind(|planes| planes.len(1));
        const BLOCKED: [Gap; 7] =
            [Gap::LINE, Gap::COLON, Gap::OPEN, Gap::CLOSE, Gap::COMMA, Gap::PERCENT, Gap::DOT];
        let closed = self.behind(|planes| planes.gap(BLOCKED));
        let share = self.behind(|planes| planes.gap([Gap::SLASH])) & !one;
        // `120-122 Elm`, `120 1/2 Elm`
        let goes_on = self.behind(|planes| planes.gap([Gap::HYPHEN]) | planes.len(1));
        let number = self.behind(number) & !goes_on;
        let exists = self.behind(|planes| planes.shape(Shape::LETTER) | planes.shape(Shape::DIGIT));
        let small =
            self.behind(|planes| word(planes) & !planes.shape(Shape::UPPER) & !planes.mark(Mark::LINK));
        let small = if case == Case::Mixed { small } else { 0 };
        let measured = if case == Case::Lower { 0 } else { mixed(here) & here.shape(Shape::LOWER) };
        here.shape(Shape::DIGIT) & exists & !(closed | share | number | small | measured)
    }
}

/// Letters only.
fn word(planes: &Planes) -> u64 {
    planes.shape(Shape::LETTER) & !planes.shape(Shape::DIGIT)
}

/// White space within a line before a token, and nothing else that a text often has.
fn blank(planes: &Planes) -> u64 {
    planes.gap([Gap::SPACE]) & !planes.gap([Gap::LINE, Gap::COMMA, Gap::DOT, Gap::COLON, Gap::OTHER])
}

/// Digits only.
fn number(planes: &Planes) -> u64 {
    planes.shape(Shape::DIGIT) & !planes.shape(Shape::LETTER)
}

/// Letters and digits.
fn mixed(planes: &Planes) -> u64 {
    planes.shape(Shape::DIGIT) & planes.shape(Shape::LETTER)
}

#[cfg(test)]
mod tests {
    use super::{Planes, Trio, number, transposed};
    use crate::{
        find::hint::Mark,
        token::{Shape, Token},
    };

    #[test]
    fn neighbours_are_seen_over_the_edges_of_64_tokens() {
        let digits = [Token { shape: Shape::DIGIT, ..Token::NONE }; 8];
        let of_digits = |at| {
            let mut planes = Planes::default();
            planes.set(at, &digits, |_| Mark::NONE);
            planes
        };
        let trio = Trio { before: &of_digits(7), here: &of_digits(3), after: &of_digits(0) };
        assert_eq!(trio.before(number), 0xff << 25 | 1);
        assert_eq!(trio.behind(number), 0xff << 23 | 1 << 63);
        assert_eq!(trio.second_behind(number), 0xff << 22 | 3 << 62);
    }

    #[test]
    fn bits_are_turned_about() {
        for row in 0..8 {
            for bit in 0..8 {
                assert_eq!(transposed(1 << (row * 8 + bit)), 1 << (bit * 8 + row));
            }
        }
    }
}
