//! What can be done to a log of 100,000 events, and that each is found in its place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use std::sync::LazyLock;

use phiward_audit::{ChainKey, Fault, HeadKey, LogId, Verifier};
use proptest::prelude::*;
use support::{FIRST, HEADS, Log, policy, told};

const EVENTS: u64 = 100_000;

/// Heads every 1,000 records, segments of 25,000.
fn big() -> Log {
    static LOG: LazyLock<Log> = LazyLock::new(|| Log::write(EVENTS, policy(1_000, 25_000), FIRST));
    Log { segments: LOG.segments.clone(), head: LOG.head.clone() }
}

#[test]
fn an_untouched_log_is_intact() {
    let report = big().verify();
    assert_eq!(told(&report), [""; 0]);
    assert!(report.is_intact() && report.is_anchored);
    assert_eq!(report.events, EVENTS);
    assert_eq!(report.lines, report.last_seq);
    assert!(report.heads >= 96, "{}", report.heads);
}

#[test]
fn a_deleted_event_is_named() {
    let mut log = big();
    log.segments[1].remove(4_711);
    assert_eq!(told(&log.verify()), ["1:4712+1 records 29713 to 29713 are missing"]);
}

#[test]
fn a_deleted_run_is_named() {
    let mut log = big();
    log.segments[0].drain(100..200);
    assert_eq!(told(&log.verify()), ["0:101+1 records 101 to 200 are missing"]);
}

#[test]
fn two_swapped_events_are_named() {
    let mut log = big();
    log.segments[2].swap(10, 11);
    let report = log.verify();
    assert_eq!(report.findings.len(), 1, "{:?}", told(&report));
    assert!(matches!(report.findings[0].fault, Fault::OutOfOrder { .. }));
    assert_eq!((report.findings[0].file, report.findings[0].line), (2, 12));
}

#[test]
fn a_moved_event_is_named() {
    let mut log = big();
    let moved = log.segments[0].remove(50);
    log.segments[0].insert(500, moved);
    assert_eq!(told(&log.verify()), ["0:501+1 record 51 is out of order"]);
}

#[test]
fn a_copied_event_is_named() {
    let mut log = big();
    let copied = log.segments[0][50].clone();
    log.segments[0].insert(500, copied);
    assert_eq!(told(&log.verify()), ["0:501+1 record 51 is there more than once"]);
}

#[test]
fn an_altered_event_is_named() {
    let mut log = big();
    let line = log.segments[3][77].replace("\"success\"", "\"failure\"");
    log.segments[3][77] = line;
    assert_eq!(told(&log.verify()), ["3:78+1 altered, or written without the key"]);
}

#[test]
fn an_event_that_is_replaced_by_rubbish_is_named_once() {
    let mut log = big();
    log.segments[3][77] = "rubbish".to_owned();
    assert_eq!(told(&log.verify()), ["3:78+1 altered, or written without the key"]);
    let mut log = big();
    log.segments[3].insert(77, "rubbish".to_owned());
    assert_eq!(told(&log.verify()), ["3:78+1 altered, or written without the key"]);
}

#[test]
fn a_cut_off_end_is_named_with_an_anchor_and_not_seen_without() {
    let mut log = big();
    let last = log.segments.len() - 1;
    let cut = log.segments[last].len() - 3;
    log.segments[last].truncate(cut);
    let report = log.verify();
    let seq = report.last_seq;
    assert_eq!(report.findings[0].fault, Fault::Truncated { from: seq + 1, to: seq + 3 });
    let mut verifier = Verifier::new(ChainKey::first(&FIRST));
    for segment in &log.segments {
        verifier.segment(segment.join("\n").as_bytes());
    }
    let report = verifier.finish();
    assert!(report.is_intact() && !report.is_anchored);
}

#[test]
fn a_cut_off_segment_is_named_without_an_anchor() {
    let mut log = big();
    log.segments[1].truncate(20_000);
    let report = log.verify();
    assert_eq!(report.findings[0].fault, Fault::NotClosed);
    assert!(matches!(report.findings[1].fault, Fault::Missing { .. }), "{:?}", told(&report));
}

#[test]
fn a_removed_segment_is_named() {
    let mut log = big();
    let first: u64 = 1 + log.segments[0].len() as u64;
    let last = first + log.segments[1].len() as u64 - 1;
    log.segments.remove(1);
    assert_eq!(
        told(&log.verify()),
        [
            "1:1+1 segments 1 to 1 are missing".to_owned(),
            format!("1:1+1 records {first} to {last} are missing")
        ]
    );
}

#[test]
fn removed_first_segments_are_named_unless_they_were_left_out_on_purpose() {
    let mut log = big();
    log.segments.drain(..2);
    assert_eq!(told(&log.verify()), ["0:1+1 segments 0 to 1 are missing"]);
    let report = log.verify_with(Verifier::new(ChainKey::first(&FIRST)).from_segment(2));
    assert!(report.is_intact() && report.is_anchored, "{:?}", told(&report));
}

#[test]
fn a_log_that_is_rebuilt_without_the_key_has_no_authentic_line() {
    let forged = Log { head: big().head, ..Log::write(EVENTS, policy(1_000, 25_000), [8; 32]) };
    let report = forged.verify();
    assert_eq!(report.authentic, 0);
    let altered: u64 =
        report.findings.iter().filter(|found| found.fault == Fault::Altered).map(|found| found.lines).sum();
    assert_eq!(altered, report.lines);
    assert!(report.findings.len() < 20, "runs are joined: {}", report.findings.len());
}

#[test]
fn a_log_that_is_rebuilt_from_the_middle_is_named_from_there_on() {
    let mut log = big();
    let forged = Log::write(EVENTS, policy(1_000, 25_000), [8; 32]);
    for line in 12_000..log.segments[0].len() {
        log.segments[0][line] = forged.segments[0][line].clone();
    }
    let report = log.verify();
    assert_eq!(report.findings[0].line, 12_001);
    assert_eq!(report.findings[0].fault, Fault::Altered);
    assert_eq!(report.findings[0].lines, log.segments[0].len() as u64 - 12_000);
}

#[test]
fn who_takes_the_running_key_cannot_rewrite_what_is_closed() {
    let log = big();
    // The thief has the key of segment 3 and writes segment 2 with it.
    let mut key = ChainKey::first(&FIRST);
    for _ in 0..3 {
        key = key.next();
    }
    let mut verifier = Verifier::new(ChainKey::of_segment(2, key.expose_secret()))
        .with_log(LogId::parse("gateway-1").unwrap());
    verifier.segment(log.segments[2].join("\n").as_bytes());
    assert_eq!(verifier.finish().authentic, 0);
}

#[test]
fn a_history_that_is_rewritten_with_the_key_is_not_the_anchor() {
    let log = big();
    let events = 24_000;
    // The same key, one event less, and the head of the true log.
    let head = Log::write(events, policy(1_000, 25_000), FIRST).head;
    let mut rewritten = Log::write(events + 10, policy(900, 25_000), FIRST);
    rewritten.head = head;
    let report = rewritten.verify();
    assert!(
        report.findings.iter().any(|found| matches!(found.fault, Fault::NotTheAnchor { .. })),
        "{:?}",
        told(&report)
    );
    // Without the head key its heads are not signed either.
    let mut verifier = Verifier::new(ChainKey::first(&FIRST)).with_head_key(HeadKey::from_bytes(&[1; 32]));
    verifier.segment(log.segments[0].join("\n").as_bytes());
    let report = verifier.finish();
    assert!(report.findings.iter().all(|found| matches!(found.fault, Fault::HeadNotSigned { .. })));
    assert!(report.findings.len() >= 24);
}

#[test]
fn an_anchor_of_another_key_or_log_is_refused() {
    let mut log = Log::write(10, policy(5, 1_000), FIRST);
    let verifier = || Verifier::new(ChainKey::first(&FIRST));
    assert!(log.verify_with(verifier()).is_intact());
    let mut other = verifier().with_head_key(HeadKey::from_bytes(&[1; 32])).with_anchor(log.head.clone());
    other.segment(b"");
    assert_eq!(other.finish().findings[0].fault, Fault::AnchorNotSigned);
    let json = log.head.to_json().replace("gateway-1", "gateway-2");
    log.head = phiward_audit::Head::from_json(&json).unwrap();
    assert_eq!(told(&log.verify()), ["0:13+1 the anchor is not signed by the head key for this log"]);
}

#[test]
fn a_record_of_another_log_is_not_authentic() {
    let log = Log::write(10, policy(5, 1_000), FIRST);
    let report =
        log.verify_with(Verifier::new(ChainKey::first(&FIRST)).with_log(LogId::parse("gateway-2").unwrap()));
    assert_eq!(report.authentic, 0);
    assert!(report.findings.iter().any(|found| found.fault == Fault::OtherLog));
}

#[test]
fn records_after_the_close_are_named() {
    let mut log = Log::write(30, policy(5, 20), FIRST);
    let line = log.segments[1][3].clone();
    log.segments[0].push(line);
    let report = log.verify();
    assert!(report.findings.iter().any(|found| found.fault == Fault::AfterClose), "{:?}", told(&report));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is done to lines of a log, the verifier does not call it intact, and never panics.
    #[test]
    fn no_change_goes_unseen(
        kind in 0..6usize,
        a in any::<prop::sample::Index>(),
        b in any::<prop::sample::Index>(),
        byte in any::<prop::sample::Index>(),
        bit in 0u8..7,
    ) {
        let mut log = Log::write(60, policy(7, 25), FIRST);
        let segment = a.index(log.segments.len());
        let lines = &mut log.segments[segment];
        let (one, two) = (b.index(lines.len()), a.index(lines.len()));
        let before = lines.clone();
        match kind {
            0 => { lines.remove(one); }
            1 => lines.swap(one, two),
            2 => { let line = lines[one].clone(); lines.insert(two, line); }
            3 => {
                let mut bytes = lines[one].clone().into_bytes();
                let place = byte.index(bytes.len());
                bytes[place] ^= 1 << bit;
                lines[one] = String::from_utf8(bytes).unwrap();
            }
            4 => lines.truncate(one),
            _ => lines.insert(one, "{}".to_owned()),
        }
        let changed = *lines != before;
        let report = log.verify();
        prop_assert_eq!(report.is_intact(), !changed, "{:?}", told(&report));
    }

    #[test]
    fn any_bytes_are_verified_and_none_is_authentic(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        let mut verifier = Verifier::new(ChainKey::first(&FIRST)).with_head_key(HeadKey::from_bytes(&HEADS));
        verifier.segment(&bytes);
        verifier.segment(&bytes);
        let report = verifier.finish();
        prop_assert_eq!(report.authentic, 0);
        prop_assert!(!report.is_intact());
    }
}
