//! `cargo xtask journal`: the page of examples/journal, the gateway with SQLite, and an enclave without its hardware.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::libtest::Report;
use crate::process::show;
use crate::project::Project;
use crate::stages::Setting;
use crate::{Stop, build_web, npm, targets};

const PORT: &str = "4174";
/// What the page needs beside it, by package.
const PROGRAMS: [&str; 2] = ["phiward-gateway", "phiward-example-enclave"];
/// Where the gateway keeps its data, which is no part of the repository.
const DATA: &str = "gateway-data/journal";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let port = match arguments {
        [] => PORT,
        [flag, port] if flag == "--port" && port.parse::<u16>().is_ok() => port,
        _ => return Err(Stop::Usage("`journal` takes `--port N` alone".to_owned())),
    };
    npm::ensure(project)?;
    println!("Building the page and the services behind it: some minutes the first time.");
    build_web::build(project, targets::WASM.ensure(project)?)?;
    build_page(project)?;
    build_programs(project, &["--release"])?;
    let [gateway, enclave] = programs(project, "release")?;
    let mut serve = Command::new("node");
    serve.arg("serve.mjs").arg(gateway).arg(enclave).arg(project.root().join(DATA)).arg(port);
    show(serve.current_dir(folder(project)))?;
    Ok(ExitCode::SUCCESS)
}

/// The stage of the test run; it needs what the stage `web` has built.
pub(crate) fn test(setting: &Setting<'_>) -> Report {
    let machine = setting.machine;
    if let Some(reason) = [&machine.node, &machine.chromium].iter().find_map(|need| need.as_ref().err()) {
        return Report::skipped(reason.as_str());
    }
    if let Err(reason) = &machine.c_compiler {
        return Report::skipped(format!("no C compiler: {reason}"));
    }
    if !npm::folder(setting.project).join("web/dist").is_dir() {
        return Report::skipped("@phiward/web is not built");
    }
    let built = build_page(setting.project).and_then(|()| build_programs(setting.project, &[]));
    match built.and_then(|()| programs(setting.project, "debug")) {
        Ok([gateway, enclave]) => npm::test_in(
            &folder(setting.project),
            &[
                "test/privacy.test.mjs",
                "test/sync.test.mjs",
                "test/account.test.mjs",
                "test/enclave.test.mjs",
                "test/page.test.mjs",
            ],
            &[("PHIWARD_GATEWAY", &gateway), ("PHIWARD_ENCLAVE_EXAMPLE", &enclave)],
        ),
        Err(reason) => Report::failed(format!("failed: {reason}")),
    }
}

fn folder(project: &Project) -> PathBuf {
    project.root().join(npm::JOURNAL)
}

fn build_page(project: &Project) -> Result<(), String> {
    let mut vite = Command::new("node");
    vite.args([Path::new("node_modules/vite/bin/vite.js"), Path::new("build")]);
    show(vite.current_dir(folder(project)))
}

fn build_programs(project: &Project, flags: &[&str]) -> Result<(), String> {
    let packages = PROGRAMS.iter().flat_map(|package| ["--package", package]);
    show(project.cargo(["build"]).args(packages).args(flags))
}

fn programs(project: &Project, profile: &str) -> Result<[PathBuf; 2], String> {
    let folder = project.target_folder()?.join(profile);
    Ok(PROGRAMS.map(|program| folder.join(program)))
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::Stop;
    use crate::project::Project;

    #[test]
    fn what_is_not_known_is_refused_before_anything_is_built() {
        let project = Project::find().unwrap();
        for broken in [["--port", "x"].as_slice(), &["--port", "70000"], &["--port"], &["--open", "1"]] {
            let arguments: Vec<_> = broken.iter().map(|argument| (*argument).to_owned()).collect();
            assert!(matches!(run(&project, &arguments), Err(Stop::Usage(_))), "{broken:?}");
        }
    }
}
