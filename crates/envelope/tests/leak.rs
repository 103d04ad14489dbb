//! No key, plaintext or context appears in what the crate prints: errors, debug output, I/O errors.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod sample;

use core::{error::Error as _, fmt::Debug};
use std::{
    collections::BTreeSet,
    io::{self, Cursor, Read as _, Write as _},
};

use phiward_envelope::{
    Context, DataKey, EntropyUnavailable, Error, Extension, Header, KeyId, Layout, OpenReader, Opener,
    Purpose, RandomAccessReader, SealWriter, Sealer, cobblestone, inspect, legacy, text,
};
use sample::{CHUNK, Counting, Failing};

/// Fed as key, plaintext and context, and then looked for.
const CANARY: &[u8; 32] = b"canary-Jane-Roe-1957-03-02-7f3a9";

/// The shapes in which bytes are printed: text, lists of numbers, runs of digits, base64.
fn shapes_of_the_canary() -> Vec<String> {
    // Six bytes are enough to know it, and base64 shows them wherever it starts to encode.
    let part = &CANARY[7..13];
    let list = |of: fn(&u8) -> String| part.iter().map(of).collect::<Vec<_>>();
    let mut shapes = vec![
        "Jane-R".to_owned(),
        list(u8::to_string).join(","),
        list(|byte| format!("{byte:x}")).join(","),
        list(|byte| format!("0x{byte:x}")).join(","),
        list(|byte| format!("{byte:02x}")).concat(),
        list(|byte| format!("\\x{byte:02x}")).concat(),
    ];
    for skipped in 0..3 {
        shapes.push(text::encode(&CANARY[skipped + 3..skipped + 15]));
    }
    shapes.iter().map(|shape| shape.to_lowercase()).collect()
}

fn leaks(printed: &str) -> bool {
    let printed: String = printed.to_lowercase().split_whitespace().collect();
    shapes_of_the_canary().iter().any(|shape| printed.contains(shape))
}

/// Prints a value in every way that `Debug` has.
fn debug(value: &dyn Debug) -> String {
    format!("{value:?} {value:#?} {value:x?} {value:#X?}")
}

#[track_caller]
fn assert_quiet(what: &str, value: &dyn Debug) {
    let printed = debug(value);
    assert!(!printed.is_empty());
    assert!(!leaks(&printed), "{what} prints what it holds: {printed}");
}

#[test]
fn the_test_itself_sees_leaks() {
    let text = str::from_utf8(CANARY).unwrap();
    for leak in [debug(CANARY), debug(&CANARY.to_vec()), debug(&text), text::encode(CANARY), text.to_owned()]
    {
        assert!(leaks(&leak), "{leak}");
    }
    assert!(leaks(&format!("{:x?}", &CANARY[3..])) && leaks(&format!("{:#?}", &CANARY[1..20])));
    assert!(leaks(&text::encode(&CANARY[1..])) && leaks(&text::encode(&CANARY[2..])));
    assert!(!leaks("a quiet sentence"));
}

fn canary_key() -> DataKey {
    DataKey::from_bytes(KeyId::from_bytes([9; 16]), CANARY)
}

fn canary_context() -> Context {
    let text = str::from_utf8(CANARY).unwrap();
    Context::new([(text, text), ("patient", text)]).unwrap()
}

#[test]
fn keys_contexts_and_what_borrows_them() {
    let (key, context) = (canary_key(), canary_context());
    assert_quiet("DataKey", &key);
    assert_quiet("Context", &context);
    assert_quiet("Sealer", &Sealer::new(&key, &context, Purpose::RECORD));
    assert_quiet("Opener", &Opener::new(&key, &context));
    assert_quiet("legacy::Key", &legacy::Key::from_bytes(CANARY));
    assert_quiet("cobblestone::Key", &cobblestone::Key::new(CANARY));
}

#[test]
fn whatever_holds_plaintext() {
    let (key, context) = (canary_key(), canary_context());
    let (sealer, opener) = (Sealer::new(&key, &context, Purpose::RECORD), Opener::new(&key, &context));
    let content = CANARY.repeat(2 * CHUNK / CANARY.len() + 3);
    let envelope = sealer.seal(&content, &mut Counting::new()).unwrap();
    assert_quiet("Plaintext", &opener.open(&envelope).unwrap());

    let mut plan = sealer.plan(&content, &mut Counting::new()).unwrap();
    plan.jobs(2.try_into().unwrap()).for_each(|job| assert_quiet("Job to seal", &job));
    assert_quiet("SealPlan", &plan);
    let mut plan = opener.plan(&envelope).unwrap();
    plan.jobs(3.try_into().unwrap()).for_each(phiward_envelope::Job::run);
    plan.jobs(3.try_into().unwrap()).for_each(|job| assert_quiet("Job to open", &job));
    assert_quiet("OpenPlan", &plan);

    let (mut sealed, mut opened) = (Vec::new(), Vec::new());
    let mut stream = sealer.stream(&mut Counting::new(), &mut sealed).unwrap();
    stream.update(&content, &mut sealed).unwrap();
    assert_quiet("StreamSealer", &stream);
    stream.finish(&mut sealed);
    let prefix_len = Header::parse(&sealed).unwrap().prefix_len();
    let mut stream = opener.stream(&sealed[..prefix_len]).unwrap();
    stream.update(&sealed[prefix_len..], &mut opened).unwrap();
    assert_quiet("StreamOpener", &stream);

    let mut writer = SealWriter::new(&sealer, Vec::new(), &mut Counting::new()).unwrap();
    writer.write_all(&content).unwrap();
    assert_quiet("SealWriter", &writer);
    let mut reader = OpenReader::new(&opener, &envelope[..]).unwrap();
    reader.read_exact(&mut [0; 100]).unwrap();
    assert_quiet("OpenReader", &reader);
    let mut reader = RandomAccessReader::new(&opener, Cursor::new(&envelope)).unwrap();
    reader.read_exact(&mut [0; 100]).unwrap();
    assert_quiet("RandomAccessReader", &reader);

    let header = Header::parse(&envelope).unwrap();
    let layout = Layout::new(&header, envelope.len() as u64).unwrap();
    let last = usize::try_from(layout.last_chunk_range().start).unwrap();
    assert_quiet("ChunkOpener", &opener.chunks(&envelope, envelope.len() as u64, &envelope[last..]).unwrap());
    assert_quiet("Header", &header);
    assert_quiet("Layout", &layout);
    assert_quiet("Inspection", &inspect(&envelope).unwrap());
    assert_quiet("Detached", &sealer.seal_detached(&content, &mut Counting::new()).unwrap());
}

/// An operation that fails, given the canary wherever it takes bytes or text.
type Failure = (&'static str, fn() -> Result<(), Error>);

/// Makes every error that there is.
const FAILURES: [Failure; 16] = [
    ("malformed", || Context::new([(canary(), "a"), (canary(), "b")]).map(drop)),
    ("malformed", || text::decode(canary()).map(drop)),
    ("malformed", || KeyId::from_hex(canary()).map(drop)),
    ("malformed", || Extension::new(200, CANARY).map(drop)),
    ("malformed", || open(&[&[2, 1, 0, 1][..], &CANARY[..16], &[0, 32], CANARY].concat())),
    ("unsupported_version", || open(CANARY)),
    ("unsupported_version", || legacy::open(&legacy::Key::from_bytes(CANARY), CANARY).map(drop)),
    ("unsupported_suite", || open(&[&[2][..], CANARY].concat())),
    ("limit_exceeded", || Context::new([("patient", canary().repeat(1000))]).map(drop)),
    ("truncated", || open(&[&[2, 1, 0, 1][..], &CANARY[..16], &[0, 0]].concat())),
    ("trailing_data", || {
        let sealed = sealed()?;
        Opener::new(&canary_key(), &canary_context()).open_detached(&sealed, CANARY).map(drop)
    }),
    ("wrong_key_or_context", || {
        Opener::new(&canary_key(), &Context::new([("patient", canary())])?).open(&sealed()?).map(drop)
    }),
    ("corrupt", || open(&[&sealed()?[..], CANARY].concat())),
    ("wrong_key_or_corrupt", || {
        legacy::open(&legacy::Key::from_bytes(CANARY), &[&[1], &CANARY[..]].concat()).map(drop)
    }),
    ("legacy_refused", || open(&[&[1], &CANARY[..]].concat())),
    ("entropy_unavailable", || {
        phiward_envelope::seal(&canary_key(), &canary_context(), CANARY, &mut Failing).map(drop)
    }),
];

fn canary() -> &'static str {
    str::from_utf8(CANARY).unwrap()
}

fn sealed() -> Result<Vec<u8>, Error> {
    phiward_envelope::seal(&canary_key(), &canary_context(), CANARY, &mut Counting::new())
}

fn open(envelope: &[u8]) -> Result<(), Error> {
    phiward_envelope::open(&canary_key(), &canary_context(), envelope).map(drop)
}

#[test]
fn every_error() {
    let mut codes = BTreeSet::new();
    let mut sentences = BTreeSet::new();
    for (code, fail) in FAILURES {
        let error = fail().unwrap_err();
        assert_eq!(error.code(), code);
        assert_quiet(code, &error);
        let sentence = error.to_string();
        assert!(!leaks(&sentence) && !sentence.is_empty() && !sentence.ends_with('.'), "{sentence}");
        assert!(sentence.starts_with(char::is_lowercase), "{sentence}");
        assert!(error.source().is_none());
        codes.insert(code);
        sentences.insert(sentence);
    }
    assert_eq!((codes.len(), sentences.len()), (11, 11), "an error is missing, or two have one sentence");
    assert_quiet("EntropyUnavailable", &EntropyUnavailable);
}

#[test]
fn every_io_error() {
    fn assert_quiet_io(what: &str, error: &impl core::error::Error) {
        assert_quiet(what, error);
        assert!(!leaks(&error.to_string()), "{what}: {error}");
        if let Some(source) = error.source() {
            assert!(!leaks(&source.to_string()) && !leaks(&debug(&source)), "{what}");
        }
    }
    for (code, fail) in FAILURES {
        let error = fail().unwrap_err();
        let wrapped = io::Error::from(error);
        assert_quiet_io(code, &wrapped);
        assert_eq!(Error::of_io(&wrapped), Some(error));
        assert_eq!(wrapped.to_string(), error.to_string());
    }

    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Ok(0)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (key, context) = (canary_key(), canary_context());
    let sealer = Sealer::new(&key, &context, Purpose::FILE);
    let error = SealWriter::new(&sealer, Full, &mut Counting::new()).unwrap_err();
    assert_eq!((error.kind(), Error::of_io(&error)), (io::ErrorKind::WriteZero, None));
    assert_quiet_io("a full disk", &error);
    let error = OpenReader::new(&Opener::new(&key, &context), &CANARY[..]).unwrap_err();
    assert_quiet_io("a file that is no envelope", &error);
}
