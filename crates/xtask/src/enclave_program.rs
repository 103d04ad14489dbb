//! The static program of the enclave, from the same sources to the same bytes.

use std::path::PathBuf;
use std::process::Command;

use crate::debian;
use crate::process::{capture, show};
use crate::project::Project;
use crate::targets::Target;

/// What ships.
pub(crate) const PRODUCTION: &str = "nitro,tls,production";
/// The profile of the workspace in which a panic ends the program at once.
const PROFILE: &str = "enclave";

/// musl, linked in: 0.6 MB less than glibc.
pub(crate) const INTEL: Target = Target { triple: "x86_64-unknown-linux-musl", has_std: true };
pub(crate) const ARM: Target = Target { triple: "aarch64-unknown-linux-musl", has_std: true };
/// Where the libraries of the other cannot be had. Its registers are not those of the image that ships.
const SUBSTITUTE: &str = "x86_64-unknown-linux-gnu";

/// Nothing unwinds, so tables for it are dead weight; AWS-LC's fast paths are assembly, which `-Os` leaves alone.
const C_FLAGS: &str = "-Os -fno-asynchronous-unwind-tables -fno-unwind-tables";

/// How the program is built.
pub(crate) struct Program {
    pub(crate) target: Target,
    pub(crate) features: &'static str,
    pub(crate) profile: &'static str,
    /// What the compiler of C is, and what it is told beside [`C_FLAGS`], where it is not the one for this machine.
    pub(crate) c_compiler: Option<(&'static str, String)>,
}

impl Default for Program {
    fn default() -> Self {
        Self { target: INTEL, features: PRODUCTION, profile: PROFILE, c_compiler: None }
    }
}

impl Program {
    /// Builds it for a Nitro enclave.
    ///
    /// # Errors
    /// A sentence: its target or a compiler of C cannot be had, or it does not build.
    pub(crate) fn build(&self, project: &Project) -> Result<PathBuf, String> {
        self.target.ensure_pinned(project)?;
        if self.c_compiler.is_none() {
            ensure_musl_gcc()?;
        }
        // The linker comes with the compiler, so that no machine's own one decides what comes out.
        let linker = "-C linker=rust-lld -C linker-flavor=ld.lld -C link-self-contained=yes \
                      -C link-arg=-zpack-relative-relocs";
        self.cargo_build(project, self.target.triple, linker)
    }

    /// Builds it to be tested: with glibc where musl cannot be had.
    ///
    /// # Errors
    /// A sentence: it does not build in either way.
    pub(crate) fn build_to_test(&self, project: &Project) -> Result<PathBuf, String> {
        self.build(project).or_else(|reason| {
            println!("with glibc, since: {reason}");
            self.cargo_build(project, SUBSTITUTE, "")
        })
    }

    fn cargo_build(&self, project: &Project, triple: &str, linker: &str) -> Result<PathBuf, String> {
        let mut build = project.cargo(["build", "--package", "phiward-enclave", "--bin", "phiward-enclave"]);
        build.args(["--profile", self.profile, "--target", triple, "--features", self.features]);
        // Paths of this machine in the program would make the measurements differ from one machine to the next.
        let root = project.root().display().to_string();
        let home = std::env::var("CARGO_HOME")
            .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
            .unwrap_or_default();
        let target = project.target_folder()?;
        let places =
            [(root.as_str(), "/phiward"), (&home, "/cargo"), (&target.display().to_string(), "/target")].map(
                |(from, to)| {
                    (format!("--remap-path-prefix {from}={to}"), format!("-ffile-prefix-map={from}={to}"))
                },
            );
        let flags = places.iter().map(|(rust, _)| rust.as_str());
        let flags: Vec<_> = ["-C target-feature=+crt-static -C force-unwind-tables=no", linker]
            .into_iter()
            .chain(flags)
            .collect();
        build.env("RUSTFLAGS", flags.join(" "));
        let name = triple.replace('-', "_");
        let mut c_flags = places.iter().fold(C_FLAGS.to_owned(), |flags, (_, c)| flags + " " + c);
        if let Some((prefix, more)) = &self.c_compiler {
            build
                .env(format!("CC_{name}"), format!("{prefix}gcc"))
                .env(format!("AR_{name}"), format!("{prefix}ar"));
            c_flags = format!("{c_flags} {more}");
        }
        build.env(format!("CFLAGS_{name}"), c_flags).env("SOURCE_DATE_EPOCH", "0");
        show(&mut build)?;
        Ok(target.join(triple).join(self.profile).join("phiward-enclave"))
    }
}

/// The headers of musl for the machine's own compiler, installed when they are not there.
fn ensure_musl_gcc() -> Result<(), String> {
    let find = || capture(Command::new("musl-gcc").arg("--version"));
    find().or_else(|_| debian::install(&["musl-tools"]).and_then(|()| find())).map(drop)
}
