//! A canary goes in everywhere, and comes out of no error, debug form or scrubbed URL.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use phiward_ems::{
    AgencyId, AgencyNumber, Complaint, Field, Impression, IncidentNumber, LaunchRequest, ProtocolExport,
    RequestVerifier, ScrubbedUrl, SignedRequest, SigningKey, TokenLaunch, Weight, WidgetPolicy,
};
use support::{NOW_MS, accepting};

const CANARY: &str = "Zebulon-4711815";

fn assert_silent(shown: &str) {
    for part in ["Zebulon", "4711815", "zebulon"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[test]
fn a_launch_shows_nothing_of_its_link() {
    let agencies = accepting();
    for field in Field::ALL {
        for query in [
            format!("agency_id=pcfd&{field}={CANARY}"),
            format!("{field}={CANARY}"),
            format!("{field}%20={CANARY}"),
        ] {
            let parsed = LaunchRequest::parse_query(&query, &agencies);
            match &parsed {
                Ok(launch) => assert!(format!("{launch:?}").contains("LaunchRequest")),
                Err(error) => assert_silent(&format!("{error} {error:?} {}", error.code())),
            }
            // The state's number of an agency may be logged.
            if field != Field::AgencyNumber {
                assert_silent(&format!("{parsed:?}"));
            }
            assert_silent(ScrubbedUrl::new("/launch", &query, &agencies).as_str());
        }
    }
    for query in [format!("agency_id=pcfd&{CANARY}=1"), CANARY.to_owned(), format!("{CANARY}%")] {
        let refused = LaunchRequest::parse_query(&query, &agencies).unwrap_err();
        assert_silent(&format!("{refused} {refused:?}"));
        assert_silent(ScrubbedUrl::new("/launch", &query, &agencies).as_str());
        let refused = TokenLaunch::parse(query.as_bytes(), NOW_MS, &agencies).unwrap_err();
        assert_silent(&format!("{refused} {refused:?}"));
    }
}

#[test]
fn errors_of_single_values_show_nothing() {
    let canary = format!(" {CANARY}@ ");
    let faults = [
        AgencyId::parse(&canary).err(),
        AgencyNumber::parse("Zebulon@").err(),
        Complaint::parse(&format!("{canary}\n")).err(),
        Impression::parse(&canary).err(),
        IncidentNumber::parse(&canary).err(),
        Weight::parse(&canary).err(),
        ProtocolExport::new(&format!("{canary}\n"), "x", 0).err(),
    ];
    for fault in faults {
        assert_silent(&format!("{fault:?} {}", fault.unwrap()));
    }
    let key = || SigningKey::new("k1", CANARY.repeat(3).as_bytes()).unwrap();
    assert_silent(&format!("{:?} {:?}", key(), RequestVerifier::new(key())));
    let request = SignedRequest { method: CANARY, path_and_query: CANARY, body: CANARY.as_bytes() };
    let header = key().sign(&request, NOW_MS);
    assert_silent(&header);
    let verified = RequestVerifier::new(key()).verify(&request, &header, NOW_MS).unwrap();
    assert_silent(&format!("{verified:?}"));
    let refused = RequestVerifier::new(key()).verify(&request, CANARY, NOW_MS).unwrap_err();
    assert_silent(&format!("{refused} {refused:?}"));
    let refused = WidgetPolicy::none().read(CANARY, CANARY).unwrap_err();
    assert_silent(&format!("{refused} {refused:?}"));
}
