//! The program of the enclave for Graviton: built, and run as far as an emulated processor without a module goes.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt::Apt;
use crate::debian;
use crate::enclave_program::{ARM, PRODUCTION, Program};
use crate::libtest::Report;
use crate::process::capture;
use crate::project::Project;

const SOURCES: &str = "\
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main
";
/// What the name of each program of the cross compiler begins with.
const PREFIX: &str = "aarch64-linux-gnu-";
/// What the program says where there is no secure module, and then ends.
const REFUSAL: &str = "error[start_nsm]";

/// Builds the program, and starts it where there is nothing that an enclave has.
pub(crate) fn test(project: &Project) -> Report {
    let parts = match Parts::fetch(project) {
        Ok(parts) => parts,
        Err(reason) => return Report::skipped(format!("the enclave for aarch64: {reason}")),
    };
    let program = Program {
        target: ARM,
        features: PRODUCTION,
        // Not optimised: the question is whether it builds and starts.
        profile: crate::cross::PROFILE,
        c_compiler: Some((PREFIX, parts.c_flags)),
    };
    let ran = program.build(project).and_then(|program| refuses_to_start(&parts.emulator, &program));
    match ran {
        Ok(()) => Report::passed(),
        Err(reason) => Report::failed(format!("failed: the enclave for aarch64: {reason}")),
    }
}

struct Parts {
    /// Headers of musl and of the compiler, and none of another libc.
    c_flags: String,
    emulator: PathBuf,
}

impl Parts {
    fn fetch(project: &Project) -> Result<Self, String> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            return Err("its parts are those of x86_64 Linux".to_owned());
        }
        ARM.ensure_pinned(project)?;
        let folder = project.target_folder()?.join("enclave-arm");
        let apt = Apt::new(folder.join("apt"), SOURCES, &["amd64", "arm64"]);
        let parts = folder.join("parts");
        apt.unpack(&parts, |apt| apt.alone(&["musl-dev:arm64", "qemu-user-static"]))?;
        let compiler = || capture(Command::new(format!("{PREFIX}gcc")).arg("-print-file-name=include"));
        let own = compiler().or_else(|_| {
            debian::install(&["gcc-aarch64-linux-gnu"])?;
            compiler()
        })?;
        let musl = parts.join("usr/include/aarch64-linux-musl");
        Ok(Self {
            c_flags: format!("-nostdinc -isystem {} -isystem {own}", musl.display()),
            emulator: parts.join("usr/bin/qemu-aarch64-static"),
        })
    }
}

/// Starts it under an emulated processor: it gets as far as its secure module, and says why it ends.
fn refuses_to_start(emulator: &Path, program: &Path) -> Result<(), String> {
    let output = Command::new(emulator).arg(program).output();
    let output = output.map_err(|error| format!("{}: {error}", emulator.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && said.contains(REFUSAL) {
        println!("{}: {}", program.display(), said.trim());
        Ok(())
    } else {
        Err(format!("it ended with {}: {}", output.status, said.trim()))
    }
}
