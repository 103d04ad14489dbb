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
