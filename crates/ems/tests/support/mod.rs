//! The agency of the vectors, an audit context that counts, and the files of vectors.
#![allow(dead_code, reason = "each test uses some of it")]

use core::cell::RefCell;
use std::{fs, path::Path};

use phiward_ems::{
    AgePolicy, Agencies, AgencyId, AgencyNumber, AgencyProfile, CallbackUrlPolicy, ClinicalInQuery,
    ReturnUrlPolicy, WeightRule,
};
use phiward_phi::{Access, AccessEvent, ActorId, AuditContext, AuditUnavailable, PurposeOfUse, RequestId};
use serde_json::Value;

pub(crate) const NOW_MS: u64 = 1_767_225_600_000;

pub(crate) fn profile() -> AgencyProfile {
    let mut profile = AgencyProfile::new(AgencyId::parse("pine-county-fd").unwrap());
    profile.aliases = vec![AgencyId::parse("pcfd").unwrap()];
    profile.numbers = vec![AgencyNumber::parse("CA-0042").unwrap()];
    profile.age = AgePolicy::adult_from(15).unwrap().with_weight(WeightRule::OrUpTo(360)).unwrap();
    profile.return_urls = ReturnUrlPolicy::none().allow_app("elite", "back").unwrap();
    profile.callback_urls = CallbackUrlPolicy::none().allow("hooks.example.org").unwrap();
    profile
}

pub(crate) fn agencies(change: impl Fn(&mut AgencyProfile)) -> Agencies {
    let mut profile = profile();
    change(&mut profile);
    Agencies::new([profile]).unwrap()
}

pub(crate) fn accepting() -> Agencies {
    agencies(|profile| profile.clinical_in_query = ClinicalInQuery::Accept)
}

pub(crate) fn access() -> Access {
    Access {
        actor: ActorId::parse("svc-gateway").unwrap(),
        purpose: PurposeOfUse::EmergencyTreatment,
        request: RequestId::parse("it-1767225600000-9f8a2c").unwrap(),
        at_ms: NOW_MS,
    }
}

/// Runs with an audit context, and gives the names of the fields that were opened.
pub(crate) fn audited<T>(run: impl FnOnce(&AuditContext<'_>) -> T) -> (T, Vec<&'static str>) {
    let opened = RefCell::new(Vec::new());
    let sink = |event: &AccessEvent<'_>| -> Result<(), AuditUnavailable> {
        opened.borrow_mut().push(event.field);
        Ok(())
    };
    let result = run(&AuditContext::new(access(), &sink));
    (result, opened.into_inner())
}

pub(crate) fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn cases(value: &Value) -> &Vec<Value> {
    value["cases"].as_array().unwrap()
}
