//! Child, adult or unknown: decided by the agency's own rule, and never an adult by default.

use core::fmt;

use phiward_phi::{Age, AgeUnit, AuditContext, AuditUnavailable, Phi};

use crate::{
    error::SettingError,
    field::{Fault, FieldError},
    nemsis::Weight,
};

/// Which protocols fit the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgeCategory {
    /// A child by the rule of the agency.
    Pediatric,
    /// An adult by the rule of the agency.
    Adult,
    /// Not known. Show the protocols of both, and say that the age is not known.
    Unknown,
}

impl AgeCategory {
    /// The word that `phiward-search`, links and answers use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pediatric => "pediatric",
            Self::Adult => "adult",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for AgeCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which rule decided, so that a screen can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgeRule {
    /// The age against the agency's transition age.
    Age,
    /// The weight against the agency's limit.
    Weight,
    /// The link gave no age, and no weight that decides.
    NotGiven,
    /// The link gave an age that is no age, or one without a unit.
    NotUsable,
    /// The agency has no rule for this.
    NoRule,
}

impl AgeRule {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Weight => "weight",
            Self::NotGiven => "not_given",
            Self::NotUsable => "not_usable",
            Self::NoRule => "no_rule",
        }
    }
}

/// A category, and the rule that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeAssessment {
    /// Which protocols fit.
    pub category: AgeCategory,
    /// Why.
    pub rule: AgeRule,
}

impl AgeAssessment {
    const fn unknown(rule: AgeRule) -> Self {
        Self { category: AgeCategory::Unknown, rule }
    }
}

/// When a weight makes a patient a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WeightRule {
    /// Only an age counts.
    Ignore,
    /// Up to this weight in tenths of a kilogram the patient is a child, whatever the age: "14 years or 36 kg".
    OrUpTo(u16),
    /// Up to this weight in tenths of a kilogram the patient is a child if the age is not known.
    WhenAgeUnknown(u16),
}

/// An agency's rule for children.
///
/// There is no default: transition ages in published protocols go from 12 to 18 years, and several are no ages.
///
/// ```
/// use phiward_ems::{AgePolicy, WeightRule};
///
/// // "Children are up to 14 years old, or weigh up to 36 kg."
/// let policy = AgePolicy::adult_from(15)?.with_weight(WeightRule::OrUpTo(360))?;
/// # let _ = policy;
/// # Ok::<(), phiward_ems::SettingError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    adult_from_years: Option<u8>,
    weight: WeightRule,
    default_unit: Option<AgeUnitChoice>,
}

/// [`AgeUnit`] has no `Debug`, since a patient's unit is a part of the age; an agency's is a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AgeUnitChoice {
    Years,
    Months,
}

impl AgePolicy {
    /// No rule: every patient is [`AgeCategory::Unknown`].
    pub const NO_RULE: Self = Self { adult_from_years: None, weight: WeightRule::Ignore, default_unit: None };

    /// A patient who has completed `years` years of life is an adult; who has not is a child.
    ///
    /// # Errors
    /// [`SettingError::Range`] outside 1 to 120.
    pub const fn adult_from(years: u8) -> Result<Self, SettingError> {
        if years == 0 || years > Age::MAX {
            return Err(SettingError::Range);
        }
        Ok(Self { adult_from_years: Some(years), ..Self::NO_RULE })
    }

    /// Adds a rule by weight.
    ///
    /// # Errors
    /// [`SettingError::Range`] outside 1 to 9999 tenths of a kilogram.
    pub const fn with_weight(self, weight: WeightRule) -> Result<Self, SettingError> {
        match weight {
            WeightRule::OrUpTo(tenths) | WeightRule::WhenAgeUnknown(tenths)
                if tenths == 0 || tenths > 9999 =>
            {
                Err(SettingError::Range)
            }
            _ => Ok(Self { weight, ..self }),
        }
    }

    /// Says that this agency's links mean years when they name no unit.
    ///
    /// Without it an age without a unit is unknown: `18` can be 18 months.
    #[must_use]
    pub const fn with_years_by_default(self) -> Self {
        Self { default_unit: Some(AgeUnitChoice::Years), ..self }
    }

    /// Says that this agency's links mean months when they name no unit.
    #[must_use]
    pub const fn with_months_by_default(self) -> Self {
        Self { default_unit: Some(AgeUnitChoice::Months), ..self }
    }

    pub(crate) const fn default_unit(&self) -> Option<AgeUnit> {
        match self.default_unit {
            None => None,
            Some(AgeUnitChoice::Years) => Some(AgeUnit::Years),
            Some(AgeUnitChoice::Months) => Some(AgeUnit::Months),
        }
    }

    /// Decides, and opens the age and the weight only if it needs them, each with an audit event.
    ///
    /// # Errors
    /// [`AuditUnavailable`] when an event could not be kept. A caller that must not refuse care then shows what it
    /// shows for [`AgeCategory::Unknown`].
    pub fn assess(
        &self,
        age: &PatientAge,
        weight: Option<&Phi<Weight>>,
        audit: &AuditContext<'_>,
    ) -> Result<AgeAssessment, AuditUnavailable> {
        let by_age = self.by_age(age, audit)?;
        let limit = match self.weight {
            WeightRule::OrUpTo(limit) if by_age.category != AgeCategory::Pediatric => Some(limit),
            WeightRule::WhenAgeUnknown(limit) if by_age.category == AgeCategory::Unknown => Some(limit),
            _ => None,
        };
        let (Some(limit), Some(weight)) = (limit, weight) else { return Ok(by_age) };
        if weight.open(audit, "user_weight_kg")?.tenths_kg() <= limit {
            return Ok(AgeAssessment { category: AgeCategory::Pediatric, rule: AgeRule::Weight });
        }
        // Heavy children exist, so a weight above the limit makes nobody an adult.
        Ok(by_age)
    }

    fn by_age(&self, age: &PatientAge, audit: &AuditContext<'_>) -> Result<AgeAssessment, AuditUnavailable> {
        Ok(match (age, self.adult_from_years) {
            (PatientAge::NotGiven, _) => AgeAssessment::unknown(AgeRule::NotGiven),
            (PatientAge::NotUsable(_), _) => AgeAssessment::unknown(AgeRule::NotUsable),
            (PatientAge::Given(_), None) => AgeAssessment::unknown(AgeRule::NoRule),
            (PatientAge::Given(age), Some(adult_from)) => {
                let is_adult = age.open(audit, "user_age")?.whole_years() >= adult_from;
                let category = if is_adult { AgeCategory::Adult } else { AgeCategory::Pediatric };
                AgeAssessment { category, rule: AgeRule::Age }
            }
        })
    }
}

/// The age that a link gives, which may be none.
///
/// An age that is no age does not refuse a launch: the crew needs its protocols, and sees those for both.
#[expect(missing_debug_implementations, reason = "an age must not reach `{:?}`")]
#[non_exhaustive]
pub enum PatientAge {
    /// The link has no age.
    NotGiven,
    /// The link has something in the place of an age or of its unit. What is wrong is for the partner to read.
    NotUsable(FieldError),
    /// An age with its unit.
    Given(Phi<Age>),
}

impl PatientAge {
    /// Whether there is an age that a rule can use.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        matches!(self, Self::Given(_))
    }

    /// What is wrong with the age or its unit.
    #[must_use]
    pub const fn fault(&self) -> Option<Fault> {
        match self {
            Self::NotUsable(error) => Some(error.fault),
            _ => None,
        }
    }
}
