//! The `phiward` command: seals, opens and inspects, keeps vaults, and replays conformance vectors.
//!
//! Each command is a module of its name. What several of them need is beside them:
//! [`input`] and [`output`] for files and streams, [`keys`] and [`secrets`] for what opens an envelope,
//! [`failure`] for what is said when something goes wrong.

mod args;
mod armor;
mod conformance;
mod demo;
mod failure;
mod hex;
mod input;
mod inspect;
mod keys;
mod open;
mod output;
mod progress;
mod seal;
mod secrets;
mod signals;
mod table;
mod vault;
mod vault_file;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return failure::of_arguments(&error),
    };
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(cli.json),
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Seal(args) => seal::run(args, cli.quiet),
        Command::Open(args) => open::run(args, cli.quiet),
        Command::Inspect(args) => inspect::run(args, cli.json),
        Command::Vault { command } => vault::run(command, cli.json),
        Command::Conformance(args) => conformance::run(&args.files),
        Command::Demo(args) => demo::run(args.dir.as_deref()),
    }
}
