//! Agencies: who may launch, and by which rules.

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};
use core::fmt;

use phiward_phi::Loggable;

use crate::{
    age::AgePolicy, callback_url::CallbackUrlPolicy, error::SettingError, field::Fault, nemsis::AgencyNumber,
    return_url::ReturnUrlPolicy,
};

/// The short name that a product gives an agency, such as `pine-county-fd`.
///
/// It is not the number of the state, which is [`AgencyNumber`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyId(String);

impl AgencyId {
    /// The most characters.
    pub const MAX_LEN: usize = 64;

    /// Parses lower-case ASCII letters, digits and single hyphens between them, beginning with a letter.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`], [`Fault::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.is_empty() {
            return Err(Fault::Empty);
        }
        if text.len() > Self::MAX_LEN {
            return Err(Fault::TooLong);
        }
        let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_slug = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_allowed)
            && !text.contains("--")
            && !text.ends_with('-');
        if is_slug { Ok(Self(text.into())) } else { Err(Fault::Malformed) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgencyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Loggable for AgencyId {}

/// Whether a query string may carry what [`Field::is_clinical`](crate::Field::is_clinical) names.
///
/// Proxies, load balancers, browser histories and the `Referer` header keep query strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ClinicalInQuery {
    /// Refuse it: the partner posts a form or sends a sealed token.
    #[default]
    Refuse,
    /// Take it, for partners that can do nothing but open a link.
    Accept,
}

/// What is known of an agency.
#[derive(Debug, Clone)]
pub struct AgencyProfile {
    /// Its short name.
    pub id: AgencyId,
    /// Other short names of the same agency.
    pub aliases: Vec<AgencyId>,
    /// Its numbers, NEMSIS dAgency.02. When there are some, a link that names a number must name one of them.
    pub numbers: Vec<AgencyNumber>,
    /// Which set of protocols it works by: an id of `phiward-search`'s agencies.
    pub protocol_set: AgencyId,
    /// Who is a child.
    pub age: AgePolicy,
    /// What a query string may carry.
    pub clinical_in_query: ClinicalInQuery,
    /// Where users may be sent back to.
    pub return_urls: ReturnUrlPolicy,
    /// Where exports may be sent to.
    pub callback_urls: CallbackUrlPolicy,
}

impl AgencyProfile {
    /// An agency that may launch, without a rule for children, without any URL, and with no health information in
    /// query strings. Its set of protocols has its own name.
    #[must_use]
    pub fn new(id: AgencyId) -> Self {
        Self {
            protocol_set: id.clone(),
            id,
            aliases: Vec::new(),
            numbers: Vec::new(),
            age: AgePolicy::NO_RULE,
            clinical_in_query: ClinicalInQuery::Refuse,
            return_urls: ReturnUrlPolicy::none(),
            callback_urls: CallbackUrlPolicy::none(),
        }
    }
}

/// Where profiles come from. An agency that is not found may not launch.
pub trait AgencyDirectory {
    /// The profile of an agency, by its id or an alias.
    fn find(&self, id: &AgencyId) -> Option<Arc<AgencyProfile>>;
}

/// A directory in memory.
///
/// ```
/// use phiward_ems::{Agencies, AgencyDirectory, AgencyId, AgencyProfile};
///
/// let mut profile = AgencyProfile::new(AgencyId::parse("pine-county-fd")?);
/// profile.aliases.push(AgencyId::parse("pcfd")?);
/// let agencies = Agencies::new([profile])?;
/// assert!(agencies.find(&AgencyId::parse("pcfd")?).is_some());
/// assert!(agencies.find(&AgencyId::parse("oak-county-fd")?).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Agencies {
    by_name: BTreeMap<AgencyId, Arc<AgencyProfile>>,
}

impl Agencies {
    /// Takes profiles.
    ///
    /// # Errors
    /// [`SettingError::DuplicateName`] if two of them share an id or alias.
    pub fn new(profiles: impl IntoIterator<Item = AgencyProfile>) -> Result<Self, SettingError> {
        let mut agencies = Self::default();
        for profile in profiles {
            let profile = Arc::new(profile);
            for name in core::iter::once(&profile.id).chain(&profile.aliases) {
                if agencies.by_name.insert(name.clone(), Arc::clone(&profile)).is_some() {
                    return Err(SettingError::DuplicateName);
                }
            }
        }
        Ok(agencies)
    }

    /// How many names lead to a profile.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether nobody may launch.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

impl AgencyDirectory for Agencies {
    fn find(&self, id: &AgencyId) -> Option<Arc<AgencyProfile>> {
        self.by_name.get(id).cloned()
    }
}
