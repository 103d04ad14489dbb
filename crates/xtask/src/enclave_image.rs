//! `cargo xtask enclave-image`: the static program of the enclave, and an image of it with its measurements.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::project::Project;
use crate::{Stop, process};

const TARGET: &str = "x86_64-unknown-linux-gnu";
const FEATURES: &str = "nitro,tls,production";
/// The profile of the workspace in which a panic ends the program at once.
const PROFILE: &str = "enclave";
const USAGE: &str = "enclave-image KERNEL OUT [--config FOLDER] [--module FILE]...";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let [kernel, out, rest @ ..] = arguments else { return Err(Stop::Usage(USAGE.to_owned())) };
    let program = build(project, FEATURES)?;
    let size = std::fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()))?.len();
    println!("{}: {size} bytes, static", program.display());
    let mut image = project.cargo(["run", "--quiet", "--package", "phiward-enclave"]);
    image.args(["--bin", "phiward-enclave-image", "--"]).arg(kernel).arg(program).arg(out).args(rest);
    process::show(&mut image)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the program without anything that it would have to load at run time.
pub(crate) fn build(project: &Project, features: &str) -> Result<PathBuf, String> {
    let mut build = project.cargo(["build", "--package", "phiward-enclave", "--bin", "phiward-enclave"]);
    build.args(["--profile", PROFILE, "--target", TARGET, "--features", features]);
    // Paths of this machine in the program would make the measurements differ from one machine to the next.
    let root = project.root().display().to_string();
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let flags = format!(
        "-C target-feature=+crt-static -C force-unwind-tables=no --remap-path-prefix {root}=/phiward \
         --remap-path-prefix {home}=/cargo"
    );
    // Nothing unwinds, so tables for it are dead weight; AWS-LC's fast paths are assembly, which `-Os` leaves alone.
    let c_flags = "-Os -fno-asynchronous-unwind-tables -fno-unwind-tables";
    process::show(build.env("RUSTFLAGS", flags).env("CFLAGS", c_flags))?;
    Ok(project.target_folder()?.join(TARGET).join(PROFILE).join("phiward-enclave"))
}
