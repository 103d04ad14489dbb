//! Logarithms and ratios in integers, so that every target computes the same index.

/// Fractional bits of a logarithm.
const LOG_BITS: u32 = 16;

/// The binary logarithm of `numerator / denominator`, in sixteenths, rounded to the nearest.
///
/// Gives 0 if the ratio is below 1 or not defined.
pub(crate) fn log2_sixteenths(numerator: u64, denominator: u64) -> u32 {
    if denominator == 0 || numerator <= denominator {
        return 0;
    }
    let mut whole = 0;
    // The ratio as a fixed-point number in [1, 2), with 32 bits behind the point.
    let mut ratio = (u128::from(numerator) << 32) / u128::from(denominator);
    while ratio >= 2 << 32 {
        ratio >>= 1;
        whole += 1;
    }
    let mut fraction = 0_u32;
    for _ in 0..LOG_BITS {
        ratio = (ratio * ratio) >> 32;
        fraction <<= 1;
        if ratio >= 2 << 32 {
            ratio >>= 1;
            fraction |= 1;
        }
    }
    let fixed = (whole << LOG_BITS) + fraction;
    (fixed + (1 << (LOG_BITS - 5))) >> (LOG_BITS - 4)
}

/// The inverse document frequency of BM25, `log2(1 + (n - df + 0.5) / (df + 0.5))`, in sixteenths.
pub(crate) fn idf_sixteenths(documents: u64, frequency: u64) -> u32 {
    let frequency = frequency.min(documents);
    log2_sixteenths(2 * documents + 2, 2 * frequency + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn logarithms_are_those_of_floating_point() {
        for (a, b) in [(1, 1), (2, 1), (3, 2), (1000, 3), (1_000_000, 1), (u64::MAX, 1), (1, 2), (5, 0)] {
            let exact = if b == 0 || a < b { 0.0 } else { (a as f64 / b as f64).log2() };
            assert!((f64::from(log2_sixteenths(a, b)) / 16.0 - exact).abs() <= 1.0 / 16.0, "{a}/{b}");
        }
        let exact = (1.0 + (100.0 - 7.0 + 0.5) / 7.5_f64).log2() * 16.0;
        assert!((f64::from(idf_sixteenths(100, 7)) - exact).abs() <= 1.0);
        assert!(idf_sixteenths(10, 10) > 0);
    }
}
