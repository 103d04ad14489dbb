//! `cargo xtask bench`: runs the benches and writes what they measured into the documentation.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use crate::bench_redact;
use crate::bench_table::{Case, date, tables};
use crate::project::Project;
use crate::{Stop, document, process};

const DOCUMENT: &str = "docs/benchmarks.md";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let filter = match arguments {
        [] => None,
        [filter] if !filter.starts_with('-') => Some(filter),
        _ => return Err(Stop::Usage("`bench` takes one filter, such as `seal/`".to_owned())),
    };
    let start = SystemTime::now();
    let asked_for_redaction = filter.map(|filter| filter.starts_with("redact"));
    if asked_for_redaction != Some(true) {
        run_benches(
            project,
            &["--bench", "envelope", "--bench", "password", "--bench", "audit", "--bench", "launch"],
            filter,
        )?;
        run_benches(project, &["--bench", "resilience", "--features", "resilience-peers"], filter)?;
        run_benches(project, &["--bench", "search", "--features", "search-peers"], filter)?;
    }
    let with_redaction = asked_for_redaction != Some(false);
    if with_redaction {
        run_benches(project, &["--bench", "redact", "--features", "redact-peers"], filter)?;
    }

    let results = project.target_folder()?.join("criterion");
    // A full run replaces the table; a filtered one renews its part of it.
    let oldest = if filter.is_some() { SystemTime::UNIX_EPOCH } else { start };
    let mut cases = Vec::new();
    read_cases(&results, oldest, &mut cases).map_err(|error| format!("{}: {error}", results.display()))?;
    if cases.is_empty() {
        return Err(Stop::Failed("no bench has left a result".to_owned()));
    }
    let count = cases.len();
    let others = bench_redact::tables(project, &cases, with_redaction)?;
    let content = format!("{}\n{}{others}", measured_on(project), tables(cases));
    document::rewrite(project, DOCUMENT, "bench", &content)?;
    println!("{DOCUMENT}: {count} measurements");
    Ok(ExitCode::SUCCESS)
}

/// Runs benches of which a feature may be a part: their peers change how our own crates are built.
fn run_benches(project: &Project, which: &[&str], filter: Option<&String>) -> Result<(), String> {
    let mut bench = project.cargo(["bench", "--package", "phiward-benches"]);
    process::show(bench.args(which).arg("--").args(filter))
}

/// Collects criterion's results, which lie in folders named `new`.
fn read_cases(folder: &Path, oldest: SystemTime, cases: &mut Vec<Case>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let path = entry.path();
        let estimates = path.join("estimates.json");
        if entry.file_name() != "new" {
            read_cases(&path, oldest, cases)?;
        } else if estimates.is_file() && fs::metadata(&estimates)?.modified()? >= oldest {
            let benchmark = fs::read_to_string(path.join("benchmark.json"))?;
            cases.extend(Case::from_json(&benchmark, &fs::read_to_string(estimates)?));
        }
    }
    Ok(())
}

/// Says where and when: figures without that mean nothing.
fn measured_on(project: &Project) -> String {
    let mut rustc = Command::new("rustc");
    let version = process::capture(rustc.arg("-vV").current_dir(project.root())).unwrap_or_default();
    let field = |name| version.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("unknown");
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!(
        "Measured on {} ({}), rustc {}, on {}.\n",
        cpu.map_or("an unnamed processor", |(_, name)| name),
        field("host: "),
        field("release: "),
        date(SystemTime::now()),
    )
}
