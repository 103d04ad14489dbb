//! What criterion cannot measure of redaction: peers in other languages, the start of a process, a long stream.

use core::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::bench_table::{Case, in_speed, in_time, speed_of};
use crate::process::capture;
use crate::project::Project;
use crate::python;
use crate::set_up::{Need, step};

/// The inputs, each a file `NAME.jsonl`.
const INPUTS: [&str; 3] = ["notes", "prose", "log"];
/// Seconds after which a peer is stopped; it tells how far it came.
const LIMIT: &str = "10";
/// Processes whose start is measured.
const STARTS: usize = 11;

/// A peer in another language.
struct Peer {
    name: &'static str,
    /// Its script, in `benches/peers`.
    script: &'static str,
    /// Makes sure of its package in a folder, and gives the program that runs the script and its arguments.
    ensure: fn(&Path) -> Need<Vec<String>>,
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "Presidio, patterns",
        script: "presidio.py",
        ensure: |folder| python_with(folder, "presidio-analyzer==2.2.366", "import presidio_analyzer"),
    },
    Peer {
        name: "scrubadub",
        script: "scrubadub_default.py",
        ensure: |folder| python_with(folder, "scrubadub==2.0.1", "import scrubadub"),
    },
    Peer { name: "redact-pii", script: "redact-pii.mjs", ensure: node_with_redact_pii },
];

/// Measures, or takes what the last measurement left, and writes tables.
pub(crate) fn tables(project: &Project, cases: &[Case], again: bool) -> Result<String, String> {
    let folder = project.target_folder()?.join("bench");
    let kept = folder.join("redact.md");
    let failed = |error: std::io::Error| format!("{}: {error}", kept.display());
    if !again {
        return Ok(fs::read_to_string(&kept).unwrap_or_default());
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let inputs = folder.join("inputs");
    once(project, &["inputs", &inputs.to_string_lossy()])?;
    let text = format!("{}{}", other_languages(project, &folder, cases), once_table(project)?);
    fs::write(&kept, &text).map_err(failed)?;
    Ok(text)
}

/// Runs the example that measures what happens once, and gives the JSON that it prints.
fn once(project: &Project, arguments: &[&str]) -> Result<Value, String> {
    // The feature is that of the benches, so that nothing is built a second time.
    let run = ["run", "--quiet", "--release", "--package", "phiward-benches", "--features", "redact-peers"];
    let printed = capture(project.cargo(run).args(["--example", "redact_once", "--"]).args(arguments))?;
    if printed.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&printed).map_err(|_| "redact_once printed no JSON".to_owned())
}

fn once_table(project: &Project) -> Result<String, String> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.extend(once(project, &["load"])?.get("nanoseconds").and_then(Value::as_f64));
    }
    starts.sort_by(f64::total_cmp);
    let start = starts.get(starts.len() / 2).copied().ok_or("no start was measured")?;
    let stream = once(project, &["stream", "1024"])?;
    let number = |name: &str| stream.get(name).and_then(Value::as_f64);
    let speed = number("megabytes_per_second").ok_or("the stream was not measured")?;
    let peak =
        number("peak_kib").map_or_else(|| "not told".to_owned(), |kib| format!("{:.1} MiB", kib / 1024.0));
    Ok(format!(
        "\n### redact_once\n\n| Measured once | phiward |\n|---|--:|\n\
         | first detector and first text of a fresh process, median of {STARTS} | {} |\n\
         | stream of 1 GiB of notes | {} |\n\
         | greatest memory of that process | {peak} |\n",
        in_time(start),
        in_speed(speed),
    ))
}

/// A row for each peer: its speed, and ours of the same run divided by it.
fn other_languages(project: &Project, folder: &Path, cases: &[Case]) -> String {
    let mut text = format!(
        "\n### redact_find, other languages\n\n| Peer | version | {} |\n|---|---|{}\n",
        INPUTS.join(" | "),
        "--:|".repeat(INPUTS.len()),
    );
    let mut absent = String::new();
    for peer in &PEERS {
        let row = step(peer.name, "is compared with our redaction", || {
            let program = (peer.ensure)(&folder.join(peer.script))?;
            row(project, folder, peer, &program, cases)
        });
        // Writing to a string cannot fail.
        let _ = match row {
            Ok(row) => writeln!(text, "{row}"),
            Err(reason) => writeln!(absent, "\n{} was not measured: {reason}.", peer.name),
        };
    }
    text + &absent
}

fn row(project: &Project, folder: &Path, peer: &Peer, program: &[String], cases: &[Case]) -> Need<String> {
    let script = project.root().join("benches").join("peers").join(peer.script);
    let (mut version, mut cells) = (String::new(), String::new());
    for input in INPUTS {
        let (name, arguments) = program.split_first().ok_or("it has no program")?;
        let mut command = Command::new(name);
        command.args(arguments).arg(&script).arg(folder.join("inputs").join(input).with_extension("jsonl"));
        let printed = capture(command.arg(LIMIT).current_dir(folder.join(peer.script)))?;
        let result: Value = serde_json::from_str(&printed).map_err(|_| "it printed no JSON".to_owned())?;
        let number = |name: &str| result.get(name).and_then(Value::as_f64).ok_or("it told no figures");
        if input == "notes" && number("found")? == 0.0 {
            return Err("it found nothing in the notes".to_owned());
        }
        let speed = number("bytes")? / number("seconds")? / 1e6;
        let ours = speed_of(cases, "redact_find", "phiward", input);
        let factor = ours.map_or_else(String::new, |ours| format!(" ({:.0}x)", ours / speed));
        cells += &format!(" {}{factor} |", in_speed(speed));
        version = result.get("version").and_then(Value::as_str).unwrap_or("unknown").to_owned();
    }
    Ok(format!("| {} | {version} |{cells}", peer.name))
}

fn python_with(folder: &Path, package: &str, probe: &str) -> Need<Vec<String>> {
    // `-B`: nothing is left beside the scripts.
    Ok(vec![python::environment(folder, &[package], probe)?, "-B".to_owned()])
}

fn node_with_redact_pii(folder: &Path) -> Need<Vec<String>> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if !folder.join("node_modules").join("redact-pii").is_dir() {
        let install =
            ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "redact-pii@3.4.0"];
        capture(Command::new("npm").args(install).arg("--prefix").arg(folder).current_dir(folder))?;
    }
    Ok(vec!["node".to_owned()])
}
