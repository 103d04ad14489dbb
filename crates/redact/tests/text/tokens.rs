//! Reversible tokens: what was taken out comes back, in whole and in pieces.

use phiward_redact::{Mode, Policy, Redactor, Restorer, TokenMap};
use proptest::prelude::*;

use crate::notes;

fn round_trip(mode: Mode) -> Redactor<'static> {
    Redactor::new(Policy::ai_round_trip(mode)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn restoring_undoes_tokenising(text in notes::text()) {
        for mode in [Mode::Balanced, Mode::Strict] {
            let mut map = TokenMap::new();
            let prompt = round_trip(mode).redact_with(&text, &mut map).text;
            prop_assert_eq!(map.restore(&prompt), text.as_str(), "{:?}", prompt);
            // A map that was sealed and opened restores the same.
            let again = TokenMap::from_entries(map.entries());
            prop_assert_eq!(again.restore(&prompt), text.as_str());
        }
    }

    #[test]
    fn one_map_restores_several_texts(texts in proptest::collection::vec(notes::text(), 1..4)) {
        let redactor = round_trip(Mode::Balanced);
        let mut map = TokenMap::new();
        let prompts: Vec<String> = texts.iter().map(|text| redactor.redact_with(text, &mut map).text).collect();
        for (text, prompt) in texts.iter().zip(&prompts) {
            prop_assert_eq!(&map.restore(prompt), text);
        }
    }

    #[test]
    fn a_reply_in_pieces_restores_as_the_whole(text in notes::text(), lengths in proptest::collection::vec(1usize..20, 1..6)) {
        let mut map = TokenMap::new();
        let reply = round_trip(Mode::Balanced).redact_with(&text, &mut map).text;
        let mut restorer = Restorer::new(&map);
        let (mut restored, mut rest) = (String::new(), reply.as_str());
        for length in lengths.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at(rest.char_indices().nth(*length).map_or(rest.len(), |(at, _)| at));
            restored += &restorer.push(piece);
            rest = after;
        }
        restored += &restorer.finish();
        prop_assert_eq!(restored, text);
    }
}

#[test]
fn every_note_comes_back() {
    let redactor = round_trip(Mode::Balanced);
    for note in notes::NOTES.iter() {
        let mut map = TokenMap::new();
        let prompt = redactor.redact_with(&note.text, &mut map).text;
        assert_ne!(map.is_empty(), prompt != note.text, "{}", note.id);
        assert_eq!(map.restore(&prompt), note.text, "{}", note.id);
    }
}
