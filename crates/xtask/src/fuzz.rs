//! `cargo xtask fuzz`: each fuzz target for a while, starting from the committed seeds.

use std::fs;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::process::{self, capture};
use crate::project::Project;
use crate::{Stop, set_up};

const DEFAULT_SECONDS: u32 = 20;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    seconds: u32,
    target: Option<String>,
}

/// How cargo-fuzz gets the unstable compiler flags that it needs.
#[derive(Debug, Clone, Copy)]
enum Compiler {
    Nightly,
    /// The pinned compiler, told to accept unstable flags.
    Bootstrap,
}

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let request = parse(arguments).map_err(Stop::Usage)?;
    let targets = targets(project)?;
    let chosen: Vec<&String> = match &request.target {
        None => targets.iter().collect(),
        Some(name) => targets.iter().filter(|target| *target == name).collect(),
    };
    if chosen.is_empty() {
        return Err(Stop::Usage(format!("the fuzz targets are: {}", targets.join(", "))));
    }
    set_up::step("cargo-fuzz", "drives libFuzzer", || install(project))?;
    let compiler = Compiler::find();

    let mut failed = 0;
    let mut summary = String::new();
    for target in chosen {
        println!("\n--- {target}: {} s", request.seconds);
        let outcome = fuzz(project, compiler, target, request.seconds);
        failed += usize::from(outcome.is_err());
        let text = outcome.unwrap_or_else(|reason| reason);
        summary.push_str(&format!("{target:20} {text}\n"));
    }
    println!("\n{summary}");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn parse(arguments: &[String]) -> Result<Request, String> {
    let mut request = Request { seconds: DEFAULT_SECONDS, target: None };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|text| text.parse().ok()).filter(|seconds| *seconds > 0);
            request.seconds = number.ok_or("--seconds needs a whole number above 0")?;
        } else if argument.starts_with('-') || request.target.is_some() {
            return Err(format!("`fuzz` does not know what to do with `{argument}`"));
        } else {
            request.target = Some(argument.clone());
        }
    }
    Ok(request)
}

/// The names of the files in `fuzz/fuzz_targets`.
fn targets(project: &Project) -> Result<Vec<String>, String> {
    let folder = project.root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let stem = |entry: fs::DirEntry| entry.path().file_stem()?.to_str().map(str::to_owned);
    let mut names: Vec<_> = entries.filter_map(|entry| stem(entry.ok()?)).collect();
    names.sort();
    Ok(names)
}

fn install(project: &Project) -> Result<String, String> {
    let version = || capture(project.cargo(["fuzz", "--version"]).env_remove("CARGO_TERM_COLOR"));
    version().or_else(|_| {
        println!("installing cargo-fuzz: about a minute");
        process::show(&mut project.cargo(["install", "--locked", "cargo-fuzz"]))?;
        version()
    })
}

impl Compiler {
    fn find() -> Self {
        let nightly = capture(Command::new("rustc").arg("--version").env("RUSTUP_TOOLCHAIN", "nightly"));
        if nightly.is_ok() { Self::Nightly } else { Self::Bootstrap }
    }

    fn variable(self) -> (&'static str, &'static str) {
        match self {
            Self::Nightly => ("RUSTUP_TOOLCHAIN", "nightly"),
            Self::Bootstrap => ("RUSTC_BOOTSTRAP", "1"),
        }
    }
}

/// Runs one target and says how many inputs it tried, or how to see the failure again.
fn fuzz(project: &Project, compiler: Compiler, target: &str, seconds: u32) -> Result<String, String> {
    let corpus = format!("fuzz/corpus/{target}");
    let seeds = format!("fuzz/seeds/{target}");
    fs::create_dir_all(project.root().join(&corpus)).map_err(|error| format!("{corpus}: {error}"))?;

    // Our crates forbid `unsafe`, so the address sanitizer would only halve the number of tries.
    let mut command = project.cargo(["fuzz", "run", "--sanitizer", "none", target, &corpus]);
    if project.root().join(&seeds).is_dir() {
        command.arg(&seeds);
    }
    let (name, value) = compiler.variable();
    // Without that the output is pages of discoveries, in which a failure drowns.
    let quiet = ["-verbosity=0", "-print_final_stats=1"];
    command.env(name, value).args(["--", &format!("-max_total_time={seconds}")]).args(quiet);
    let (start, mut tries, mut artifact) = (Instant::now(), None, None);
    let outcome = process::stream(command, |line| {
        tries = executions(line).or(tries);
        artifact =
            line.split_once("Test unit written to ").map(|(_, path)| path.to_owned()).or(artifact.take());
    });
    match outcome {
        Ok(status) if status.success() => match tries {
            Some(tries) => Ok(format!("{tries} inputs in {}, no failure", process::seconds(start))),
            None => Err("ended without having tried an input".to_owned()),
        },
        Ok(status) => Err(artifact.map_or_else(
            || format!("did not run ({status})"),
            |path| {
                format!("FAILED; again with: {name}={value} cargo fuzz run --sanitizer none {target} {path}")
            },
        )),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}

/// Reads `stat::number_of_executed_units: 12345`.
fn executions(line: &str) -> Option<u64> {
    line.strip_prefix("stat::number_of_executed_units:")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT_SECONDS, Request, executions, parse};

    fn parse_words(words: &[&str]) -> Result<Request, String> {
        parse(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn arguments_come_in_any_order() {
        let all = Request { seconds: DEFAULT_SECONDS, target: None };
        assert_eq!(parse_words(&[]), Ok(all));
        let one = Request { seconds: 5, target: Some("slot_parse".to_owned()) };
        assert_eq!(parse_words(&["slot_parse", "--seconds", "5"]).as_ref(), Ok(&one));
        assert_eq!(parse_words(&["--seconds", "5", "slot_parse"]), Ok(one));
    }

    #[test]
    fn senseless_arguments_are_refused() {
        for words in [["--seconds"].as_slice(), &["--seconds", "0"], &["--second", "5"], &["a", "b"]] {
            assert!(parse_words(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn the_number_of_inputs_is_read() {
        assert_eq!(executions("stat::number_of_executed_units: 123456"), Some(123_456));
        assert_eq!(executions("stat::average_exec_per_sec:     429088"), None);
    }
}
