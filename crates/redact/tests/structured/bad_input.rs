//! Input that is broken, hostile or huge.

use phiward_redact::{Format, PolicyFile, TokenMap};
use serde_json::Value;

use crate::{
    corpus::{Counts, documents},
    redact, redactor,
};

/// Cuts every document after each `step` characters, and tells how much of what identifies goes.
fn recall_of_cuts(step: usize) -> f64 {
    let mut counts = Counts::default();
    for document in documents() {
        let places: Vec<usize> = document.text.char_indices().map(|(at, _)| at).step_by(step).collect();
        for end in places {
            let text = &document.text[..end];
            let redaction = redactor().redact_as(document.format, text, &mut TokenMap::new());
            let gold: Vec<_> = document.gold.iter().copied().filter(|(_, to)| *to <= end).collect();
            counts.add(text, &gold, redaction.manifest.entries());
        }
    }
    counts.recall()
}

#[test]
fn a_document_that_breaks_off_shows_no_more_than_a_whole_one() {
    let recall = recall_of_cuts(97);
    assert!(recall >= 0.985, "{recall}");
}

#[test]
#[ignore = "slow: each document is cut at each of its characters"]
fn a_document_may_break_off_anywhere() {
    let recall = recall_of_cuts(1);
    assert!(recall >= 0.985, "{recall}");
}

#[test]
fn members_of_the_same_name_are_all_redacted() {
    assert_eq!(
        redact(Format::Json, r#"{"ssn":"123-45-6789","ssn":"987-65-4321","a":1,"a":2}"#),
        r#"{"ssn":"[SSN]","ssn":"[SSN]","a":1,"a":2}"#
    );
}

#[test]
fn escapes_that_are_none_hide_nothing() {
    for text in [
        r#"{"note":"MRN: 00625079 \ud800"}"#,
        r#"{"note":"\udc00 MRN: 00625079 \x \u12"}"#,
        r#"{"note":"MRN: \u00300625079 \q"}"#,
        "{\"note\":\"MRN: 00625079 \u{0} tail\"}",
        "{\"note\":\"a\tb MRN: 00625079\"}",
    ] {
        let out = redact(Format::Json, text);
        assert!(!out.contains("0625079") && out.starts_with("{\"note\":\"") && out.ends_with("\"}"), "{out}");
    }
    let out = redact(Format::Json, r#"{"note":"MRN: 00625079 \ud83d\ude00","status":"ok"}"#);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["status"], "ok");
}

#[test]
fn marks_at_the_beginning_and_ends_of_lines_of_all_kinds_stay() {
    assert_eq!(redact(Format::Json, "\u{feff}{\"ssn\":\"1\"}"), "\u{feff}{\"ssn\":\"[SSN]\"}");
    assert_eq!(redact(Format::Xml, "\u{feff}<a><ssn>1</ssn></a>"), "\u{feff}<a><ssn>[SSN]</ssn></a>");
    for end in ["\r", "\n", "\r\n", "\n\n"] {
        assert_eq!(
            redact(Format::Hl7, &format!("MSH|^~\\&|A{end}PID|1||77^^^^MR{end}")),
            format!("MSH|^~\\&|A{end}PID|1||[MRN]^^^^MR{end}")
        );
    }
    assert_eq!(redact(Format::Log, "mrn=7\r\nssn=123-45-6789\r\n"), "mrn=[MRN]\r\nssn=[SSN]\r\n");
    let out = redact(Format::Log, "mrn=77812 ok\rssn=123-45-6789\rdone");
    assert!(!out.contains("77812") && !out.contains("6789") && out.ends_with("\rdone"), "{out}");
    assert!(!redact(Format::Log, "a\u{0}mrn=77812\u{0}").contains("77812"));
}

#[test]
fn entities_that_refer_to_each_other_do_not_grow() {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 \"123-45-6789\">");
    for level in 1..40 {
        bomb.push_str(&format!("<!ENTITY e{level} \"&e{0};&e{0};&e{0};\">", level - 1));
    }
    bomb.push_str("]><a>&e39;<ssn>&e1;</ssn></a>");
    let out = redact(Format::Xml, &bomb);
    assert!(out.len() < bomb.len() && !out.contains("6789") && out.contains("<a>[REDACTED]"), "{out}");
}

#[test]
fn hl7_of_separators_alone_is_walked() {
    for text in
        ["MSH", "MSH|", "MSH|^~\\&", "MSH|^~\\&|", "MSH|||||", "PID|", "|||", "\u{b}\u{1c}\r", "MSH^^^^^^^^"]
    {
        let _ = redact(Format::Hl7, text);
    }
    let many = format!("MSH|^~\\&|A\rPID|{}", "^~&|".repeat(50_000));
    assert_eq!(redact(Format::Hl7, &many).matches('|').count(), many.matches('|').count());
}

#[test]
fn policies_with_unknown_fields_or_forbidden_operators_do_not_build() {
    for (text, code) in [
        (r#"{"profil":"safe_harbor_style"}"#, "unknown_name"),
        (r#"{"operators":{"NAMES":"tag"}}"#, "unknown_name"),
        (r#"{"operators":{"NAME":"shred"}}"#, "unknown_name"),
        (r#"{"profile":"safe_harbor_style","operators":{"NAME":"keyed_hash"}}"#, "operator_not_admitted"),
        (r#"{"profile":"safe_harbor_style","operators":{"DATE":"date_shift"}}"#, "operator_not_admitted"),
    ] {
        let error = PolicyFile::from_json(text).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{text}");
        assert!(!format!("{error} {error:?}").contains("shred"), "{text}");
    }
}

#[test]
#[ignore = "slow: a line of 100 MB in each format"]
fn one_line_of_100_mb_takes_bounded_time() {
    let unit = "{\"mrn\":\"00625079\",\"note\":\"seen by the team\"},";
    let body = unit.repeat(100_000_000 / unit.len());
    let json = format!("[{}1]", body);
    let started = std::time::Instant::now();
    let out = redact(Format::Json, &json);
    assert!(!out.contains("00625079"));
    for (format, unit) in [(Format::Log, "mrn=00625079 ok "), (Format::Hl7, "PID|1||00625079^^^^MR||A^B|")] {
        let line = unit.repeat(100_000_000 / unit.len());
        assert!(!redact(format, &line).contains("00625079"));
    }
    assert!(started.elapsed().as_secs() < 900, "{:?}", started.elapsed());
}
