//! `phiward-gateway`: makes a folder at the first start, and serves from it.
#![allow(clippy::print_stderr, reason = "a command speaks by printing")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use phiward_gateway::config::{Config, ConfigError};
use phiward_gateway::{Gateway, set_up, start_log};

/// A service in which every part of phiward works together.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The folder with gateway.toml, secrets and SQLite; made at the first start.
    #[arg(long, env = "PHIWARD_GATEWAY_FOLDER", default_value = "gateway-data")]
    folder: PathBuf,
    /// Make the folder and end.
    #[arg(long)]
    only_set_up: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), ConfigError> {
    let folder = &arguments.folder;
    if set_up::make(folder)? {
        eprintln!("made {}: gateway.toml, and keys of clients in secrets/", folder.display());
    }
    if arguments.only_set_up {
        return Ok(());
    }
    let config = Config::read(&folder.join(set_up::CONFIG_FILE))?;
    start_log(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let gateway = Gateway::start(&config).await?;
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        eprintln!("listening on {scheme}://{}; stop with Ctrl-C", gateway.address());
        Ok(gateway.run_until_asked().await?)
    })
}
