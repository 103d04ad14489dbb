//! Makes an enclave image: `phiward-enclave-image KERNEL PROGRAM OUT [--config FOLDER] [--module FILE]... [--aarch64]`.
//!
//! PROGRAM becomes `/init`, the files of the folder `/etc/phiward`, the modules are loaded in the order given.
//! It prints PCR0, PCR1 and PCR2 as JSON.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by printing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use phiward_enclave::image::{Architecture, Image, ramdisks};

const USAGE: &str =
    "usage: phiward-enclave-image KERNEL PROGRAM OUT [--config FOLDER] [--module FILE]... [--aarch64]";
/// Nothing of what was freed or is new holds old bytes, and a fault ends the enclave.
const COMMAND_LINE: &str = "reboot=k panic=-1 pci=off console=ttyS0 quiet init_on_free=1 init_on_alloc=1 \
                            random.trust_cpu=off";

#[derive(Default)]
struct Arguments {
    paths: Vec<PathBuf>,
    config: Option<PathBuf>,
    modules: Vec<PathBuf>,
    is_aarch64: bool,
}

fn parse(arguments: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut parsed = Arguments::default();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--config" => parsed.config = Some(arguments.next()?.into()),
            "--module" => parsed.modules.push(arguments.next()?.into()),
            "--aarch64" => parsed.is_aarch64 = true,
            flag if flag.starts_with("--") => return None,
            path => parsed.paths.push(path.into()),
        }
    }
    Some(parsed)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Names and contents of the files of a folder.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let file = |path: PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a name is not UTF-8")?;
        Ok((name.to_owned(), read(&path)?))
    };
    entries.flatten().map(|entry| file(entry.path())).collect()
}

fn run() -> Result<(), String> {
    let arguments = parse(std::env::args().skip(1)).ok_or(USAGE)?;
    let [kernel, program, out] = arguments.paths.as_slice() else { return Err(USAGE.into()) };
    let modules = arguments.modules.iter().map(|module| read(module)).collect::<Result<Vec<_>, _>>()?;
    let configuration = arguments.config.as_deref().map_or_else(|| Ok(Vec::new()), files)?;
    let ramdisks = ramdisks(&read(program)?, &configuration, &modules);
    let architecture = if arguments.is_aarch64 { Architecture::Aarch64 } else { Architecture::X86_64 };
    let image = Image::new(architecture, read(kernel)?, COMMAND_LINE, ramdisks);
    fs::write(out, image.to_bytes()).map_err(|error| format!("{}: {error}", out.display()))?;
    let hex = |bytes: [u8; 48]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let [pcr0, pcr1, pcr2] = image.measurements().map(hex);
    println!("{}", serde_json::json!({ "PCR0": pcr0, "PCR1": pcr1, "PCR2": pcr2 }));
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}
