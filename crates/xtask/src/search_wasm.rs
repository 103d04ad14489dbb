//! The search in WebAssembly: the same answers as the native build, in a module that is small.

use std::fs;
use std::path::Path;

use crate::build_web::optimise;
use crate::libtest::Report;
use crate::npm;
use crate::process::show;
use crate::project::Project;
use crate::targets::{self, Toolchain};

const PACKAGE: &str = "phiward-search-wasm";
/// What is asked, and of what.
const QUERIES: &str = "crates/search/tests/data/ems_dev";

/// Builds both sides and compares them in Node.
pub(crate) fn test(project: &Project, toolchain: Toolchain) -> Report {
    let folder = match project.target_folder() {
        Ok(target) => target.join("search-wasm"),
        Err(reason) => return Report::failed(format!("failed: {reason}")),
    };
    if let Err(reason) = build(project, toolchain, &folder) {
        return Report::failed(format!("failed: {reason}"));
    }
    npm::test_in(
        &npm::folder(project),
        &["../crates/search/wasm/digest.test.mjs"],
        &[("PHIWARD_SEARCH_WASM", &folder)],
    )
}

fn build(project: &Project, toolchain: Toolchain, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{} could not be made: {error}", folder.display()))?;
    let data = project.root().join(QUERIES);
    let mut native = project.cargo(["run", "--quiet", "--package", PACKAGE, "--features", "native", "--bin"]);
    native.args(["phiward-search-digest", "--"]);
    show(native.arg(data.join("corpus.jsonl")).arg(data.join("queries.jsonl")).arg(folder))?;

    let target = targets::WASM.triple;
    let mut cargo =
        project.cargo(["build", "--profile", "wasm", "--package", PACKAGE, "--lib", "--target", target]);
    toolchain.select(&mut cargo);
    show(&mut cargo)?;
    let built = project.target_folder()?.join(target).join("wasm/phiward_search_wasm.wasm");
    let mut bindgen =
        project.cargo(["run", "--quiet", "--release", "--package", "phiward-web-bindgen", "--"]);
    show(bindgen.arg(&built).arg("search").arg(folder))?;
    let wasm = folder.join("search_bg.wasm");
    optimise(project, &wasm, true)
}
