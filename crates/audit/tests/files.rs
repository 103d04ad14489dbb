//! Segments as files: killed programs, full segments, many threads.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use core::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io::Write as _, path::Path, thread};

use phiward_audit::{
    ChainKey, ChainPolicy, EventSink, HeadKey, Report, Verifier,
    edge::{AuditLog, FileError, SegmentFiles, Sync},
};
use support::{FIRST, HEADS, NOW_MS, event, log_id, policy, told};

fn open_with(folder: &Path, first: [u8; 32], policy: ChainPolicy) -> Result<SegmentFiles, FileError> {
    let (key, heads) = (ChainKey::first(&first), HeadKey::from_bytes(&HEADS));
    SegmentFiles::open(folder, log_id(), key, heads, policy, Sync::EverySegment, NOW_MS)
}

fn open(folder: &Path) -> SegmentFiles {
    open_with(folder, FIRST, policy(10, 50)).unwrap()
}

fn verify(folder: &Path, files: &SegmentFiles) -> Report {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|name| name.extension().is_some_and(|extension| extension == "jsonl"));
    names.sort();
    let mut verifier = Verifier::new(ChainKey::first(&FIRST))
        .with_head_key(HeadKey::from_bytes(&HEADS))
        .with_anchor(files.head(NOW_MS));
    for name in names {
        verifier.segment(&fs::read(name).unwrap());
    }
    verifier.finish()
}

#[test]
fn a_log_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let mut files = open(folder.path());
        for number in 0..33 {
            files.append(&event(round * 33 + number)).unwrap();
        }
        let report = verify(folder.path(), &files);
        assert_eq!(told(&report), [""; 0]);
        assert_eq!(report.events, (round + 1) * 33);
    }
}

/// A program can be killed after any byte that it wrote.
#[test]
fn a_log_survives_being_cut_anywhere() {
    let whole = tempfile::tempdir().unwrap();
    let mut files = open_with(whole.path(), FIRST, policy(3, 6)).unwrap();
    for number in 0..9 {
        files.append(&event(number)).unwrap();
    }
    let segments = [0, 1].map(|segment| fs::read(files.path_of(segment)).unwrap());
    let total = segments[0].len() + segments[1].len();
    let line_ends: Vec<_> =
        segments.concat().iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    // Every byte around the ends of lines, and every 13th elsewhere: each takes three writes to the disk.
    let is_tried =
        |cut: &usize| cut.is_multiple_of(13) || line_ends.iter().any(|end| cut.abs_diff(*end) <= 2);
    for cut in (0..=total).filter(is_tried) {
        let folder = tempfile::tempdir().unwrap();
        let first = cut.min(segments[0].len());
        fs::write(folder.path().join("segment-00000000.jsonl"), &segments[0][..first]).unwrap();
        if cut >= segments[0].len() {
            fs::write(folder.path().join("segment-00000001.jsonl"), &segments[1][..cut - first]).unwrap();
        }
        let mut files = open_with(folder.path(), FIRST, policy(3, 6)).unwrap();
        files.append(&event(99)).unwrap();
        let report = verify(folder.path(), &files);
        assert_eq!(told(&report), [""; 0], "cut at {cut} of {total}");
    }
}

#[test]
fn a_log_of_another_key_or_an_altered_one_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = open(folder.path());
    files.append(&event(1)).unwrap();
    let path = files.path_of(0);
    drop(files);
    let refused = open_with(folder.path(), [8; 32], policy(10, 50)).unwrap_err();
    assert_eq!(refused.code(), "not_authentic");
    let altered = fs::read_to_string(&path).unwrap().replace("usr-1\"", "usr-2\"");
    fs::write(&path, altered).unwrap();
    assert_eq!(open_with(folder.path(), FIRST, policy(10, 50)).unwrap_err().code(), "not_authentic");
}

#[test]
fn a_second_writer_is_refused_while_the_first_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = open(folder.path());
    assert_eq!(open_with(folder.path(), FIRST, policy(10, 50)).unwrap_err().code(), "in_use");
    files.append(&event(1)).unwrap();
    drop(files);
    let mut files = open(folder.path());
    files.append(&event(2)).unwrap();
    assert_eq!(told(&verify(folder.path(), &files)), [""; 0]);
}

#[test]
fn many_threads_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let log = AuditLog::new(open(folder.path()));
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..100 {
                    log.record(&event(next.fetch_add(1, Ordering::Relaxed))).unwrap();
                }
            });
        }
    });
    let closed = log.take_closed();
    assert!(closed.len() >= 16 && log.take_closed().is_empty());
    let first = &closed[0];
    assert_eq!(first.object_name, format!("gateway-1/00000000-1-{}.jsonl", first.last_seq));
    assert!(closed.windows(2).all(|pair| pair[0].last_seq + 1 == pair[1].first_seq));
    assert!(closed.iter().all(|closed| closed.head.is_signed_by(&HeadKey::from_bytes(&HEADS))));
    drop(log);
    let report = verify(folder.path(), &open(folder.path()));
    assert_eq!((told(&report), report.events), (vec![], 800));
}

#[test]
fn a_log_that_cannot_be_written_refuses_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = open_with(folder.path(), FIRST, policy(10, 5)).unwrap();
    // The next segment cannot begin: its name is taken by a segment with lines.
    let mut taken = fs::File::create(files.path_of(1)).unwrap();
    taken.write_all(b"taken\n").unwrap();
    for number in 0..3 {
        files.append(&event(number)).unwrap();
    }
    let log = AuditLog::new(files);
    assert!(log.record(&event(3)).is_err() && log.has_failed());
    assert!(log.record(&event(4)).is_err());
}
