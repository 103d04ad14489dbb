//! The React Native package: TypeScript and C++ generated from the library, and checked.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::build_mobile::{folder, library};
use crate::libtest::Report;
use crate::npm;
use crate::process::{capture, show};
use crate::project::Project;
use crate::set_up::Need;

/// Whose headers the generated C++ is compiled with.
const REACT_NATIVE: &str = "react-native@0.82.1";

/// Calls the library inside the generator's npm package. Its command builds three times as much, for platforms that
/// are not generated for here.
const GENERATOR: &str = r#"use ubrn_bindgen::{BindingsArgs, OutputArgs, SourceArgs, SwitchArgs};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, config, typescript, cpp] = arguments.as_slice() else {
        eprintln!("usage: generator LIBRARY CONFIG TYPESCRIPT CPP");
        std::process::exit(2);
    };
    let source = SourceArgs::library(&library.into()).with_config(Some(config.into()));
    let output = OutputArgs::new(typescript.as_str().into(), cpp.as_str().into(), true);
    if let Err(error) = BindingsArgs::new(SwitchArgs::default(), source, output).run(None) {
        eprintln!("error: {error:?}");
        std::process::exit(1);
    }
}
"#;

/// Writes the crate that calls the generator, and gives its folder.
fn generator(project: &Project) -> Result<PathBuf, String> {
    let crates = npm::folder(project).join("node_modules/uniffi-bindgen-react-native/crates");
    let (bindgen, common) = (crates.join("ubrn_bindgen"), crates.join("ubrn_common"));
    let work = project.target_folder()?.join("xtask/react-native");
    let manifest = format!(
        "[package]\nname = \"generator\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\nubrn_bindgen = {{ path = {bindgen:?} }}\n\
         # Version 0.31.0-5 does not compile without it.\n\
         ubrn_common = {{ path = {common:?}, features = [\"wasm\"] }}\n"
    );
    fs::create_dir_all(work.join("src"))
        .and_then(|()| fs::write(work.join("Cargo.toml"), manifest))
        .and_then(|()| fs::write(work.join("src/main.rs"), GENERATOR))
        .map_err(|error| format!("{} could not be written: {error}", work.display()))?;
    Ok(work)
}

fn generate(project: &Project) -> Result<(), String> {
    let library = library(project)?;
    let work = generator(project)?;
    let generated = folder(project).join("react-native/gen");
    let _ = fs::remove_dir_all(&generated);
    let mut cargo = project.cargo(["run", "--quiet", "--manifest-path"]);
    cargo.arg(work.join("Cargo.toml")).arg("--").arg(library).arg(folder(project).join("uniffi.toml"));
    cargo.arg(generated.join("ts")).arg(generated.join("cpp"));
    cargo.env("CARGO_TARGET_DIR", work.join("target"));
    show(&mut cargo)
}

/// The headers of JSI, which the generated C++ includes, out of React Native's package.
fn headers(project: &Project) -> Result<PathBuf, String> {
    let work = project.target_folder()?.join("xtask/react-native").join(REACT_NATIVE);
    let headers = work.join("package/ReactCommon");
    if !headers.join("jsi/jsi/jsi.h").is_file() {
        fs::create_dir_all(&work)
            .map_err(|error| format!("{} could not be made: {error}", work.display()))?;
        let mut npm = Command::new("npm");
        let package = capture(npm.args(["pack", "--silent", REACT_NATIVE]).current_dir(&work))?;
        let package = package.lines().last().unwrap_or_default().to_owned();
        let mut tar = Command::new("tar");
        tar.args(["-xzf", &package, "package/ReactCommon/jsi", "package/ReactCommon/callinvoker"]);
        capture(tar.current_dir(&work))?;
        let _ = fs::remove_file(work.join(package));
    }
    Ok(headers)
}

/// Compiles the generated C++ to objects: linking it needs the JavaScript engine of an app.
fn compile(project: &Project) -> Result<(), String> {
    let headers = headers(project)?;
    let cpp = folder(project).join("react-native/gen/cpp");
    let runtime = npm::folder(project).join("node_modules/uniffi-bindgen-react-native/cpp/includes");
    let entries = fs::read_dir(&cpp).map_err(|error| format!("there is no generated C++: {error}"))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "cpp")) {
        let mut compiler = Command::new("c++");
        compiler.args(["-std=c++20", "-fPIC", "-c"]).arg(&file);
        compiler.arg("-I").arg(headers.join("jsi")).arg("-I").arg(headers.join("callinvoker"));
        compiler.arg("-I").arg(&runtime).arg("-I").arg(&cpp).arg("-o").arg(file.with_extension("o"));
        show(&mut compiler)?;
    }
    Ok(())
}

/// Generates, checks the types, and compiles the C++ where there is a compiler.
pub(crate) fn test(project: &Project, compiler: &Need<String>) -> Report {
    if let Err(reason) = generate(project) {
        return Report::failed(format!("failed: {reason}"));
    }
    let types = match show(npm::program(project, "tsc").args(["--project", "mobile/react-native"])) {
        Ok(()) => Report::passed(),
        Err(reason) => Report::failed(format!("failed: types: {reason}")),
    };
    let objects = match compiler {
        Err(reason) => Report::skipped(format!("C++: {reason}")),
        Ok(_) => match compile(project) {
            Ok(()) => Report::passed(),
            Err(reason) => Report::failed(format!("failed: C++: {reason}")),
        },
    };
    types.and(objects)
}
