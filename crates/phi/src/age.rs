//! Ages, as NEMSIS ePatient.15 and ePatient.16 hold them.

use zeroize::Zeroize;

use crate::{error::ParseError, phi::Phi};

/// The unit of an age: NEMSIS v3.5.1 ePatient.16.
///
/// It is not optional: 18 years and 18 months get different doses.
/// A unit alone can tell an infant, so it is not [`Loggable`](crate::Loggable) either.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "the unit is a part of the age")]
#[non_exhaustive]
pub enum AgeUnit {
    /// Minutes, code 2516005.
    Minutes,
    /// Hours, code 2516003.
    Hours,
    /// Days, code 2516001.
    Days,
    /// Months, code 2516007.
    Months,
    /// Years, code 2516009.
    Years,
}

impl AgeUnit {
    /// Parses a NEMSIS code (`2516009`) or an English plural (`years`), in lower case.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        match text {
            "" => Err(ParseError::Empty),
            "2516005" | "minutes" => Ok(Self::Minutes),
            "2516003" | "hours" => Ok(Self::Hours),
            "2516001" | "days" => Ok(Self::Days),
            "2516007" | "months" => Ok(Self::Months),
            "2516009" | "years" => Ok(Self::Years),
            _ => Err(ParseError::Malformed),
        }
    }

    /// The NEMSIS code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Minutes => "2516005",
            Self::Hours => "2516003",
            Self::Days => "2516001",
            Self::Months => "2516007",
            Self::Years => "2516009",
        }
    }
}

/// The age of a patient: 0 to 120 of a unit.
///
/// NEMSIS ePatient.15 begins at 1; launch links also send 0, for a child before the first birthday.
/// There is no `Debug`, `Display` or `Serialize`, and [`parse`](Self::parse) hands out a [`Phi`], so an age
/// is never bare.
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "an age must not reach `{:?}`")]
pub struct Age {
    value: u8,
    /// The discriminant of an [`AgeUnit`]: an enum cannot be wiped without a default, and no unit is a safe default.
    unit: u8,
}

impl Age {
    /// The highest number that NEMSIS allows, in any unit.
    pub const MAX: u8 = 120;

    /// Parses decimal digits, and nothing else.
    ///
    /// A sign, a space, a unit, an exponent or a leading zero makes the text malformed: a lenient parser
    /// reads `18 months` as 18 and `1e2` as 1.
    /// An age that does not parse is unknown; it must never become an adult's.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::Malformed`]; [`ParseError::OutOfRange`] above 120.
    ///
    /// # Examples
    /// ```
    /// use phiward_phi::{Age, AgeUnit, ParseError};
    ///
    /// assert!(Age::parse("0", AgeUnit::Years).is_ok());
    /// assert_eq!(Age::parse("18 months", AgeUnit::Years).err(), Some(ParseError::Malformed));
    /// assert_eq!(Age::parse("121", AgeUnit::Years).err(), Some(ParseError::OutOfRange));
    /// ```
    pub fn parse(text: &str, unit: AgeUnit) -> Result<Phi<Self>, ParseError> {
        let digits = text.as_bytes();
        match digits {
            [] => return Err(ParseError::Empty),
            [b'0', _, ..] => return Err(ParseError::Malformed),
            _ if !digits.iter().all(u8::is_ascii_digit) => return Err(ParseError::Malformed),
            _ => {}
        }
        let value = text.parse().map_err(|_| ParseError::OutOfRange)?;
        Self::new(value, unit).map(Phi::new)
    }

    pub(crate) const fn new(value: u8, unit: AgeUnit) -> Result<Self, ParseError> {
        if value > Self::MAX {
            return Err(ParseError::OutOfRange);
        }
        Ok(Self { value, unit: unit as u8 })
    }

    /// The number, 0 to 120, in units of [`unit`](Self::unit).
    #[must_use]
    pub const fn value(&self) -> u8 {
        self.value
    }

    /// The unit of the number.
    #[must_use]
    pub const fn unit(&self) -> AgeUnit {
        match self.unit {
            0 => AgeUnit::Minutes,
            1 => AgeUnit::Hours,
            2 => AgeUnit::Days,
            3 => AgeUnit::Months,
            _ => AgeUnit::Years,
        }
    }

    /// The completed years of life, 0 to 120.
    ///
    /// Eighteen months are one year; no number of days, hours or minutes that fits reaches one.
    #[must_use]
    pub const fn whole_years(&self) -> u8 {
        match self.unit() {
            AgeUnit::Years => self.value,
            AgeUnit::Months => self.value / 12,
            AgeUnit::Days | AgeUnit::Hours | AgeUnit::Minutes => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_survive_storage() {
        for unit in [AgeUnit::Minutes, AgeUnit::Hours, AgeUnit::Days, AgeUnit::Months, AgeUnit::Years] {
            let age = Age::new(7, unit).unwrap_or_else(|_| panic!("7 is in range"));
            assert!(age.unit() == unit && age.value() == 7);
            assert!(AgeUnit::parse(unit.code()).is_ok_and(|parsed| parsed == unit));
        }
    }
}
