//! Agencies as the configuration names them.

use std::path::PathBuf;

use phiward_ems::{
    AgePolicy, AgencyId, AgencyNumber, AgencyProfile, CallbackUrlPolicy, ClinicalInQuery, ReturnUrlPolicy,
    SettingError, WeightRule,
};
use serde::Deserialize;

use super::ConfigError;

/// An agency that may launch protocols, and its rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Agency {
    /// The short name of launch links.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its NEMSIS numbers, dAgency.02.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The name of its protocols in the corpus.
    pub protocols: String,
    /// Who has completed so many years is an adult. Without it every age is unknown.
    pub adult_from_years: Option<u8>,
    /// Who weighs up to so many kilograms is a child, whatever the age.
    pub pediatric_up_to_kg: Option<u16>,
    /// Ages without a unit are years.
    #[serde(default)]
    pub years_by_default: bool,
    /// Links may carry age, impression and incident in the open.
    #[serde(default)]
    pub clinical_in_query: bool,
    /// Apps that users go back to, as `scheme://word`.
    #[serde(default)]
    pub return_apps: Vec<String>,
    /// Hosts that users go back to.
    #[serde(default)]
    pub return_hosts: Vec<String>,
    /// Hosts that exports are sent to, with a port or without.
    #[serde(default)]
    pub callback_hosts: Vec<String>,
    /// The key that signs exports: 64 hexadecimal digits in a file.
    pub export_key_file: Option<PathBuf>,
    /// The key that opens launch tokens, with its id before it: 96 hexadecimal digits in a file.
    pub launch_key_file: Option<PathBuf>,
}

impl Agency {
    /// The profile, with everything that it names checked.
    pub(crate) fn profile(&self) -> Result<AgencyProfile, ConfigError> {
        self.read().map_err(|what| ConfigError::new(format!("agency {}: {what}", self.id)))
    }

    fn read(&self) -> Result<AgencyProfile, &'static str> {
        let id =
            |text: &str| AgencyId::parse(text).map_err(|_| "an id is lower-case letters, digits and `-`");
        let mut profile = AgencyProfile::new(id(&self.id)?);
        profile.aliases = self.aliases.iter().map(|alias| id(alias)).collect::<Result<_, _>>()?;
        let numbers = self.numbers.iter().map(|number| AgencyNumber::parse(number));
        profile.numbers = numbers.collect::<Result<_, _>>().map_err(|_| "a number is no dAgency.02")?;
        profile.age = self.age().map_err(|_| "the age rule is out of range")?;
        if self.clinical_in_query {
            profile.clinical_in_query = ClinicalInQuery::Accept;
        }
        let hosts =
            self.return_hosts.iter().try_fold(ReturnUrlPolicy::none(), |policy, host| policy.allow_web(host));
        let mut returns = hosts.map_err(|_| "return_hosts: no public name")?;
        for app in &self.return_apps {
            let (scheme, word) = app.split_once("://").ok_or("return_apps: scheme://word is wanted")?;
            returns =
                returns.allow_app(scheme, word).map_err(|_| "return_apps: the scheme is not allowed")?;
        }
        profile.return_urls = returns;
        profile.callback_urls = self.callbacks().map_err(|_| "callback_hosts: no public name")?;
        Ok(profile)
    }

    fn age(&self) -> Result<AgePolicy, SettingError> {
        let Some(years) = self.adult_from_years else { return Ok(AgePolicy::NO_RULE) };
        let mut policy = AgePolicy::adult_from(years)?;
        if let Some(kilograms) = self.pediatric_up_to_kg {
            policy = policy.with_weight(WeightRule::OrUpTo(kilograms.saturating_mul(10)))?;
        }
        Ok(if self.years_by_default { policy.with_years_by_default() } else { policy })
    }

    fn callbacks(&self) -> Result<CallbackUrlPolicy, SettingError> {
        self.callback_hosts.iter().try_fold(CallbackUrlPolicy::none(), |policy, host| {
            match host.split_once(':') {
                None => policy.allow(host),
                Some((host, port)) => policy.allow_port(host, port.parse().unwrap_or(0)),
            }
        })
    }
}
