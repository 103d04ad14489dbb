//! `phiward scan-logs`: what is found, where, and that no value is ever printed.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::fixture::Sandbox;

/// What a test mode prints, and should not.
const TEST_MODE: &str =
    "[TEST MODE] Would send SMS: {to: '+14155550123', body: 'Hi Maria, your visit is on March 14th'}";
const CLEAN: &str = "2026-01-01T12:00:00Z INFO com.example.Worker started port=8080\n\
    2026-01-01T12:00:01.123Z DEBUG [main] request id=3 status=200 duration_ms=17\n\
    {\"ts\":\"2026-01-01T12:00:01Z\",\"level\":\"info\",\"msg\":\"server listening\"}\n\
    2026/01/02 03:04:05 [error] 1234#0: upstream timed out\n";

/// Runs it, and gives the exit code and the lines that were printed.
fn scan(sandbox: &Sandbox, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let outcome = sandbox.phiward(&[&["scan-logs"], args].concat()).run();
    assert_eq!(outcome.stderr, "");
    let said = String::from_utf8(outcome.stdout).unwrap();
    (outcome.code, said.lines().map(str::to_owned).collect())
}

#[test]
fn the_line_of_the_test_mode_is_found_and_not_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("app.log", format!("{CLEAN}{TEST_MODE}\n"));
    let (code, said) = scan(&sandbox, &["app.log"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains(&"app.log:5:PHONE".to_owned()) && said.contains(&"app.log:5:NAME".to_owned()),
        "{said:?}"
    );
    assert!(said.iter().all(|line| line.starts_with("app.log:5:")), "{said:?}");
    let said = said.concat();
    assert!(!said.contains("555") && !said.contains("Maria") && !said.contains("14th"), "{said}");
}

#[test]
fn clean_logs_exit_with_0() {
    let sandbox = Sandbox::new();
    sandbox.write("app.log", CLEAN);
    sandbox.write("empty.log", "");
    assert_eq!(scan(&sandbox, &["app.log", "empty.log"]), (Some(0), vec![]));
    let (code, said) = scan(&sandbox, &["--line-times", "app.log"]);
    assert_eq!(code, Some(1));
    assert_eq!(said, [1, 2, 3, 4].map(|line| format!("app.log:{line}:DATE")));
}

#[test]
fn folders_standard_input_and_compressed_files() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("logs/b/c")).unwrap();
    fs::create_dir(sandbox.path("logs/empty")).unwrap();
    sandbox.write("logs/a.log", "mrn=00625079\nok=true\nssn=219-15-0606 mrn=00625079\n");
    sandbox.write("logs/b/c/x.txt", "contact m.lopez@example.org");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut gzip, b"ok=true\nmrn=00625079\n").unwrap();
    let gzip = gzip.finish().unwrap();
    sandbox.write("logs/b/old.log.GZ", [gzip.clone(), gzip.clone()].concat());
    let expected = [
        "logs/a.log:1:MRN",
        "logs/a.log:3:SSN",
        "logs/a.log:3:MRN",
        "logs/b/c/x.txt:1:EMAIL",
        "logs/b/old.log.GZ:2:MRN",
        "logs/b/old.log.GZ:4:MRN",
    ];
    for args in [&["logs"] as &[&str], &["logs/b", "logs/a.log", "logs"], &["logs/b", "logs/a.log"]] {
        let (code, said) = scan(&sandbox, args);
        assert_eq!((code, said), (Some(1), expected.map(str::to_owned).to_vec()));
    }
    let outcome = sandbox.phiward(&["scan-logs", "-"]).stdin("ok=true\nmrn=00625079").run();
    assert_eq!((outcome.code, outcome.stdout.as_slice()), (Some(1), b"-:2:MRN\n".as_slice()));
    let outcome = sandbox.phiward(&["scan-logs", "--json", "logs/a.log"]).run();
    let first: Value =
        serde_json::from_str(String::from_utf8(outcome.stdout).unwrap().lines().next().unwrap()).unwrap();
    assert_eq!(first, json!({ "file": "logs/a.log", "line": 1, "category": "MRN" }));
    // What stands before a fault is found all the same.
    sandbox.write("cut.gz", &gzip[..gzip.len() - 6]);
    let outcome = sandbox.phiward(&["scan-logs", "cut.gz"]).fails("io_error");
    assert_eq!(outcome.stdout, b"cut.gz:2:MRN\n");
}

#[test]
fn what_cannot_be_read_is_a_failure_and_the_rest_is_searched() {
    let sandbox = Sandbox::new();
    sandbox.write("a.log", "mrn=00625079\n");
    let outcome = sandbox.phiward(&["scan-logs", "absent", "a.log"]).fails("io_not_found");
    assert_eq!(outcome.stdout, b"a.log:1:MRN\n");
    sandbox.write("a.log", CLEAN);
    assert!(sandbox.phiward(&["scan-logs", "absent", "a.log"]).fails("io_not_found").stdout.is_empty());
    let outcome = sandbox.phiward(&["scan-logs"]).run();
    assert_eq!((outcome.code, outcome.stderr.starts_with("error[usage]: ")), (Some(2), true));
}

#[test]
fn everything_that_redact_changes_is_found() {
    let sandbox = Sandbox::new();
    let mut text = String::new();
    for number in 0..400 {
        text.push_str(match number % 8 {
            0 => "level=info msg=\"sms sent\" to=+14155550123 patientName='Maria Lopez'\n",
            1 => "the lungs are clear\n",
            2 => "GET /patients/4711?dob=1957-03-14 200\n",
            3 => "Mr. Zyxwv called\r\n",
            4 => "note: Zyxwv was seen\n",
            5 => "{\"level\":\"info\",\"user\":{\"email\":\"a@b.example\",\"ssn\":219150606}}\n",
            6 => "address: 12 Elm Street, Reading, PA 19601\n",
            _ => "\u{2192} ok 17 ms\n",
        });
    }
    sandbox.write("a.log", &text);
    let (code, said) = scan(&sandbox, &["--line-times", "a.log"]);
    assert_eq!(code, Some(1));
    let found: Vec<usize> =
        said.iter().map(|line| line.split(':').nth(1).unwrap().parse().unwrap()).collect();
    assert!(found.is_sorted());
    for format in ["text", "log"] {
        let redacted = sandbox.phiward(&["redact", "--format", format, "a.log"]).says();
        let changed =
            text.lines().zip(redacted.lines()).enumerate().filter(|(_, (before, after))| before != after);
        let changed: Vec<usize> = changed.map(|(index, _)| index + 1).collect();
        assert!(changed.len() >= 200, "{format}: {}", changed.len());
        for line in changed {
            assert!(found.contains(&line), "{format}: line {line}");
        }
    }
    // A name that an earlier line tells is found where only the text as a whole tells that it is one.
    assert!(said.contains(&"a.log:5:NAME".to_owned()), "{said:?}");
}

#[test]
fn policies_and_modes_count() {
    let sandbox = Sandbox::new();
    sandbox.write("a.log", "crew badge ZQ-2041 was issued\nreference 8837261 noted\n");
    sandbox.write(
        "p.toml",
        "profile = 'limited_data_set'\n[operators]\nOTHER_ID = 'surrogate'\n[[deny]]\nterm = 'was issued'\ncategory = 'ORG'\n",
    );
    let (_, said) = scan(&sandbox, &["--policy", "p.toml", "a.log"]);
    assert!(said.contains(&"a.log:1:ORG".to_owned()), "{said:?}");
    let (_, said) = scan(&sandbox, &["--mode", "strict", "a.log"]);
    assert!(said.contains(&"a.log:2:OTHER_ID".to_owned()), "{said:?}");
    sandbox.write("p.toml", "nonsense = 1");
    sandbox.phiward(&["scan-logs", "--policy", "p.toml", "a.log"]).fails("unknown_name");
}

#[test]
fn bytes_and_names_that_would_steer_a_terminal() {
    let sandbox = Sandbox::new();
    sandbox.write("a\u{1b}[2J.log", b"\xff\xfe mrn=00625079 \x1b[0m\n\xf0\x9f");
    let (code, said) = scan(&sandbox, &["."]);
    assert_eq!(code, Some(1));
    assert!(said.iter().any(|line| line.ends_with("[2J.log:1:MRN")), "{said:?}");
    assert!(said.iter().all(|line| !line.contains('\u{1b}')), "{said:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_fault_to_tell() {
    let sandbox = Sandbox::new();
    for name in ["a.log", "b.log", "c.log"] {
        sandbox.write(name, "mrn=00625079\n".repeat(60_000));
    }
    let mut call = sandbox.phiward(&["scan-logs", "a.log", "b.log", "c.log"]);
    let mut child = call.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
}
