//! `cargo xtask demo`: the main job on real input, with nothing installed but Rust.

use std::process::ExitCode;
use std::time::Instant;

use crate::project::Project;
use crate::{Stop, process};

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    println!("Building the `phiward` command: a minute or two the first time, a second later on.");
    let start = Instant::now();
    let package = ["--release", "--package", "phiward-cli", "--bin", "phiward"];
    process::show(project.cargo(["build"]).args(package))?;
    println!("Built in {}.\n", process::seconds(start));

    let mut demo = project.cargo(["run", "--quiet"]);
    demo.args(package).args(["--", "demo"]).args(arguments).stdin(std::process::Stdio::inherit());
    let status = demo.status().map_err(|error| format!("cargo could not be started: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
