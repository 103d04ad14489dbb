//! The keys of a launch link, and what can be wrong with the value of each.

use core::fmt;

use phiward_phi::{Loggable, ParseError};

/// A key that a launch link may have.
///
/// The names are those of the link; which of them a log may show is in [`phiward_phi::FieldTable::launch`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// `agency_id`: the short name that the product gave the agency. Required.
    AgencyId,
    /// `agency_number`: the number that the state gave the agency, NEMSIS dAgency.02.
    AgencyNumber,
    /// `search_term`: the complaint as stated, NEMSIS eSituation.04.
    SearchTerm,
    /// `user_age`: the patient's age, NEMSIS ePatient.15.
    UserAge,
    /// `user_age_unit`: the unit of the age, NEMSIS ePatient.16.
    UserAgeUnit,
    /// `user_weight_kg`: the estimated weight in kilograms, NEMSIS eExam.01.
    UserWeightKg,
    /// `impression`: the provider's primary impression, NEMSIS eSituation.11.
    Impression,
    /// `incident_id`: the incident number, NEMSIS eResponse.03.
    IncidentId,
    /// `return_url`: where the user goes back to.
    ReturnUrl,
    /// `callback_url`: where an export is sent to.
    CallbackUrl,
}

impl Field {
    /// Every key, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::AgencyId,
        Self::AgencyNumber,
        Self::SearchTerm,
        Self::UserAge,
        Self::UserAgeUnit,
        Self::UserWeightKg,
        Self::Impression,
        Self::IncidentId,
        Self::ReturnUrl,
        Self::CallbackUrl,
    ];

    /// The key as the link spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgencyId => "agency_id",
            Self::AgencyNumber => "agency_number",
            Self::SearchTerm => "search_term",
            Self::UserAge => "user_age",
            Self::UserAgeUnit => "user_age_unit",
            Self::UserWeightKg => "user_weight_kg",
            Self::Impression => "impression",
            Self::IncidentId => "incident_id",
            Self::ReturnUrl => "return_url",
            Self::CallbackUrl => "callback_url",
        }
    }

    /// The key of that exact spelling.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether a query string with this key carries health information past every proxy and into every history.
    #[must_use]
    pub const fn is_clinical(self) -> bool {
        matches!(
            self,
            Self::SearchTerm | Self::UserAge | Self::UserAgeUnit | Self::UserWeightKg | Self::Impression
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Loggable for Field {}

/// What is wrong with a value, told without the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The key is required and not there.
    Missing,
    /// The key is there more than once.
    Duplicate,
    /// The value is empty.
    Empty,
    /// The value is longer than the element allows.
    TooLong,
    /// The value is shorter than the element allows.
    TooShort,
    /// The value does not have the shape of the element.
    Malformed,
    /// The number is outside its range.
    OutOfRange,
    /// The value, or what it names, is not on the agency's list.
    NotAllowed,
    /// The agency refuses this key in a query string; a form or a sealed token may carry it.
    ClinicalInQuery,
}

impl Fault {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Duplicate => "duplicate",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::TooShort => "too_short",
            Self::Malformed => "malformed",
            Self::OutOfRange => "out_of_range",
            Self::NotAllowed => "not_allowed",
            Self::ClinicalInQuery => "clinical_in_query",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is required",
            Self::Duplicate => "is there more than once",
            Self::Empty => "is empty",
            Self::TooLong => "is longer than it can be",
            Self::TooShort => "is shorter than it can be",
            Self::Malformed => "does not have the expected shape",
            Self::OutOfRange => "is outside its range",
            Self::NotAllowed => "is not allowed for this agency",
            Self::ClinicalInQuery => "must not stand in a query string",
        })
    }
}

impl core::error::Error for Fault {}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Empty => Self::Empty,
            ParseError::TooLong => Self::TooLong,
            ParseError::OutOfRange => Self::OutOfRange,
            _ => Self::Malformed,
        }
    }
}

/// A key, and what is wrong with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldError {
    /// Which key.
    pub field: Field,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.fault)
    }
}

impl core::error::Error for FieldError {}
