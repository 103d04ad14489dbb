//! The Python peers of tests and benches, in virtual environments of the project's own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::capture;
use crate::project::Project;
use crate::set_up::Need;

/// An independent implementation of Cobblestone-256, by the Python Cryptographic Authority.
const CRYPTOGRAPHY: &str = "cryptography==50.0.2";

/// What imports only where that is installed.
const PROBE: &str = "import cryptography.cobblestone";

/// The interpreter of the tests' environment, which is made on the first call and found on later ones.
pub(crate) fn ensure(project: &Project) -> Need<String> {
    environment(&project.target_folder()?.join("python"), &[CRYPTOGRAPHY], PROBE)
}

/// The interpreter of an environment in `folder` that has the packages, which `probe` imports.
pub(crate) fn environment(folder: &Path, packages: &[&str], probe: &str) -> Need<String> {
    let python = interpreter(folder);
    let here = || capture(Command::new(&python).args(["-c", probe])).map(|_| python.display().to_string());
    if let Ok(found) = here() {
        return Ok(found);
    }
    // Without pip first: Debian packs the module that brings it apart from Python.
    let bare = ["-m", "venv", "--clear", "--without-pip"];
    let whole = ["-m", "venv", "--clear"];
    if capture(Command::new("python3").args(whole).arg(folder)).is_err() {
        capture(Command::new("python3").args(bare).arg(folder))?;
    }
    let install =
        ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--only-binary", ":all:"];
    if capture(Command::new(&python).args(install).args(packages)).is_err() {
        // The environment has no pip of its own, and the system's can install into it.
        capture(
            Command::new("python3")
                .args(["-m", "pip", "--python"])
                .arg(&python)
                .args(&install[2..])
                .args(packages),
        )?;
    }
    here()
}

fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) { folder.join("Scripts").join("python.exe") } else { folder.join("bin").join("python3") }
}
