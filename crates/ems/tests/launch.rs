//! Launches: the vectors, and properties of any text.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use phiward_ems::{
    AgeCategory, Agencies, ClinicalInQuery, Field, LaunchError, LaunchRequest, ScrubbedUrl, TOKEN_CONTEXT,
    TokenId, TokenLaunch,
};
use phiward_phi::{AccessEvent, AuditContext, AuditUnavailable};
use proptest::prelude::*;
use support::{NOW_MS, accepting, access, agencies, audited, cases, vectors};

fn parse(via: &str, text: &str) -> Result<LaunchRequest, LaunchError> {
    let years = agencies(|profile| {
        profile.clinical_in_query = ClinicalInQuery::Accept;
        profile.age = profile.age.with_years_by_default();
    });
    match via {
        "query" => LaunchRequest::parse_query(text, &agencies(|_| ())),
        "query_accept" => LaunchRequest::parse_query(text, &accepting()),
        "query_years" => LaunchRequest::parse_query(text, &years),
        "form" => LaunchRequest::parse_form(text.as_bytes(), &agencies(|_| ())),
        "form_years" => LaunchRequest::parse_form(text.as_bytes(), &years),
        _ => panic!("no carrier {via}"),
    }
}

/// Who is let in as what, and what is refused by which name. The whole answer, field by field, is compared where every
/// vector file is replayed: in `phiward conformance`.
#[test]
fn every_launch_vector() {
    let file = vectors("ems-launch.json");
    assert!(cases(&file).len() >= 110);
    for case in cases(&file) {
        let (id, expect) = (&case["id"], &case["expect"]);
        match parse(case["via"].as_str().unwrap(), case["text"].as_str().unwrap()) {
            Ok(launch) => {
                let (assessment, _) = audited(|audit| launch.assess(audit).unwrap());
                assert_eq!(expect["category"], assessment.category.as_str(), "{id}");
            }
            Err(error) => assert_eq!(expect["error"], error.code(), "{id}"),
        }
    }
}

/// What the document's code does with an age: `parsedAge && parsedAge < 18 ? 'pediatric' : 'adult'`.
#[test]
fn what_the_documents_call_an_adult_is_none_here() {
    for (age, unit) in
        [("0", "years"), ("18", "months"), ("", "years"), ("abc", "years"), ("18 months", "years")]
    {
        let form = format!("agency_id=pcfd&user_age={}&user_age_unit={unit}", age.replace(' ', "+"));
        let launch = LaunchRequest::parse_form(form.as_bytes(), &agencies(|_| ())).unwrap();
        let (assessment, _) = audited(|audit| launch.assess(audit).unwrap());
        assert_ne!(assessment.category, AgeCategory::Adult, "{age} {unit}");
    }
}

#[test]
fn assessing_opens_what_it_needs_and_nothing_else() {
    let opened = |form: &str| {
        let launch = LaunchRequest::parse_form(form.as_bytes(), &agencies(|_| ())).unwrap();
        audited(|audit| launch.assess(audit).unwrap()).1
    };
    assert_eq!(opened("agency_id=pcfd&user_age=8&user_age_unit=years&user_weight_kg=20"), ["user_age"]);
    assert_eq!(
        opened("agency_id=pcfd&user_age=40&user_age_unit=years&user_weight_kg=20"),
        ["user_age", "user_weight_kg"]
    );
    assert!(opened("agency_id=pcfd&search_term=fall&incident_id=123").is_empty());
}

#[test]
fn without_an_audit_log_no_age_is_opened() {
    let form = b"agency_id=pcfd&user_age=8&user_age_unit=years";
    let launch = LaunchRequest::parse_form(form, &agencies(|_| ())).unwrap();
    let full = |_: &AccessEvent<'_>| Err(AuditUnavailable);
    assert_eq!(launch.assess(&AuditContext::new(access(), &full)).err(), Some(AuditUnavailable));
}

#[test]
fn a_token_is_a_launch_with_a_time() {
    let id = TokenId::from_random([7; 16]);
    let fields = [
        (Field::AgencyId, "pcfd"),
        (Field::SearchTerm, "chest pain & 50%"),
        (Field::UserAge, "8"),
        (Field::UserAgeUnit, "years"),
    ];
    let plaintext = TokenLaunch::write(&fields, id, NOW_MS + 60_000);
    let read = |now_ms| TokenLaunch::parse(plaintext.as_bytes(), now_ms, &agencies(|_| ()));
    let token = read(NOW_MS).unwrap();
    assert_eq!((token.id, token.expires_ms), (id, NOW_MS + 60_000));
    let (complaint, _) = audited(|audit| {
        token.launch.complaint.unwrap().open(audit, "search_term").unwrap().as_str().to_owned()
    });
    assert_eq!(complaint, "chest pain & 50%");
    assert_eq!(read(NOW_MS + 59_999).err(), None);
    assert_eq!(read(NOW_MS + 60_000).err(), Some(LaunchError::TokenExpired));
    // A token made for a year is not taken for its last quarter of an hour only.
    assert_eq!(read(NOW_MS + 60_000 - 15 * 60_000).err(), None);
    assert_eq!(read(NOW_MS + 60_000 - 15 * 60_000 - 1).err(), Some(LaunchError::TokenExpired));
    assert_eq!(TOKEN_CONTEXT, [("use", "ems-launch/1")]);
}

#[test]
fn a_token_that_is_not_one_is_refused() {
    let id = "07".repeat(16);
    let until = NOW_MS + 1;
    for text in [
        String::new(),
        "agency_id=pcfd".to_owned(),
        format!("exp={until}&agency_id=pcfd"),
        format!("id={id}&exp={until}&agency_id=pcfd"),
        format!("exp=0{until}&id={id}&agency_id=pcfd"),
        format!("exp=-1&id={id}&agency_id=pcfd"),
        format!("exp={until}&id={}&agency_id=pcfd", "0g".repeat(16)),
        format!("exp={until}&id={}&agency_id=pcfd", "AB".repeat(16)),
        format!("exp={until}&id=07&agency_id=pcfd"),
    ] {
        let refused = TokenLaunch::parse(text.as_bytes(), NOW_MS, &agencies(|_| ()));
        assert_eq!(refused.err(), Some(LaunchError::BadToken), "{text}");
    }
    let twice = format!("exp={until}&id={id}&agency_id=pcfd&exp={until}");
    let refused = TokenLaunch::parse(twice.as_bytes(), NOW_MS, &agencies(|_| ()));
    assert_eq!(refused.err(), Some(LaunchError::UnknownKey));
}

#[test]
fn a_sealed_token_stands_alone_in_its_link() {
    assert_eq!(TokenLaunch::find_sealed("t=AgE%2BAA%3D%3D").unwrap().as_deref(), Some("AgE+AA=="));
    assert_eq!(TokenLaunch::find_sealed("agency_id=pcfd").unwrap(), None);
    for beside in ["t=a&agency_id=pcfd", "user_age=8&t=a", "t=a&t=b"] {
        assert_eq!(TokenLaunch::find_sealed(beside).err(), Some(LaunchError::UnknownKey), "{beside}");
    }
}

#[test]
fn a_log_sees_known_agencies_and_masks() {
    let agencies: Agencies = agencies(|_| ());
    let scrubbed = |query: &str| ScrubbedUrl::new("/launch", query, &agencies).to_string();
    assert_eq!(scrubbed(""), "/launch");
    assert_eq!(scrubbed("agency_id=pcfd&search_term=Rosa"), "/launch?agency_id=pcfd&search_term=[REDACTED]");
    assert_eq!(scrubbed("agency_id=rosa-delgado"), "/launch?agency_id=[REDACTED]");
    assert_eq!(scrubbed("t=AgEB"), "/launch?t=[REDACTED]");
    assert_eq!(scrubbed("Rosa"), "/launch?[REDACTED]");
    assert_eq!(scrubbed("user_age=62&user_age=63"), "/launch?user_age=[REDACTED]&user_age=[REDACTED]");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = LaunchRequest::parse_form(&body, &agencies(|_| ()));
        let _ = TokenLaunch::parse(&body, NOW_MS, &agencies(|_| ()));
    }

    /// Whatever is in a link, its scrubbed form has nothing of it but keys and the agency.
    #[test]
    fn nothing_of_a_value_reaches_the_scrubbed_url(value in "[A-Z][a-zA-Z0-9 %+=&]{5,30}") {
        let query = format!("agency_id=pcfd&search_term={value}&return_url={value}");
        let scrubbed = ScrubbedUrl::new("/launch", &query, &accepting()).to_string();
        prop_assert!(!scrubbed.contains(&value));
        for word in value.split(['&', '=', ' ', '+', '%']).filter(|word| word.len() > 3) {
            let own = "/launch?agency_id=pcfd&search_term=[REDACTED]&return_url=[REDACTED]&";
            prop_assert!(!scrubbed.contains(word) || own.contains(word), "{scrubbed}");
        }
    }

    /// What a partner writes with our writer is read back as it was.
    #[test]
    fn written_fields_are_read_back(complaint in "[^\\p{C}\\p{Z}][^\\p{C}\\p{Z}]{0,80}", id in any::<[u8; 16]>()) {
        let fields = [(Field::AgencyId, "pcfd"), (Field::SearchTerm, complaint.as_str())];
        let plaintext = TokenLaunch::write(&fields, TokenId::from_random(id), NOW_MS + 1);
        let token = TokenLaunch::parse(plaintext.as_bytes(), NOW_MS, &agencies(|_| ())).unwrap();
        let (read, _) = audited(|audit| {
            token.launch.complaint.unwrap().open(audit, "search_term").unwrap().as_str().to_owned()
        });
        prop_assert_eq!(read, complaint);
        prop_assert_eq!(token.id, TokenId::from_random(id));
    }

    /// A usable age is a child's or an adult's by the agency's number, and by nothing else.
    #[test]
    fn the_agency_decides_who_is_an_adult(age in 0u8..=120, months in any::<bool>()) {
        let unit = if months { "months" } else { "years" };
        let form = format!("agency_id=pcfd&user_age={age}&user_age_unit={unit}");
        let launch = LaunchRequest::parse_form(form.as_bytes(), &agencies(|_| ())).unwrap();
        let (assessment, _) = audited(|audit| launch.assess(audit).unwrap());
        let is_adult = if months { age / 12 >= 15 } else { age >= 15 };
        prop_assert_eq!(assessment.category == AgeCategory::Adult, is_adult);
        prop_assert_eq!(assessment.category == AgeCategory::Pediatric, !is_adult);
    }
}
