//! Bits, written from the lowest of the first byte on, and the codes of whole numbers that the files use.

/// Bytes in the making.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    /// How many bits there are.
    len: usize,
}

impl BitWriter {
    fn bit(&mut self, bit: bool) {
        if self.len.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (self.len % 8);
        }
        self.len += 1;
    }

    fn fixed(&mut self, value: u64, bits: u32) {
        (0..bits).for_each(|bit| self.bit(value >> bit & 1 == 1));
    }

    fn unary(&mut self, zeros: u64) {
        (0..zeros).for_each(|_| self.bit(false));
        self.bit(true);
    }

    /// Rice's code of a number, with so many bits as they are.
    pub(crate) fn rice(&mut self, value: u64, bits: u32) {
        self.unary(value >> bits);
        self.fixed(value, bits);
    }

    /// Elias's gamma code of a number above zero.
    pub(crate) fn gamma(&mut self, value: u32) {
        let bits = value.ilog2();
        self.unary(bits.into());
        self.fixed(value.into(), bits);
    }

    /// The bytes; zeros fill the last one.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The number that is not negative for a whole one: 0, -1, 1, -2, 2 and so on get those from 0 on.
pub(crate) const fn unsigned(value: i32) -> u32 {
    (value << 1 ^ value >> 31).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::{BitWriter, unsigned};

    #[test]
    fn codes_are_those_of_the_books() {
        let mut bits = BitWriter::default();
        (1..=4).for_each(|value| bits.gamma(value));
        bits.rice(11, 2);
        // From the right: 1, 01 and 0, 01 and 1, 001 and 00; 001 and 11.
        assert_eq!(bits.into_bytes(), [0b0110_0101, 0b1100_0010, 0b1]);
        assert_eq!([0, -1, 1, -2, 2].map(unsigned), [0, 1, 2, 3, 4]);
    }
}
