//! What holds for any text.

use phiward_redact::{Category, Detector, Mode, Operator, Span};
use proptest::prelude::*;

use crate::{BALANCED, STRICT, notes};

fn assert_sound(text: &str, spans: &[Span]) -> Result<(), TestCaseError> {
    let mut last = 0;
    for span in spans {
        prop_assert!(span.start >= last && span.start < span.end, "{:?} in {:?}", span, text);
        prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
        prop_assert!(Category::ALL.contains(&span.category));
        prop_assert!((1..=100).contains(&span.confidence), "{:?}", span);
        prop_assert!(!span.rule.is_empty());
        last = span.end;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_sorted_disjoint_and_on_character_boundaries(text in notes::text()) {
        for mode in [Mode::Balanced, Mode::Strict] {
            assert_sound(&text, &Detector::new(mode).find(&text))?;
        }
    }

    #[test]
    fn what_is_outside_of_spans_stays_as_it_is(text in notes::text()) {
        for redactor in [&*BALANCED, &*STRICT] {
            let redaction = redactor.redact(&text);
            let mut expected = String::new();
            let mut at = 0;
            for entry in redaction.manifest.entries() {
                expected += &text[at..entry.span.start];
                match entry.operator {
                    Operator::Keep => expected += &text[entry.span.range()],
                    _ => expected += &format!("[{}]", entry.span.category),
                }
                at = entry.span.end;
            }
            expected += &text[at..];
            prop_assert_eq!(redaction.text, expected);
        }
    }

    #[test]
    fn the_counts_are_those_of_the_entries(text in notes::text()) {
        let manifest = STRICT.redact(&text).manifest;
        for category in Category::ALL {
            let entries = manifest.entries().iter().filter(|entry| entry.span.category == *category).count();
            prop_assert_eq!(manifest.count(*category), entries as u64);
        }
    }
}
