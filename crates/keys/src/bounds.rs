//! Which derivation parameters are accepted, decided before any work and any allocation.

use crate::{Error, KdfParams};

/// Least memory of Argon2id on opening, in KiB: 19 MiB.
const OPEN_MIN_M_KIB: u32 = 19 * 1024;
/// Least memory times passes of Argon2id on opening, in KiB: 38 MiB.
const OPEN_MIN_COST_KIB: u64 = 38 * 1024;
/// Most memory of Argon2id, in KiB: 1 GiB.
const MAX_M_KIB: u32 = 1024 * 1024;
/// Most passes of Argon2id.
const MAX_T: u32 = 16;
/// Most lanes of Argon2id.
const MAX_P: u8 = 16;
/// Least memory of Argon2id on creation, in KiB: that of the low-memory preset.
const CREATE_MIN_M_KIB: u32 = 32 * 1024;
/// Least memory times passes of Argon2id on creation, in KiB: both presets cost exactly this.
const CREATE_MIN_COST_KIB: u64 = 192 * 1024;
/// Least iterations of PBKDF2, on creation and on opening.
const MIN_ITERATIONS: u32 = 600_000;
/// Most iterations of PBKDF2.
const MAX_ITERATIONS: u32 = 10_000_000;

/// The most that this caller is willing to spend on opening a slot.
///
/// A slot comes from outside, and its parameters say what opening it costs.
/// The default is what the format allows; a caller may only lower it.
///
/// ```
/// use phiward_keys::Caps;
/// // A phone that never gives more than 128 MiB to a derivation.
/// let caps = Caps::default().with_memory_kib(128 * 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    m_kib: u32,
    t: u32,
    p: u8,
    iterations: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self { m_kib: MAX_M_KIB, t: MAX_T, p: MAX_P, iterations: MAX_ITERATIONS }
    }
}

impl Caps {
    /// Lowers the memory that Argon2id may take, in KiB. A value above 1 GiB changes nothing.
    #[must_use]
    pub fn with_memory_kib(mut self, m_kib: u32) -> Self {
        self.m_kib = self.m_kib.min(m_kib);
        self
    }

    /// Lowers the passes that Argon2id may make. A value above 16 changes nothing.
    #[must_use]
    pub fn with_passes(mut self, t: u32) -> Self {
        self.t = self.t.min(t);
        self
    }

    /// Lowers the iterations that PBKDF2 may make. A value above 10,000,000 changes nothing.
    #[must_use]
    pub fn with_iterations(mut self, iterations: u32) -> Self {
        self.iterations = self.iterations.min(iterations);
        self
    }

    pub(crate) const fn passes(&self) -> u32 {
        self.t
    }

    pub(crate) const fn iterations(&self) -> u32 {
        self.iterations
    }
}

impl KdfParams {
    /// Whether a new slot may be made with these parameters.
    ///
    /// The floor is the cost of the presets, which is above what opening accepts.
    ///
    /// # Errors
    /// [`Error::KdfAboveCap`] above what every reader accepts, else [`Error::KdfBelowFloor`].
    pub fn check_creation(&self) -> Result<(), Error> {
        self.check(&Caps::default(), CREATE_MIN_M_KIB, CREATE_MIN_COST_KIB)
    }

    /// Whether a slot with these parameters may be tried.
    ///
    /// # Errors
    /// [`Error::KdfAboveCap`], else [`Error::KdfBelowFloor`].
    pub fn check_opening(&self, caps: &Caps) -> Result<(), Error> {
        self.check(caps, OPEN_MIN_M_KIB, OPEN_MIN_COST_KIB)
    }

    /// Reports a cap before a floor: the cap is what protects the machine that reads the slot.
    fn check(&self, caps: &Caps, min_m_kib: u32, min_cost_kib: u64) -> Result<(), Error> {
        let (above, below) = match *self {
            Self::Argon2id { m_kib, t, p } => (
                m_kib > caps.m_kib || t > caps.t || p > caps.p,
                m_kib < min_m_kib || t < 1 || p < 1 || u64::from(m_kib) * u64::from(t) < min_cost_kib,
            ),
            Self::Pbkdf2Sha256 { iterations } => (iterations > caps.iterations, iterations < MIN_ITERATIONS),
        };
        match (above, below) {
            (true, _) => Err(Error::KdfAboveCap),
            (false, true) => Err(Error::KdfBelowFloor),
            (false, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argon2id(m_kib: u32, t: u32, p: u8) -> Result<(), Error> {
        KdfParams::Argon2id { m_kib, t, p }.check_opening(&Caps::default())
    }

    fn pbkdf2(iterations: u32) -> Result<(), Error> {
        KdfParams::Pbkdf2Sha256 { iterations }.check_opening(&Caps::default())
    }

    #[test]
    fn every_bound_of_opening_is_exact() {
        assert_eq!(argon2id(19 * 1024, 2, 1), Ok(()));
        assert_eq!(argon2id(19 * 1024 - 1, 16, 1), Err(Error::KdfBelowFloor));
        assert_eq!(argon2id(38 * 1024, 1, 1), Ok(()));
        assert_eq!(argon2id(38 * 1024 - 1, 1, 1), Err(Error::KdfBelowFloor));
        assert_eq!(argon2id(64 * 1024, 0, 1), Err(Error::KdfBelowFloor));
        assert_eq!(argon2id(64 * 1024, 3, 0), Err(Error::KdfBelowFloor));
        assert_eq!(argon2id(1024 * 1024, 16, 16), Ok(()));
        assert_eq!(argon2id(1024 * 1024 + 1, 1, 1), Err(Error::KdfAboveCap));
        assert_eq!(argon2id(64 * 1024, 17, 1), Err(Error::KdfAboveCap));
        assert_eq!(argon2id(64 * 1024, 1, 17), Err(Error::KdfAboveCap));
        assert_eq!(pbkdf2(600_000), Ok(()));
        assert_eq!(pbkdf2(599_999), Err(Error::KdfBelowFloor));
        assert_eq!(pbkdf2(10_000_000), Ok(()));
        assert_eq!(pbkdf2(10_000_001), Err(Error::KdfAboveCap));
    }

    #[test]
    fn the_product_does_not_wrap_around() {
        // In 32 bits, 2^31 * 2 would be zero and below the floor.
        assert_eq!(argon2id(1 << 31, 2, 1), Err(Error::KdfAboveCap));
        assert_eq!(argon2id(u32::MAX, u32::MAX, u8::MAX), Err(Error::KdfAboveCap));
    }

    #[test]
    fn a_caller_can_lower_a_cap_and_cannot_raise_one() {
        let low = Caps::default().with_memory_kib(32 * 1024).with_passes(6).with_iterations(700_000);
        assert_eq!(KdfParams::ARGON2ID.check_opening(&low), Err(Error::KdfAboveCap));
        assert_eq!(KdfParams::ARGON2ID_LOW_MEMORY.check_opening(&low), Ok(()));
        assert_eq!(KdfParams::PBKDF2.check_opening(&low), Ok(()));
        assert_eq!(
            KdfParams::Pbkdf2Sha256 { iterations: 700_001 }.check_opening(&low),
            Err(Error::KdfAboveCap)
        );
        let high = Caps::default().with_memory_kib(u32::MAX).with_passes(u32::MAX).with_iterations(u32::MAX);
        assert_eq!(high, Caps::default());
    }

    #[test]
    fn creation_is_stricter_than_opening() {
        for preset in [KdfParams::ARGON2ID, KdfParams::ARGON2ID_LOW_MEMORY, KdfParams::PBKDF2] {
            assert_eq!(preset.check_creation(), Ok(()));
        }
        for weak in [
            KdfParams::Argon2id { m_kib: 19 * 1024, t: 16, p: 1 },
            KdfParams::Argon2id { m_kib: 32 * 1024, t: 5, p: 4 },
            KdfParams::Argon2id { m_kib: 64 * 1024, t: 2, p: 4 },
            KdfParams::Pbkdf2Sha256 { iterations: 599_999 },
        ] {
            assert_eq!(weak.check_creation(), Err(Error::KdfBelowFloor));
        }
        let heavy = KdfParams::Pbkdf2Sha256 { iterations: 10_000_001 };
        assert_eq!(heavy.check_creation(), Err(Error::KdfAboveCap));
    }
}
