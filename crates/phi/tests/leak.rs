//! A canary goes through everything that formats, and comes out of nothing.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use core::fmt::{Debug, Display};

use phiward_phi::{
    Access, AccessEvent, ActorId, Age, AgeUnit, AuditContext, AuditUnavailable, Identifier, Loggable, MASK,
    MaskAll, ObjectName, ParseError, Phi, PhoneNumber, PseudonymKey, PurposeOfUse, Redacted, RequestId,
    Scope, Scrub, ScrubFailed,
    file::{FileError, FileRules},
    mask_last,
};

const CANARY: &str = "Zebulon-4711815";

fn assert_silent(shown: &str) {
    for part in ["Zebulon", "4711815", "zebulon"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

fn all_forms<T: Debug + Display>(value: &T) -> String {
    format!("{value} {value:?} {value:#} {value:#?} {value:>40}")
}

#[test]
fn errors_say_what_is_wrong_and_not_with_what() {
    let refusals: Vec<ParseError> = [
        Age::parse(CANARY, AgeUnit::Years).err(),
        AgeUnit::parse(CANARY).err(),
        PhoneNumber::parse(CANARY).err(),
        Identifier::parse(&format!(" {CANARY}")).err(),
        ActorId::parse(&format!("{CANARY} ")).err(),
        RequestId::parse(&CANARY.repeat(9)).err(),
        Scope::parse(&format!("é{CANARY}")).err(),
        PseudonymKey::from_bytes(CANARY, &[7; 32]).err(),
    ]
    .into_iter()
    .map(Option::unwrap)
    .collect();
    for error in refusals {
        assert_silent(&all_forms(&error));
        assert_silent(error.code());
    }
    let error = FileRules::default().check(CANARY.as_bytes(), 15).unwrap_err();
    assert_silent(&all_forms(&error));
}

#[test]
fn codes_and_sentences_are_stable_in_form() {
    let mut codes = Vec::new();
    let mut check = |code: &'static str, sentence: String| {
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{code}");
        assert!(sentence.starts_with(char::is_lowercase) && !sentence.ends_with('.'), "{sentence}");
        codes.push(code);
    };
    for error in [ParseError::Empty, ParseError::TooLong, ParseError::Malformed, ParseError::OutOfRange] {
        check(error.code(), error.to_string());
    }
    for error in [FileError::Empty, FileError::TooLarge, FileError::TypeNotAllowed] {
        check(error.code(), error.to_string());
    }
    check(AuditUnavailable.code(), AuditUnavailable.to_string());
    check(ScrubFailed.code(), ScrubFailed.to_string());
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 9);
}

#[test]
fn what_may_be_logged_about_a_value_does_not_hold_it() {
    let key = PseudonymKey::from_bytes("k1", &[7; 32]).unwrap();
    let identifier = Identifier::parse(CANARY).unwrap();
    let pseudonym = identifier.pseudonym(&key, &Scope::parse("client_id").unwrap());
    let object = ObjectName::new(&key, &identifier, &[1; 16]);
    assert_silent(&all_forms(&pseudonym));
    assert_silent(&all_forms(&object));
    assert_silent(&all_forms(&identifier.redacted()));
    let loggable: [&dyn Loggable; 3] = [&pseudonym, &object, &identifier.redacted()];
    for value in loggable {
        assert_silent(&value.to_string());
    }
    let mut out = String::new();
    MaskAll.scrub(CANARY, &mut out).unwrap();
    assert_eq!(out, MASK);
}

#[test]
fn the_mask_is_one_constant_whatever_it_stands_for() {
    assert_eq!(MASK, "[REDACTED]");
    let (short, long) = (Phi::new(String::new()), Phi::new(CANARY.repeat(100)));
    for shown in [all_forms(&short.redacted()), all_forms(&long.redacted())] {
        assert_eq!(shown, all_forms(&Redacted));
    }
    assert_eq!(format!("{Redacted} {Redacted:?}"), "[REDACTED] [REDACTED]");
}

#[test]
fn audit_values_hold_ids_and_names_of_fields() {
    let access = Access {
        actor: ActorId::parse("usr-17").unwrap(),
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse("it-1").unwrap(),
        at_ms: 7,
    };
    let key = PseudonymKey::from_bytes("k1", &[7; 32]).unwrap();
    let identifier = Identifier::parse(CANARY).unwrap();
    let subject = identifier.pseudonym(&key, &Scope::parse("client_id").unwrap());
    let shown = core::cell::RefCell::new(String::new());
    let sink = |event: &AccessEvent<'_>| {
        shown.borrow_mut().push_str(&format!("{event:?}"));
        Ok(())
    };
    let audit = AuditContext::new(access, &sink).about(subject);
    assert!(identifier.open(&audit, "client_id").is_ok());
    assert_silent(&format!("{audit:?} {audit:#?}"));
    assert_silent(&shown.borrow());
    assert!(shown.borrow().contains("client_id") && shown.borrow().contains("usr-17"));

    let phone = PhoneNumber::parse("+14711815").unwrap();
    let partly = mask_last(&*phone.open(&audit, "phone").unwrap(), 4);
    assert_eq!(format!("{partly:?} {partly}"), "[REDACTED] [REDACTED]1815");
}
