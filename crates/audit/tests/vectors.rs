//! A log that was written by an implementation in Python: it verifies, and ours writes the same bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use std::{fs, path::Path};

use phiward_audit::{
    Action, BreakGlassReason, Chain, ChainKey, Emergency, Event, Head, HeadKey, LogId, Outcome, Verifier,
};
use phiward_phi::{Access, ActorId, Identifier, PseudonymKey, PurposeOfUse, RequestId, Scope};
use serde_json::Value;
use support::{FIRST, HEADS, NOW_MS, policy, told};

fn vector() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors/audit.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn access(at_ms: u64) -> Access {
    Access {
        actor: ActorId::parse("usr-17").unwrap(),
        purpose: PurposeOfUse::Treatment,
        request: RequestId::parse("it-1767225600000-9f8a2c41d07be653").unwrap(),
        at_ms,
    }
}

#[test]
fn the_log_of_another_implementation_verifies() {
    let vector = vector();
    let head = Head::from_json(&vector["head"].to_string()).unwrap();
    let mut verifier = Verifier::new(ChainKey::first(&FIRST))
        .with_head_key(HeadKey::from_bytes(&HEADS))
        .with_log(LogId::parse("gateway-1").unwrap())
        .with_anchor(head);
    for segment in vector["segments"].as_array().unwrap() {
        verifier.segment(segment.as_str().unwrap().as_bytes());
    }
    let report = verifier.finish();
    assert_eq!(told(&report), [""; 0]);
    assert_eq!((report.events, report.heads, report.last_seq, report.is_anchored), (4, 2, 8, true));
}

#[test]
fn the_same_events_are_the_same_bytes() {
    let vector = vector();
    let (key, heads) = (ChainKey::first(&FIRST), HeadKey::from_bytes(&HEADS));
    let log = LogId::parse("gateway-1").unwrap();
    let (mut chain, mut first) = Chain::begin(log, key, heads, policy(3, 100), NOW_MS).unwrap();
    let pseudonyms = PseudonymKey::from_bytes("k1", &[7; 32]).unwrap();
    let subject =
        Identifier::parse("IT-12345").unwrap().pseudonym(&pseudonyms, &Scope::parse("incident_id").unwrap());
    let read = Event::new(access(NOW_MS + 1), Action::Read, Outcome::Success).unwrap();
    first += &chain.append(&read.about(subject).on(Scope::parse("user_age").unwrap()));
    first += &chain.append(&Event::new(access(NOW_MS + 2), Action::SignIn, Outcome::Denied).unwrap());
    let reason = BreakGlassReason::new(Emergency::LifeThreat).with_ticket(Scope::parse("INC-2041").unwrap());
    let glass = Event::break_glass(access(NOW_MS + 3), Action::Read, Outcome::Success, reason);
    first += &chain.append(&glass.on(Scope::parse("journal_entry").unwrap()));
    let rotated = chain.rotate(NOW_MS + 4);
    first += &rotated.close;
    let export = Event::new(access(NOW_MS + 5), Action::Export, Outcome::Failure).unwrap();
    let second = rotated.open + &chain.append(&export);
    assert_eq!(vector["segments"][0], first);
    assert_eq!(vector["segments"][1], second);
    let head: Value = serde_json::from_str(&chain.head(NOW_MS + 6).to_json()).unwrap();
    assert_eq!(vector["head"], head);
}
