//! An allowed URL begins with an allowed origin, and nothing in it changes where it leads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phiward_ems::{CallbackUrlPolicy, ReturnUrlPolicy};

fn leads_to(url: &str, origins: &[&str]) -> bool {
    let rest = origins.iter().find_map(|origin| url.strip_prefix(origin));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

fuzz_target!(|url: &str| {
    let returns = ReturnUrlPolicy::none()
        .allow_app("elite", "back")
        .and_then(|policy| policy.allow_web("epcr.example.org"))
        .expect("two targets");
    if returns.check(url).is_ok() {
        assert!(leads_to(url, &["elite://back", "https://epcr.example.org"]));
    }
    let callbacks = CallbackUrlPolicy::none()
        .allow("hooks.example.org")
        .and_then(|policy| policy.allow_port("hooks.example.org", 8443))
        .expect("two endpoints");
    if callbacks.check(url).is_ok() {
        assert!(leads_to(url, &["https://hooks.example.org:8443", "https://hooks.example.org"]));
        assert!(!url.contains(['#', '\\']) && url.is_ascii());
    }
});
