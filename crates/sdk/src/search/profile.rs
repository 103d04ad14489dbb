//! What is known of agencies beside their sections, as JSON.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use phiward_search::{AgeCategory, AgePolicy, AgeUnit, AgencyProfile};
use serde::Deserialize;
use serde_json::Value;

/// Most kilograms of a policy's weight.
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

/// Reads an object of agencies and their profiles, or tells what is wrong with it.
///
/// A profile is `{"aliases": [], "pediatric_below": [15, "years"], "pediatric_up_to_kg": 36, "fallbacks": [["1210-P",
/// "pediatric", "1210"]]}`, of which every member may be absent. An age is in `days`, `months` or `years`.
///
/// # Errors
/// A sentence that holds nothing of the input.
///
/// ```
/// use phiward_sdk::search::profiles_of;
/// assert_eq!(profiles_of(br#"{"DEMO": {"pediatric_below": [15, "years"]}}"#)?.len(), 1);
/// assert!(profiles_of(br#"{"DEMO": {"pediatric_below": [15, "winters"]}}"#).is_err());
/// # Ok::<(), &str>(())
/// ```
pub fn profiles_of(json: &[u8]) -> Result<Vec<(String, AgencyProfile)>, &'static str> {
    let agencies: BTreeMap<String, Value> =
        serde_json::from_slice(json).map_err(|_| "there is no object of agencies")?;
    agencies.into_iter().map(|(agency, profile)| Ok((agency, profile_of(profile)?))).collect()
}

/// Reads the profile of one agency.
pub(super) fn profile_of(value: Value) -> Result<AgencyProfile, &'static str> {
    // A derived reader takes a list for a record, so what must be an object is looked at first.
    let value = Some(value).filter(Value::is_object).ok_or("a profile is an object")?;
    let profile: Profile = serde_json::from_value(value).map_err(|_| "there is no profile of an agency")?;
    let age_policy = match (profile.pediatric_below, profile.pediatric_up_to_kg) {
        (None, None) => None,
        (None, Some(_)) => return Err("a weight needs an age in `pediatric_below`"),
        (Some((value, unit)), kg) => {
            let policy = AgePolicy::pediatric_below(value, unit_of(&unit)?);
            Some(match kg {
                Some(kg @ 1..=MAX_KG) => policy.or_weight_up_to(kg * 1_000),
                Some(_) => return Err("a weight is 1 to 1,000 kg"),
                None => policy,
            })
        }
    };
    let fallbacks = profile.fallbacks.into_iter().map(|(number, age, instead)| {
        let category = AgeCategory::from_name(&age).filter(|category| *category != AgeCategory::Unknown);
        Ok((number, category.ok_or("a fallback is for `adult` or `pediatric`")?, instead))
    });
    let fallbacks = fallbacks.collect::<Result<_, &str>>()?;
    Ok(AgencyProfile { age_policy, aliases: profile.aliases, fallbacks, ..AgencyProfile::default() })
}

fn unit_of(name: &str) -> Result<AgeUnit, &'static str> {
    Ok(match name {
        "days" => AgeUnit::Days,
        "months" => AgeUnit::Months,
        "years" => AgeUnit::Years,
        _ => return Err("an age is in `days`, `months` or `years`"),
    })
}
