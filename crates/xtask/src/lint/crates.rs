//! What every package of the workspace owes its readers and users.

use super::tree::{File, Package, Tree};

const LICENCE: &str = "Apache-2.0";

/// Packages without a `README.md`.
pub(super) fn without_readme(tree: &Tree) -> Vec<String> {
    let paths = tree.packages.iter().map(|package| format!("{}/README.md", package.folder));
    paths.filter(|path| tree.file(path).is_none()).map(|path| format!("{path} is missing")).collect()
}

/// Packages that the map of the repository does not show, by name or by folder.
pub(super) fn missing_in_architecture(tree: &Tree) -> Vec<String> {
    let Some(map) = tree.file("ARCHITECTURE.md") else {
        return vec!["ARCHITECTURE.md is missing".to_owned()];
    };
    let is_shown = |package: &Package| names(&map.text, &package.name) || names(&map.text, &package.folder);
    let missing = tree.packages.iter().filter(|package| !is_shown(package));
    missing.map(|package| format!("{} is not in ARCHITECTURE.md", package.name)).collect()
}

/// Whether `text` has `name` as a whole: `phiward-cli` does not name the package `phiward`.
fn names(text: &str, name: &str) -> bool {
    let joins = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        if !before.ends_with(joins) && !after.starts_with(joins) {
            return true;
        }
        rest = after;
    }
    false
}

/// Packages under another licence, or none.
pub(super) fn licences(tree: &Tree) -> Vec<String> {
    let others = tree.packages.iter().filter(|package| package.licence != LICENCE);
    others.map(|package| format!("{} has licence `{}`", package.folder, package.licence)).collect()
}

/// Dependencies of a member that do not take their version from the workspace.
pub(super) fn versions(tree: &Tree) -> Vec<String> {
    let manifest = |package: &Package| tree.file(&format!("{}/Cargo.toml", package.folder));
    tree.packages.iter().filter_map(manifest).flat_map(own_versions).collect()
}

fn own_versions(manifest: &File) -> Vec<String> {
    let mut broken = Vec::new();
    let mut section = "";
    for (index, line) in manifest.text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default();
        } else if is_own_version(section, line) {
            broken.push(format!("{}:{}: {line}", manifest.path, index + 1));
        }
    }
    broken
}

/// Whether a line of a dependency section names a version, a path or a repository of its own.
fn is_own_version(section: &str, line: &str) -> bool {
    let is_entry = !line.is_empty() && !line.starts_with('#');
    if section.ends_with("dependencies") {
        // `name.workspace = true` and `name = { workspace = true, .. }` are the two right forms.
        return is_entry && line.contains('=') && !line.replace(' ', "").contains("workspace=true");
    }
    let is_table = section.contains("dependencies.");
    is_table
        && ["version", "path", "git"]
            .iter()
            .any(|key| line.split('=').next().is_some_and(|k| k.trim() == *key))
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Tree, package, tree_of};
    use super::{licences, missing_in_architecture, versions, without_readme};

    fn with_package(files: &[(&str, &str)]) -> Tree {
        Tree { packages: vec![package("crates/keys", &[])], ..tree_of(files.iter().copied()) }
    }

    #[test]
    fn a_missing_readme_is_found() {
        assert_eq!(without_readme(&with_package(&[])), ["crates/keys/README.md is missing"]);
        assert!(without_readme(&with_package(&[("crates/keys/README.md", "")])).is_empty());
    }

    #[test]
    fn a_package_that_the_map_leaves_out_is_found() {
        for (map, is_shown) in [
            ("`phiward-keys` wraps keys", true),
            ("crates/keys: wraps keys", true),
            ("phiward-keystore, crates/keys-old", false),
        ] {
            assert_eq!(
                missing_in_architecture(&with_package(&[("ARCHITECTURE.md", map)])).is_empty(),
                is_shown
            );
        }
        assert_eq!(missing_in_architecture(&with_package(&[])), ["ARCHITECTURE.md is missing"]);
    }

    #[test]
    fn another_licence_is_found() {
        let mut tree = with_package(&[]);
        assert!(licences(&tree).is_empty());
        tree.packages[0].licence = "MIT".to_owned();
        assert_eq!(licences(&tree), ["crates/keys has licence `MIT`"]);
    }

    #[test]
    fn a_version_of_its_own_is_found() {
        let right = "[package]\nversion.workspace = true\n[dependencies]\n# Why.\nsha2.workspace = true\n\
                     serde = { workspace = true, features = [\"std\"] }\n[lints]\nworkspace = true\n";
        assert!(versions(&with_package(&[("crates/keys/Cargo.toml", right)])).is_empty());
        for wrong in [
            "[dependencies]\nsha2 = \"0.11\"",
            "[dev-dependencies]\nsha2 = { version = \"0.11\" }",
            "[target.'cfg(unix)'.dependencies]\nsha2 = { path = \"../sha2\" }",
            "[dependencies.sha2]\nversion = \"0.11\"",
        ] {
            let tree = with_package(&[("crates/keys/Cargo.toml", wrong)]);
            assert_eq!(versions(&tree).len(), 1, "{wrong}");
        }
    }
}
