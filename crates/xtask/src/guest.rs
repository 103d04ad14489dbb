//! The enclave in a virtual machine: fetches the machine, builds the programs, runs the tests of `crates/enclave/guest`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::libtest::Report;
use crate::process::{capture, seconds};
use crate::project::Project;
use crate::set_up::{Machine, Need, step};
use crate::stages::{Setting, cargo_test_with};
use crate::summary::{Line, Summary};
use crate::{Stop, enclave_image, process};

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
    let apt = Apt { folder: folder.join("apt") };
    for (name, get) in [("qemu", Apt::qemu as fn(&Apt) -> _), ("kernel", Apt::kernel)] {
        let unpacked = folder.join(name);
        if !unpacked.exists() {
            // What was broken off must not look as if it were done.
            let part = folder.join(format!("{name}.part"));
            let _ = fs::remove_dir_all(&part);
            for package in get(&apt)? {
                capture(Command::new("dpkg-deb").arg("-x").arg(package).arg(&part))?;
            }
            fs::rename(&part, &unpacked).map_err(|error| format!("{}: {error}", unpacked.display()))?;
        }
    }
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

/// Packages by apt, with a configuration, lists and a cache of our own.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn qemu(&self) -> Result<Vec<PathBuf>, String> {
        let names = ["qemu-system-x86", "seabios"];
        self.update()?;
        let mut install = self.command("apt-get");
        install.args(["install", "--yes", "--download-only", "--target-release", "trixie-backports"]);
        capture(install.args(names))?;
        packages(&self.folder.join("cache/archives"))
    }

    fn kernel(&self) -> Result<Vec<PathBuf>, String> {
        self.update()?;
        let depends = capture(self.command("apt-cache").args(["depends", KERNEL]))?;
        let name = depends.lines().find_map(|line| line.trim().strip_prefix("Depends: "));
        let name = name.ok_or("no kernel of this name")?;
        let folder = self.folder.join("kernel");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        capture(self.command("apt-get").args(["download", name]).current_dir(&folder))?;
        packages(&folder)
    }

    fn update(&self) -> Result<(), String> {
        let write = || {
            for name in ["state/lists/partial", "cache/archives/partial"] {
                fs::create_dir_all(self.folder.join(name))?;
            }
            fs::write(self.folder.join("sources.list"), SOURCES)?;
            fs::write(self.folder.join("status"), "")?;
            fs::write(self.configuration(), self.options())
        };
        write().map_err(|error| format!("{}: {error}", self.folder.display()))?;
        capture(self.command("apt-get").arg("update")).map(|_| ())
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("apt.conf")
    }

    fn options(&self) -> String {
        let own = [
            ("Dir::Etc::sourcelist", "sources.list"),
            ("Dir::Etc::sourceparts", "none"),
            ("Dir::Etc::preferences", "none"),
            ("Dir::Etc::preferencesparts", "none"),
            ("Dir::State", "state"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ];
        let mut options: String = own
            .iter()
            .map(|(name, path)| format!("{name} \"{}\";\n", self.folder.join(path).display()))
            .collect();
        options.push_str("APT::Install-Recommends \"false\";\nAcquire::Languages \"none\";\n");
        options.push_str("APT::Architecture \"amd64\";\nAPT::Sandbox::User \"\";\n");
        options
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("APT_CONFIG", self.configuration()).env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

fn packages(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect())
}

/// The program of the enclave as it is shipped but for the number of its parent, and its parent.
fn build(project: &Project, bin: &Path) -> Result<(), String> {
    let enclave = enclave_image::build(project, "nitro,tls,qemu")?;
    let mut parent = project.cargo(["build", "--package", "phiward-enclave", "--bin", "phiward-parent"]);
    process::show(parent.args(["--features", "nitro,tls,x-wing"]))?;
    let parent = project.target_folder()?.join("debug/phiward-parent");
    for (program, name) in [(enclave, "phiward-enclave"), (parent, "phiward-parent")] {
        fs::copy(&program, bin.join(name)).map_err(|error| format!("{}: {error}", program.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Apt;

    #[test]
    fn apt_reads_and_writes_a_folder_of_ours_alone() {
        let options = Apt { folder: "/tmp/apt-of-ours".into() }.options();
        assert!(
            options
                .lines()
                .filter(|line| line.starts_with("Dir::"))
                .all(|line| line.contains("/tmp/apt-of-ours/"))
        );
    }
}
