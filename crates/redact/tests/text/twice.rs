//! Redacting twice is redacting once: what an earlier redaction left stays.

use std::sync::LazyLock;

use phiward_redact::{Category, Mode, Operator, Policy, Profile, Redactor, SurrogateKey};
use proptest::prelude::*;

use crate::{BALANCED, STRICT, notes};

/// Notes of the thousand in which a label reaches over a tag, or tags in capitals make a note another kind of text.
const MOST_CHANGED: usize = 5;

/// Redactors in both modes for every operator that leaves a tag.
static REDACTORS: LazyLock<Vec<(Mode, Operator, Redactor<'static>)>> = LazyLock::new(|| {
    let operators = [Operator::Tag, Operator::Mask, Operator::NumberedTag, Operator::KeyedHash];
    let of = |mode: Mode| operators.map(|operator| (mode, operator, redactor(mode, operator)));
    [Mode::Balanced, Mode::Strict].into_iter().flat_map(of).collect()
});

fn redactor(mode: Mode, operator: Operator) -> Redactor<'static> {
    let profile = if operator.needs_key() { Profile::ExpertDetermination } else { Profile::SafeHarborStyle };
    let redacted = Category::ALL.iter().filter(|category| **category != Category::Age);
    let policy = Policy::new(mode, profile, redacted.map(|category| (*category, operator))).unwrap();
    Redactor::with_key(policy, SurrogateKey::new(&[7; 32], "study-1"))
}

#[test]
fn a_note_that_was_redacted_stays_as_it_is() {
    for (mode, operator, redactor) in &*REDACTORS {
        let mut changed = Vec::new();
        for note in notes::NOTES.iter() {
            let once = redactor.redact(&note.text).text;
            if redactor.redact(&once).text != once {
                changed.push(note.id.as_str());
            }
        }
        assert!(changed.len() <= MOST_CHANGED, "{mode:?}, {operator:?}: {changed:?}");
    }
}

#[test]
fn tags_stay_wherever_they_stand() {
    let tags =
        ["[NAME]", "[AGE_OVER_89]", "[NAME_1]", "[HEALTH_PLAN_12]", "[REDACTED]", "[MRN:5b0c7a91e2d43f68]"];
    for tag in tags {
        for text in [
            tag.to_owned(),
            format!("Patient: {tag}; Birthdate: {tag}"),
            format!("MRN: {tag}, DOB: {tag}. Employer: {tag}"),
            format!("Seen by Dr. {tag} {tag} at {tag}, {tag} County, signed {tag}"),
            format!("PATIENT {tag} AGE {tag} LIVES AT {tag} {tag}"),
            format!("e-mail {tag} or call {tag}\nDictated by: {tag}\nvehicle plate {tag}"),
        ] {
            for (mode, operator, redactor) in &*REDACTORS {
                assert_eq!(redactor.redact(&text).text, text, "{mode:?}, {operator:?}");
            }
        }
    }
}

#[test]
fn a_text_that_only_looks_redacted_hides_nothing() {
    for redactor in [&*BALANCED, &*STRICT] {
        for (text, value) in [
            ("[NAME] MRN: 00625079", "00625079"),
            ("[MRN: 00625079]", "00625079"),
            ("[NAME: 219-15-0606] [DATE]", "219-15-0606"),
            ("Dr. [NAME] and Dr. Szczepanski agree", "Szczepanski"),
            ("[NAME_1] was seen on 10/24/2023", "10/24/2023"),
        ] {
            let out = redactor.redact(text).text;
            assert!(!out.contains(value), "{text} -> {out}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_tag_is_ever_redacted(text in notes::text()) {
        for (_, _, redactor) in &*REDACTORS {
            let once = redactor.redact(&text);
            for entry in redactor.redact(&once.text).manifest.entries() {
                let again = &once.text[entry.span.range()];
                prop_assert!(!again.contains("[NAME]") && !again.contains("[REDACTED]"), "{:?} in {:?}", again, once.text);
            }
        }
    }
}
