//! URL policies and addresses: the vectors, and properties of any text.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod support;

use phiward_ems::{CallbackUrlPolicy, ReturnUrlPolicy, SettingError, is_public_address};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{cases, vectors};

fn return_policy(allowed: &Value) -> ReturnUrlPolicy {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let apps = allowed["apps"].as_array().unwrap().iter();
    let policy = apps.fold(ReturnUrlPolicy::none(), |policy, app| {
        policy.allow_app(&text(&app["scheme"]), &text(&app["host"])).unwrap()
    });
    let hosts = allowed["hosts"].as_array().unwrap().iter();
    hosts.fold(policy, |policy, host| policy.allow_web(&text(host)).unwrap())
}

fn callback_policy(allowed: &Value) -> CallbackUrlPolicy {
    let hosts = allowed["hosts"].as_array().unwrap().iter();
    hosts.fold(CallbackUrlPolicy::none(), |policy, host| {
        let name = host["host"].as_str().unwrap();
        match host["port"].as_u64() {
            None => policy.allow(name).unwrap(),
            Some(port) => policy.allow_port(name, u16::try_from(port).unwrap()).unwrap(),
        }
    })
}

#[test]
fn every_url_vector() {
    let file = vectors("ems-url.json");
    let (returns, callbacks) = (return_policy(&file["return"]), callback_policy(&file["callback"]));
    assert!(cases(&file).len() >= 150);
    for case in cases(&file) {
        let text = |name: &str| case[name].as_str().unwrap();
        let judged = match text("op") {
            "return" => returns.check(text("url")).map(|_| json!({})),
            "callback" => callbacks.check(text("url")).map(|_| json!({})),
            "address" => Ok(json!({ "is_public": is_public_address(text("address").parse().unwrap()) })),
            other => panic!("no operation {other}"),
        };
        let found = judged.unwrap_or_else(|fault| json!({ "error": fault.code() }));
        assert_eq!(found, case["expect"], "{}", case["id"]);
    }
}

#[test]
fn loopback_is_admitted_by_a_dangerous_word_only() {
    let policy = CallbackUrlPolicy::none().allow("hooks.example.org").unwrap();
    let loopback = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];
    assert!(loopback.iter().all(|address| !policy.admits_address(address.parse().unwrap())));
    let dangerous = policy.dangerously_admit_loopback();
    assert!(loopback.iter().all(|address| dangerous.admits_address(address.parse().unwrap())));
    assert!(!dangerous.admits_address("169.254.169.254".parse().unwrap()));
}

#[test]
fn no_policy_can_allow_what_runs_code_or_is_no_public_name() {
    for scheme in
        ["javascript", "data", "vbscript", "file", "blob", "http", "intent", "https", "Elite", "", "1x"]
    {
        let refused = ReturnUrlPolicy::none().allow_app(scheme, "back");
        assert_eq!(refused.err(), Some(SettingError::Scheme), "{scheme}");
    }
    for host in [
        "127.0.0.1",
        "2130706433",
        "[::1]",
        "localhost",
        "db.internal",
        "printer.local",
        "EPCR.example.org",
        "bücher.example.org",
        "a..org",
        "-a.org",
        "org",
        "epcr.example.org.",
        "epcr.example.org:443",
        "user@epcr.example.org",
        "*.example.org",
        "",
    ] {
        assert_eq!(ReturnUrlPolicy::none().allow_web(host).err(), Some(SettingError::Host), "{host}");
        assert_eq!(CallbackUrlPolicy::none().allow(host).err(), Some(SettingError::Host), "{host}");
    }
    assert_eq!(CallbackUrlPolicy::none().allow_port("hooks.example.org", 0).err(), Some(SettingError::Host));
}

proptest! {
    /// An independent reading: what is allowed begins with the allowed origin, and what follows cannot change it.
    #[test]
    fn an_allowed_url_begins_with_its_origin(url in "(https|elite|http)?:?/{0,3}[a-z@.:%\\\\#?/]{0,12}(epcr.example.org|back)?[a-z@.:%\\\\#?/]{0,12}") {
        let policy =
            ReturnUrlPolicy::none().allow_app("elite", "back").unwrap().allow_web("epcr.example.org").unwrap();
        if policy.check(&url).is_ok() {
            let rest = url.strip_prefix("https://epcr.example.org").or_else(|| url.strip_prefix("elite://back"));
            let rest = rest.expect("nothing else is allowed");
            prop_assert!(rest.is_empty() || rest.starts_with(['/', '?', '#']), "{}", url);
        }
    }

    #[test]
    fn any_text_is_checked_or_refused(url in any::<String>()) {
        let _ = ReturnUrlPolicy::none().check(&url);
        let _ = CallbackUrlPolicy::none().allow("hooks.example.org").unwrap().check(&url);
    }

    /// Nothing private is reachable through an IPv6 spelling of it.
    #[test]
    fn an_embedded_private_address_is_not_public(a in 0u8..=255, b in 0u8..=255, c in 0u8..=255) {
        for prefix in ["::ffff:", "::", "64:ff9b::"] {
            let address = format!("{prefix}10.{a}.{b}.{c}");
            prop_assert!(!is_public_address(address.parse().unwrap()), "{}", address);
        }
    }
}
