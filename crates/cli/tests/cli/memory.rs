//! Streams pass through memory that does not grow.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::thread;

use crate::fixture::{KEY_ID, Sandbox, pattern, skip};

const GIB: u64 = 1024 * 1024 * 1024;
/// The most memory, in KiB, that a command may ever have had.
const PEAK_KIB: u64 = 32 * 1024;

/// The most memory that a running process has had, in KiB.
fn peak_kib(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Writes the same block until `len` bytes are written. The pipe stays open.
fn feed(stdin: &mut ChildStdin, block: &[u8], len: u64) {
    for _ in 0..len / block.len() as u64 {
        stdin.write_all(block).unwrap();
    }
}

/// Lines of a log and of a note, with PHI on every other one.
fn notes(len: usize) -> Vec<u8> {
    let lines = "2026-01-01T12:00:00Z level=info msg=\"sms sent\" to=+14155550123 status=200\n\
        the lungs are clear, the abdomen is soft, BP 120/80, HR 72\n\
        Pt Maria Lopez, MRN: 00625079, seen 10/24/2023 for chest pain\n\
        2026-01-01T12:00:01Z level=debug component=com.example.Worker duration_ms=17\n";
    lines.repeat(len / lines.len()).into_bytes()
}

/// Feeds a command `len` bytes of notes, and gives its peak memory and its exit code.
fn peak_of(sandbox: &Sandbox, args: &[&str], len: u64) -> (Option<u64>, Option<i32>) {
    let mut call = sandbox.phiward(args);
    let mut child = call.command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let peak = peak_kib(&child).map(|_| {
        feed(&mut stdin, &notes(1024 * 1024), len);
        // It still runs, because its input has not ended.
        peak_kib(&child).unwrap()
    });
    drop(stdin);
    (peak, child.wait().unwrap().code())
}

#[test]
#[ignore = "slow: a stream of 1 GiB, and three of 32 MiB"]
fn redaction_needs_no_memory_that_grows() {
    let sandbox = Sandbox::new();
    for (args, len, code) in [
        (&["redact"] as &[&str], GIB, 0),
        (&["redact", "--format", "log", "--manifest", "m.json"], GIB / 32, 0),
        (&["redact", "--format", "ndjson"], GIB / 32, 0),
        (&["scan-logs", "-"], GIB / 32, 1),
    ] {
        let (Some(peak), ended) = peak_of(&sandbox, args, len) else {
            skip("redaction_needs_no_memory_that_grows", "this system does not tell a process's peak memory");
            return;
        };
        println!("peak memory of {args:?}: {peak} KiB");
        assert!(peak < PEAK_KIB, "{args:?}: {peak} KiB");
        assert_eq!(ended, Some(code), "{args:?}");
    }
}

/// Reads to the end and compares with the same block over and over; gives the length.
fn compare(mut stdout: impl Read, block: &[u8]) -> u64 {
    let (mut len, mut read) = (0, vec![0; block.len()]);
    loop {
        let mut filled = 0;
        while filled < read.len() {
            match stdout.read(&mut read[filled..]).unwrap() {
                0 => break,
                count => filled += count,
            }
        }
        assert!(read[..filled] == block[..filled], "what came out differs after {len} bytes");
        len += filled as u64;
        if filled < read.len() {
            return len;
        }
    }
}

#[test]
#[ignore = "slow: a stream of 1 GiB"]
fn a_gibibyte_passes_through_32_mebibytes() {
    let sandbox = Sandbox::new();
    let spawn = |command: &str, stdin: Stdio| {
        let key = ["--key-file", "key.hex", "--key-id", KEY_ID];
        let mut call = sandbox.phiward(&[&[command], &key[..]].concat());
        call.command.stdin(stdin).stdout(Stdio::piped()).spawn().unwrap()
    };
    let mut sealing = spawn("seal", Stdio::piped());
    if peak_kib(&sealing).is_none() {
        skip("a_gibibyte_passes_through_32_mebibytes", "this system does not tell a process's peak memory");
        drop(sealing.stdin.take());
        sealing.wait().unwrap();
        return;
    }
    let mut stdin = sealing.stdin.take().unwrap();
    let mut opening = spawn("open", Stdio::from(sealing.stdout.take().unwrap()));
    let opened = opening.stdout.take().unwrap();
    // Not a divisor of a chunk, so that no two chunks are alike for a while.
    let block = pattern(1024 * 1024 - 64);
    let len = GIB / block.len() as u64 * block.len() as u64;
    let reader = {
        let block = block.clone();
        thread::spawn(move || compare(opened, &block))
    };
    feed(&mut stdin, &block, len);
    // Both still run, because their input has not ended: now their peaks can be read.
    let peaks = [peak_kib(&sealing).unwrap(), peak_kib(&opening).unwrap()];
    drop(stdin);
    assert_eq!(reader.join().unwrap(), len);
    assert!(sealing.wait().unwrap().success() && opening.wait().unwrap().success());
    println!("peak memory: seal {} KiB, open {} KiB", peaks[0], peaks[1]);
    assert!(peaks.iter().all(|peak| *peak < PEAK_KIB), "{peaks:?} KiB");
}
