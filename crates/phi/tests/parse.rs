//! Parsers take exactly what they should, and say nothing about what they refuse.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use phiward_phi::{
    Access, AccessEvent, ActorId, Age, AgeUnit, AuditContext, Identifier, ParseError, Phi, PhoneNumber,
    PurposeOfUse, RequestId, Scope, zeroize::Zeroize,
};
use proptest::prelude::*;

/// Opens a value and hands out a copy of what a test asks for.
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

fn years(text: &str) -> Result<u8, ParseError> {
    Age::parse(text, AgeUnit::Years).map(|age| reveal(&age, Age::value))
}

#[test]
fn what_a_lenient_parser_makes_an_adult_is_refused_or_an_infant() {
    // JavaScript: `parsedAge && parsedAge < 18` made the first four adults and the next two children.
    assert_eq!(years("0"), Ok(0));
    assert_eq!(years("18 months"), Err(ParseError::Malformed));
    assert_eq!(years(""), Err(ParseError::Empty));
    assert_eq!(years("abc"), Err(ParseError::Malformed));
    assert_eq!(years("1e2"), Err(ParseError::Malformed));
    assert_eq!(years("-3"), Err(ParseError::Malformed));
    for text in ["+3", " 3", "3 ", "3.0", "03", "00", "0x3", "3y", "٣", "３", "NaN", "1\u{0}", "0 "] {
        assert_eq!(years(text), Err(ParseError::Malformed), "{text:?}");
    }
    for text in ["121", "256", "999", "99999999999999999999"] {
        assert_eq!(years(text), Err(ParseError::OutOfRange), "{text:?}");
    }
    assert_eq!(years("1"), Ok(1));
    assert_eq!(years("120"), Ok(120));
}

#[test]
fn whole_years_follow_the_unit() {
    let whole_years = |text, unit| reveal(&Age::parse(text, unit).unwrap(), Age::whole_years);
    assert_eq!(whole_years("18", AgeUnit::Years), 18);
    assert_eq!(whole_years("18", AgeUnit::Months), 1);
    assert_eq!(whole_years("11", AgeUnit::Months), 0);
    assert_eq!(whole_years("12", AgeUnit::Months), 1);
    assert_eq!(whole_years("120", AgeUnit::Months), 10);
    for unit in [AgeUnit::Days, AgeUnit::Hours, AgeUnit::Minutes] {
        assert_eq!(whole_years("120", unit), 0);
    }
}

#[test]
fn units_are_nemsis_codes_or_plurals() {
    assert!(AgeUnit::parse("2516007").is_ok_and(|unit| unit == AgeUnit::Months));
    assert!(AgeUnit::parse("years").is_ok_and(|unit| unit == AgeUnit::Years));
    for text in ["Years", "year", "y", "2516002", " years", "2516009 "] {
        assert_eq!(AgeUnit::parse(text).err(), Some(ParseError::Malformed), "{text:?}");
    }
    assert_eq!(AgeUnit::parse("").err(), Some(ParseError::Empty));
}

#[test]
fn phone_numbers_have_the_shape_of_e164() {
    // The last one is the runbook's own example of the shape.
    for text in ["+13105550142", "+442079460123", "+2905123", "+1234567", "+123456789012345", "+1234567890"] {
        let phone = PhoneNumber::parse(text).unwrap();
        assert!(reveal(&phone, |phone| phone.as_str() == text));
    }
    for text in
        ["+", "+1", "+1234", "+123456", "13105550142", "+03105550142", "+1 310 555 0142", "+1310555014x"]
    {
        assert_eq!(PhoneNumber::parse(text).err(), Some(ParseError::Malformed), "{text:?}");
    }
    assert_eq!(PhoneNumber::parse("+1234567890123456").err(), Some(ParseError::TooLong));
    assert_eq!(PhoneNumber::parse("").err(), Some(ParseError::Empty));
}

#[test]
fn identifiers_are_trimmed_text_without_controls() {
    for text in ["IT-12345", "Ünïcode 7", &"x".repeat(128)] {
        assert!(Identifier::parse(text).is_ok());
    }
    for text in [" IT-1", "IT-1 ", "IT\n1", "\u{7f}", "a\u{85}b"] {
        assert_eq!(Identifier::parse(text).err(), Some(ParseError::Malformed), "{text:?}");
    }
    assert_eq!(Identifier::parse("").err(), Some(ParseError::Empty));
    assert_eq!(Identifier::parse(&"x".repeat(129)).err(), Some(ParseError::TooLong));
}

#[test]
fn ids_refuse_what_is_shaped_like_an_identifier_of_a_person() {
    for text in ["usr-17", "it-1767225600000-9f8a2c41d07be653", "svc:triage.v2", &"a".repeat(64)] {
        assert_eq!(ActorId::parse(text).unwrap().as_str(), text);
        assert_eq!(RequestId::parse(text).unwrap().to_string(), text);
        assert_eq!(Scope::parse(text).unwrap().as_str(), text);
    }
    for text in
        ["078-05-1120", "3105550142", "+13105550142", "rosa@example.org", "Rosa Delgado", "-a", "a/b", "é"]
    {
        assert_eq!(ActorId::parse(text), Err(ParseError::Malformed), "{text:?}");
    }
    assert_eq!(RequestId::parse(""), Err(ParseError::Empty));
    assert_eq!(RequestId::parse(&"a".repeat(65)), Err(ParseError::TooLong));
}

proptest! {
    #[test]
    fn an_age_parses_exactly_when_its_number_prints_as_the_text(text in "[0-9+ .e-]{0,5}|\\PC{0,6}") {
        let expected = (0..=120_u8).find(|value| value.to_string() == text);
        prop_assert_eq!(years(&text).ok(), expected);
    }

    #[test]
    fn a_phone_number_keeps_its_text(text in "\\+[0-9]{5,17}|\\PC{0,20}") {
        if let Ok(phone) = PhoneNumber::parse(&text) {
            prop_assert!((8..=16).contains(&text.len()));
            prop_assert!(text.starts_with('+') && !text.starts_with("+0"));
            prop_assert!(reveal(&phone, |phone| phone.as_str() == text));
        }
    }

    #[test]
    fn ids_are_ascii_tokens(text in "[a-zA-Z][-_.:a-zA-Z0-9]{0,80}|\\PC{0,70}") {
        let shape = text.len() <= 64
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_.:".contains(character));
        prop_assert_eq!(ActorId::parse(&text).is_ok(), shape);
    }

    #[test]
    fn identifiers_never_panic_and_keep_their_text(text in any::<String>()) {
        if let Ok(identifier) = Identifier::parse(&text) {
            prop_assert!(reveal(&identifier, |identifier| identifier.as_str() == text));
        }
    }
}
