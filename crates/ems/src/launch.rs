//! A launch: what a patient care record system says when it opens the protocol guide.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use phiward_phi::{Age, AgeUnit, AuditContext, AuditUnavailable, Phi, Redacted};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    age::{AgeAssessment, PatientAge},
    agency::{AgencyDirectory, AgencyId, AgencyProfile, ClinicalInQuery},
    callback_url::CallbackUrl,
    error::LaunchError,
    field::{Fault, Field, FieldError},
    form::{Pair, pairs},
    nemsis::{AgencyNumber, Complaint, Impression, IncidentNumber, Weight},
    return_url::ReturnUrl,
};

/// A launch that was read strictly and may go on.
///
/// What it says of the patient is in [`Phi`], and its `Debug` shows masks.
pub struct LaunchRequest {
    /// The agency, which its directory knows.
    pub agency: Arc<AgencyProfile>,
    /// The agency's number of the state, if the link has one; it is one of the profile's.
    pub agency_number: Option<AgencyNumber>,
    /// The complaint, which is what to search for.
    pub complaint: Option<Phi<Complaint>>,
    /// The patient's age.
    pub age: PatientAge,
    /// The patient's weight.
    pub weight: Option<Phi<Weight>>,
    /// The provider's primary impression.
    pub impression: Option<Phi<Impression>>,
    /// The incident's number.
    pub incident: Option<Phi<IncidentNumber>>,
    /// Where the user goes back to, allowed by the agency's policy.
    pub return_url: Option<Phi<ReturnUrl>>,
    /// Where an export goes, allowed by the agency's policy.
    pub callback_url: Option<Phi<CallbackUrl>>,
}

/// How a launch came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A query string, which proxies and histories keep.
    Query,
    /// A body or a sealed token.
    Closed,
}

impl LaunchRequest {
    /// Reads the query string of a GET, without its `?`.
    ///
    /// # Errors
    /// [`LaunchError`]: the whole is wrong, or each wrong key with its fault. An age that is no age is no error: see
    /// [`PatientAge::NotUsable`].
    ///
    /// # Examples
    /// ```
    /// use phiward_ems::{Agencies, AgencyId, AgencyProfile, ClinicalInQuery, Fault, Field, LaunchRequest};
    ///
    /// let mut profile = AgencyProfile::new(AgencyId::parse("pine-county-fd")?);
    /// profile.clinical_in_query = ClinicalInQuery::Accept;
    /// let agencies = Agencies::new([profile])?;
    ///
    /// let launch = LaunchRequest::parse_query("agency_id=pine-county-fd&search_term=chest+pain", &agencies)?;
    /// assert!(launch.complaint.is_some() && !launch.age.is_usable());
    ///
    /// let refused = LaunchRequest::parse_query("agency_id=nobody&incident_id=7", &agencies).unwrap_err();
    /// assert_eq!(refused.of(Field::AgencyId), Some(Fault::NotAllowed));
    /// assert_eq!(refused.of(Field::IncidentId), Some(Fault::TooShort));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_query(query: &str, agencies: &dyn AgencyDirectory) -> Result<Self, LaunchError> {
        Self::from_pairs(pairs(query.as_bytes())?, Carrier::Query, agencies)
    }

    /// Reads the body of a POST of type `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// As [`parse_query`](Self::parse_query).
    pub fn parse_form(body: &[u8], agencies: &dyn AgencyDirectory) -> Result<Self, LaunchError> {
        Self::from_pairs(pairs(body)?, Carrier::Closed, agencies)
    }

    /// Decides which protocols fit the patient, by the rule of the agency.
    ///
    /// # Errors
    /// [`AuditUnavailable`]: see [`AgePolicy::assess`](crate::AgePolicy::assess).
    pub fn assess(&self, audit: &AuditContext<'_>) -> Result<AgeAssessment, AuditUnavailable> {
        self.agency.age.assess(&self.age, self.weight.as_ref(), audit)
    }

    pub(crate) fn from_pairs(
        pairs: Vec<Pair>,
        carrier: Carrier,
        agencies: &dyn AgencyDirectory,
    ) -> Result<Self, LaunchError> {
        let mut read = Reader::new(pairs)?;
        let agency =
            read.required(Field::AgencyId, AgencyId::parse).and_then(|id| match agencies.find(&id) {
                Some(profile) => Some(profile),
                None => read.fault(Field::AgencyId, Fault::NotAllowed),
            });
        // Read everything, so that a partner learns of all that is wrong at once.
        let agency_number = read.optional(Field::AgencyNumber, AgencyNumber::parse);
        let complaint = read.optional(Field::SearchTerm, Complaint::parse);
        let default_unit = agency.as_ref().and_then(|agency| agency.age.default_unit());
        let age = read.age(default_unit);
        let weight = read.optional(Field::UserWeightKg, Weight::parse);
        let impression = read.optional(Field::Impression, Impression::parse);
        let incident = read.optional(Field::IncidentId, IncidentNumber::parse);
        let (mut return_url, mut callback_url) = (None, None);
        if let Some(agency) = &agency {
            return_url = read.optional(Field::ReturnUrl, |text| agency.return_urls.check(text));
            callback_url = read.optional(Field::CallbackUrl, |text| agency.callback_urls.check(text));
            if carrier == Carrier::Query && agency.clinical_in_query == ClinicalInQuery::Refuse {
                read.refuse_clinical();
            }
            let is_its_own = |number| agency.numbers.is_empty() || agency.numbers.contains(number);
            if !agency_number.as_ref().is_none_or(is_its_own) {
                read.fault::<()>(Field::AgencyNumber, Fault::NotAllowed);
            }
        }
        match (agency, read.errors()) {
            (Some(agency), errors) if errors.is_empty() => Ok(Self {
                agency,
                agency_number,
                complaint,
                age,
                weight,
                impression,
                incident,
                return_url,
                callback_url,
            }),
            (_, errors) => Err(LaunchError::Fields(errors)),
        }
    }
}

impl fmt::Debug for LaunchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn mask<T: Zeroize>(value: Option<&Phi<T>>) -> Option<Redacted> {
            value.map(Phi::redacted)
        }
        f.debug_struct("LaunchRequest")
            .field("agency", &self.agency.id)
            .field("agency_number", &self.agency_number)
            .field("complaint", &mask(self.complaint.as_ref()))
            .field("age_fault", &self.age.fault())
            .field("weight", &mask(self.weight.as_ref()))
            .field("impression", &mask(self.impression.as_ref()))
            .field("incident", &mask(self.incident.as_ref()))
            .field("return_url", &mask(self.return_url.as_ref()))
            .field("callback_url", &mask(self.callback_url.as_ref()))
            .finish_non_exhaustive()
    }
}

/// The values by key, and what was wrong with them.
struct Reader {
    values: Vec<(Field, Zeroizing<String>)>,
    errors: Vec<FieldError>,
}

impl Reader {
    fn new(pairs: Vec<Pair>) -> Result<Self, LaunchError> {
        let mut reader = Self { values: Vec::with_capacity(pairs.len()), errors: Vec::new() };
        for Pair { name, value } in pairs {
            let field = Field::find(&name).ok_or(LaunchError::UnknownKey)?;
            if reader.has(field) {
                reader.fault::<()>(field, Fault::Duplicate);
            } else {
                reader.values.push((field, value));
            }
        }
        Ok(reader)
    }

    fn has(&self, field: Field) -> bool {
        self.values.iter().any(|(has, _)| *has == field)
    }

    fn value(&self, field: Field) -> Option<&str> {
        self.values.iter().find(|(has, _)| *has == field).map(|(_, value)| value.as_str())
    }

    /// Notes a fault, and gives nothing in the place of the value.
    fn fault<T>(&mut self, field: Field, fault: Fault) -> Option<T> {
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(FieldError { field, fault });
        }
        None
    }

    fn optional<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        match self.value(field).map(parse)? {
            Ok(value) => Some(value),
            Err(fault) => self.fault(field, fault),
        }
    }

    fn required<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        if self.has(field) { self.optional(field, parse) } else { self.fault(field, Fault::Missing) }
    }

    fn age(&self, default_unit: Option<AgeUnit>) -> PatientAge {
        let not_usable = |field, fault| PatientAge::NotUsable(FieldError { field, fault });
        let Some(age) = self.value(Field::UserAge) else { return PatientAge::NotGiven };
        let unit = match self.value(Field::UserAgeUnit).map(AgeUnit::parse) {
            Some(Ok(unit)) => unit,
            Some(Err(error)) => return not_usable(Field::UserAgeUnit, error.into()),
            None => match default_unit {
                Some(unit) => unit,
                None => return not_usable(Field::UserAgeUnit, Fault::Missing),
            },
        };
        match Age::parse(age, unit) {
            Ok(age) => PatientAge::Given(age),
            Err(error) => not_usable(Field::UserAge, error.into()),
        }
    }

    fn refuse_clinical(&mut self) {
        for field in Field::ALL.into_iter().filter(|field| field.is_clinical()) {
            if self.has(field) {
                // It replaces what is wrong with the value: the value should not have come this way.
                self.errors.retain(|error| error.field != field);
                self.fault::<()>(field, Fault::ClinicalInQuery);
            }
        }
    }

    fn errors(mut self) -> Vec<FieldError> {
        self.errors.sort_by_key(|error| error.field);
        self.errors
    }
}
