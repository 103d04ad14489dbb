//! `cargo xtask build-node`: the native module of this machine, and the JavaScript around it.

use std::fs;
use std::process::{Command, ExitCode};

use crate::process::{capture, show};
use crate::project::Project;
use crate::{Stop, npm};

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`build-node` takes no argument".to_owned()));
    }
    npm::ensure(project)?;
    build(project)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds everything that the package ships for this machine.
pub(crate) fn build(project: &Project) -> Result<(), String> {
    let mut cargo = project.cargo(["build", "--release", "--package", "phiward-node"]);
    if has_c_compiler() {
        cargo.args(["--features", "aws-lc"]);
    }
    show(&mut cargo)?;
    let folder = npm::folder(project).join("node/native");
    let module = project.target_folder()?.join("release").join(library_name());
    // Node's own names of the platform are those of the loader.
    let platform = capture(
        npm::node(project, &["-p", "process.platform + '-' + process.arch"]).env_remove("NODE_OPTIONS"),
    )?;
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(&module, folder.join(format!("phiward.{platform}.node"))))
        .map_err(|error| format!("{} could not be copied: {error}", module.display()))?;
    show(&mut npm::node(project, &["node/build.mjs"]))
}

/// AWS-LC needs one; without it the module has the primitives in Rust, which are slower on bulk.
pub(crate) fn has_c_compiler() -> bool {
    ["cc", "clang", "gcc"].iter().any(|name| capture(Command::new(name).arg("--version")).is_ok())
}

const fn library_name() -> &'static str {
    if cfg!(windows) {
        "phiward_node.dll"
    } else if cfg!(target_os = "macos") {
        "libphiward_node.dylib"
    } else {
        "libphiward_node.so"
    }
}
