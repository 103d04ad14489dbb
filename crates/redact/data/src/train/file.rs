//! The file of a tagger.

use phiward_redact::{LANES, TAGGER_MAGIC, WIDTHS};

use crate::{
    bits::{BitWriter, unsigned},
    train::LABELS,
};

/// The bytes of a file with these rows; the lanes of no label are zero.
pub(super) fn write(rows: impl Iterator<Item = [i8; LANES]>) -> Vec<u8> {
    let mut codes = BitWriter::default();
    for row in rows {
        let [out, others @ ..] = row.map(i32::from);
        let others = others.get(..LABELS.len() - 1).unwrap_or_default();
        let (number, width) =
            (1..).zip(WIDTHS).min_by_key(|(_, width)| cost(others, *width)).unwrap_or((1, 5));
        codes.gamma(number);
        others.iter().for_each(|weight| codes.rice(unsigned(*weight).into(), width));
        codes.gamma(unsigned(out + others.iter().sum::<i32>()) + 1);
    }
    let mut bytes = TAGGER_MAGIC.to_vec();
    bytes.extend(codes.into_bytes());
    bytes
}

/// How many bits weights take.
fn cost(weights: &[i32], width: u32) -> u32 {
    weights.iter().map(|weight| (unsigned(*weight) >> width) + width).sum()
}

#[cfg(test)]
mod tests {
    use phiward_redact::{LANES, ROWS, Tagger};

    use super::write;

    #[test]
    fn every_width_and_weight_is_read() {
        let rows = (0..ROWS).map(|row| {
            let weight = |lane: usize| (row.wrapping_mul(lane * 0x9e37 + 1) >> 3) as i8 >> (row % 8);
            let mut weights = [0; LANES];
            (0..5).for_each(|lane| weights[lane] = weight(lane));
            weights
        });
        let mut bytes = write(rows);
        assert!(Tagger::from_bytes(&bytes).is_some());
        assert!(Tagger::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        bytes.push(0);
        assert!(Tagger::from_bytes(&bytes).is_none());
        bytes[0] ^= 1;
        assert!(Tagger::from_bytes(&bytes).is_none());
    }
}
