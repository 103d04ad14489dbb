//! The one door to everything a contributor runs: `cargo xtask help` lists the commands.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks by printing")]

mod apt;
mod bench;
mod bench_redact;
mod bench_table;
mod build_mobile;
mod build_node;
mod build_python;
mod build_web;
mod cross;
mod debian;
mod demo;
mod document;
mod enclave_arm;
mod enclave_image;
mod enclave_page;
mod enclave_program;
mod fuzz;
mod guest;
mod journal;
mod kotlin;
mod libtest;
mod lint;
mod npm;
mod playground;
mod process;
mod project;
mod python;
mod react_native;
mod redact_data;
mod search_wasm;
mod set_up;
mod stages;
mod summary;
mod swift;
mod targets;
mod test;

use std::process::ExitCode;

use crate::project::Project;

/// Why a command ended without doing its work.
#[derive(Debug)]
enum Stop {
    /// The command line makes no sense: exit code 2.
    Usage(String),
    /// Something outside our code is missing or broken: exit code 1.
    Failed(String),
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// One word after `cargo xtask`.
struct Command {
    name: &'static str,
    arguments: &'static str,
    sentence: &'static str,
    run: fn(&Project, &[String]) -> Result<ExitCode, Stop>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        arguments: "[ARGUMENT]...",
        sentence: "Builds the `phiward` command and runs its guided tour on real input.",
        run: demo::run,
    },
    Command {
        name: "test",
        arguments: "[--quick] [STAGE]...",
        sentence: "Sets up what is missing, then runs every test in every runtime, or the stages named; --quick leaves the slow ones out.",
        run: test::run,
    },
    Command {
        name: "lint",
        arguments: "",
        sentence: "Checks format, clippy, documentation, dependency edges and the rules of the house.",
        run: lint::run,
    },
    Command {
        name: "bench",
        arguments: "[FILTER]",
        sentence: "Measures us against named peers and rewrites the table of docs/benchmarks.md.",
        run: bench::run,
    },
    Command {
        name: "build-node",
        arguments: "",
        sentence: "Builds @phiward/node for this machine in bindings/node.",
        run: build_node::run,
    },
    Command {
        name: "build-mobile",
        arguments: "[--check] [TARGET]...",
        sentence: "Builds the library of phones, Kotlin and Swift, and static libraries; --check: these alone, quickly.",
        run: build_mobile::run,
    },
    Command {
        name: "build-python",
        arguments: "",
        sentence: "Builds the wheel `phiward` for this machine, with the command line in it.",
        run: build_python::run,
    },
    Command {
        name: "build-web",
        arguments: "",
        sentence: "Builds @phiward/web in bindings/web.",
        run: build_web::run,
    },
    Command {
        name: "playground",
        arguments: "[--port N] [--no-open]",
        sentence: "Builds the page of examples/playground and serves it on 127.0.0.1.",
        run: playground::run,
    },
    Command {
        name: "journal",
        arguments: "[--port N]",
        sentence: "Builds the journal of examples/journal with what is behind it, and serves it on 127.0.0.1.",
        run: journal::run,
    },
    Command {
        name: "fuzz",
        arguments: "[--seconds N] [TARGET]",
        sentence: "Feeds each parser of outside bytes with mutated input, 20 seconds each unless told otherwise.",
        run: fuzz::run,
    },
    Command {
        name: "test-enclave",
        arguments: "",
        sentence: "Fetches a virtual machine, and runs the enclave's program in it: the stage `guest` of `test`.",
        run: guest::run,
    },
    Command {
        name: "enclave-image",
        arguments: "KERNEL OUT [OPTION]... | --check",
        sentence: "Builds the program of the enclave and an image of it, and prints what clients must compare.",
        run: enclave_image::run,
    },
    Command {
        name: "lexicon",
        arguments: "[--check]",
        sentence: "Builds the word table of redaction from pinned packages and our own lists, or checks it.",
        run: redact_data::lexicon,
    },
    Command {
        name: "train-tagger",
        arguments: "[--check]",
        sentence: "Trains the tagger of redaction by its recipe, or checks that the committed one is what it gives.",
        run: redact_data::train_tagger,
    },
    Command {
        name: "quality",
        arguments: "",
        sentence: "Scores redaction on the development notes and rewrites the tables of docs/redaction-quality.md.",
        run: redact_data::quality,
    },
    Command { name: "help", arguments: "", sentence: "Prints this table.", run: help },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(Stop::Usage(reason)) => {
            eprintln!("error: {reason}\nSee `cargo xtask help`.");
            ExitCode::from(2)
        }
        Err(Stop::Failed(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode, Stop> {
    let project = Project::find()?;
    let (name, rest) = match arguments.split_first() {
        None => ("help", arguments),
        Some((first, _)) if first == "--help" || first == "-h" => ("help", [].as_slice()),
        Some((first, rest)) => (first.as_str(), rest),
    };
    let command = COMMANDS
        .iter()
        .find(|command| command.name == name)
        .ok_or_else(|| Stop::Usage(format!("there is no command `{name}`")))?;
    (command.run)(&project, rest)
}

fn help(_: &Project, _: &[String]) -> Result<ExitCode, Stop> {
    println!("cargo xtask COMMAND\n");
    for Command { name, arguments, sentence, .. } in COMMANDS {
        println!("  {:28}{sentence}", format!("{name} {arguments}"));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, Stop, dispatch};

    #[test]
    fn names_are_unique_and_sentences_end() {
        for (index, command) in COMMANDS.iter().enumerate() {
            assert!(command.sentence.ends_with('.'), "{}", command.name);
            assert!(COMMANDS[..index].iter().all(|earlier| earlier.name != command.name));
        }
    }

    #[test]
    fn an_unknown_command_is_a_usage_error() {
        let outcome = dispatch(&["tset".to_owned()]);
        assert!(matches!(outcome, Err(Stop::Usage(reason)) if reason.contains("`tset`")));
    }
}
