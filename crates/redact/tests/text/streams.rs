//! A text in pieces gives what the whole gives, however it is cut.

use phiward_redact::{Category, Redactor, TokenMap};
use proptest::prelude::*;

use crate::{BALANCED, STRICT, notes};

/// Redacts a text that is cut after the given numbers of characters, again and again.
fn in_pieces(redactor: &Redactor<'_>, text: &str, lengths: &[usize]) -> (String, Vec<u64>) {
    let (mut map, mut out) = (TokenMap::new(), String::new());
    let mut stream = redactor.stream();
    let mut rest = text;
    for length in lengths.iter().cycle() {
        if rest.is_empty() || lengths.iter().all(|length| *length == 0) {
            break;
        }
        let cut = rest.char_indices().nth(*length).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(cut);
        stream.push(piece, &mut map, &mut out);
        rest = after;
    }
    stream.push(rest, &mut map, &mut out);
    let manifest = stream.finish(&mut map, &mut out);
    (out, Category::ALL.iter().map(|category| manifest.count(*category)).collect())
}

fn assert_same(redactor: &Redactor<'_>, text: &str, lengths: &[usize]) -> Result<(), TestCaseError> {
    let whole = redactor.redact(text);
    let counts: Vec<u64> = Category::ALL.iter().map(|category| whole.manifest.count(*category)).collect();
    let (pieces, pieces_counts) = in_pieces(redactor, text, lengths);
    // Not `assert_eq`: a difference in 200 KiB is not for reading.
    let differs = whole.text.bytes().zip(pieces.bytes()).position(|(one, other)| one != other);
    prop_assert!(whole.text == pieces, "differs at {:?}, cut by {:?}", differs, lengths);
    prop_assert_eq!(counts, pieces_counts);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_short_text(text in notes::text(), lengths in proptest::collection::vec(0usize..40, 1..8)) {
        for redactor in [&*BALANCED, &*STRICT] {
            assert_same(redactor, &text, &lengths)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_of_several_segments(
        pieces in proptest::collection::vec(notes::text(), 1..40),
        repeats in 1usize..200,
        glue in proptest::sample::select(vec!["\n", " ", "", "\r\n"]),
        lengths in proptest::collection::vec(0usize..50_000, 1..5),
    ) {
        let mut text = pieces.join(glue).repeat(repeats);
        let end = (0..=text.len().min(300_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        if glue != "\n" {
            // Lines longer than a segment.
            text = text.replace('\n', " ");
        }
        assert_same(&BALANCED, &text, &lengths)?;
    }
}

#[test]
fn the_notes_character_by_character() {
    for note in notes::NOTES.iter().step_by(20) {
        assert_same(&BALANCED, &note.text, &[1]).unwrap();
    }
}

#[test]
fn one_line_without_a_blank_is_cut_and_not_lost() {
    // Three bytes each, so that the greatest length of a segment falls within a character.
    let text = "\u{2014}".repeat(60_000);
    assert_same(&BALANCED, &text, &[7, 30_000, 0]).unwrap();
    assert!(BALANCED.redact(&text).text == text);
    // A word of 200 KiB is no word that is known to be harmless.
    assert_same(&STRICT, &"\u{e9}".repeat(100_000), &[7, 65_536, 0]).unwrap();
}
