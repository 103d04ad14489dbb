//! A launch is read or refused, a token is never later than its time, and a scrubbed URL shows known words only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_ems::{
    Agencies, AgencyId, AgencyProfile, CallbackUrlPolicy, ClinicalInQuery, Field, LaunchError, LaunchRequest,
    MAX_TOKEN_LIFE_MS, ReturnUrlPolicy, ScrubbedUrl, TokenLaunch,
};

const NOW_MS: u64 = 1_767_225_600_000;

fn agencies() -> Agencies {
    let mut profile = AgencyProfile::new(AgencyId::parse("pine-county-fd").expect("an id"));
    profile.aliases = vec![AgencyId::parse("pcfd").expect("an id")];
    profile.clinical_in_query = ClinicalInQuery::Accept;
    profile.return_urls = ReturnUrlPolicy::none().allow_app("elite", "back").expect("a scheme");
    profile.callback_urls = CallbackUrlPolicy::none().allow("hooks.example.org").expect("a host");
    Agencies::new([profile]).expect("one agency")
}

fuzz_target!(|data: &[u8]| {
    let agencies = agencies();
    let form = LaunchRequest::parse_form(data, &agencies);
    if let Err(LaunchError::Fields(errors)) = &form {
        assert!(!errors.is_empty() && errors.len() <= Field::ALL.len());
        assert!(errors.windows(2).all(|pair| pair[0].field < pair[1].field));
    }
    if let Ok(token) = TokenLaunch::parse(data, NOW_MS, &agencies) {
        assert!(token.expires_ms > NOW_MS && token.expires_ms - NOW_MS <= MAX_TOKEN_LIFE_MS);
    }
    if let Ok(query) = core::str::from_utf8(data) {
        let parsed = LaunchRequest::parse_query(query, &agencies);
        assert_eq!(parsed.is_ok(), form.is_ok());
        let _ = TokenLaunch::find_sealed(query);
        let scrubbed = ScrubbedUrl::new("", query, &agencies);
        let known = |part: &str| {
            ["", "t", "[REDACTED]", "pine-county-fd", "pcfd"].contains(&part) || Field::find(part).is_some()
        };
        assert!(scrubbed.as_str().split(['?', '&', '=']).all(known), "{scrubbed}");
    }
});
