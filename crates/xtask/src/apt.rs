//! Packages of Debian that are unpacked into a folder of ours: nothing is installed, and no file of the system changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::capture;

/// apt, with a configuration, lists and a cache of its own.
pub(crate) struct Apt {
    folder: PathBuf,
    /// Lines as in `sources.list`.
    sources: &'static str,
    /// What packages are for, as Debian names it; the first is what a name without one means.
    architectures: &'static [&'static str],
}

impl Apt {
    pub(crate) const fn new(
        folder: PathBuf,
        sources: &'static str,
        architectures: &'static [&'static str],
    ) -> Self {
        Self { folder, sources, architectures }
    }

    /// Unpacks what `get` fetches into a folder, unless that has been done before.
    pub(crate) fn unpack(
        &self,
        into: &Path,
        get: impl FnOnce(&Self) -> Result<Vec<PathBuf>, String>,
    ) -> Result<(), String> {
        if into.exists() {
            return Ok(());
        }
        // What was broken off must not look as if it were done.
        let part = into.with_extension("part");
        let _ = fs::remove_dir_all(&part);
        self.update()?;
        for package in get(self)? {
            capture(Command::new("dpkg-deb").arg("-x").arg(package).arg(&part))?;
        }
        fs::rename(&part, into).map_err(|error| format!("{}: {error}", into.display()))
    }

    /// Packages of a release, and all that they need.
    pub(crate) fn with_dependencies(&self, release: &str, names: &[&str]) -> Result<Vec<PathBuf>, String> {
        let mut install = self.command("apt-get");
        install.args(["install", "--yes", "--download-only", "--target-release", release]);
        capture(install.args(names))?;
        packages(&self.folder.join("cache/archives"))
    }

    /// Packages, and nothing that they need.
    pub(crate) fn alone(&self, names: &[&str]) -> Result<Vec<PathBuf>, String> {
        let folder = self.folder.join("alone").join(names.join("-"));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        capture(self.command("apt-get").arg("download").args(names).current_dir(&folder))?;
        packages(&folder)
    }

    /// What a package that is a name for another one stands for.
    pub(crate) fn first_dependency(&self, name: &str) -> Result<String, String> {
        let depends = capture(self.command("apt-cache").args(["depends", name]))?;
        let found = depends.lines().find_map(|line| line.trim().strip_prefix("Depends: "));
        found.map(str::to_owned).ok_or_else(|| format!("{name} depends on nothing"))
    }

    fn update(&self) -> Result<(), String> {
        let write = || {
            for name in ["state/lists/partial", "cache/archives/partial"] {
                fs::create_dir_all(self.folder.join(name))?;
            }
            fs::write(self.folder.join("sources.list"), self.sources)?;
            fs::write(self.folder.join("status"), "")?;
            fs::write(self.configuration(), self.options())
        };
        write().map_err(|error| format!("{}: {error}", self.folder.display()))?;
        capture(self.command("apt-get").arg("update")).map(|_| ())
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("apt.conf")
    }

    fn options(&self) -> String {
        let own = [
            ("Dir::Etc::sourcelist", "sources.list"),
            ("Dir::Etc::sourceparts", "none"),
            ("Dir::Etc::preferences", "none"),
            ("Dir::Etc::preferencesparts", "none"),
            ("Dir::State", "state"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ];
        let mut options: String = own
            .iter()
            .map(|(name, path)| format!("{name} \"{}\";\n", self.folder.join(path).display()))
            .collect();
        options.push_str("APT::Install-Recommends \"false\";\nAcquire::Languages \"none\";\n");
        options.push_str("APT::Sandbox::User \"\";\n");
        if let Some(first) = self.architectures.first() {
            options.push_str(&format!("APT::Architecture \"{first}\";\n"));
        }
        for architecture in self.architectures {
            options.push_str(&format!("APT::Architectures:: \"{architecture}\";\n"));
        }
        options
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("APT_CONFIG", self.configuration()).env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

fn packages(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect())
}

#[cfg(test)]
mod tests {
    use super::Apt;

    #[test]
    fn apt_reads_and_writes_a_folder_of_ours_alone() {
        let options = Apt::new("/tmp/apt-of-ours".into(), "", &["amd64", "arm64"]).options();
        assert!(
            options
                .lines()
                .filter(|line| line.starts_with("Dir::"))
                .all(|line| line.contains("/tmp/apt-of-ours/"))
        );
        assert!(options.contains("APT::Architecture \"amd64\";\n"));
    }
}
