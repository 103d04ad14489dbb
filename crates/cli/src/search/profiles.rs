//! Reading what is known of agencies.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use phiward_search::{AgeCategory, AgePolicy, AgeUnit, AgencyProfile};
use serde::Deserialize;

use crate::failure::{Failure, Place};

/// Most grams of a policy's weight, as a number of kilograms.
const MAX_KG: u32 = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(default)]
    aliases: Vec<String>,
    pediatric_below: Option<(u32, String)>,
    pediatric_up_to_kg: Option<u32>,
    #[serde(default)]
    fallbacks: Vec<(String, String, String)>,
}

pub(super) fn read(path: &Path) -> Result<Vec<(String, AgencyProfile)>, Failure> {
    let place = Place::Path(path.to_owned());
    let bytes = fs::read(path).map_err(|error| Failure::reading(&place, &error))?;
    let profiles: BTreeMap<String, Profile> = serde_json::from_slice(&bytes)
        .map_err(|_| Failure::new("malformed", format!("{place} is no object of agencies")))?;
    profiles.into_iter().map(|(agency, profile)| Ok((agency, checked(profile, &place)?))).collect()
}

fn checked(profile: Profile, place: &Place) -> Result<AgencyProfile, Failure> {
    let malformed = |what: &str| Failure::new("malformed", format!("{place}: {what}"));
    let age_policy = match (profile.pediatric_below, profile.pediatric_up_to_kg) {
        (None, None) => None,
        (None, Some(_)) => return Err(malformed("a weight needs an age in `pediatric_below`")),
        (Some((value, unit)), kg) => {
            let unit = unit_of(&unit).ok_or_else(|| malformed("an age is in days, months or years"))?;
            let policy = AgePolicy::pediatric_below(value, unit);
            Some(match kg {
                Some(kg @ 1..=MAX_KG) => policy.or_weight_up_to(kg * 1_000),
                Some(_) => return Err(malformed("a weight is 1 to 1,000 kg")),
                None => policy,
            })
        }
    };
    let fallbacks = profile.fallbacks.into_iter().map(|(number, age, instead)| {
        let category = AgeCategory::from_name(&age).filter(|category| *category != AgeCategory::Unknown);
        let category = category.ok_or_else(|| malformed("a fallback is for `adult` or `pediatric`"))?;
        Ok((number, category, instead))
    });
    let fallbacks = fallbacks.collect::<Result<_, Failure>>()?;
    Ok(AgencyProfile { age_policy, aliases: profile.aliases, fallbacks, ..AgencyProfile::default() })
}

fn unit_of(name: &str) -> Option<AgeUnit> {
    Some(match name {
        "days" => AgeUnit::Days,
        "months" => AgeUnit::Months,
        "years" => AgeUnit::Years,
        _ => return None,
    })
}
