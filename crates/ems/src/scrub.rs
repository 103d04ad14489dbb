//! The URL of a launch as a log may show it.

use alloc::string::String;
use core::fmt;

use phiward_phi::{FieldPolicy, FieldTable, Loggable, MASK};

use crate::{
    agency::{AgencyDirectory, AgencyId},
    field::Field,
    form::pairs,
    token::TOKEN_KEY,
};

/// A URL with every value masked but the id of an agency that the directory knows.
///
/// It works for links that no parser accepts, too: those are the ones that get logged.
/// A key that no launch has is masked like a value, since a mistyped link can have anything in its place.
///
/// ```
/// use phiward_ems::{Agencies, AgencyId, AgencyProfile, ScrubbedUrl};
///
/// let agencies = Agencies::new([AgencyProfile::new(AgencyId::parse("pine-county-fd")?)])?;
/// let url = ScrubbedUrl::new("/api/launch", "agency_id=pine-county-fd&user_age=62&Rosa=1", &agencies);
/// assert_eq!(
///     url.to_string(),
///     "/api/launch?agency_id=pine-county-fd&user_age=[REDACTED]&[REDACTED]=[REDACTED]",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScrubbedUrl(String);

impl ScrubbedUrl {
    /// Joins the route, which is a literal of the program, with what may be shown of the query.
    #[must_use]
    pub fn new(route: &'static str, query: &str, agencies: &dyn AgencyDirectory) -> Self {
        let mut text = String::from(route);
        if query.is_empty() {
            return Self(text);
        }
        text.push('?');
        let Ok(pairs) = pairs(query.as_bytes()) else {
            text.push_str(MASK);
            return Self(text);
        };
        let table = FieldTable::launch();
        for (index, pair) in pairs.iter().enumerate() {
            if index > 0 {
                text.push('&');
            }
            let field = Field::find(&pair.name);
            text.push_str(match field {
                Some(field) => field.name(),
                None if pair.name == TOKEN_KEY => TOKEN_KEY,
                None => MASK,
            });
            text.push('=');
            let is_loggable = table.policy(&pair.name) == FieldPolicy::Loggable;
            // Of what may be logged only a value that is known is shown: a name can be sent as an agency.
            let known = (field == Some(Field::AgencyId) && is_loggable)
                .then(|| AgencyId::parse(&pair.value).ok())
                .flatten()
                .filter(|id| agencies.find(id).is_some());
            text.push_str(known.as_ref().map_or(MASK, AgencyId::as_str));
        }
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScrubbedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Loggable for ScrubbedUrl {}
