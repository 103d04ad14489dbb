//! `cargo xtask build-python`: the wheel `phiward` for this machine, with the command line in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::libtest::Report;
use crate::process::{capture, show, stream};
use crate::project::Project;
use crate::set_up::Need;
use crate::{Stop, build_node, python};

/// What builds the wheel and what tests it.
const PACKAGES: &[&str] = &[
    "maturin==1.16.0",
    "mypy==2.4.1",
    "pandas==3.1.1",
    "pandas-stubs==3.1.0.261029",
    "polars==2.1.0",
    "pytest==9.2.0",
];
/// What imports only where they are installed.
const PROBE: &str = "import maturin, mypy, pandas, polars, pytest";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`build-python` takes no argument".to_owned()));
    }
    let python = ensure(project)?;
    println!("{}", build(project, &python)?.display());
    Ok(ExitCode::SUCCESS)
}

/// The interpreter of the environment in which the wheel is built and tested.
pub(crate) fn ensure(project: &Project) -> Need<String> {
    python::environment(&project.target_folder()?.join("python-wheel"), PACKAGES, PROBE)
}

fn folder(project: &Project) -> PathBuf {
    project.root().join("bindings/mobile/python")
}

/// Builds the wheel, and gives its path.
pub(crate) fn build(project: &Project, python: &str) -> Result<PathBuf, String> {
    show(&mut project.cargo(["build", "--release", "--package", "phiward-cli"]))?;
    let target = project.target_folder()?;
    let program = format!("phiward{}", std::env::consts::EXE_SUFFIX);
    let scripts = folder(project).join("phiward.data/scripts");
    copy(&target.join("release").join(&program), &scripts, &program)?;
    let wheels = target.join("wheels");
    // Wheels of earlier versions would be found too.
    let _ = fs::remove_dir_all(&wheels);
    let mut maturin = Command::new(python);
    maturin.args(["-m", "maturin", "build", "--release", "--quiet", "--out"]).arg(&wheels);
    if build_node::has_c_compiler() {
        maturin.args(["--features", "aws-lc"]);
    }
    for name in ["CARGO", "RUSTC", "RUSTDOC"] {
        maturin.env_remove(name);
    }
    show(maturin.current_dir(folder(project)))?;
    let entries = fs::read_dir(&wheels).map_err(|error| format!("no wheel was written: {error}"))?;
    let mut files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    files
        .find(|file| file.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| "no wheel was written".to_owned())
}

fn copy(file: &Path, folder: &Path, name: &str) -> Result<(), String> {
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(file, folder.join(name)))
        .map(|_| ())
        .map_err(|error| format!("{} could not be copied: {error}", file.display()))
}

/// Installs the wheel, checks its types, and runs its tests.
pub(crate) fn test(project: &Project, python: &str) -> Report {
    let wheel = match build(project, python) {
        Ok(wheel) => wheel,
        Err(reason) => return Report::failed(format!("failed: {reason}")),
    };
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--force-reinstall"]);
    if let Err(reason) = capture(pip.args(["--no-deps", "--no-index"]).arg(&wheel)) {
        return Report::failed(format!("failed: {reason}"));
    }
    // Away from the sources, which would be imported in the place of what is installed.
    let tests = folder(project).join("tests");
    let mut types = Command::new(python);
    types.args(["-m", "mypy", "--strict", "--no-incremental", "--package", "phiward"]).current_dir(&tests);
    let types = match show(&mut types) {
        Ok(()) => Report::passed(),
        Err(reason) => Report::failed(format!("failed: types: {reason}")),
    };
    let mut pytest = Command::new(python);
    pytest.args(["-m", "pytest", "-rA", "--tb=short", "-p", "no:cacheprovider"]).arg(&tests);
    pytest.current_dir(&tests).env("PYTHONDONTWRITEBYTECODE", "1");
    let mut report = Report::default();
    let status = stream(pytest, |line| take(&mut report, line));
    report.notes.dedup();
    types.and(report.of_runner("pytest", status.is_ok_and(|status| status.success())))
}

/// Takes a line of the short summary that pytest writes with `-rA`: there is one for each test.
fn take(report: &mut Report, line: &str) {
    if line.starts_with("PASSED ") {
        report.tally.passed += 1;
    } else if let Some(rest) = line.strip_prefix("FAILED ").or_else(|| line.strip_prefix("ERROR ")) {
        report.tally.failed += 1;
        report.notes.push(format!("failed: {}", rest.split(" - ").next().unwrap_or(rest)));
    } else if let Some(rest) = line.strip_prefix("SKIPPED ") {
        report.tally.skipped += 1;
        report.notes.push(format!("skipped: {rest}"));
    }
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::libtest::Report;

    #[test]
    fn each_test_counts_once() {
        let mut report = Report::default();
        let lines = [
            "PASSED tests/a.py::b",
            "FAILED tests/a.py::c - AssertionError: x",
            "ERROR tests/d.py",
            "SKIPPED [1] e: no f",
        ];
        lines.into_iter().for_each(|line| take(&mut report, line));
        assert_eq!((report.tally.passed, report.tally.failed, report.tally.skipped), (1, 2, 1));
        assert_eq!(report.notes.first().map(String::as_str), Some("failed: tests/a.py::c"));
    }
}
