//! `phiward redact`: formats, policies, lines, and what is told.

use serde_json::{Value, json};

use crate::fixture::Sandbox;

const NOTE: &str = "Pt Maria Lopez, MRN: 00625079, BP 120/80, seen 10/24/2023.\nMaria returned.\n";
const REDACTED: &str = "Pt [NAME], MRN: [MRN], BP 120/80, seen [DATE].\n[NAME] returned.\n";

/// The lines of a text as JSON.
fn lines(bytes: &[u8]) -> Vec<Value> {
    core::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_note_by_file_and_by_stream() {
    let sandbox = Sandbox::new();
    sandbox.write("note.txt", NOTE);
    assert_eq!(sandbox.phiward(&["redact", "note.txt"]).says(), REDACTED);
    assert_eq!(sandbox.phiward(&["redact"]).stdin(NOTE).says(), REDACTED);
    assert_eq!(sandbox.phiward(&["redact", "-", "-"]).stdin(NOTE).says(), REDACTED);
    sandbox.phiward(&["redact", "note.txt", "out"]).succeeds();
    assert_eq!(sandbox.read("out"), REDACTED.as_bytes());
    sandbox.phiward(&["redact", "note.txt", "out"]).fails("output_exists");
    sandbox.phiward(&["redact", "--force", "note.txt", "out"]).succeeds();
    sandbox.phiward(&["redact", "--force", "note.txt", "note.txt"]).fails("same_file");
    sandbox.phiward(&["redact", "absent"]).fails("io_not_found");
    assert_eq!(sandbox.names(), ["key.hex", "note.txt", "out"].map(str::to_owned).into());
    assert_eq!(sandbox.phiward(&["redact"]).says(), "");
}

#[test]
fn modes_of_arguments_and_policies() {
    let sandbox = Sandbox::new();
    let text = "the plan qwopzed noted";
    for (name, policy) in
        [("none.json", "{}"), ("strict.json", r#"{"mode":"strict"}"#), ("b.toml", "mode = 'balanced'")]
    {
        sandbox.write(name, policy);
    }
    for (args, redacts) in [
        (vec!["--mode", "strict"], true),
        (vec!["--mode", "strict", "--policy", "none.json"], true),
        (vec!["--policy", "strict.json"], true),
        (vec!["--mode", "strict", "--policy", "strict.json"], true),
        (vec!["--policy", "b.toml"], false),
    ] {
        let said = sandbox.phiward(&[&["redact"], &args[..]].concat()).stdin(text).says();
        assert_eq!(!said.contains("qwopzed"), redacts, "{args:?}: {said}");
    }
    for args in
        [["--mode", "strict", "--policy", "b.toml"], ["--mode", "balanced", "--policy", "strict.json"]]
    {
        let outcome = sandbox.phiward(&[&["redact"], &args[..]].concat()).stdin(text).run();
        assert_eq!((outcome.code, outcome.stdout.len()), (Some(2), 0));
        assert!(outcome.stderr.starts_with("error[usage]: --mode contradicts"), "{}", outcome.stderr);
    }
}

#[test]
fn policies_that_are_refused_are_refused_before_anything_is_read() {
    let sandbox = Sandbox::new();
    for (name, policy, code) in [
        ("p.json", r#"{"canary-7c1e": 1}"#, "unknown_name"),
        ("p.json", r#"{"operators": {"NAME": "canary-7c1e"}}"#, "unknown_name"),
        ("p.json", r#"{"operators": {"NAME": "surrogate"}}"#, "operator_not_admitted"),
        (
            "p.json",
            r#"{"profile": "safe_harbor_style", "operators": {"SSN": "keep"}}"#,
            "operator_not_admitted",
        ),
        ("p.json", r#"{"profile": "limited_data_set", "operators": {"NAME": "surrogate"}}"#, "key_missing"),
        ("p.json", "canary-7c1e", "malformed"),
        ("p.json", "\u{0}", "malformed"),
        ("p.json", "mode = 'strict'", "malformed"),
        ("p.toml", "mode = canary-7c1e", "malformed"),
        ("p.toml", "mode = 'canary-7c1e'", "unknown_name"),
        ("p.toml", "[operators]\nNAME = 'token'", "operator_not_admitted"),
    ] {
        sandbox.write(name, policy);
        let outcome = sandbox.phiward(&["redact", "--policy", name, "-", "out"]).stdin(NOTE).fails(code);
        assert!(outcome.stdout.is_empty() && !outcome.stderr.contains("canary-7c1e"), "{}", outcome.stderr);
        assert!(!sandbox.path("out").exists());
    }
    let deep = format!(r#"{{"allow":{}"#, "[".repeat(100_000));
    for (policy, code) in [
        (deep.into_bytes(), "malformed"),
        (b"\xff".to_vec(), "malformed"),
        (vec![b' '; 3 << 20], "limit_exceeded"),
    ] {
        sandbox.write("p.json", policy);
        sandbox.phiward(&["redact", "--policy", "p.json"]).stdin(NOTE).fails(code);
    }
    sandbox.phiward(&["redact", "--policy", "absent"]).stdin(NOTE).fails("io_not_found");
}

#[test]
fn surrogates_need_the_key_and_depend_on_it_and_the_scope() {
    let sandbox = Sandbox::new();
    sandbox.write("p.json", r#"{"profile": "limited_data_set", "operators": {"MRN": "surrogate"}}"#);
    sandbox.write("other.hex", "11".repeat(32));
    let run = |args: &[&str]| {
        let fixed = ["redact", "--policy", "p.json"];
        sandbox.phiward(&[&fixed[..], args].concat()).stdin("MRN: 00625079").says()
    };
    let one = run(&["--key-file", "key.hex"]);
    assert!(
        one.starts_with("MRN: ") && one.len() == "MRN: 00625079".len() && !one.contains("00625079"),
        "{one}"
    );
    assert_eq!(one, run(&["--key-file", "key.hex", "--scope", ""]));
    assert_ne!(one, run(&["--key-file", "other.hex"]));
    assert_ne!(one, run(&["--key-file", "key.hex", "--scope", "study-7"]));
    sandbox.write("none.json", "{}");
    sandbox.write("half.hex", "11");
    sandbox
        .phiward(&["redact", "--policy", "p.json", "--key-file", "half.hex"])
        .stdin(NOTE)
        .fails("malformed");
    for line in [
        "redact --policy none.json --key-file key.hex",
        "redact --key-file key.hex",
        "redact --policy p.json --key-file -",
        "redact --scope x",
        "redact --manifest - key.hex",
        "redact --manifest m key.hex m",
        "redact --mode lenient",
        "redact --format docx",
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        let outcome = sandbox.phiward(&args).stdin(NOTE).run();
        assert_eq!((outcome.code, outcome.stdout.len()), (Some(2), 0), "{line}: {}", outcome.stderr);
        assert!(outcome.stderr.starts_with("error[usage]: "), "{}", outcome.stderr);
    }
}

#[test]
fn formats_by_name_extension_and_content() {
    let sandbox = Sandbox::new();
    let hl7 = "MSH|^~\\&|A\rPID|||00625079^^^^MR\rMSH|^~\\&|A\rPID|||00625080^^^^MR\r";
    let hl7_out = "MSH|^~\\&|A\rPID|||[MRN]^^^^MR\rMSH|^~\\&|A\rPID|||[MRN]^^^^MR\r";
    let url = "https://e.example/patients/4711?dob=1957-03-14\n\nhttps://e.example/patients/4712";
    let url_out = "https://e.example/patients/[OTHER_ID]?dob=[DATE]\n\nhttps://e.example/patients/[OTHER_ID]";
    for (name, format, text, expected) in [
        ("a.json", "json", "{\"ssn\":\n 219150606}", "{\"ssn\":\n \"[SSN]\"}"),
        ("a.json", "fhir", "{\"ssn\":\n 219150606}", "{\"ssn\":\n \"[SSN]\"}"),
        (
            "a.ndjson",
            "ndjson",
            "{\"ssn\":1}\r\n\n{\"ssn\":2}",
            "{\"ssn\":\"[SSN]\"}\r\n\n{\"ssn\":\"[SSN]\"}",
        ),
        ("a.hl7", "hl7", hl7, hl7_out),
        ("a.xml", "xml", "<a><ssn>219150606</ssn></a>", "<a><ssn>[SSN]</ssn></a>"),
        ("a.log", "log", "mrn=00625079 ok\nssn='x", "mrn=[MRN] ok\nssn='[SSN]"),
        ("", "url", url, url_out),
    ] {
        let with_format = ["redact", "--format", format];
        assert_eq!(sandbox.phiward(&with_format).stdin(text).says(), expected, "{format}");
        if !name.is_empty() {
            sandbox.write(name, text);
            assert_eq!(sandbox.phiward(&["redact", name]).says(), expected, "{name}");
            assert_eq!(sandbox.phiward(&["redact", "--format", "auto", name]).says(), expected, "{name}");
        }
        // Log lines and addresses do not tell what they are.
        if !matches!(format, "log" | "url") {
            assert_eq!(
                sandbox.phiward(&["redact", "--format", "auto"]).stdin(text).says(),
                expected,
                "{format}"
            );
        }
    }
    let log = "2024-05-01T12:00:00Z mrn=00625079\n";
    for (args, expected) in [
        (&["redact", "--format", "log"] as &[&str], "[DATE] mrn=[MRN]\n"),
        (&["redact", "--format", "log", "--keep-line-times"], "2024-05-01T12:00:00Z mrn=[MRN]\n"),
    ] {
        assert_eq!(sandbox.phiward(args).stdin(log).says(), expected);
    }
}

#[test]
fn documents_that_nobody_named_keep_their_syntax() {
    let sandbox = Sandbox::new();
    for (text, expected) in [
        ("<a><ssn>219150606</ssn></a>", "<a><ssn>[SSN]</ssn></a>"),
        ("{\"ssn\":219150606}", "{\"ssn\":\"[SSN]\"}"),
        ("MSH|^~\\&|A\rPID|||00625079^^^^MR", "MSH|^~\\&|A\rPID|||[MRN]^^^^MR"),
        ("SSN 219-15-0606", "SSN [SSN]"),
    ] {
        assert_eq!(sandbox.phiward(&["redact"]).stdin(text).says(), expected);
        let line = serde_json::json!({ "id": 1, "text": text }).to_string();
        let said = lines(&sandbox.phiward(&["redact", "--jsonl"]).stdin(line).succeeds());
        assert_eq!(said[0]["text"], expected);
    }
}

#[test]
fn lines_keep_their_ids_and_tell_their_spans() {
    let sandbox = Sandbox::new();
    let input = concat!(
        r#"{"id":1.00000000000000000001,"text":"é🩺 MRN: 00625079","other":[{}]}"#,
        "\n\n",
        r#"{"text":"{\"ssn\": \"219-15-0606\"}","id":{"a":[null]},"format":"json"}"#,
        "\r\n",
        r#"{"id":"x","text":"BP 120/80","format":"nonsense"}"#,
        "\n",
        r#"{"text":"","format":7}"#,
    );
    let said = sandbox.phiward(&["redact", "--jsonl"]).stdin(input).succeeds();
    let text = core::str::from_utf8(&said).unwrap();
    assert!(text.starts_with(r#"{"id":1.00000000000000000001,"text":"é🩺 MRN: [MRN]","spans":[{"start":8,"end":16,"type":"MRN","confidence":"#), "{text}");
    let said = lines(&said);
    assert_eq!(said.len(), 4);
    let span = &said[0]["spans"][0];
    assert_eq!((&span["rule"], span["confidence"].is_u64()), (&json!("cue.mrn"), true));
    assert_eq!(said[1]["id"], json!({ "a": [null] }));
    assert_eq!(said[1]["text"], r#"{"ssn": "[SSN]"}"#);
    assert_eq!((&said[1]["spans"][0]["start"], &said[1]["spans"][0]["end"]), (&json!(9), &json!(20)));
    assert_eq!(said[2], json!({ "id": "x", "text": "BP 120/80", "spans": [] }));
    assert_eq!(said[3], json!({ "id": null, "text": "", "spans": [] }));
    // A format for all lines, which each text can tell by itself.
    let input = r#"{"id":1,"text":"{\"ssn\": 219150606}"}"#;
    let said = sandbox.phiward(&["redact", "--jsonl", "--format", "auto"]).stdin(input).succeeds();
    assert_eq!(lines(&said)[0]["text"], r#"{"ssn": "[SSN]"}"#);
}

#[test]
fn a_malformed_line_is_told_by_its_number_and_the_rest_is_redacted() {
    let sandbox = Sandbox::new();
    let deep = format!("{{\"text\":{}", "[".repeat(100_000));
    let bad = [
        "canary-4f0d",
        r#"{"id":1}"#,
        r#"{"text":7,"id":"canary-4f0d"}"#,
        r#"{"text":null}"#,
        r#"{"text":"canary-4f0d","text":"x"}"#,
        r#"{"text":"canary-4f0d"} x"#,
        r#"{"text":"canary-4f0d"#,
        r#"["canary-4f0d"]"#,
        r#"{"text":"\ud800"}"#,
        deep.as_str(),
    ];
    let good = r#"{"id":2,"text":"MRN: 00625079"}"#;
    for line in bad {
        let outcome =
            sandbox.phiward(&["redact", "--jsonl"]).stdin(format!("{good}\n{line}\n{good}\n")).run();
        let start = line.get(..40).unwrap_or(line);
        assert_eq!(outcome.code, Some(1), "{start}: {}", outcome.stderr);
        assert_eq!(
            outcome.stderr,
            "error[malformed]: line 2 is no JSON object with a text in `text`\n\
             error[lines_refused]: 1 of 3 lines were refused\n",
            "{start}"
        );
        let said = lines(&outcome.stdout);
        assert!(said.len() == 2 && said.iter().all(|line| line["text"] == "MRN: [MRN]"), "{said:?}");
    }
    sandbox.write("in", format!("{good}\nx\n"));
    let outcome = sandbox.phiward(&["redact", "--jsonl", "--json", "in", "out"]).run();
    assert_eq!(outcome.code, Some(1));
    let told = lines(outcome.stderr.as_bytes());
    assert_eq!(
        (&told[0]["error"]["code"], &told[1]["error"]["code"]),
        (&json!("malformed"), &json!("lines_refused"))
    );
    assert_eq!(lines(&sandbox.read("out")).len(), 1);
}

#[test]
fn explanations_and_manifests_tell_where_and_not_what() {
    let sandbox = Sandbox::new();
    let text = format!("é🩺 {NOTE}");
    for (format, args) in
        [("text", &[] as &[&str]), ("log", &["--format", "log"]), ("json", &["--format", "json"])]
    {
        let text =
            if format == "json" { json!({ "🩺": "é", "note": text }).to_string() } else { text.clone() };
        let call = [&["redact", "--json", "--explain", "--manifest", "m.json", "--force"], args].concat();
        let outcome = sandbox.phiward(&call).stdin(&text).run();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let explained = lines(outcome.stderr.as_bytes());
        let manifest: Value = serde_json::from_slice(&sandbox.read("m.json")).unwrap();
        assert_eq!(manifest["spans"], Value::from(explained.clone()), "{format}");
        let characters: Vec<char> = text.chars().collect();
        let value = |span: &Value| -> String {
            let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
            characters[at("start")..at("end")].iter().collect()
        };
        let mrn = explained.iter().find(|span| span["type"] == "MRN").unwrap();
        assert_eq!(value(mrn), "00625079", "{format}");
        assert_eq!((&manifest["counts"]["MRN"], &mrn["operator"]), (&json!(1), &json!("tag")));
        assert_eq!(
            (&manifest["mode"], &manifest["profile"]),
            (&json!("balanced"), &json!("safe_harbor_style"))
        );
        assert_eq!(manifest["lexicon_sha256"].as_str().unwrap().len(), 64);
        assert!(manifest["engine"].as_str().unwrap().starts_with("phiward-redact "));
        let told = format!("{}{manifest}", outcome.stderr);
        for value in ["Maria", "Lopez", "00625079", "10/24"] {
            assert!(!told.contains(value), "{format}: {told}");
        }
    }
    let outcome = sandbox.phiward(&["redact", "--explain"]).stdin("🩺 MRN: 00625079").run();
    let words: Vec<&str> = outcome.stderr.split_whitespace().collect();
    assert_eq!((words[0], words[1], words[2], words[4]), ("7..15", "MRN", "cue.mrn", "tag"));
    let input = "{\"text\":\"x\"}\n{\"text\":\"MRN: 00625079\"}\n";
    sandbox.phiward(&["redact", "--jsonl", "--manifest", "l.json"]).stdin(input).succeeds();
    let manifest: Value = serde_json::from_slice(&sandbox.read("l.json")).unwrap();
    assert_eq!((&manifest["spans"][0]["line"], &manifest["spans"][0]["start"]), (&json!(2), &json!(5)));
}

#[test]
fn offsets_hold_far_into_a_stream() {
    let sandbox = Sandbox::new();
    let filler = "the lungs are clear → 😷 and the abdomen is soft\n".repeat(60_000);
    let text = format!("{filler}MRN: 00625079\n");
    for format in ["text", "log"] {
        let call = ["redact", "--format", format, "--manifest", "m.json", "--force", "-", "out"];
        sandbox.phiward(&call).stdin(&text).succeeds();
        let manifest: Value = serde_json::from_slice(&sandbox.read("m.json")).unwrap();
        let span = manifest["spans"].as_array().unwrap().last().unwrap().clone();
        let start = filler.chars().count() as u64 + 5;
        assert_eq!(
            (span["start"].as_u64(), span["end"].as_u64()),
            (Some(start), Some(start + 8)),
            "{format}"
        );
    }
}
