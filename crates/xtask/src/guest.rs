//! The enclave in a virtual machine: fetches the machine, builds the programs, runs the tests of `crates/enclave/guest`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::apt::Apt;
use crate::enclave_program::Program;
use crate::libtest::Report;
use crate::process::{capture, seconds};
use crate::project::Project;
use crate::set_up::{Machine, Need, step};
use crate::stages::{Setting, cargo_test_with};
use crate::summary::{Line, Summary};
use crate::{Stop, process};

/// The environment variable that names the folder of the parts.
const PARTS: &str = "PHIWARD_GUEST";
pub(crate) const PROVES: &str =
    "the enclave's program in a machine with /dev/nsm answers, keeps nothing, and opens vsock alone";

/// Where the packages come from. They are unpacked into a folder of ours, and nothing is installed.
const SOURCES: &str = "\
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie-backports main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian-security bookworm-security main
";
const QEMU: &[&str] = &["qemu-system-x86", "seabios"];
const KERNEL: &str = "linux-image-6.12-cloud-amd64";
/// What carries vsock, pinned.
const VSOCK: [&str; 3] = ["vhost-device-vsock", "--version", "0.3.0"];

/// `cargo xtask test-enclave`: this stage alone.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`test-enclave` takes no argument".to_owned()));
    }
    let machine = Machine::absent("not looked for by `test-enclave`");
    let start = Instant::now();
    let report = test(&Setting { project, machine: &machine, quick: false });
    let seconds = start.elapsed().as_secs_f64();
    let summary = Summary(vec![Line { name: "guest", proves: PROVES, seconds, report }]);
    println!("\n{summary}");
    Ok(if summary.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Sets up what is missing, and runs the tests; skipped where the machine or its parts cannot be had.
pub(crate) fn test(setting: &Setting<'_>) -> Report {
    let parts = step("virtual machine", "runs the enclave as AWS does", || fetch(setting.project));
    let folder = match parts {
        Ok(Fetched(folder)) => folder,
        Err(reason) => return Report::skipped(reason),
    };
    let start = Instant::now();
    if let Err(reason) = build(setting.project, &folder.join("bin")) {
        return Report::failed(format!("failed: {reason}"));
    }
    println!("built in {}", seconds(start));
    cargo_test_with(setting, "guest", &["--package", "phiward-enclave-guest"], |command| {
        // One machine at a time: each takes all that there is.
        command.env(PARTS, &folder).env("RUST_TEST_THREADS", "1");
    })
}

/// The folder of the parts.
struct Fetched(PathBuf);

impl core::fmt::Display for Fetched {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.display().fmt(f)
    }
}

/// QEMU, a kernel and the carrier of vsock. Quick when that has been done before.
fn fetch(project: &Project) -> Need<Fetched> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("the machine is one of x86_64 Linux".to_owned());
    }
    let folder = project.target_folder()?.join("guest");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let apt = Apt::new(folder.join("apt"), SOURCES, &["amd64"]);
    apt.unpack(&folder.join("qemu"), |apt| apt.with_dependencies("trixie-backports", QEMU))?;
    apt.unpack(&folder.join("kernel"), |apt| apt.alone(&[&apt.first_dependency(KERNEL)?]))?;
    if !folder.join("bin/vhost-device-vsock").exists() {
        let mut install = project.cargo(["install", "--locked", "--debug"]);
        install.args(VSOCK).arg("--root").arg(&folder).arg("--target-dir").arg(folder.join("build"));
        // It moves a few messages: how soon it is built matters more than how fast it is.
        install.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "0");
        capture(&mut install)?;
        let _ = fs::remove_dir_all(folder.join("build"));
    }
    Ok(Fetched(folder))
}

/// The program of the enclave as it is shipped but for the number of its parent, and its parent.
fn build(project: &Project, bin: &Path) -> Result<(), String> {
    let enclave = Program { features: "nitro,tls,qemu", ..Program::default() }.build_to_test(project)?;
    let mut parent = project.cargo(["build", "--package", "phiward-enclave", "--bin", "phiward-parent"]);
    process::show(parent.args(["--features", "nitro,tls,x-wing"]))?;
    let parent = project.target_folder()?.join("debug/phiward-parent");
    for (program, name) in [(enclave, "phiward-enclave"), (parent, "phiward-parent")] {
        fs::copy(&program, bin.join(name)).map_err(|error| format!("{}: {error}", program.display()))?;
    }
    Ok(())
}
