//! What a program does before its first detector takes no word from the rules, which are hashed once.
//!
//! It is a program of its own: in one with other tests a detector may be there already.

use phiward_redact::{
    Category, Policy, PolicyFile, Redactor, SurrogateKey, Terms, TokenMap, lexicon::Lexicon,
};

#[test]
fn everything_that_needs_no_detector_may_come_first() {
    let terms = Terms::new()
        .with_denied("Operation Blue Heron", Category::OtherId)
        .and_then(|terms| terms.with_allowed("Dr. Pepper, 12 mg"))
        .unwrap();
    PolicyFile::from_json("{}").unwrap();
    let mut tokens = TokenMap::new();
    let token = tokens.token(Category::Name, "Maria Gonzalez");
    assert_eq!(tokens.restore(&token), "Maria Gonzalez");
    let _ = SurrogateKey::new(&[7; 32], "case 1");
    assert!(!Lexicon::embedded().checksum().is_empty());

    let redactor = Redactor::new(Policy::default()).unwrap().with_terms(terms);
    // Words of the rules: a title, months, kinds of organisations, what announces a number, units that are none.
    let note = "Dr. Maria Gonzalez, Lakeside Memorial Hospital, 4200 Elm Street, seen March 3, 1987, \
        phone 555-201-9876, given 12 mg, Operation Blue Heron.";
    let shown = redactor.redact(note).text;
    for hidden in ["Gonzalez", "Lakeside", "Elm Street", "March 3", "201-9876", "Blue Heron"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert!(shown.contains("12 mg"), "{shown}");
}
