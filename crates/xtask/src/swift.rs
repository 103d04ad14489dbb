//! The Swift package, as far as a machine without Swift can check it: every file parses.

use std::process::Command;

use crate::build_mobile::{folder, generate, library};
use crate::libtest::Report;
use crate::process::capture;
use crate::project::Project;
use crate::python;
use crate::set_up::Need;

/// A parser of Swift.
const PACKAGES: &[&str] = &["tree-sitter==0.26.1", "tree-sitter-swift==0.7.4"];
/// What imports only where it is installed.
const PROBE: &str = "import tree_sitter, tree_sitter_swift";

/// The interpreter of the environment that has the parser.
pub(crate) fn ensure(project: &Project) -> Need<String> {
    python::environment(&project.target_folder()?.join("swift-syntax"), PACKAGES, PROBE)
}

/// Generates, and parses what was generated and what was written by hand.
pub(crate) fn test(project: &Project, python: &str) -> Report {
    if let Err(reason) = library(project).and_then(|library| generate(project, &library, "swift")) {
        return Report::failed(format!("failed: {reason}"));
    }
    let swift = folder(project).join("swift");
    let mut parse = Command::new(python);
    match capture(parse.arg(swift.join("syntax.py")).arg(&swift)) {
        Ok(text) => {
            println!("{text}");
            Report::passed()
        }
        Err(reason) => Report::failed(format!("failed: {reason}")),
    }
}
