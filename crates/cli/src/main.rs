//! The `phiward` command: seals, opens and inspects, keeps vaults, redacts, and replays conformance vectors.
//!
//! Each command is a module of its name. What several of them need is beside them:
//! [`input`] and [`output`] for files and streams, [`keys`] and [`secrets`] for what opens an envelope,
//! [`policy`], [`utf8`] and [`places`] for redaction, [`failure`] for what is said when something goes wrong.

mod args;
mod armor;
mod audit;
mod conformance;
mod demo;
mod failure;
mod hex;
mod index;
mod input;
mod inspect;
mod keys;
mod open;
mod output;
mod places;
mod policy;
mod progress;
mod redact;
mod scan_logs;
mod seal;
mod search;
mod secrets;
mod signals;
mod table;
mod utf8;
mod vault;
mod vault_file;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    failure::hush_panics();
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
        Command::Redact(args) => redact::run(args, cli.json, cli.quiet),
        Command::ScanLogs(args) => scan_logs::run(args, cli.json, cli.quiet),
        Command::Search(args) => search::run(args, cli.json, cli.quiet),
        Command::Index { command } => index::run(command, cli.json, cli.quiet),
        Command::Audit { command } => audit::run(command, cli.json),
        Command::Conformance(args) => conformance::run(&args.files),
        Command::Demo(args) => demo::run(args.dir.as_deref()),
    }
}
