//! Errors, debug output and manifests never hold what went in.

use std::io::Write as _;

use phiward_redact::{
    Category, Detector, LogScrubber, Mode, Policy, Redactor, Restorer, SurrogateKey, Terms, TokenMap,
    lexicon::Lexicon,
};

use crate::{BALANCED, STRICT, notes};

/// PHI that is nowhere else, each of a kind of its own.
const CANARIES: [&str; 8] = [
    "Qzcanary",
    "00625079",
    "219-15-0606",
    "qz.canary@example.org",
    "610-555-0123",
    "8ABC123",
    "10.191.44.113",
    "4417 Zanzibar Road",
];

fn note() -> String {
    let [name, mrn, ssn, email, phone, plate, ip, street] = CANARIES;
    format!(
        "Patient: Maria {name}, MRN {mrn}, SSN {ssn}, {email}, phone {phone}, plate {plate}, IP {ip}, lives at {street}."
    )
}

fn assert_silent(what: &str, shown: &str) {
    for canary in CANARIES {
        assert!(!shown.contains(canary), "{what}: {shown}");
    }
    assert!(!shown.is_empty(), "{what}");
}

#[test]
fn the_canaries_are_found() {
    // Otherwise the other tests would say nothing.
    for redactor in [&*BALANCED, &*STRICT] {
        assert_silent("output", &redactor.redact(&note()).text);
    }
}

#[test]
fn manifests_and_redactions_hold_no_value() {
    for redactor in [&*BALANCED, &*STRICT] {
        let redaction = redactor.redact(&note());
        assert!(redaction.manifest.entries().len() >= CANARIES.len());
        assert_silent("manifest", &format!("{:?} {:#?}", redaction.manifest, redaction.manifest.entries()));
        assert_silent("redaction", &format!("{redaction:?}"));
    }
}

#[test]
fn manifests_are_of_the_shape_alone() {
    // Two notes that differ in their values only have one manifest.
    let other = note().replace("00625079", "00625071").replace("219-15-0606", "219-15-0607");
    assert_eq!(BALANCED.redact(&note()).manifest, BALANCED.redact(&other).manifest);
}

#[test]
fn debug_output_of_what_holds_phi_shows_none() {
    let key = SurrogateKey::new(&[7; 32], "Qzcanary");
    assert_silent("key", &format!("{key:?}"));
    let keyed = Redactor::with_key(Policy::ai_round_trip(Mode::Strict), key);
    let (mut map, mut out) = (TokenMap::new(), String::new());
    let mut stream = keyed.stream();
    stream.push(&note(), &mut map, &mut out);
    assert_silent("stream", &format!("{stream:?} {keyed:?}"));
    let manifest = stream.finish(&mut map, &mut out);
    assert!(map.len() >= CANARIES.len() && manifest.count(Category::Mrn) == 1);
    let mut restorer = Restorer::new(&map);
    assert!(restorer.push(&out).contains("Qzcanary"));
    assert_silent("map", &format!("{map:?} {:?} {restorer:?} {manifest:?}", Detector::new(Mode::Strict)));
}

#[test]
fn debug_output_of_a_log_scrubber_shows_none() {
    let mut log = LogScrubber::new(Redactor::new(Policy::default()).unwrap(), Vec::new());
    write!(log, "{}", note()).unwrap();
    assert_silent("scrubber", &format!("{log:?}"));
    let (written, counts) = log.finish().unwrap();
    assert_silent("log", &String::from_utf8(written).unwrap());
    assert_silent("counts", &format!("{counts:?}"));
}

#[test]
fn terms_and_their_errors_show_none() {
    let terms = Terms::new().with_denied("Qzcanary", Category::Name).unwrap();
    assert_silent("terms", &format!("{terms:?}"));
    for error in [
        terms.with_allowed(&"00625079".repeat(10_000)).unwrap_err(),
        Terms::new().with_denied("-", Category::Name).unwrap_err(),
        Terms::new().with_recogniser("Qzcanary", Category::Name, "@").unwrap_err(),
        Terms::new().with_recogniser("a", Category::Name, "Qzcanary [").unwrap_err(),
    ] {
        assert_silent("error", &format!("{error} {error:?} {}", error.code()));
    }
}

#[test]
fn errors_of_a_lexicon_show_none() {
    for bytes in [note().into_bytes(), note().repeat(100).into_bytes(), Vec::new()] {
        let error = Lexicon::from_bytes(&bytes).unwrap_err();
        assert_silent("error", &format!("{error} {error:?} {}", error.code()));
    }
}

#[test]
fn manifests_of_all_notes_hold_no_gold_value() {
    for note in notes::NOTES.iter().step_by(7) {
        let shown = format!("{:?}", STRICT.redact(&note.text).manifest);
        for gold in note.gold.iter().filter(|gold| gold.range.len() >= 6) {
            assert!(!shown.contains(&note.text[gold.range.clone()]), "{} {}", note.id, gold.kind);
        }
    }
}
