//! What the stages need from the machine: found, or installed, or known to be absent.

use std::process::Command;
use std::time::Instant;

use crate::build_python;
use crate::cross;
use crate::debian;
use crate::kotlin;
use crate::npm;
use crate::process::{capture, seconds};
use crate::project::Project;
use crate::python;
use crate::swift;
use crate::targets::{self, Target, Toolchain};

/// Something a stage needs: its description when it is here, else why it is not.
pub(crate) type Need<T> = Result<T, String>;

/// The machine as set-up has left it.
#[derive(Debug)]
pub(crate) struct Machine {
    /// An interpreter that has the Python peers.
    pub(crate) python: Need<String>,
    pub(crate) c_compiler: Need<String>,
    /// Node, with the packages of the lock file.
    pub(crate) node: Need<String>,
    /// A browser without a window.
    pub(crate) chromium: Need<String>,
    /// PostgreSQL and Redis, which a test starts for itself.
    pub(crate) servers: Need<String>,
    /// An interpreter that builds and tests the wheel.
    pub(crate) wheel: Need<String>,
    /// Maven, with what the Kotlin package needs.
    pub(crate) maven: Need<String>,
    /// An interpreter that parses Swift.
    pub(crate) swift_parser: Need<String>,
    /// Where phones run what we build.
    pub(crate) phones: Vec<(Target, Need<Toolchain>)>,
    pub(crate) targets: Vec<(Target, Need<Toolchain>)>,
}

impl Machine {
    /// A machine on which nothing was looked for.
    pub(crate) fn absent(reason: &str) -> Self {
        let absent = || Err(reason.to_owned());
        Self {
            python: absent(),
            c_compiler: absent(),
            node: absent(),
            chromium: absent(),
            servers: absent(),
            wheel: absent(),
            maven: absent(),
            swift_parser: absent(),
            phones: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// Looks for what the stages need and installs what is missing, one printed line for each.
    pub(crate) fn set_up(project: &Project, quick: bool) -> Self {
        // Only told: the tests that need Node look for it themselves, and say so when they skip.
        let _ = step("Node", "seals and opens our envelopes with WebCrypto", || {
            version(Command::new("node").arg("--version"))
        });
        if quick {
            return Self::absent("left out by --quick");
        }
        let python = step("Python with cryptography", "opens our bodies with another implementation", || {
            python::ensure(project)
        });
        let c_compiler = step("C compiler", "builds AWS-LC for the second backend", find_c_compiler);
        let node = step("npm packages", "build and test the JavaScript packages", || npm::ensure(project));
        let chromium = step("Chromium", "runs @phiward/web as people do", chromium);
        let servers = step("PostgreSQL and Redis", "are shared by instances of the gateway", servers);
        let wheel =
            step("Python with maturin", "builds and tests the wheel", || build_python::ensure(project));
        let maven = step("Maven", "builds and tests the Kotlin package", || kotlin::ensure(project));
        let swift_parser = step("parser of Swift", "reads the Swift package", || swift::ensure(project));
        let ensured = |(target, why): (Target, &str)| {
            (
                target,
                step(target.triple, why, || target.ensure(project).map(Built))
                    .map(|Built(toolchain)| toolchain),
            )
        };
        let wanted = [
            (targets::BARE, "has no `std`, so what builds there needs none"),
            (targets::WASM, "is what browsers run"),
        ];
        let targets = wanted.map(ensured).into();
        let phones =
            cross::TARGETS.iter().map(|target| ensured((*target, "is what phones or servers run"))).collect();
        Self { python, c_compiler, node, chromium, servers, wheel, maven, swift_parser, phones, targets }
    }
}

/// A target that can be built for, printed as the way in which it can.
struct Built(Toolchain);

impl core::fmt::Display for Built {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self.0 {
            Toolchain::Pinned => "ready",
            Toolchain::Debian => "ready, with Debian's compiler",
        })
    }
}

/// Runs one step of set-up and prints what it is for, how it went and how long it took.
pub(crate) fn step<T: core::fmt::Display>(
    what: &str,
    why: &str,
    find_or_install: impl FnOnce() -> Need<T>,
) -> Need<T> {
    let start = Instant::now();
    let need = find_or_install();
    let outcome = match &need {
        Ok(found) => found.to_string(),
        Err(reason) => format!("absent: {reason}"),
    };
    println!("set-up  {what:24} {:>7}  {outcome} ({why})", seconds(start));
    need
}

fn version(command: &mut Command) -> Need<String> {
    capture(command).map(|text| text.lines().next().unwrap_or_default().to_owned())
}

/// Debian's Chromium, installed when it is not there.
fn chromium() -> Need<String> {
    let find = || version(Command::new("/usr/bin/chromium").args(["--version", "--no-sandbox"]));
    find().or_else(|_| {
        debian::install(&["chromium"])?;
        find()
    })
}

/// Debian's PostgreSQL and Redis, installed when they are not there.
fn servers() -> Need<String> {
    let redis = || version(Command::new("redis-server").arg("--version"));
    let postgres = || {
        // The programs of a version are in its own folder, and in no path.
        let folders = std::fs::read_dir("/usr/lib/postgresql").map_err(|error| error.to_string())?;
        let mut programs = folders.flatten().map(|version| version.path().join("bin/postgres"));
        let program = programs.find(|path| path.exists()).ok_or("no version of PostgreSQL")?;
        version(Command::new(program).arg("--version"))
    };
    let find = || Ok::<_, String>(format!("{}; {}", postgres()?, redis()?));
    find().or_else(|_| {
        debian::install(&["postgresql", "redis-server"])?;
        find()
    })
}

fn find_c_compiler() -> Need<String> {
    let named = std::env::var("CC").into_iter();
    named
        .chain(["cc", "clang", "gcc"].map(str::to_owned))
        .find_map(|name| version(Command::new(name).arg("--version")).ok())
        .ok_or_else(|| "none of $CC, cc, clang and gcc runs".to_owned())
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_step_hands_its_outcome_on() {
        assert_eq!(step("a", "for the test", || Ok("1.0")), Ok("1.0"));
        let absent = step::<String>("b", "for the test", || Err("not found".to_owned()));
        assert_eq!(absent, Err("not found".to_owned()));
    }
}
