use phiward_redact::{Format, TokenMap};

use crate::{redact, redactor};

fn scrub(url: &str) -> String {
    redact(Format::Url, url)
}

#[test]
fn parameters_go_by_their_names() {
    assert_eq!(
        scrub("https://x.example/find?firstName=Maria+Q&dob=1957-03-14&tab=labs&ssn=123-45-6789&page=2#top"),
        "https://x.example/find?firstName=[NAME]&dob=[DATE]&tab=labs&ssn=[SSN]&page=2#top"
    );
    assert_eq!(
        scrub("/find?e%6Dail=a%40b.c;lat=40.3&q=MRN%3A%2000625079"),
        "/find?e%6Dail=[EMAIL];lat=[GEO]&q=MRN%3A%20[MRN]"
    );
}

#[test]
fn the_launch_link_shows_no_encounter() {
    let link = "https://guide.example/launch?agency_id=la-county-fd&search_term=chest+pain&user_age=93&impression=I21.4&incident_id=24-001234&return_url=https%3A%2F%2Fepcr.example%2Fincident%2F24-001234";
    assert_eq!(
        scrub(link),
        "https://guide.example/launch?agency_id=la-county-fd&search_term=chest+pain&user_age=[AGE_OVER_89]&impression=I21.4&incident_id=[OTHER_ID]&return_url=[URL]"
    );
}

#[test]
fn segments_go_by_the_one_before() {
    assert_eq!(scrub("/api/v2/patients/42/labs/2024-05-01"), "/api/v2/patients/[OTHER_ID]/labs/[DATE]");
    assert_eq!(
        scrub("/accounts/9/orders/123456;sessionid=abc"),
        "/accounts/[ACCOUNT]/orders/[OTHER_ID];sessionid=[OTHER_ID]"
    );
    assert_eq!(scrub("/files/3f2504e0-4f89-11d3-9a0c-0305e82c3301"), "/files/[OTHER_ID]");
    assert_eq!(scrub("/health/live"), "/health/live");
}

#[test]
fn users_hosts_and_fragments_are_redacted() {
    assert_eq!(scrub("ftp://maria:secret@files.example:21/x"), "ftp://redacted@files.example:21/x");
    assert_eq!(scrub("http://10.191.44.113:8080/x"), "http://redacted.invalid:8080/x");
    assert_eq!(scrub("http://[2001:db8::1]/x"), "http://redacted.invalid/x");
    assert_eq!(
        scrub("https://app.example/#/patients/42?dob=1957-03-14"),
        "https://app.example/#/patients/[OTHER_ID]?dob=[DATE]"
    );
    assert_eq!(
        scrub("https://app.example/cb#access_token=abc.def&state=x"),
        "https://app.example/cb#access_token=[OTHER_ID]&state=x"
    );
}

#[test]
fn addresses_without_hosts_are_redacted() {
    assert_eq!(scrub("mailto:maria@x.org"), "mailto:[EMAIL]");
    assert_eq!(scrub("tel:+1-610-555-0123"), "tel:[PHONE]");
    assert_eq!(scrub("data:image/png;base64,iVBORw0KGgo="), "data:[OTHER_ID]");
}

#[test]
fn addresses_within_addresses_within_addresses_end() {
    for part in ["http://a/?url=", "/x1?to=", "?next=/", "https://a.b/?q=https://"] {
        let url = part.repeat(20_000);
        assert!(!scrub(&url).is_empty());
        let _ = redactor()
            .redact_json(&format!(r#"{{"url":"{url}","path":"{url}","x":"{url}"}}"#), &mut TokenMap::new());
    }
}

#[test]
fn codes_that_let_somebody_in_are_redacted() {
    let out = redact(Format::Url, "https://app.example/reset?code=476461&redirect=%2Fdashboard");
    assert_eq!(out, "https://app.example/reset?code=[OTHER_ID]&redirect=%2Fdashboard");
    for kept in ["https://app.example/x?code=K35.80", "https://app.example/x?code=99213"] {
        assert_eq!(redact(Format::Url, kept), kept);
    }
}
