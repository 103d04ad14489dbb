//! The laws of redaction, for any text and any document.

use std::ops::Range;
use std::sync::LazyLock;

use phiward_redact::{
    Category, Format, Manifest, Mode, Operator, Policy, PolicyFile, Profile, Redactor, TokenMap,
    lexicon::{HEADER_LEN, Lexicon},
};
use sha2::{Digest, Sha256};

use crate::Cuts;

/// Balanced and strict, with tags.
static TAGS: LazyLock<[Redactor<'static>; 2]> = LazyLock::new(|| {
    [Mode::Balanced, Mode::Strict].map(|mode| {
        let policy = Policy::new(mode, Profile::SafeHarborStyle, []).expect("tags are admitted");
        Redactor::new(policy).expect("tags need no key")
    })
});

/// Reversible tokens.
static TOKENS: LazyLock<Redactor<'static>> =
    LazyLock::new(|| Redactor::new(Policy::ai_round_trip(Mode::Balanced)).expect("tokens need no key"));

/// Enough repeats of a short text to fill more than one segment.
const REPEATS: usize = 40;

/// Text: spans ascend, what is outside of them stays, and tokens restore the text.
pub fn check_text(text: &str) {
    for redactor in TAGS.iter() {
        let redaction = redactor.redact(text);
        check_manifest(text, &redaction.manifest);
        let (mut expected, mut at) = (String::new(), 0);
        for entry in redaction.manifest.entries() {
            expected += &text[at..entry.span.start];
            match entry.operator {
                Operator::Keep => expected += &text[entry.span.range()],
                _ => expected += &format!("[{}]", entry.span.category),
            }
            at = entry.span.end;
        }
        assert_eq!(redaction.text, expected + &text[at..]);
    }
    let mut map = TokenMap::new();
    let prompt = TOKENS.redact_with(text, &mut map).text;
    assert_eq!(map.restore(&prompt), text);
}

/// A document: spans ascend within it, and counts are those of the spans.
pub fn check_document(format: Format, text: &str) {
    for redactor in TAGS.iter() {
        check_manifest(text, &redactor.redact_as(format, text, &mut TokenMap::new()).manifest);
    }
}

/// JSON stays JSON.
pub fn check_json(text: &str) {
    check_document(Format::Json, text);
    if serde_json::from_str::<serde_json::Value>(text).is_ok() {
        for redactor in TAGS.iter() {
            let redacted = redactor.redact_json(text, &mut TokenMap::new()).text;
            let parsed = serde_json::from_str::<serde_json::Value>(&redacted);
            assert!(parsed.is_ok(), "{redacted}");
        }
    }
}

fn check_manifest(text: &str, manifest: &Manifest) {
    let mut last = 0;
    for entry in manifest.entries() {
        assert!(entry.span.start >= last && entry.span.start <= entry.span.end, "{entry:?}");
        assert!(text.get(entry.span.range()).is_some(), "{entry:?}");
        last = entry.span.end;
    }
    for category in Category::ALL {
        let entries = manifest.entries().iter().filter(|entry| entry.span.category == *category);
        assert_eq!(entries.count() as u64, manifest.count(*category));
    }
}

/// A policy: what is accepted holds what its profile admits, and an error names fields alone.
pub fn check_policy(text: &str) {
    for file in [PolicyFile::from_json(text), PolicyFile::from_toml(text)] {
        match file {
            Ok(file) => check_admitted(text, file),
            Err(error) => {
                // A place names fields; a name of another form stands as a question mark.
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.[]?".contains(&byte);
                assert!(error.place().bytes().all(is_plain), "{error}");
                assert!(error.place().len() <= 128 && !error.code().is_empty(), "{error}");
            }
        }
    }
}

fn check_admitted(text: &str, file: PolicyFile) {
    for category in Category::ALL {
        assert!(file.policy.profile().admits(*category, file.policy.operator(*category)));
    }
    let needs_key = file.policy.needs_key();
    match Redactor::new(file.policy) {
        Ok(redactor) => check_manifest(text, &redactor.with_terms(file.terms).redact(text).manifest),
        Err(error) => assert!(needs_key, "{error}"),
    }
}

/// However a text is cut, the result is the one of the whole.
pub fn check_splits(data: &[u8]) {
    let Some(cuts) = Cuts::parse(data) else { return };
    let text = String::from_utf8_lossy(cuts.bytes);
    for text in [text.clone().into_owned(), text.repeat(REPEATS)] {
        let (mut map, mut out) = (TokenMap::new(), String::new());
        let mut stream = TAGS[0].stream();
        let (mut at, mut cut) = (0, 0);
        for piece in cuts.pieces(text.as_bytes()) {
            cut += piece.len();
            // A cut within a character moves on to its end.
            let end = (cut..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            stream.push(&text[at..end.max(at)], &mut map, &mut out);
            at = end.max(at);
        }
        let manifest = stream.finish(&mut map, &mut out);
        let whole = TAGS[0].redact(&text);
        assert!(out == whole.text, "the pieces give another text");
        for category in Category::ALL {
            assert_eq!(manifest.count(*category), whole.manifest.count(*category));
        }
    }
}

/// The bytes of a word table's header that hold the checksum of what follows the header.
const CHECKSUM: Range<usize> = 24..56;

/// A word table: what is accepted answers every look-up, and an altered one is refused.
pub fn check_lexicon(bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    if let Some(body) = bytes.get(HEADER_LEN..) {
        // The right checksum, which no mutation would find.
        let checksum = Sha256::digest(body);
        bytes[CHECKSUM].copy_from_slice(&checksum);
    }
    let Ok(lexicon) = Lexicon::from_bytes(&bytes) else { return };
    for word in bytes.chunks(7).chain([b"abdomen".as_slice(), b""]) {
        let (classes, _) = lexicon.classify(word);
        assert_eq!(classes, lexicon.lookup(word));
    }
    if let Some(last) = bytes[CHECKSUM.end..].last_mut() {
        *last ^= 1;
    }
    let date_alone = bytes.len() == HEADER_LEN;
    assert_eq!(Lexicon::from_bytes(&bytes).is_ok(), date_alone);
}
