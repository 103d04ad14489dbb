//! What criterion cannot measure of redaction; a line of JSON tells the outcome.
//!
//! - `redact_once load`: nanoseconds of the first detector and its first text, in this fresh process.
//! - `redact_once stream MIB`: speed and greatest memory of a stream of so many MiB.
//! - `redact_once inputs FOLDER`: writes the inputs as lines of JSON, for peers in other languages.
//! - `redact_once find PEER INPUT TIMES`: finds so many times, for a tool that counts instructions.
//! - `redact_once spans PEER NOTES`: what a peer finds in lines of JSON with `id` and `text`, as lines with
//!   `id` and `spans` in code points.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "it reports to its caller, and a field that is not there reads as null"
)]

use core::{error::Error, hint::black_box, ops::Range};
use std::{env, fs, path::Path, time::Instant};

use phiward_benches::{Balanced, Finder, Input, RegexBySet, RegexEach, Strict};
#[cfg(feature = "redact-peers")]
use phiward_benches::{CloakPipe, RedactCore};
use phiward_redact::{Detector, Mode, Policy, Redactor, TokenMap};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["load"] => load(),
        ["stream", mib] => stream(mib.parse()?),
        ["inputs", folder] => write_inputs(folder.as_ref()),
        ["find", peer, input, times] => with_peer(peer, Job::Find(input, times.parse()?)),
        ["spans", peer, notes] => with_peer(peer, Job::Spans(&fs::read_to_string(notes)?)),
        _ => Err(
            "usage: redact_once load | stream MIB | inputs FOLDER | find PEER INPUT TIMES | spans PEER NOTES"
                .into(),
        ),
    }
}

fn load() -> Outcome {
    let start = Instant::now();
    let found = Detector::new(Mode::Balanced).find("MRN: 00625079, seen by Dr. Okafor on 10/24/2023").len();
    let nanoseconds = start.elapsed().as_nanos();
    assert_eq!(found, 3);
    println!("{}", json!({ "nanoseconds": u64::try_from(nanoseconds)? }));
    Ok(())
}

/// Redacts notes one after another in pieces of no particular size, and drops what comes out.
fn stream(mib: u64) -> Outcome {
    let redactor = Redactor::new(Policy::default())?;
    let (mut stream, mut map, mut out) = (redactor.stream(), TokenMap::new(), String::new());
    let text = Input::notes().texts.join("\n\n");
    let (start, mut pushed, mut written) = (Instant::now(), 0u64, 0u64);
    while pushed < mib << 20 {
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let mut len = rest.len().min(10_007);
            while !rest.is_char_boundary(len) {
                len += 1;
            }
            let (piece, after) = rest.split_at(len);
            stream.push(piece, &mut map, &mut out);
            written += out.len() as u64;
            out.clear();
            rest = after;
        }
        pushed += text.len() as u64;
    }
    let manifest = stream.finish(&mut map, &mut out);
    written += out.len() as u64;
    assert!(written > pushed / 2, "nearly everything was lost");
    black_box(manifest);
    // Bytes of a stream fit into 53 bits.
    #[expect(clippy::cast_precision_loss, reason = "a speed needs three digits")]
    let megabytes_per_second = pushed as f64 / start.elapsed().as_secs_f64() / 1e6;
    println!(
        "{}",
        json!({ "bytes": pushed, "megabytes_per_second": megabytes_per_second, "peak_kib": peak_kib() })
    );
    Ok(())
}

/// The most memory that this process has held; `None` where the system does not tell.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn write_inputs(folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    for input in Input::all() {
        fs::write(folder.join(input.name).with_extension("jsonl"), input.json_lines())?;
    }
    Ok(())
}

/// What is to be done by the peer whose name is known at run time only.
#[derive(Clone, Copy)]
enum Job<'j> {
    Find(&'j str, usize),
    Spans(&'j str),
}

fn with_peer(peer: &str, job: Job<'_>) -> Outcome {
    match peer {
        Balanced::NAME => run::<Balanced>(job),
        Strict::NAME => run::<Strict>(job),
        RegexEach::NAME => run::<RegexEach>(job),
        RegexBySet::NAME => run::<RegexBySet>(job),
        #[cfg(feature = "redact-peers")]
        RedactCore::NAME => run::<RedactCore>(job),
        #[cfg(feature = "redact-peers")]
        CloakPipe::NAME => run::<CloakPipe>(job),
        _ => Err("no peer of this build has that name".into()),
    }
}

fn run<F: Finder>(job: Job<'_>) -> Outcome {
    let finder = F::default();
    match job {
        Job::Find(name, times) => {
            let inputs = Input::all();
            let input = inputs.iter().find(|input| input.name == name).ok_or("no input has that name")?;
            for _ in 0..times {
                black_box(input.texts.iter().map(|text| finder.count(black_box(text))).sum::<usize>());
            }
        }
        Job::Spans(notes) => {
            for line in notes.lines() {
                let note: Value = serde_json::from_str(line)?;
                let text = note["text"].as_str().ok_or("a line has no text")?;
                println!(
                    "{}",
                    json!({ "id": note["id"], "spans": in_code_points(text, &finder.ranges(text)) })
                );
            }
        }
    }
    Ok(())
}

fn in_code_points(text: &str, ranges: &[Range<usize>]) -> Vec<Value> {
    let count = |end: usize| text.get(..end).map_or(0, |head| head.chars().count());
    let span =
        |range: &Range<usize>| json!({ "start": count(range.start), "end": count(range.end), "type": "PHI" });
    ranges.iter().map(span).collect()
}
