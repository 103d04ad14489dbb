//! Static libraries for phones and for Linux without glibc: a static library needs no linker of the other system.

use std::path::PathBuf;
use std::time::Instant;

use crate::libtest::Report;
use crate::process::{seconds, show};
use crate::project::Project;
use crate::set_up::Need;
use crate::targets::{Target, Toolchain};

/// Where apps run, and the servers that have no glibc.
pub(crate) const TARGETS: &[Target] = &[
    Target { triple: "aarch64-apple-ios", has_std: true },
    Target { triple: "aarch64-linux-android", has_std: true },
    Target { triple: "x86_64-linux-android", has_std: true },
    Target { triple: "armv7-linux-androideabi", has_std: true },
    Target { triple: "aarch64-unknown-linux-musl", has_std: true },
];

/// Not optimised: the question is whether it builds.
pub(crate) const PROFILE: &str = "cross";

/// Builds the library of `phiward-mobile`, and with it the core, for one target.
pub(crate) fn static_library(
    project: &Project,
    target: Target,
    toolchain: Toolchain,
    profile: &str,
) -> Result<PathBuf, String> {
    let mut cargo = project.cargo(["rustc", "--package", "phiward-mobile", "--lib", "--profile", profile]);
    // Compilers of other targets are seldom there, and nothing of the library needs them.
    cargo.args(["--crate-type", "staticlib", "--target", target.triple]);
    toolchain.select(&mut cargo);
    show(&mut cargo)?;
    let library = project.target_folder()?.join(target.triple).join(profile).join("libphiward_mobile.a");
    if library.is_file() { Ok(library) } else { Err(format!("{} was not written", library.display())) }
}

/// Builds for every target, and says how long each took.
pub(crate) fn test(project: &Project, targets: &[(Target, Need<Toolchain>)]) -> Report {
    let mut report = Report::default();
    for (target, toolchain) in targets {
        let start = Instant::now();
        let part = match toolchain {
            Err(reason) => Report::skipped(format!("{}: {reason}", target.triple)),
            Ok(toolchain) => match static_library(project, *target, *toolchain, PROFILE) {
                Ok(_) => Report::passed(),
                Err(reason) => Report::failed(format!("failed: {}: {reason}", target.triple)),
            },
        };
        println!("{}: {}", target.triple, seconds(start));
        report = report.and(part);
    }
    report
}
