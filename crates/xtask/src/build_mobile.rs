//! `cargo xtask build-mobile`: the library for phones, and the Kotlin and Swift that uniffi makes of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::process::show;
use crate::project::Project;
use crate::targets::Target;
use crate::{Stop, cross};

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let (check, names) = match arguments {
        [flag, names @ ..] if flag == "--check" => (true, names),
        names => (false, names),
    };
    let targets = targets(names)?;
    if !check {
        let library = library(project)?;
        for language in ["kotlin", "swift"] {
            println!("{}", generate(project, &library, language)?.display());
        }
    }
    let profile = if check { cross::PROFILE } else { "release" };
    for target in targets {
        let toolchain = target.ensure(project)?;
        println!("{}", cross::static_library(project, target, toolchain, profile)?.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn targets(names: &[String]) -> Result<Vec<Target>, Stop> {
    match names {
        [all] if all == "--all-targets" => Ok(cross::TARGETS.to_vec()),
        names => names
            .iter()
            .map(|name| {
                let found = cross::TARGETS.iter().find(|target| target.triple == *name);
                found.copied().ok_or_else(|| Stop::Usage(format!("`build-mobile` knows no target `{name}`")))
            })
            .collect(),
    }
}

/// The folder of the packages.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root().join("bindings/mobile")
}

/// Builds the library for this machine, and gives its path.
pub(crate) fn library(project: &Project) -> Result<PathBuf, String> {
    // The static library, which is for phones, would be made too, and takes as long again.
    let mut cargo = project.cargo(["rustc", "--release", "--package", "phiward-mobile", "--lib"]);
    show(cargo.args(["--crate-type", "cdylib"]))?;
    Ok(project.target_folder()?.join("release").join(library_name()))
}

/// Writes what uniffi generates for a language into the folder `gen` of its package, and gives that.
pub(crate) fn generate(project: &Project, library: &Path, language: &str) -> Result<PathBuf, String> {
    let generated = folder(project).join(language).join("gen");
    // What an earlier version generated would be compiled too.
    let _ = fs::remove_dir_all(&generated);
    // The generator runs for a second: optimising it takes minutes.
    let mut bindgen = project.cargo(["run", "--quiet", "--profile", cross::PROFILE]);
    bindgen.args(["--package", "phiward-mobile-bindgen", "--", "generate", "--no-format"]);
    bindgen.arg("--config").arg(folder(project).join("uniffi.toml"));
    bindgen.args(["--language", language]).arg("--out-dir").arg(&generated).arg(library);
    show(&mut bindgen)?;
    Ok(generated)
}

const fn library_name() -> &'static str {
    if cfg!(windows) {
        "phiward_mobile.dll"
    } else if cfg!(target_os = "macos") {
        "libphiward_mobile.dylib"
    } else {
        "libphiward_mobile.so"
    }
}

/// A program below the folder of the packages.
pub(crate) fn command(project: &Project, program: &str, below: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder(project).join(below));
    command
}
