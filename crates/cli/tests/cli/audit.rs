//! `phiward audit verify`: an intact log, and one that was changed.

use std::fs;

use phiward_audit::edge::{SegmentFiles, Sync};
use phiward_audit::{Action, ChainKey, ChainPolicy, Event, HeadKey, LogId, Outcome, RetentionPolicy};
use phiward_phi::{Access, ActorId, PurposeOfUse, RequestId};
use serde_json::Value;

use crate::fixture::Sandbox;

const NOW_MS: u64 = 1_767_225_600_000;

fn event(number: u64) -> Event {
    let access = Access {
        actor: ActorId::parse("usr-17").unwrap(),
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse(&format!("it-{}-{number:016x}", NOW_MS + number)).unwrap(),
        at_ms: NOW_MS + number,
    };
    Event::new(access, Action::Read, Outcome::Success).unwrap()
}

/// A folder `audit` with 33 events in segments of 12 records, its keys, and a head of its end.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("first.hex", "07".repeat(32));
    sandbox.write("heads.hex", "09".repeat(32));
    let policy = ChainPolicy { head_every: 5, segment_records: 12, retention: RetentionPolicy::DEFAULT };
    let (key, heads) = (ChainKey::first(&[7; 32]), HeadKey::from_bytes(&[9; 32]));
    let log = LogId::parse("gateway-1").unwrap();
    let folder = sandbox.path("audit");
    let mut files = SegmentFiles::open(&folder, log, key, heads, policy, Sync::EverySegment, NOW_MS).unwrap();
    for number in 0..33 {
        files.append(&event(number)).unwrap();
    }
    sandbox.write("latest.head", files.head(NOW_MS).to_json() + "\n");
    sandbox
}

const VERIFY: [&str; 8] =
    ["audit", "verify", "--key-file", "first.hex", "--head-key-file", "heads.hex", "--head", "latest.head"];

fn verify(sandbox: &Sandbox, more: &[&str]) -> (Option<i32>, Vec<String>) {
    let outcome = sandbox.phiward(&[VERIFY.as_slice(), more].concat()).run();
    assert_eq!(outcome.stderr, "");
    let said = String::from_utf8(outcome.stdout).unwrap();
    (outcome.code, said.lines().map(str::to_owned).collect())
}

#[test]
fn an_intact_log_is_said_to_be_intact() {
    let sandbox = sandbox();
    let (code, said) = verify(&sandbox, &["audit"]);
    assert_eq!(code, Some(0), "{said:?}");
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("intact: ") && said[0].contains(" 33 events"), "{said:?}");
}

#[test]
fn a_deleted_line_is_told_with_its_place() {
    let sandbox = sandbox();
    let path = "audit/segment-00000001.jsonl";
    let text = String::from_utf8(sandbox.read(path)).unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    let removed: Value = serde_json::from_str(lines.remove(3)).unwrap();
    sandbox.write(path, lines.join("\n") + "\n");
    let (code, said) = verify(&sandbox, &["audit"]);
    assert_eq!(code, Some(1));
    let seq = &removed["seq"];
    assert_eq!(said[0], format!("{path}:4: records {seq} to {seq} are missing"));
    let (code, said) = verify(&sandbox, &["--json", "audit"]);
    assert_eq!(code, Some(1));
    let finding: Value = serde_json::from_str(&said[0]).unwrap();
    assert_eq!((&finding["code"], &finding["from"], &finding["line"]), (&"missing".into(), seq, &4.into()));
    let summary: Value = serde_json::from_str(&said[1]).unwrap();
    assert_eq!((&summary["is_intact"], &summary["is_anchored"]), (&false.into(), &true.into()));
}

#[test]
fn a_cut_off_end_is_told_because_of_the_head() {
    let sandbox = sandbox();
    let names = fs::read_dir(sandbox.path("audit")).unwrap().map(|entry| entry.unwrap().path());
    let last = names.max().unwrap();
    let text = fs::read_to_string(&last).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() > 2);
    fs::write(&last, lines[..lines.len() - 2].join("\n") + "\n").unwrap();
    let (code, said) = verify(&sandbox, &["audit"]);
    assert_eq!(code, Some(1));
    assert!(said[0].ends_with("were cut off"), "{said:?}");
    // Without a head it cannot be known, and the command says so.
    let outcome = sandbox.phiward(&["audit", "verify", "--key-file", "first.hex", "audit"]).run();
    let said = String::from_utf8(outcome.stdout).unwrap();
    assert_eq!(outcome.code, Some(0));
    assert!(said.ends_with("no head was given: a cut-off end would not be seen\n"), "{said}");
}

#[test]
fn a_removed_first_segment_is_told_unless_it_was_left_out_on_purpose() {
    let sandbox = sandbox();
    fs::remove_file(sandbox.path("audit/segment-00000000.jsonl")).unwrap();
    let (code, said) = verify(&sandbox, &["audit"]);
    assert_eq!(
        (code, said[0].as_str()),
        (Some(1), "audit/segment-00000001.jsonl:1: segments 0 to 0 are missing")
    );
    let (code, said) = verify(&sandbox, &["--from-segment", "1", "audit"]);
    assert_eq!(code, Some(0), "{said:?}");
}

#[test]
fn another_key_finds_nothing_authentic() {
    let sandbox = sandbox();
    sandbox.write("first.hex", "08".repeat(32));
    let (code, said) = verify(&sandbox, &["audit"]);
    assert_eq!(code, Some(1));
    assert!(said.last().unwrap().contains(" 0 authentic"), "{said:?}");
}

#[test]
fn what_is_not_there_is_told() {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("empty")).unwrap();
    for (paths, code) in [("empty", "io_not_found"), ("nowhere", "io_not_found")] {
        let outcome = sandbox.phiward(&[VERIFY.as_slice(), &[paths]].concat()).run();
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.stderr.contains(code), "{}", outcome.stderr);
    }
    sandbox.write("latest.head", "{}");
    let outcome = sandbox.phiward(&[VERIFY.as_slice(), &["audit"]].concat()).run();
    assert!(outcome.stderr.contains("malformed"), "{}", outcome.stderr);
}

/// The folder of a gateway after 100,000 requests, and the command as its README has it.
#[test]
fn a_gateway_of_a_hundred_thousand_events_is_verified_and_what_was_done_to_it_is_told() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("gateway-data/secrets")).unwrap();
    sandbox.write("gateway-data/secrets/audit.key", "07".repeat(32));
    sandbox.write("gateway-data/secrets/audit-heads.key", "09".repeat(32));
    let write = |folder: &str, first: [u8; 32]| {
        let (key, heads) = (ChainKey::first(&first), HeadKey::from_bytes(&[9; 32]));
        let (log, policy) = (LogId::parse("gateway").unwrap(), ChainPolicy::default());
        let folder = sandbox.path(folder);
        let mut files =
            SegmentFiles::open(&folder, log, key, heads, policy, Sync::EverySegment, NOW_MS).unwrap();
        (0..100_000).for_each(|number| drop(files.append(&event(number)).unwrap()));
        files.head(NOW_MS).to_json() + "\n"
    };
    let head = write("gateway-data/audit/gateway", [7; 32]);
    sandbox.write("gateway-data/audit/gateway.head", head);
    let verify = |folder: &str| {
        let command = [
            "audit",
            "verify",
            "--key-file",
            "gateway-data/secrets/audit.key",
            "--head-key-file",
            "gateway-data/secrets/audit-heads.key",
            "--head",
            "gateway-data/audit/gateway.head",
            folder,
        ];
        let outcome = sandbox.phiward(&command).run();
        (outcome.code, String::from_utf8(outcome.stdout).unwrap())
    };
    let (code, said) = verify("gateway-data/audit/gateway");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(" 100000 events"), "{said}");

    let path = "gateway-data/audit/gateway/segment-00000000.jsonl";
    let text = String::from_utf8(sandbox.read(path)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let after = |change: &dyn Fn(&mut Vec<&str>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        sandbox.write(path, lines.join("\n") + "\n");
        let (code, said) = verify("gateway-data/audit/gateway");
        assert_eq!(code, Some(1), "{said}");
        said.lines().next().unwrap().to_owned()
    };
    assert!(after(&|lines| _ = lines.remove(70_000)).starts_with(&format!("{path}:70001: records ")));
    assert!(after(&|lines| lines.swap(10, 11)).ends_with(" is out of order"));
    assert!(after(&|lines| lines.truncate(99_000)).contains(path));
    sandbox.write(path, &text);
    write("rebuilt", [8; 32]);
    let (code, said) = verify("rebuilt");
    assert_eq!(code, Some(1));
    assert!(said.contains(" 0 authentic"), "{said}");
}
