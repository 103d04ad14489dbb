//! What 64 bytes are, a bit each: tokens begin and end where bits change, without a branch for each byte.

/// Properties of 64 bytes in a row; the lowest bit is of the first.
#[derive(Clone, Copy, Default)]
pub(super) struct Bits {
    /// An ASCII letter or digit, or any byte beyond ASCII.
    pub(super) word: u64,
    /// An ASCII letter in upper case.
    pub(super) upper: u64,
    /// An ASCII digit.
    pub(super) digit: u64,
    /// A byte beyond ASCII.
    pub(super) wide: u64,
}

impl Bits {
    /// The properties of 64 bytes, eight at a time.
    fn of(block: &[u8; 64]) -> Self {
        let mut bits = Self::default();
        for (bytes, shift) in block.as_chunks::<8>().0.iter().zip((0..).step_by(8)) {
            let eight = Eight::of(u64::from_le_bytes(*bytes));
            bits.word |= gather(eight.word) << shift;
            bits.upper |= gather(eight.upper) << shift;
            bits.digit |= gather(eight.digit) << shift;
            bits.wide |= gather(eight.wide) << shift;
        }
        bits
    }

    /// The 64 bits from bit `shift` of `self` on, the later ones from `next`.
    const fn shifted(&self, next: &Self, shift: usize) -> Self {
        Self {
            word: self.word >> shift | next.word << 1 << (63 - shift),
            upper: self.upper >> shift | next.upper << 1 << (63 - shift),
            digit: self.digit >> shift | next.digit << 1 << (63 - shift),
            wide: self.wide >> shift | next.wide << 1 << (63 - shift),
        }
    }
}

const HIGH: u64 = repeat(0x80);

const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Properties of eight bytes, each in the highest bit of its byte.
struct Eight {
    word: u64,
    upper: u64,
    digit: u64,
    wide: u64,
}

impl Eight {
    const fn of(bytes: u64) -> Self {
        let wide = bytes & HIGH;
        // Below 0x80, so that no sum below carries into the next byte.
        let low = bytes & !HIGH;
        let digit = (low + repeat(0x80 - b'0')) & !(low + repeat(0x80 - b'9' - 1)) & !wide & HIGH;
        let small = low | repeat(0x20);
        let letter = (small + repeat(0x80 - b'a')) & !(small + repeat(0x80 - b'z' - 1)) & !wide & HIGH;
        // Bit 5 of a letter is its case.
        Self { word: letter | digit | wide, upper: letter & !(bytes << 2), digit, wide }
    }
}

/// The highest bits of eight bytes, side by side.
const fn gather(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// A text as [`Bits`], read from front to back.
pub(super) struct Window<'t> {
    bytes: &'t [u8],
    /// Number of the block in `here`.
    block: usize,
    here: Bits,
    next: Bits,
}

impl<'t> Window<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, block: 0, here: load(bytes, 0), next: load(bytes, 1) }
    }

    /// The bits of the 64 bytes from `at` on, which is never before an `at` of an earlier call.
    #[inline]
    pub(super) fn bits(&mut self, at: usize) -> Bits {
        while self.block < at / 64 {
            self.block += 1;
            self.here = self.next;
            self.next = load(self.bytes, self.block + 1);
        }
        self.here.shifted(&self.next, at % 64)
    }
}

/// The bits of a block; behind the end of the text there is nothing.
fn load(bytes: &[u8], block: usize) -> Bits {
    let Some(rest) = bytes.get(block * 64..) else { return Bits::default() };
    match rest.first_chunk::<64>() {
        Some(full) => Bits::of(full),
        None => {
            let mut padded = [0; 64];
            padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            Bits::of(&padded)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, Window};

    #[test]
    fn every_byte_has_its_bits_wherever_it_stands() {
        for byte in 0..=255u8 {
            for at in [0, 7, 8, 63] {
                let mut block = [b' '; 64];
                block[at] = byte;
                let bits = Bits::of(&block);
                let bit = |is: bool| u64::from(is) << at;
                assert_eq!(bits.word, bit(byte.is_ascii_alphanumeric() || !byte.is_ascii()), "{byte}");
                assert_eq!(bits.upper, bit(byte.is_ascii_uppercase()), "{byte}");
                assert_eq!(bits.digit, bit(byte.is_ascii_digit()), "{byte}");
                assert_eq!(bits.wide, bit(!byte.is_ascii()), "{byte}");
            }
        }
    }

    #[test]
    fn a_window_goes_over_the_edges_of_blocks() {
        let text: alloc::vec::Vec<u8> = (0..200u8).map(|n| if n % 7 < 5 { b'a' } else { b' ' }).collect();
        let mut window = Window::new(&text);
        for at in 0..210 {
            let word = window.bits(at).word;
            for ahead in 0..64 {
                let expected = text.get(at + ahead).is_some_and(|byte| *byte == b'a');
                assert_eq!(word >> ahead & 1 == 1, expected, "{at} {ahead}");
            }
        }
    }
}
