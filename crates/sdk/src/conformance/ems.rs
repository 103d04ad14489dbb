//! Kinds `ems-launch`, `ems-signature` and `ems-url`: what a partner sends, judged by the settings of the file.

use core::net::IpAddr;

use phiward_ems::{
    AgePolicy, Agencies, AgencyId, AgencyNumber, AgencyProfile, CallbackUrlPolicy, ClinicalInQuery, Field,
    LaunchError, LaunchRequest, RequestVerifier, ReturnUrlPolicy, SignedRequest, SigningKey, WeightRule,
    is_public_address,
};
use phiward_phi::{Access, AccessEvent, ActorId, AuditContext, PurposeOfUse, RequestId};
use serde_json::{Map, Value, json};

use super::case::{Case, Fault, Outcome, set_up, unknown_operation};
use crate::hex;

/// Reads a launch: the category of age and the rule that gave it, and which fields are there.
pub(super) fn launch(file: &Case<'_>, case: &Case<'_>) -> Result<Outcome, Fault> {
    let via = file.part("profiles")?.part(case.text("via")?)?;
    let agencies = set_up("agency", Agencies::new([profile(&file.part("agency")?, &via)?]))?;
    let text = case.text("text")?;
    let launch = match via.text("carrier")? {
        "query" => LaunchRequest::parse_query(text, &agencies),
        "form" => LaunchRequest::parse_form(text.as_bytes(), &agencies),
        _ => return Err(Fault("`carrier` is neither `query` nor `form`".to_owned())),
    };
    Ok(match launch {
        Ok(launch) => Ok(told(&launch)?),
        Err(LaunchError::Fields(faults)) => {
            let faults = faults.iter().map(|one| (one.field.name().to_owned(), one.fault.code().into()));
            let faults = Value::Object(faults.collect());
            Ok(Map::from_iter([
                ("error".to_owned(), LaunchError::Fields(Vec::new()).code().into()),
                ("fields".to_owned(), faults),
            ]))
        }
        Err(error) => Err(error.code()),
    })
}

fn told(launch: &LaunchRequest) -> Result<Map<String, Value>, Fault> {
    let access = Access {
        actor: set_up("actor", ActorId::parse("conformance"))?,
        purpose: PurposeOfUse::EmergencyTreatment,
        request: set_up("request", RequestId::parse("conformance"))?,
        at_ms: 0,
    };
    // The data of vectors is nobody's, so nobody has to hear that it is opened.
    let sink = |_: &AccessEvent<'_>| Ok(());
    let assessment = set_up("text", launch.assess(&AuditContext::new(access, &sink)))?;
    let present = [
        (Field::AgencyNumber, launch.agency_number.is_some()),
        (Field::SearchTerm, launch.complaint.is_some()),
        (Field::UserAge, launch.age.is_usable()),
        (Field::UserWeightKg, launch.weight.is_some()),
        (Field::Impression, launch.impression.is_some()),
        (Field::IncidentId, launch.incident.is_some()),
        (Field::ReturnUrl, launch.return_url.is_some()),
        (Field::CallbackUrl, launch.callback_url.is_some()),
    ];
    let fields: Vec<_> = present.iter().filter(|(_, is)| *is).map(|(field, _)| field.name()).collect();
    Ok(Map::from_iter([
        ("category".to_owned(), assessment.category.as_str().into()),
        ("rule".to_owned(), assessment.rule.code().into()),
        ("fields".to_owned(), json!(fields)),
    ]))
}

/// The agency of a file, with what `via` says otherwise.
fn profile(agency: &Case<'_>, via: &Case<'_>) -> Result<AgencyProfile, Fault> {
    let id = |text: &str| set_up("agency", AgencyId::parse(text));
    let mut profile = AgencyProfile::new(id(agency.text("id")?)?);
    profile.aliases = agency.texts("aliases")?.into_iter().map(id).collect::<Result<_, _>>()?;
    let number = |text: &str| set_up("numbers", AgencyNumber::parse(text));
    profile.numbers = agency.texts("numbers")?.into_iter().map(number).collect::<Result<_, _>>()?;
    let adult = set_up("adult_from_years", agency.number("adult_from_years")?.try_into())?;
    let weight = set_up("weight_or_up_to_tenths_kg", agency.number("weight_or_up_to_tenths_kg")?.try_into())?;
    let age = AgePolicy::adult_from(adult).and_then(|age| age.with_weight(WeightRule::OrUpTo(weight)));
    profile.age = set_up("agency", age)?;
    if via.flag("years_by_default")? {
        profile.age = profile.age.with_years_by_default();
    }
    if via.flag("accept_clinical_in_query")? {
        profile.clinical_in_query = ClinicalInQuery::Accept;
    }
    profile.return_urls = return_policy(&agency.part("return")?)?;
    profile.callback_urls = callback_policy(&agency.part("callback")?)?;
    Ok(profile)
}

/// Judges a URL to go back to or to call, or an address that a name was resolved to.
pub(super) fn url(file: &Case<'_>, case: &Case<'_>) -> Result<Outcome, Fault> {
    let judged = match case.text("op")? {
        "return" => return_policy(&file.part("return")?)?.check(case.text("url")?).map(drop),
        "callback" => callback_policy(&file.part("callback")?)?.check(case.text("url")?).map(drop),
        "address" => {
            let address: IpAddr = set_up("address", case.text("address")?.parse())?;
            let is_public = Value::from(is_public_address(address));
            return Ok(Ok(Map::from_iter([("is_public".to_owned(), is_public)])));
        }
        other => return Err(unknown_operation(other)),
    };
    Ok(judged.map(|()| Map::new()).map_err(|fault| fault.code()))
}

fn return_policy(allowed: &Case<'_>) -> Result<ReturnUrlPolicy, Fault> {
    let mut policy = ReturnUrlPolicy::none();
    for app in allowed.parts("apps")? {
        policy = set_up("apps", policy.allow_app(app.text("scheme")?, app.text("host")?))?;
    }
    for host in allowed.texts("hosts")? {
        policy = set_up("hosts", policy.allow_web(host))?;
    }
    Ok(policy)
}

fn callback_policy(allowed: &Case<'_>) -> Result<CallbackUrlPolicy, Fault> {
    let mut policy = CallbackUrlPolicy::none();
    for host in allowed.parts("hosts")? {
        let name = host.text("host")?;
        let with_host = match host.has("port") {
            true => policy.allow_port(name, set_up("port", host.number("port")?.try_into())?),
            false => policy.allow(name),
        };
        policy = set_up("hosts", with_host)?;
    }
    Ok(policy)
}

/// Verifies a signed request under the key `k1`, and `k0` as long as it is accepted.
pub(super) fn signature(file: &Case<'_>, case: &Case<'_>) -> Result<Outcome, Fault> {
    let keys = file.part("keys")?;
    let key = |id: &str| {
        let secret =
            hex::decode(keys.text(id)?).ok_or_else(|| Fault(format!("`{id}` is not hexadecimal")))?;
        set_up("keys", SigningKey::new(id, &secret))
    };
    let verifier = RequestVerifier::new(key("k1")?);
    let verifier = verifier.with_retiring(key("k0")?, file.number("retiring_until_ms")?);
    let request = SignedRequest {
        method: case.text("method")?,
        path_and_query: case.text("path_and_query")?,
        body: case.text("body")?.as_bytes(),
    };
    let verified = set_up("keys", verifier)?.verify(&request, case.text("header")?, case.number("now_ms")?);
    Ok(match verified {
        Ok(verified) => Ok(Map::from_iter([("key_id".to_owned(), verified.key_id.into())])),
        Err(error) => Err(error.code()),
    })
}
