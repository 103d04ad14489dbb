//! Bits, read from the lowest of the first byte on, and the codes of whole numbers that the dictionaries use.

/// What is left to read. A read past the end gives `None`.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    /// How many bits of the first byte have been read.
    read: u32,
}

/// Bits that are sure to be in a window, which begins within a byte.
const WINDOW: u32 = 56;

impl<'a> Bits<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, read: 0 }
    }

    /// A number of so many bits, of which 32 are the most.
    #[inline]
    pub(crate) fn fixed(&mut self, bits: u32) -> Option<u32> {
        let window = self.window();
        self.skip(bits)?;
        u32::try_from(window & !(u64::MAX << bits)).ok()
    }

    /// How many zeros stand before the next one, which is read too.
    #[inline]
    fn unary(&mut self) -> Option<u32> {
        let mut zeros: u32 = 0;
        loop {
            let run = self.window().trailing_zeros().min(WINDOW);
            self.skip(run)?;
            zeros = zeros.checked_add(run)?;
            if run < WINDOW {
                self.skip(1)?;
                return Some(zeros);
            }
        }
    }

    /// A number in Rice's code: what is above `bits` bits in unary, and those bits.
    #[inline]
    pub(crate) fn rice(&mut self, bits: u32) -> Option<u64> {
        let high = u64::from(self.unary()?);
        Some(high << bits | u64::from(self.fixed(bits)?))
    }

    /// A number above zero in Elias's gamma code: its length but one in unary, and what follows its first bit.
    #[inline]
    pub(crate) fn gamma(&mut self) -> Option<u32> {
        let bits = self.unary().filter(|bits| *bits < u32::BITS)?;
        Some(1 << bits | self.fixed(bits)?)
    }

    /// Whether everything has been read but the zeros that fill the last byte.
    pub(crate) fn is_at_end(&self) -> bool {
        self.bytes.len() == usize::from(self.read > 0) && self.window() == 0
    }

    /// The next bits; zeros follow the last byte.
    #[inline]
    fn window(&self) -> u64 {
        let word = self.bytes.first_chunk().copied().unwrap_or_else(|| {
            let mut last = [0; 8];
            last.iter_mut().zip(self.bytes).for_each(|(to, from)| *to = *from);
            last
        });
        u64::from_le_bytes(word) >> self.read
    }

    #[inline]
    fn skip(&mut self, bits: u32) -> Option<()> {
        let read = self.read + bits;
        self.bytes = self.bytes.get((read / 8) as usize..)?;
        self.read = read % 8;
        (self.read == 0 || !self.bytes.is_empty()).then_some(())
    }
}

/// The whole number that is coded by one that is not negative: 0, -1, 1, -2, 2 and so on.
pub(crate) fn signed(code: u32) -> i32 {
    let half = (code >> 1).cast_signed();
    if code & 1 == 1 { !half } else { half }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Bits, signed};

    /// Bytes with these bits, which are written as text.
    fn bytes(bits: &str) -> Vec<u8> {
        let bits: Vec<bool> = bits.bytes().filter(|bit| *bit != b' ').map(|bit| bit == b'1').collect();
        bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect()
    }

    #[test]
    fn numbers_are_read_from_the_lowest_bit_on() {
        let bytes = bytes("101 1 011 0 00111 00011 01 1");
        let mut bits = Bits::new(&bytes);
        assert_eq!(bits.fixed(3), Some(0b101));
        assert_eq!((bits.gamma(), bits.gamma()), (Some(1), Some(3)));
        assert_eq!(bits.fixed(1), Some(0));
        assert_eq!(bits.gamma(), Some(7));
        assert_eq!(bits.rice(1), Some(7));
        assert_eq!(bits.fixed(2), Some(0b10));
        assert!(!bits.is_at_end());
        assert_eq!(bits.fixed(1), Some(1));
        assert!(bits.is_at_end());
    }

    #[test]
    fn long_runs_of_zeros_are_one_number() {
        for zeros in [0, 1, 55, 56, 57, 111, 112, 113, 700] {
            let mut text = "0".repeat(zeros);
            text.push_str("101");
            let bytes = bytes(&text);
            let mut bits = Bits::new(&bytes);
            assert_eq!(bits.rice(2), Some((zeros as u64) << 2 | 0b10), "{zeros}");
        }
    }

    #[test]
    fn nothing_follows_the_end() {
        assert_eq!(Bits::new(&[]).fixed(1), None);
        assert_eq!(Bits::new(&[]).fixed(0), Some(0));
        assert_eq!(Bits::new(&[0; 40]).rice(3), None);
        assert_eq!(Bits::new(&[0x80]).gamma(), None);
        assert_eq!(Bits::new(&[0, 0, 0, 0, 1, 0, 0, 0, 0]).gamma(), None);
        assert!(Bits::new(&[]).is_at_end());
        assert!(!Bits::new(&[0]).is_at_end());
        let mut bits = Bits::new(&[0b101]);
        assert_eq!(bits.gamma(), Some(1));
        assert!(!bits.is_at_end());
    }

    #[test]
    fn signs_alternate() {
        assert_eq!([0, 1, 2, 3, 4].map(signed), [0, -1, 1, -2, 2]);
        assert_eq!((signed(u32::MAX), signed(u32::MAX - 1)), (i32::MIN, i32::MAX));
    }
}
