//! Compilation targets other than this machine's: found, fetched by rustup, or built from Debian's sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::process::capture;
use crate::project::Project;

/// The rustup name under which Debian's own compiler is linked.
const DEBIAN_TOOLCHAIN: &str = "web";
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_SOURCES: &str = "/usr/lib/rustlib/src/rust/library";

/// A target, and which part of the standard library exists for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) triple: &'static str,
    pub(crate) has_std: bool,
}

/// A bare microcontroller: there is no `std` for it, so a crate that builds here needs none.
pub(crate) const BARE: Target = Target { triple: "thumbv7em-none-eabi", has_std: false };
/// The browser and every other WebAssembly host.
pub(crate) const WASM: Target = Target { triple: "wasm32-unknown-unknown", has_std: true };

/// The toolchain that can build for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one of `rust-toolchain.toml`.
    Pinned,
    /// Debian's, linked into rustup.
    Debian,
}

impl Toolchain {
    /// Makes a cargo command use this toolchain.
    pub(crate) fn select(self, command: &mut Command) {
        if self == Self::Debian {
            command.env("RUSTUP_TOOLCHAIN", DEBIAN_TOOLCHAIN);
        }
    }
}

impl Target {
    /// Makes sure that something here can build for this target. Quick when that has been done before.
    pub(crate) fn ensure(self, project: &Project) -> Result<Toolchain, String> {
        if !self.is_pinned_ready(project) && self.is_debian_ready() {
            return Ok(Toolchain::Debian);
        }
        match self.ensure_pinned(project) {
            Ok(()) => Ok(Toolchain::Pinned),
            Err(rustup) => self
                .build_from_debian(project)
                .map(|()| Toolchain::Debian)
                .map_err(|debian| format!("rustup: {rustup}; Debian: {debian}")),
        }
    }

    /// The same by rustup alone, whose libraries also have what a program of another libc begins with.
    pub(crate) fn ensure_pinned(self, project: &Project) -> Result<(), String> {
        if self.is_pinned_ready(project) {
            return Ok(());
        }
        let mut rustup = Command::new("rustup");
        capture(rustup.args(["target", "add", self.triple]).current_dir(project.root())).map(drop)
    }

    fn is_pinned_ready(self, project: &Project) -> bool {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "target-libdir", "--target", self.triple]).current_dir(project.root());
        capture(&mut rustc).is_ok_and(|folder| has_core(Path::new(&folder)))
    }

    /// Where Debian's compiler looks for the libraries of this target.
    fn debian_folder(self) -> PathBuf {
        Path::new("/usr/lib/rustlib").join(self.triple).join("lib")
    }

    /// Names the compiler that built the installed libraries: those of another version do not load.
    fn debian_stamp(self) -> PathBuf {
        self.debian_folder().join(".rustc-version-with-bitcode")
    }

    fn is_debian_ready(self) -> bool {
        let Ok(version) = capture(Command::new("/usr/bin/rustc").arg("--version")) else { return false };
        fs::read_to_string(self.debian_stamp()).is_ok_and(|stamp| stamp == version)
    }

    /// Does what `rustup target add` does, without its downloads.
    ///
    /// Debian ships a recent compiler with the sources of its standard library. They are compiled once and put
    /// where that compiler looks for them, so later builds are plain ones.
    fn build_from_debian(self, project: &Project) -> Result<(), String> {
        install_debian_compiler()?;
        link_debian_toolchain(project)?;
        let work = project.target_folder()?.join("xtask").join(self.triple);
        let libraries = self.build_std(&work)?;
        let folder = self.debian_folder();
        let version = capture(Command::new("/usr/bin/rustc").arg("--version"))?;
        install_libraries(&libraries, &folder)
            .and_then(|()| fs::write(self.debian_stamp(), version))
            .map_err(|error| format!("{} could not be written: {error}", folder.display()))
    }

    /// Builds an empty crate together with the standard library, and returns the folder of the libraries.
    fn build_std(self, work: &Path) -> Result<PathBuf, String> {
        let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
                        [profile.release]\ncodegen-units = 1\npanic = \"unwind\"\n";
        fs::create_dir_all(work.join("src"))
            .and_then(|()| fs::write(work.join("Cargo.toml"), manifest))
            .and_then(|()| fs::write(work.join("src/lib.rs"), "#![no_std]\n"))
            .map_err(|error| format!("{} could not be written: {error}", work.display()))?;
        let (crates, features) = match (self.has_std, self.triple.starts_with("wasm32")) {
            (false, _) => ("core,alloc", ""),
            (true, true) => ("core,alloc,std,proc_macro,panic_abort,panic_unwind,test", "panic-unwind"),
            (true, false) => {
                ("core,alloc,std,proc_macro,panic_abort,panic_unwind,test", "panic-unwind,backtrace")
            }
        };
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--release", "--target", self.triple]);
        cargo.arg(format!("-Zbuild-std={crates}"));
        if !features.is_empty() {
            cargo.arg(format!("-Zbuild-std-features={features}"));
        }
        for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTFLAGS"] {
            cargo.env_remove(name);
        }
        let target = work.join("target");
        cargo.current_dir(work).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &target);
        // Link-time optimisation of what is built later reads the bitcode of the standard library.
        cargo.env("RUSTFLAGS", "-C embed-bitcode=yes");
        Toolchain::Debian.select(&mut cargo);
        capture(&mut cargo)?;
        Ok(target.join(self.triple).join("release/deps"))
    }
}

fn has_core(folder: &Path) -> bool {
    libraries(folder).is_ok_and(|files| files.iter().any(|file| file_name(file).starts_with("libcore-")))
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn libraries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rlib") {
            files.push(path);
        }
    }
    Ok(files)
}

fn install_libraries(from: &Path, to: &Path) -> std::io::Result<()> {
    if to.exists() {
        // Two versions of `core` side by side would make every later build ambiguous.
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for file in libraries(from)? {
        let name = file_name(&file);
        if !name.starts_with("libempty-") {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}

fn install_debian_compiler() -> Result<(), String> {
    if Path::new("/usr/bin/rustc").exists() && Path::new(DEBIAN_SOURCES).exists() {
        return Ok(());
    }
    debian::install(DEBIAN_PACKAGES)
}

fn link_debian_toolchain(project: &Project) -> Result<(), String> {
    capture(Command::new("rustup").args(["toolchain", "link", DEBIAN_TOOLCHAIN, "/usr"]))?;
    // Debian leaves `rust-lld` out, and its compiler looks for it below its own folder.
    let mut rustc = Command::new("rustc");
    let pinned = capture(rustc.args(["--print", "sysroot"]).current_dir(project.root()))?;
    let version = capture(Command::new("/usr/bin/rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let programs = PathBuf::from(format!("/usr/lib/rustlib/{host}/bin"));
    let linker = programs.join("rust-lld");
    if linker.exists() {
        return Ok(());
    }
    fs::create_dir_all(&programs)
        .and_then(|()| fs::copy(format!("{pinned}/lib/rustlib/{host}/bin/rust-lld"), &linker))
        .map(|_| ())
        .map_err(|error| format!("{} could not be written: {error}", linker.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{has_core, install_libraries};

    #[test]
    fn libraries_replace_those_of_an_earlier_version() {
        let work = std::env::temp_dir().join(format!("phiward-xtask-{}", std::process::id()));
        let (from, to) = (work.join("from"), work.join("to"));
        fs::create_dir_all(&from).unwrap();
        fs::create_dir_all(&to).unwrap();
        for name in ["libcore-2.rlib", "libempty-2.rlib", "core.d"] {
            fs::write(from.join(name), name).unwrap();
        }
        fs::write(to.join("libcore-1.rlib"), "old").unwrap();

        install_libraries(&from, &to).unwrap();
        let names: Vec<_> = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["libcore-2.rlib"]);
        assert!(has_core(&to));
        assert!(!has_core(&work));
        fs::remove_dir_all(&work).unwrap();
    }
}
