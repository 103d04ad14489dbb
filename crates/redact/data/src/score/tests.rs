//! The arithmetic of a score, on notes whose figures can be counted by hand.

use super::{
    COVER, Options, gold,
    gold::{Note, Stretch},
    report,
    tally::Tally,
};

fn stretch(start: usize, end: usize, kind: &str) -> Stretch {
    Stretch { start, end, kind: kind.to_owned() }
}

fn note(text: &str, gold: &[Stretch], ignore: &[Stretch]) -> Note {
    Note { id: "n".to_owned(), text: text.to_owned(), gold: gold.to_vec(), ignore: ignore.to_vec() }
}

fn tally(notes: &[(Note, Vec<Stretch>)]) -> Tally {
    let mut tally = Tally::default();
    for (note, found) in notes {
        tally.add(note, found, COVER);
    }
    tally
}

#[test]
fn punctuation_and_blanks_do_not_count() {
    let gold = note("Dr. Ann Lee, seen", &[stretch(4, 11, "NAME")], &[stretch(0, 2, "TITLE")]);
    // Two spans that leave the blank between them, and take the title.
    let tally = tally(&[(gold, vec![stretch(0, 7, "NAME"), stretch(8, 12, "NAME")])]);
    let name = tally.kinds.get("NAME").unwrap();
    assert_eq!((name.spans, name.caught, name.typed), (1, 1, 1));
    assert_eq!((name.characters, name.redacted), (6, 6));
    assert_eq!((tally.right, tally.missed, tally.needless, tally.harmless), (6, 0, 0, 4));
}

#[test]
fn a_span_is_caught_by_nine_tenths_of_it_whatever_it_is_taken_for() {
    let text = "1234567890 x";
    for (end, caught) in [(9, 1), (8, 0)] {
        let gold = note(text, &[stretch(0, 10, "MRN")], &[]);
        let tally = tally(&[(gold, vec![stretch(0, end, "DATE")])]);
        let mrn = tally.kinds.get("MRN").unwrap();
        assert_eq!((mrn.caught, mrn.typed), (caught, 0));
        assert_eq!(tally.leaks.len(), usize::from(caught == 0));
        assert_eq!(tally.positive_with_leak, 1 - caught);
    }
}

#[test]
fn one_group_is_one_type() {
    for (gold, found, typed) in [("SSN", "MRN", 1), ("FAX", "PHONE", 1), ("NAME", "ORG", 0)] {
        let note = note("12345", &[stretch(0, 5, gold)], &[]);
        let tally = tally(&[(note, vec![stretch(0, 5, found)])]);
        assert_eq!(tally.sum(|kind| kind.typed), typed, "{gold} {found}");
    }
}

#[test]
fn a_note_without_gold_counts_as_negative() {
    let plain = note("Foley in place", &[], &[]);
    let tally = tally(&[(plain.clone(), vec![stretch(0, 5, "NAME")]), (plain, Vec::new())]);
    assert_eq!((tally.negative, tally.negative_hit), (2, 1));
    assert_eq!((tally.negative_needless, tally.negative_harmless), (5, 24));
    assert_eq!(tally.needless_texts.into_iter().collect::<Vec<_>>(), [(("NAME".into(), "Foley".into()), 1)]);
}

#[test]
fn a_span_beyond_the_text_is_cut() {
    let tally = tally(&[(note("ab", &[stretch(1, 9, "NAME")], &[]), vec![stretch(0, 7, "NAME")])]);
    assert_eq!((tally.right, tally.needless), (1, 1));
}

#[test]
fn the_reports_hold_what_was_counted() {
    let gold = note("Ann Lee saw `Bo`", &[stretch(0, 7, "NAME"), stretch(13, 15, "NAME")], &[]);
    let tally = tally(&[(gold, vec![stretch(0, 7, "NAME")])]);
    let json: serde_json::Value = serde_json::from_str(&report::json(&tally)).unwrap();
    assert_eq!(json["types"]["NAME"]["recall"], 0.5);
    assert_eq!(json["char_recall"], 0.75);
    assert_eq!(json["neg_docs_hit_pct"], serde_json::Value::Null);
    assert!(report::text(&tally, 5).contains("LEAK n NAME \"Bo\""));
    let markdown = report::markdown("balanced", &tally);
    assert!(markdown.contains("| NAME | 2 | 0.500 | 0.500 | 0.750 |"), "{markdown}");
    assert!(markdown.contains("| NAME | 1 | 0 |"), "{markdown}");
    assert!(markdown.contains("- NAME `Bo` in `Ann Lee saw  Bo`"), "{markdown}");
}

#[test]
fn arguments_are_read_or_refused() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let options = Options::parse(&words("--mode strict g.jsonl --cover 0.5 --errors 3")).unwrap();
    assert_eq!((options.cover, options.errors, options.json), (0.5, 3, false));
    assert!(format!("{:?}", options.engine).contains("Strict"));
    for wrong in ["--mode loose g", "--json", "a b", "--cover x g", "g --errors", "-j g"] {
        assert!(Options::parse(&words(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_line_that_is_no_note_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    std::fs::write(&path, "\n{\"id\": \"a\", \"text\": \"b\", \"spans\": []}\n{\"id\": \"a\"}\n").unwrap();
    assert!(gold::read(&path).unwrap_err().ends_with("line 3 is no note with gold spans"));
}
