use phiward_redact::{Category, Format, LineTimes, Policy, Redactor, TokenMap};

use crate::{redact, redactor};

fn redact_log(text: &str) -> String {
    redact(Format::Log, text)
}

#[test]
fn the_runbooks_test_mode_line_shows_nobody() {
    // console.log('[TEST MODE] Would send SMS:', {to, body}), as Node.js prints it.
    for line in [
        "[TEST MODE] Would send SMS: { to: '+14155550123', body: 'Hi Zyxwv, see you 3/14' }",
        "[TEST MODE] Would send SMS: {\n  to: '+14155550123',\n  body: 'Hi Zyxwv, see you 3/14'\n}",
        "[TEST MODE] Would send SMS: {\"to\":\"+14155550123\",\"body\":\"Hi Zyxwv, see you 3/14\"}",
    ] {
        let out = redact_log(line);
        assert!(!out.contains("5550123") && !out.contains("Zyxwv"), "{out}");
        assert!(
            out.starts_with("[TEST MODE] Would send SMS: {")
                && out.contains("to")
                && out.contains("body")
                && out.ends_with('}'),
            "{out}"
        );
    }
}

#[test]
fn the_wrong_snippet_of_the_seed_shows_no_patient() {
    // console.log("User search:", { age: userAge, impression: code, ... }) and its kin.
    let out =
        redact_log("User search: { userAge: 93, patientName: 'Maria Zyxwv', incident_id: '24-001234' }");
    assert_eq!(
        out,
        "User search: { userAge: [AGE_OVER_89], patientName: '[NAME]', incident_id: '[OTHER_ID]' }"
    );
}

#[test]
fn pairs_go_by_their_keys() {
    for (line, expected) in [
        (
            "level=info status=200 duration_ms=17 mrn=00625079 ok=true",
            "level=info status=200 duration_ms=17 mrn=[MRN] ok=true",
        ),
        (
            "first_name=Maria last_name='Lopez Vega' dob=1957-03-14 zip=19601",
            "first_name=[NAME] last_name='[NAME]' dob=[DATE] zip=[GEO]",
        ),
        ("name=Maria Lopez status=ok", "name=[NAME] status=ok"),
        ("name=maria lopez dob=3/14", "name=[NAME] dob=[DATE]"),
        ("Patient name: Lopez, Maria Q; DOB: March 14, 1957", "Patient name: [NAME]; DOB: [DATE]"),
        ("Date of birth: 14 Mar 1957, phone: (610) 555-0123 ext 4", "Date of birth: [DATE], phone: [PHONE]"),
        ("address: 12 Elm St, Reading, PA 19601 | city=Reading", "address: [GEO] | city=[GEO]"),
        ("[ssn=123-45-6789] [user=jdoe42]", "[ssn=[SSN]] [user=[OTHER_ID]]"),
        ("{\\\"ssn\\\": \\\"123-45-6789\\\", \\\"a\\\": 1}", "{\\\"ssn\\\": \\\"[SSN]\\\", \\\"a\\\": 1}"),
        ("\"ssn\"=>\"123-45-6789\", :mrn=>'77'", "\"ssn\"=>\"[SSN]\", :mrn=>'[MRN]'"),
        ("phones=[610-555-0123, 610-555-0124] ok", "phones=[PHONE] ok"),
        ("ssn='123-45-6789", "ssn='[SSN]"),
        ("a=b=c==d x>=5 y!=6 http://x.example :: z", "a=b=c==d x>=5 y!=6 http://x.example :: z"),
        ("msg=\"lookup ssn=123-45-6789 done\" ip=10.0.0.1", "msg=\"lookup ssn=[SSN] done\" ip=[IP]"),
    ] {
        assert_eq!(
            redact_log(line).replace("http://x.example", "[URL]").replace("[URL]", "http://x.example"),
            expected,
            "{line}"
        );
    }
}

#[test]
fn json_lines_are_json() {
    let text = "{\"level\":\"info\",\"msg\":\"ssn=123-45-6789\",\"user\":{\"email\":\"a@b.c\"}}\nplain mrn=7\n{\"level\":\"warn\"}\n";
    assert_eq!(
        redact_log(text),
        "{\"level\":\"info\",\"msg\":\"ssn=[SSN]\",\"user\":{\"email\":\"[EMAIL]\"}}\nplain mrn=[MRN]\n{\"level\":\"warn\"}\n"
    );
}

#[test]
fn json_behind_a_prefix_is_json() {
    let line = "INFO [main] saved {\"ssn\":123456789,\"tags\":[\"x\"]} in 12 ms mrn=77 [{\"dob\":\"1957\"}]";
    assert_eq!(
        redact_log(line),
        "INFO [main] saved {\"ssn\":\"[SSN]\",\"tags\":[\"x\"]} in 12 ms mrn=[MRN] [{\"dob\":\"[DATE]\"}]"
    );
}

#[test]
fn paths_of_requests_are_redacted_part_by_part() {
    let out =
        redact_log("10.0.0.1 - maria [x] \"GET /patients/42?dob=1957-03-14&tab=labs HTTP/1.1\" 200 2326");
    assert!(
        out.contains("/patients/[OTHER_ID]?dob=[DATE]&tab=labs HTTP/1.1\" 200 2326")
            && !out.contains("maria"),
        "{out}"
    );
}

#[test]
fn a_name_of_one_line_is_not_looked_for_in_the_next() {
    assert_eq!(
        redact_log("lastName=Zyxwv said Zyxwv\nZyxwv").lines().next(),
        Some("lastName=[NAME] said [NAME]")
    );
    // Alone, the identifier has no label; behind one on its own line it is what the label says.
    let line = "INFO loaded build77";
    let alone = redact_log(line);
    assert!(!alone.contains("[MRN]"));
    assert_eq!(redact_log("mrn=build77 loaded build77"), "mrn=[MRN] loaded [MRN]");
    assert_eq!(redact_log(&format!("mrn=build77 x\n{line}")), format!("mrn=[MRN] x\n{alone}"));
}

#[test]
fn the_time_of_a_line_has_a_rule_of_its_own_and_may_stay() {
    let kept = || Redactor::new(Policy::default()).unwrap().with_line_times(LineTimes::Kept);
    for line in [
        "time=2024-05-01T12:00:00Z dob=1957-03-14",
        "{\"time\":\"2024-05-01T12:00:00Z\",\"dob\":\"1957-03-14\"}",
        "{\"ts\":1714567890123,\"dob\":\"1957-03-14\"}",
    ] {
        let redaction = redactor().redact_log(line, &mut TokenMap::new());
        let rules: Vec<_> = redaction
            .manifest
            .entries()
            .iter()
            .map(|entry| (entry.span.category, entry.span.rule == "log.time"))
            .collect();
        assert_eq!(rules, [(Category::Date, true), (Category::Date, false)], "{line}");
        let out = kept().redact_log(line, &mut TokenMap::new()).text;
        assert!(
            out.contains("2024-05-01T12") ^ out.contains("1714567890123") && !out.contains("1957"),
            "{out}"
        );
    }
}

#[test]
fn lines_of_any_length_take_time_in_proportion() {
    for part in ["a=[b=", "a='b=\"", "{\"a\":", "[[", "a:b:", "/a/b?c=", "name=Maria ", "((", "\\\"a\\\":"] {
        let line = part.repeat(4_000);
        assert!(!redact_log(&line).is_empty(), "{part}");
    }
}

#[test]
fn columns_of_statements_tell_their_values() {
    for (line, values) in [
        (
            "ERROR insert into `patients` (`mrn`, `last_name`, `dob`) values ('A77', 'Zyxwv', '1957-03-14')",
            &["A77", "Zyxwv", "1957"][..],
        ),
        ("ERROR Key (mrn, last_name)=(A77, Zyxwv) already exists", &["A77", "Zyxwv"]),
    ] {
        let out = redact(Format::Log, line);
        assert!(values.iter().all(|value| !out.contains(value)), "{out}");
        assert!(out.contains("mrn") && out.contains("last_name"), "{out}");
    }
    let json = r#"{"detail":"Key (mrn, last_name)=(A77, Zyxwv) already exists."}"#;
    assert!(!redact(Format::Json, json).contains("Zyxwv"));
}

#[test]
fn who_logged_in_is_redacted() {
    for line in [
        "INFO sshd: Accepted publickey for qxvzk from 10.0.0.7 port 50412 ssh2",
        "WARN sshd: Invalid user qxvzk from 10.0.0.7",
    ] {
        let out = redact(Format::Log, line);
        assert!(!out.contains("qxvzk") && out.contains("sshd"), "{out}");
    }
}

#[test]
fn a_segment_that_a_program_prints_is_read_as_one() {
    let out = redact_log("ERROR hl7: unparseable segment: PID|1||00625079||ZYXWV^QXVZK||19570314|F");
    assert_eq!(out, "ERROR hl7: unparseable segment: PID|1||[MRN]||[NAME]^[NAME]||[DATE]|F");
}
