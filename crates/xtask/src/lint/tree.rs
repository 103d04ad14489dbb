//! The repository as the rules see it: its text files and its packages, read once.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::project::Project;

/// Folders that hold no source of ours.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "corpus", "artifacts", "seeds", "dist", "gen"];
const TEXT: &[&str] = &[
    "rs", "toml", "md", "yml", "yaml", "sh", "js", "mjs", "cjs", "ts", "tsx", "html", "kt", "kts", "swift",
    "py",
];

/// Everything a rule may look at.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: Vec<File>,
    pub(super) packages: Vec<Package>,
}

/// A text file.
#[derive(Debug)]
pub(super) struct File {
    /// Relative to the repository, with `/` between folders.
    pub(super) path: String,
    pub(super) text: String,
}

/// A member of the workspace.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    /// Relative to the repository.
    pub(super) folder: String,
    pub(super) licence: String,
    /// The folders of those of our packages that it depends on, tests aside.
    pub(super) edges: Vec<String>,
}

impl Tree {
    pub(super) fn read(project: &Project) -> Result<Self, String> {
        let mut files = Vec::new();
        read_folder(project.root(), "", &mut files)
            .map_err(|error| format!("reading the repository: {error}"))?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files, packages: packages(&project.metadata()?) })
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl File {
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        extension(&self.path).is_some_and(|found| extensions.contains(&found))
    }

    /// The lines for which `is_broken` holds, as `path:line: text`.
    pub(super) fn lines_where(&self, is_broken: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| is_broken(line))
            .map(|(index, line)| format!("{}:{}: {}", self.path, index + 1, line.trim()))
            .collect()
    }
}

fn extension(name: &str) -> Option<&str> {
    Path::new(name).extension()?.to_str()
}

fn read_folder(root: &Path, below: &str, files: &mut Vec<File>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                read_folder(root, &path, files)?;
            }
        } else if extension(&name).is_some_and(|found| TEXT.contains(&found)) || path == ".ci/run" {
            files.push(File { text: String::from_utf8_lossy(&fs::read(entry.path())?).into_owned(), path });
        }
    }
    Ok(())
}

/// Reads the packages out of what `cargo metadata --no-deps` prints.
fn packages(metadata: &Value) -> Vec<Package> {
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).unwrap_or_default().replace('\\', "/")
    };
    let list =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let root = format!("{}/", text(metadata, "workspace_root"));
    let inside = |path: &str| path.strip_prefix(&root).map(str::to_owned);
    let package = |value: &Value| {
        let dependencies = list(value, "dependencies");
        // A test may use what it likes; only what ships draws an arrow.
        let shipped = dependencies.iter().filter(|dependency| text(dependency, "kind") != "dev");
        Some(Package {
            name: text(value, "name"),
            folder: inside(text(value, "manifest_path").strip_suffix("/Cargo.toml")?)?,
            licence: text(value, "license"),
            edges: shipped.filter_map(|dependency| inside(&text(dependency, "path"))).collect(),
        })
    };
    list(metadata, "packages").iter().filter_map(package).collect()
}

/// A tree for a test, from paths and texts.
#[cfg(test)]
pub(super) fn tree_of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Tree {
    let file = |(path, text): (&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
    Tree { files: files.into_iter().map(file).collect(), packages: Vec::new() }
}

/// A package for a test.
#[cfg(test)]
pub(super) fn package(folder: &str, edges: &[&str]) -> Package {
    let noun = folder.rsplit('/').next().unwrap_or(folder);
    Package {
        name: format!("phiward-{noun}"),
        folder: folder.to_owned(),
        licence: "Apache-2.0".to_owned(),
        edges: edges.iter().map(|&edge| edge.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::packages;

    #[test]
    fn edges_are_the_shipped_dependencies_inside_the_repository() {
        let metadata = serde_json::json!({
            "workspace_root": "/repository",
            "packages": [{
                "name": "phiward-keys",
                "manifest_path": "/repository/crates/keys/Cargo.toml",
                "license": "Apache-2.0",
                "dependencies": [
                    {"name": "phiward-envelope", "kind": null, "path": "/repository/crates/envelope"},
                    {"name": "phiward-cli", "kind": "dev", "path": "/repository/crates/cli"},
                    {"name": "sha2", "kind": null},
                ],
            }],
        });
        let packages = packages(&metadata);
        assert_eq!(packages.len(), 1);
        assert_eq!(packages[0].folder, "crates/keys");
        assert_eq!(packages[0].licence, "Apache-2.0");
        assert_eq!(packages[0].edges, ["crates/envelope"]);
    }
}
