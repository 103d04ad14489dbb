//! Reading a file of weights.

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

use super::{LANES, Label, ROWS, Tagger};
use crate::bits::{Bits, signed};

/// The first bytes of a file of weights.
pub const MAGIC: &[u8; 8] = b"PHWTAG2\0";
/// The bits of a row's weights that are written as they are, by the number that the row says; one is the first.
pub const WIDTHS: [u32; 8] = [5, 4, 6, 3, 2, 7, 1, 0];

impl Tagger {
    /// The weights that come with the crate; they are read at the first call.
    ///
    /// # Panics
    /// Never in a program whose own bytes are whole: a test reads the same file.
    pub(crate) fn embedded() -> &'static Self {
        static EMBEDDED: OnceBox<Tagger> = OnceBox::new();
        EMBEDDED.get_or_init(|| match Self::from_bytes(include_bytes!("../../lexicon/tagger.bin")) {
            Some(tagger) => Box::new(tagger),
            #[expect(clippy::panic, reason = "no weights instead of these would let names through")]
            None => panic!("tagger.bin is not of this version"),
        })
    }

    /// Reads a file of weights: `tagger.bin` of this release. `None` when it is not one of this version.
    ///
    /// A row is the number of a width in Elias's gamma code; by Rice with that width the weights of all labels but
    /// [`Label::Out`]; and in gamma code how far the weight of `Out` is from what makes the sum of the row zero,
    /// which training leaves it at. Of the widths the most frequent has the first number.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut codes = Bits::new(bytes.strip_prefix(MAGIC)?);
        let mut rows = Vec::new();
        for _ in 0..ROWS {
            rows.push(read_row(&mut codes)?);
        }
        let rows = rows.try_into().ok()?;
        codes.is_at_end().then_some(Self { rows })
    }
}

impl core::fmt::Debug for Tagger {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tagger").finish_non_exhaustive()
    }
}

/// Reads the next row.
fn read_row(codes: &mut Bits<'_>) -> Option<u64> {
    let width = *WIDTHS.get(codes.gamma()? as usize - 1)?;
    let mut row = [0; LANES];
    let mut sum = 0;
    for weight in row.iter_mut().take(Label::ALL.len()).skip(1) {
        let read = signed(u32::try_from(codes.rice(width)?).ok()?);
        *weight = i8::try_from(read).ok()?.cast_unsigned();
        sum += read;
    }
    let [out, ..] = &mut row;
    *out = i8::try_from(signed(codes.gamma()? - 1).checked_sub(sum)?).ok()?.cast_unsigned();
    Some(u64::from_le_bytes(row))
}
