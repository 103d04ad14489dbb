//! `cargo xtask playground`: builds the page of examples/playground and serves it on this machine.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::libtest::Report;
use crate::process::{is_terminal, show};
use crate::project::Project;
use crate::stages::Setting;
use crate::{Stop, build_web, npm, targets};

const PORT: &str = "4173";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    let asked = Asked::read(arguments)?;
    npm::ensure(project)?;
    println!("Building the WebAssembly modules and the page: some minutes the first time.");
    build_web::build(project, targets::WASM.ensure(project)?)?;
    build(project)?;
    let mut preview = vite(project);
    preview.args(["preview", "--port", &asked.port]);
    if asked.open {
        preview.arg("--open");
    }
    println!("Serving until Ctrl+C is pressed.");
    show(&mut preview)?;
    Ok(ExitCode::SUCCESS)
}

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    port: String,
    open: bool,
}

impl Asked {
    fn read(arguments: &[String]) -> Result<Self, Stop> {
        let mut asked = Self { port: PORT.to_owned(), open: is_terminal() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--no-open" => asked.open = false,
                "--port" => {
                    let port = arguments.next().filter(|port| port.parse::<u16>().is_ok());
                    asked.port =
                        port.ok_or_else(|| Stop::Usage("`--port` needs a number".to_owned()))?.clone();
                }
                _ => return Err(Stop::Usage(format!("`playground` does not know `{argument}`"))),
            }
        }
        Ok(asked)
    }
}

/// The stage of the test run; it needs what the stage `web` has built.
pub(crate) fn test(setting: &Setting<'_>) -> Report {
    let machine = setting.machine;
    if let (Err(reason), _) | (_, Err(reason)) = (&machine.node, &machine.chromium) {
        return Report::skipped(reason.as_str());
    }
    if !npm::folder(setting.project).join("web/dist").is_dir() {
        return Report::skipped("@phiward/web is not built");
    }
    match build(setting.project) {
        Ok(()) => npm::test_in(&folder(setting.project), &["test/playground.test.mjs"], &[]),
        Err(reason) => Report::failed(format!("failed: {reason}")),
    }
}

fn folder(project: &Project) -> PathBuf {
    project.root().join(npm::PLAYGROUND)
}

fn build(project: &Project) -> Result<(), String> {
    show(vite(project).arg("build"))
}

fn vite(project: &Project) -> Command {
    let mut command = Command::new("node");
    command.arg("node_modules/vite/bin/vite.js").current_dir(folder(project));
    command
}

#[cfg(test)]
mod tests {
    use super::{Asked, PORT};

    fn read(arguments: &[&str]) -> Option<Asked> {
        Asked::read(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn options_are_read_and_others_refused() {
        assert_eq!(read(&["--no-open"]), Some(Asked { port: PORT.to_owned(), open: false }));
        assert_eq!(
            read(&["--port", "8080", "--no-open"]),
            Some(Asked { port: "8080".to_owned(), open: false })
        );
        for broken in [["--port"].as_slice(), &["--port", "x"], &["--port", "70000"], &["--open"]] {
            assert_eq!(read(broken), None, "{broken:?}");
        }
    }
}
