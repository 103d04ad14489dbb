//! Choosing derivation parameters for the machine at hand.

use crate::{Caps, Error, KdfParams};

/// Shortest time in milliseconds that a calibrated derivation should take.
const MIN_MS: u64 = 250;
/// Longest time in milliseconds that a calibrated derivation should take.
const MAX_MS: u64 = 500;
/// What a correction aims at.
const TARGET_MS: u64 = (MIN_MS + MAX_MS) / 2;
/// Most measurements that are made.
const ROUNDS: usize = 6;

/// Raises the cost of `start` until a derivation takes 250 to 500 ms on this machine.
///
/// This crate reads no clock: `measure` runs the given parameters once, for example with
/// [`KdfParams::exercise`], and says how many milliseconds that took.
///
/// Passes (Argon2id) or iterations (PBKDF2) are changed, memory is not, so that `start` decides how much
/// memory is used.
/// The result never costs less than `start`, however slow the machine, and never more than `caps`,
/// however fast.
///
/// ```
/// use phiward_keys::{Caps, KdfParams, calibrate};
///
/// // A machine that needs 50 ms for each pass over 64 MiB.
/// let params = calibrate(KdfParams::ARGON2ID, &Caps::default(), |params| match params {
///     KdfParams::Argon2id { t, .. } => Ok(u64::from(*t) * 50),
///     _ => unreachable!("the algorithm is never changed"),
/// })?;
/// assert_eq!(params, KdfParams::Argon2id { m_kib: 64 * 1024, t: 8, p: 4 });
/// # Ok::<(), phiward_keys::Error>(())
/// ```
///
/// # Errors
/// - [`Error::KdfBelowFloor`], [`Error::KdfAboveCap`]: `start` is not fit for new slots, or is above `caps`.
/// - Whatever `measure` reports.
pub fn calibrate(
    start: KdfParams,
    caps: &Caps,
    mut measure: impl FnMut(&KdfParams) -> Result<u64, Error>,
) -> Result<KdfParams, Error> {
    start.check_creation()?;
    start.check_opening(caps)?;
    let (min, max) = match start {
        KdfParams::Argon2id { t, .. } => (t, caps.passes()),
        KdfParams::Pbkdf2Sha256 { iterations } => (iterations, caps.iterations()),
    };
    let mut rounds = min;
    for _ in 0..ROUNDS {
        // A clock that is too coarse to see the derivation reads 0.
        let elapsed = measure(&with_rounds(start, rounds))?.max(1);
        let aim = u64::from(rounds) * TARGET_MS;
        let next = match elapsed {
            MIN_MS..=MAX_MS => break,
            ..MIN_MS => aim.div_ceil(elapsed),
            _ => aim / elapsed,
        };
        let next = u32::try_from(next).unwrap_or(max).clamp(min, max);
        if next == rounds {
            break;
        }
        rounds = next;
    }
    Ok(with_rounds(start, rounds))
}

const fn with_rounds(start: KdfParams, rounds: u32) -> KdfParams {
    match start {
        KdfParams::Argon2id { m_kib, p, .. } => KdfParams::Argon2id { m_kib, t: rounds, p },
        KdfParams::Pbkdf2Sha256 { .. } => KdfParams::Pbkdf2Sha256 { iterations: rounds },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine whose time grows with the rounds: `per_1000` milliseconds for 1,000 of them.
    fn machine(per_1000: u64) -> impl FnMut(&KdfParams) -> Result<u64, Error> {
        move |params| match *params {
            KdfParams::Argon2id { t, .. } => Ok(u64::from(t) * per_1000 / 1000),
            KdfParams::Pbkdf2Sha256 { iterations } => Ok(u64::from(iterations) * per_1000 / 1000),
        }
    }

    #[test]
    fn a_fast_machine_pays_more_until_it_is_inside() {
        for per_1000 in [17_000, 30_000, 83_000, 83_334] {
            let params = calibrate(KdfParams::ARGON2ID, &Caps::default(), machine(per_1000)).unwrap();
            let elapsed = machine(per_1000)(&params).unwrap();
            assert!((MIN_MS..=MAX_MS).contains(&elapsed), "{elapsed} ms");
        }
    }

    #[test]
    fn one_pass_becomes_two() {
        let start = KdfParams::Argon2id { m_kib: 192 * 1024, t: 1, p: 4 };
        let params = calibrate(start, &Caps::default(), machine(200_000));
        assert_eq!(params, Ok(KdfParams::Argon2id { m_kib: 192 * 1024, t: 2, p: 4 }));
    }

    #[test]
    fn a_slow_machine_stays_at_the_start() {
        let start = KdfParams::PBKDF2;
        assert_eq!(calibrate(start, &Caps::default(), |_| Ok(60_000)), Ok(start));
        assert_eq!(calibrate(KdfParams::ARGON2ID, &Caps::default(), |_| Ok(501)), Ok(KdfParams::ARGON2ID));
    }

    #[test]
    fn a_clock_that_reads_zero_gives_the_cap() {
        let params = calibrate(KdfParams::ARGON2ID, &Caps::default(), |_| Ok(0)).unwrap();
        assert_eq!(params, KdfParams::Argon2id { m_kib: 64 * 1024, t: 16, p: 4 });
        let caps = Caps::default().with_iterations(2_000_000);
        let params = calibrate(KdfParams::PBKDF2, &caps, |_| Ok(0)).unwrap();
        assert_eq!(params, KdfParams::Pbkdf2Sha256 { iterations: 2_000_000 });
    }

    #[test]
    fn a_noisy_clock_ends() {
        let mut measured = 0;
        let params = calibrate(KdfParams::PBKDF2, &Caps::default(), |_| {
            measured += 1;
            Ok(if measured % 2 == 0 { 10_000 } else { 20 })
        })
        .unwrap();
        assert_eq!(measured, ROUNDS);
        assert_eq!(params.check_creation(), Ok(()));
    }

    #[test]
    fn a_start_that_is_too_weak_or_above_the_cap_is_refused_before_measuring() {
        let never = |_: &KdfParams| -> Result<u64, Error> { panic!("measured") };
        let weak = KdfParams::Pbkdf2Sha256 { iterations: 100_000 };
        assert_eq!(calibrate(weak, &Caps::default(), never), Err(Error::KdfBelowFloor));
        let caps = Caps::default().with_memory_kib(32 * 1024);
        assert_eq!(calibrate(KdfParams::ARGON2ID, &caps, never), Err(Error::KdfAboveCap));
    }

    #[test]
    fn what_measure_reports_is_passed_on() {
        let out_of_memory = |_: &KdfParams| Err(Error::KdfOutOfMemory);
        assert_eq!(
            calibrate(KdfParams::ARGON2ID, &Caps::default(), out_of_memory),
            Err(Error::KdfOutOfMemory)
        );
    }
}
