//! JSON: values come in protected, errors do not quote them, and only masks go out.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use phiward_phi::{
    Access, AccessEvent, ActorId, Age, AgeUnit, AuditContext, Identifier, Masked, Phi, PhoneNumber,
    PurposeOfUse, Redacted, RequestId, zeroize::Zeroize,
};
use serde::{Deserialize, Serialize};

fn reveal<T: Zeroize, R>(phi: &Phi<T>, look: impl FnOnce(&T) -> R) -> R {
    let access = Access {
        actor: ActorId::parse("test").unwrap(),
        purpose: PurposeOfUse::Operations,
        request: RequestId::parse("test-1").unwrap(),
        at_ms: 0,
    };
    let sink = |_: &AccessEvent<'_>| Ok(());
    look(&*phi.open(&AuditContext::new(access, &sink), "test").unwrap())
}

#[derive(Deserialize)]
struct Launch {
    agency_id: String,
    user_age: Option<Phi<Age>>,
    impression: Phi<String>,
    incident_id: Phi<Identifier>,
    phone: Phi<PhoneNumber>,
}

const LAUNCH: &str = r#"{
    "agency_id": "a-1",
    "user_age": {"value": 18, "unit": "months"},
    "impression": "I21.4",
    "incident_id": "IT-12345",
    "phone": "+13105550142"
}"#;

#[test]
fn a_request_is_read_straight_into_protection() {
    let from_value = serde_json::from_value(serde_json::from_str(LAUNCH).unwrap()).unwrap();
    let from_reader = serde_json::from_reader(LAUNCH.as_bytes()).unwrap();
    for launch in [serde_json::from_str::<Launch>(LAUNCH).unwrap(), from_value, from_reader] {
        assert_eq!(launch.agency_id, "a-1");
        let age = launch.user_age.unwrap();
        assert!(reveal(&age, |age| age.value() == 18 && age.unit() == AgeUnit::Months));
        assert!(reveal(&launch.impression, |text| text == "I21.4"));
        assert!(reveal(&launch.incident_id, |id| id.as_str() == "IT-12345"));
        assert!(reveal(&launch.phone, |phone| phone.as_str() == "+13105550142"));
    }
}

/// The message of the error, which must be there.
fn refusal<T: for<'de> Deserialize<'de>>(json: &str) -> String {
    let error = serde_json::from_str::<T>(json).err().unwrap();
    format!("{error} {error:?}")
}

#[test]
fn an_error_does_not_quote_the_value() {
    // What it is about: without `Phi`, the message holds the input.
    assert!(refusal::<u8>("\"Zebulon\"").contains("Zebulon"));

    let refusals = [
        refusal::<Phi<u8>>("\"Zebulon\""),
        refusal::<Phi<bool>>("\"Zebulon\""),
        refusal::<Phi<String>>("4711815"),
        refusal::<Phi<Age>>(r#"{"value": 4711815, "unit": "years"}"#),
        refusal::<Phi<Age>>(r#"{"value": "Zebulon", "unit": "years"}"#),
        refusal::<Phi<Age>>(r#"{"value": 7, "unit": "Zebulon"}"#),
        refusal::<Phi<Age>>(r#"{"value": 7, "unit": "years", "Zebulon": 1}"#),
        refusal::<Phi<Age>>("\"Zebulon\""),
        refusal::<Age>(r#"{"value": 7, "Zebulon": 1}"#),
        refusal::<Age>(r#"{"value": 121, "unit": "years"}"#),
        refusal::<Phi<PhoneNumber>>("\"Zebulon\""),
        refusal::<PhoneNumber>("4711815"),
        refusal::<Identifier>("[\"Zebulon\"]"),
        refusal::<Phi<Identifier>>("\" Zebulon\""),
        refusal::<Launch>(&LAUNCH.replace("\"+13105550142\"", "\"Zebulon\"")),
    ];
    for message in refusals {
        assert!(message.contains("a protected value does not have the expected shape"), "{message}");
        assert!(
            !message.contains("Zebulon") && !message.contains("4711815") && !message.contains("121"),
            "{message}"
        );
    }
}

#[derive(Serialize)]
struct Record {
    #[serde(serialize_with = "phiward_phi::serialize_masked")]
    name: Phi<String>,
    note: Redacted,
}

#[test]
fn what_goes_out_is_the_one_mask() {
    let record = Record { name: Phi::new("Zebulon".into()), note: Redacted };
    assert_eq!(serde_json::to_string(&record).unwrap(), r#"{"name":"[REDACTED]","note":"[REDACTED]"}"#);
    assert_eq!(serde_json::to_value(Masked(&Phi::new(62_u8))).unwrap(), phiward_phi::MASK);
    assert_eq!(serde_json::to_value(Masked(&Phi::new(Vec::<u8>::new()))).unwrap(), phiward_phi::MASK);
}

#[test]
fn values_that_were_read_can_wipe_themselves() {
    let mut age: Age = serde_json::from_str(r#"{"value": 18, "unit": "years"}"#).unwrap();
    let mut phone: PhoneNumber = serde_json::from_str("\"+13105550142\"").unwrap();
    let mut identifier: Identifier = serde_json::from_str("\"IT-12345\"").unwrap();
    age.zeroize();
    phone.zeroize();
    identifier.zeroize();
    assert!(age.value() == 0 && age.unit() == AgeUnit::Minutes);
    assert_eq!((phone.as_str(), identifier.as_str()), ("", ""));
}
