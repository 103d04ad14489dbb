//! `phiward redact` on input that is not what it should be, and outputs that go away.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use serde_json::Value;

use crate::fixture::Sandbox;

#[test]
fn bytes_that_are_no_text_are_replaced_and_counted() {
    let sandbox = Sandbox::new();
    for format in ["text", "log", "ndjson", "json", "hl7", "xml"] {
        let call = ["redact", "--format", format];
        let outcome =
            sandbox.phiward(&call).stdin(b"{\"a\":\"\xff\xfe\", \"ssn\":\"219-15-0606\"}\xf0\x9f").run();
        assert_eq!(outcome.code, Some(0), "{format}");
        let said = String::from_utf8(outcome.stdout).unwrap();
        assert!(said.contains('\u{fffd}') && !said.contains("0606"), "{format}: {said}");
        let warning = "warning[invalid_utf8]: 3 sequences of bytes were no UTF-8 and were replaced\n";
        assert_eq!(outcome.stderr, warning, "{format}");
    }
    let outcome = sandbox.phiward(&["redact", "--jsonl"]).stdin(b"{\"text\":\"a\xff\"}\n").run();
    let line: Value = serde_json::from_slice(&outcome.stdout).unwrap();
    assert_eq!((outcome.code, line["text"].as_str()), (Some(0), Some("a\u{fffd}")));
    assert!(outcome.stderr.starts_with("warning[invalid_utf8]: 1 sequence "), "{}", outcome.stderr);
    // No character is cut by the end of a buffer.
    let text = "😷→é".repeat(100_000);
    assert_eq!(sandbox.phiward(&["redact", "--format", "log"]).stdin(&text).run().stderr, "");
}

#[test]
fn documents_that_are_no_documents_leak_nothing() {
    let sandbox = Sandbox::new();
    let nested = format!("{}\"219-15-0606\"{}", "[".repeat(100_000), "]".repeat(100_000));
    let entity = r#"<!DOCTYPE a [<!ENTITY s "219-15-0606">]><a ssn="x">&s;<b>219-15-0606</a>"#;
    for (format, text) in [
        ("json", nested.as_str()),
        ("ndjson", nested.as_str()),
        ("log", nested.as_str()),
        ("json", "{\"ssn\": \"219-15-0606"),
        ("json", "SSN 219-15-0606 is no JSON"),
        ("hl7", "MSH|^~\\&|A\rPID|1||||||||||||||||||219-15-0606"),
        ("hl7", "MSH|\rSSN 219-15-0606"),
        ("hl7", "no message, SSN 219-15-0606"),
        ("xml", entity),
        ("xml", "<a><ssn>219-15-0606"),
        ("url", "not a url SSN 219-15-0606"),
    ] {
        let outcome = sandbox.phiward(&["redact", "--format", format]).stdin(text).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{format}");
        let said = String::from_utf8(outcome.stdout).unwrap();
        assert!(!said.is_empty() && !said.contains("0606"), "{format}: {}", said.get(..200).unwrap_or(&said));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault_to_tell() {
    let sandbox = Sandbox::new();
    sandbox.write("long.txt", "Pt Maria Lopez, MRN: 00625079, BP 120/80\n".repeat(50_000));
    for format in ["text", "log"] {
        let mut call = sandbox.phiward(&["redact", "--format", format, "long.txt"]);
        let mut child = call.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0), "{format}");
    }
}

#[test]
#[ignore = "slow: a line of 100 MB"]
fn a_line_of_a_hundred_megabytes() {
    let sandbox = Sandbox::new();
    let mut file = fs::File::create(sandbox.path("line")).unwrap();
    let words = "the lungs are clear and the abdomen is soft ".repeat(25_000);
    for _ in 0..91 {
        file.write_all(words.as_bytes()).unwrap();
    }
    file.write_all(b"SSN 219-15-0606 noted").unwrap();
    drop(file);
    let len = fs::metadata(sandbox.path("line")).unwrap().len();
    assert!(len > 100_000_000);
    for format in ["text", "log"] {
        let call = ["redact", "--format", format, "--force", "line", "out"];
        sandbox.phiward(&call).succeeds();
        let out = sandbox.read("out");
        let end = String::from_utf8_lossy(&out[out.len() - 40..]).into_owned();
        assert!(!end.contains("0606") && end.contains("[SSN]"), "{format}: {end}");
        assert!(out.len() as u64 > len / 2);
    }
}
