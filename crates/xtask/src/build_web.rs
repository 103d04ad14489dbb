//! `cargo xtask build-web`: one WebAssembly module for each capability, and the JavaScript around them.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::process::show;
use crate::project::Project;
use crate::targets::{self, Toolchain};
use crate::{Stop, npm};

/// The modules, by the feature of `phiward-web` that each is built from.
const MODULES: &[&str] =
    &["crypto", "late", "log", "redact", "resilience", "search", "search-build", "attest"];
/// What every browser of the last years has.
const BROWSERS: &[&str] = &[
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`build-web` takes no argument".to_owned()));
    }
    npm::ensure(project)?;
    let toolchain = targets::WASM.ensure(project)?;
    build(project, toolchain)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds everything that the package ships.
pub(crate) fn build(project: &Project, toolchain: Toolchain) -> Result<(), String> {
    let generated = npm::folder(project).join("web/gen");
    fs::create_dir_all(&generated)
        .map_err(|error| format!("{} could not be made: {error}", generated.display()))?;
    for module in MODULES {
        build_module(project, toolchain, module, &generated)?;
    }
    show(&mut npm::node(project, &["web/build.mjs"]))
}

/// SHA-2 in the form that is a tenth as large: what hashes much, PBKDF2, is WebCrypto's.
const COMPACT: &str = "--cfg=sha2_backend_soft=\"compact\"";

/// The flags of the compiler. They keep the folders of this machine out of a module, where panics would name them.
fn flags(project: &Project) -> String {
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let home = home.unwrap_or_default();
    let root = project.root().display();
    format!("{COMPACT} --remap-path-prefix={home}/registry/src= --remap-path-prefix={root}=phiward")
}

fn build_module(project: &Project, toolchain: Toolchain, module: &str, to: &Path) -> Result<(), String> {
    let target = targets::WASM.triple;
    let mut cargo =
        project.cargo(["build", "--profile", "wasm", "--package", "phiward-web", "--target", target]);
    cargo.args(["--features", module]);
    toolchain.select(&mut cargo);
    cargo.env("RUSTFLAGS", flags(project));
    show(&mut cargo)?;
    let built = project.target_folder()?.join(target).join("wasm/phiward_web.wasm");
    let mut bindgen =
        project.cargo(["run", "--quiet", "--release", "--package", "phiward-web-bindgen", "--"]);
    show(bindgen.arg(&built).arg(module).arg(to))?;
    let wasm = to.join(format!("{module}_bg.wasm"));
    // Redaction and search spend their time in the module; the others wait for WebCrypto or for a server.
    let fast = matches!(module, "redact" | "search" | "search-build");
    optimise(project, &wasm, fast)
}

/// Makes a module smaller, and where it says so `fast` before `small`.
pub(crate) fn optimise(project: &Project, wasm: &Path, fast: bool) -> Result<(), String> {
    let mut command = npm::program(project, "wasm-opt");
    // In a flat form more of the repeated code is found. A value that is kept for later costs more than it saves.
    command.args(["--flatten", "--rereloop", if fast { "-O3" } else { "-Os" }, "--skip-pass=local-cse"]);
    show(command.args(BROWSERS).arg(wasm).arg("-o").arg(wasm))
}
