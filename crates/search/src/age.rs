//! Age as a category, and the policy by which an agency tells one.

/// The age category of a patient, which filters sections before anything is scored.
///
/// The number itself is never stored: [`AgePolicy::classify`] consumes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum AgeCategory {
    /// Sections for children only are left out.
    Adult,
    /// Sections for adults only are left out.
    Pediatric,
    /// Nothing is left out; every hit says for whom it is.
    #[default]
    Unknown,
}

impl AgeCategory {
    /// The stable name: `adult`, `pediatric` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adult => "adult",
            Self::Pediatric => "pediatric",
            Self::Unknown => "unknown",
        }
    }

    /// The category of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Adult, Self::Pediatric, Self::Unknown].into_iter().find(|category| category.name() == name)
    }

    /// Whether a patient of this category may be shown a section for `group`.
    #[must_use]
    pub const fn admits(self, group: AgeGroup) -> bool {
        !matches!((self, group), (Self::Adult, AgeGroup::Pediatric) | (Self::Pediatric, AgeGroup::Adult))
    }
}

/// For whom a section is written. NEMSIS eProtocols.02 has the same three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum AgeGroup {
    /// For everybody.
    #[default]
    All,
    /// For adults only.
    Adult,
    /// For children only.
    Pediatric,
}

impl AgeGroup {
    /// The stable name: `all`, `adult` or `pediatric`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Adult => "adult",
            Self::Pediatric => "pediatric",
        }
    }

    /// The group of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::All, Self::Adult, Self::Pediatric].into_iter().find(|group| group.name() == name)
    }

    pub(crate) const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::All),
            1 => Some(Self::Adult),
            2 => Some(Self::Pediatric),
            _ => None,
        }
    }
}

/// The unit of an age, as in NEMSIS ePatient.16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgeUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Months, of 30 days.
    Months,
    /// Years, of 365 days.
    Years,
}

impl AgeUnit {
    /// The unit of a NEMSIS ePatient.16 code, such as `2516009` for years.
    #[must_use]
    pub const fn from_nemsis(code: u32) -> Option<Self> {
        match code {
            2_516_001 => Some(Self::Days),
            2_516_003 => Some(Self::Hours),
            2_516_005 => Some(Self::Minutes),
            2_516_007 => Some(Self::Months),
            2_516_009 => Some(Self::Years),
            _ => None,
        }
    }

    const fn minutes(self) -> u64 {
        const DAY: u64 = 24 * 60;
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => DAY,
            Self::Months => 30 * DAY,
            Self::Years => 365 * DAY,
        }
    }
}

/// A patient's age on its way to a category.
///
/// It cannot be printed, copied or compared, and the one thing it is good for consumes it.
pub struct Age {
    minutes: u64,
}

impl Age {
    /// An age of `value` units.
    #[must_use]
    pub const fn new(value: u32, unit: AgeUnit) -> Self {
        Self { minutes: value as u64 * unit.minutes() }
    }
}

impl Age {
    /// What every agency would say: below 12 years a child, from 21 years on an adult, nothing in between.
    pub(crate) const fn surely(self) -> Option<AgeCategory> {
        match self.minutes / AgeUnit::Years.minutes() {
            0..12 => Some(AgeCategory::Pediatric),
            12..21 => None,
            _ => Some(AgeCategory::Adult),
        }
    }
}

impl core::fmt::Debug for Age {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// How one agency tells children from adults.
///
/// ```
/// use phiward_search::{Age, AgeCategory, AgePolicy, AgeUnit};
///
/// // "Children are 14 and under": below the fifteenth birthday.
/// let policy = AgePolicy::pediatric_below(15, AgeUnit::Years);
/// assert_eq!(policy.classify(Age::new(14, AgeUnit::Years)), AgeCategory::Pediatric);
/// assert_eq!(policy.classify(Age::new(15, AgeUnit::Years)), AgeCategory::Adult);
/// assert_eq!(policy.classify(Age::new(200, AgeUnit::Months)), AgeCategory::Adult);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    /// The first age that is adult, in minutes.
    adult_from: u64,
    /// A weight in grams up to which a patient is handled as a child whatever the age.
    pediatric_up_to_grams: Option<u32>,
}

impl AgePolicy {
    /// Children are younger than `value` units.
    #[must_use]
    pub const fn pediatric_below(value: u32, unit: AgeUnit) -> Self {
        Self { adult_from: value as u64 * unit.minutes(), pediatric_up_to_grams: None }
    }

    /// Who weighs no more than `grams` is handled as a child, too.
    #[must_use]
    pub const fn or_weight_up_to(self, grams: u32) -> Self {
        Self { pediatric_up_to_grams: Some(grams), ..self }
    }

    /// The category of an age, which is gone afterwards.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "the number must not outlive its use")]
    pub const fn classify(&self, age: Age) -> AgeCategory {
        if age.minutes < self.adult_from { AgeCategory::Pediatric } else { AgeCategory::Adult }
    }

    /// The category when the weight is known as well, in grams.
    #[must_use]
    pub fn classify_with_weight(&self, age: Age, grams: u32) -> AgeCategory {
        if self.pediatric_up_to_grams.is_some_and(|most| grams <= most) {
            AgeCategory::Pediatric
        } else {
            self.classify(age)
        }
    }

    /// The two numbers as a shard holds them.
    pub(crate) const fn to_parts(self) -> (u64, u32) {
        let grams = match self.pediatric_up_to_grams {
            Some(grams) => grams,
            None => 0,
        };
        (self.adult_from, grams)
    }

    pub(crate) const fn from_parts(adult_from: u64, grams: u32) -> Option<Self> {
        if adult_from == 0 {
            return None;
        }
        Some(Self { adult_from, pediatric_up_to_grams: if grams == 0 { None } else { Some(grams) } })
    }
}
