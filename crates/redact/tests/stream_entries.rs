//! A stream tells what it found as it goes, where a whole text tells it at the end.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use phiward_redact::{Entry, Policy, Redactor, TokenMap};

/// A text of several segments, with findings in each and some across the cuts of pieces.
fn text() -> String {
    let lines = "Mr. Zyxwv called about MRN: 00625079 → the lungs are clear\nZyxwv returned on 10/24/2023\n";
    lines.repeat(1_500)
}

#[test]
fn entries_are_those_of_the_whole_text_however_it_is_cut() {
    let (redactor, text) = (Redactor::new(Policy::default()).unwrap(), text());
    let whole = redactor.redact(&text);
    assert!(whole.manifest.entries().len() > 3_000);
    for size in [997, 40_000, text.len()] {
        let mut stream = redactor.stream().recording();
        let (mut map, mut out) = (TokenMap::new(), String::new());
        let mut entries: Vec<Entry> = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let cut = (size.min(rest.len())..=rest.len()).find(|cut| rest.is_char_boundary(*cut)).unwrap();
            let (piece, after) = rest.split_at(cut);
            stream.push(piece, &mut map, &mut out);
            entries.extend(stream.take_entries());
            rest = after;
        }
        entries.extend(stream.finish(&mut map, &mut out).entries());
        assert_eq!(entries, whole.manifest.entries(), "{size}");
        assert!(out == whole.text, "{size}");
    }
}

#[test]
fn a_stream_that_is_not_recorded_holds_no_entries() {
    let redactor = Redactor::new(Policy::default()).unwrap();
    let mut stream = redactor.stream();
    let (mut map, mut out) = (TokenMap::new(), String::new());
    stream.push(&text(), &mut map, &mut out);
    assert_eq!(stream.take_entries(), []);
    let manifest = stream.finish(&mut map, &mut out);
    assert_eq!((manifest.entries().len(), manifest.count(phiward_redact::Category::Mrn)), (0, 1_500));
}
