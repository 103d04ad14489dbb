//! Packages of Debian.

use std::process::Command;

use crate::process::capture;

/// Installs packages. The lists of packages, which a fresh machine often lacks, are fetched if it fails without them.
pub(crate) fn install(packages: &[&str]) -> Result<(), String> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        capture(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    apt(&install).or_else(|_| apt(&["update"]).and_then(|()| apt(&install)))
}
