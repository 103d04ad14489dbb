//! Where the repository is, and how cargo is called in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process;

/// The working copy that this tool works on.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    /// Where cargo builds, unless it is where it would by itself.
    target: Option<PathBuf>,
}

impl Project {
    /// Finds the repository from what `cargo run` tells its child.
    pub(crate) fn find() -> Result<Self, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .ok_or("run this tool as `cargo xtask`, so that cargo tells where the repository is")?;
        let root = Path::new(&manifest)
            .ancestors()
            .find(|folder| folder.join("rust-toolchain.toml").is_file())
            .ok_or("no rust-toolchain.toml above the xtask crate")?;
        Ok(Self { root: root.to_owned(), target: None })
    }

    /// A copy of the repository, which is built into a folder of its own.
    pub(crate) const fn at(root: PathBuf, target: PathBuf) -> Self {
        Self { root, target: Some(target) }
    }

    /// The top folder of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A cargo command at the root of the repository, with the pinned toolchain and nothing on its stdin.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(&self.root).stdin(Stdio::null());
        // `cargo run` tells its child which programs it used; a command with another toolchain must not obey.
        for name in ["CARGO", "RUSTC", "RUSTDOC"] {
            command.env_remove(name);
        }
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        if process::is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        command
    }

    /// What `cargo metadata` knows about the members of the workspace.
    pub(crate) fn metadata(&self) -> Result<serde_json::Value, String> {
        let mut command = self.cargo(["metadata", "--no-deps", "--format-version", "1"]);
        let text = process::capture(&mut command)?;
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata printed no JSON: {error}"))
    }

    /// The folder into which cargo builds.
    pub(crate) fn target_folder(&self) -> Result<PathBuf, String> {
        let metadata = self.metadata()?;
        let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
        folder.map(PathBuf::from).ok_or_else(|| "cargo metadata names no target folder".to_owned())
    }
}
