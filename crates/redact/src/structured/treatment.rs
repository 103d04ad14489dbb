//! What is done with a value, by where it stands.

use crate::Category;

/// What is done with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// Nothing is known of the place: found PHI goes, and a string that is shaped like an identifier whole.
    Unknown,
    /// A code, a unit, a state: only what is certain or the policy denies goes.
    Harmless,
    /// PHI of a category, whatever it says.
    Known(Category),
    /// A date or time; a bare year and a time of day stay.
    Moment,
    /// An age in years.
    Age,
    /// A telephone number, an e-mail or a web address, by its shape.
    Contact,
    /// A name: of a person, unless every word of it belongs to the field.
    Named,
    /// A person: a name, an address or an id, by its shape.
    Person,
    /// A person or a thing: an address or an id by its shape, words in strict mode.
    Party,
    /// A web address as a whole, or the path of one part by part.
    Url,
    /// The path and query of a web address.
    Path,
    /// The query of a web address.
    Query,
    /// A reference to a FHIR resource: the id goes, the type stays.
    Reference,
    /// Free text.
    Text,
    /// Text of log lines, with `key=value` in them.
    Log,
    /// Free text of which little may stay.
    Strict,
    /// Bytes that nobody can look into, such as a photograph: the mask stands for all of it.
    Binary,
}

impl Treatment {
    /// What holds for the fields of an object that a key names, where their own keys say nothing.
    ///
    /// The parts of a name or an address are PHI as the whole is; a session or a facility is an object of
    /// many things.
    pub(crate) const fn inherited(self) -> Option<Self> {
        use Category::{Date, Email, Fax, Geo, Ip, Name, Phone, Ssn};
        match self {
            Self::Known(Name | Geo | Phone | Fax | Email | Ssn | Date | Ip) => Some(self),
            Self::Named => Some(Self::Known(Name)),
            Self::Moment | Self::Contact | Self::Strict | Self::Binary => Some(self),
            _ => None,
        }
    }

    /// Whether a key says nothing of what a value is.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Text | Self::Log)
    }
}
