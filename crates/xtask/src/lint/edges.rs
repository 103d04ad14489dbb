//! Which of our packages may depend on which.

use super::tree::{Package, Tree};

/// Stands for every crate of [`CORE`] in a row of [`ALLOWED`].
const ANY_CORE: &str = "core crates";
/// Stands for every published crate.
const ANY_PUBLIC: &str = "public crates";

const CORE: &[&str] = &[
    "json",
    "envelope",
    "keys",
    "phi",
    "redact",
    "resilience",
    "search",
    "attest",
    "enclave",
    "ems",
    "audit",
    "observe",
];

/// Who may depend on whom, by the noun that is the crate's folder. What has no row may not exist.
const ALLOWED: &[(&str, &[&str])] = &[
    ("json", &[]),
    ("envelope", &[]),
    ("keys", &["envelope", "json"]),
    ("phi", &[]),
    ("redact", &["phi"]),
    ("redact/data", &["redact"]),
    ("resilience", &["json"]),
    ("search", &[]),
    ("search/wasm", &["search"]),
    ("attest", &[]),
    ("ems", &["phi"]),
    ("audit", &["phi"]),
    ("enclave", &["envelope", "attest", "redact", "resilience", "audit"]),
    ("enclave/guest", &["enclave", "attest", "envelope", "redact"]),
    ("observe", &["phi"]),
    ("phiward", &[ANY_CORE]),
    ("sdk", &[ANY_CORE]),
    ("cli", &["sdk", ANY_CORE]),
    ("xtask", &[]),
    ("a binding", &["sdk"]),
    ("an example", &[ANY_PUBLIC]),
    ("benches", &[ANY_PUBLIC]),
];

/// The edges of the workspace that the table does not allow, and the packages that it does not know.
pub(super) fn forbidden(tree: &Tree) -> Vec<String> {
    tree.packages.iter().flat_map(forbidden_of).collect()
}

fn forbidden_of(package: &Package) -> Vec<String> {
    let from = noun(&package.folder);
    let Some((_, allowed)) = ALLOWED.iter().find(|(row, _)| *row == from) else {
        return vec![format!("{} has no row in the table of allowed edges", package.folder)];
    };
    let targets = package.edges.iter().map(|edge| noun(edge));
    targets
        .filter(|to| !allowed.iter().any(|entry| covers(entry, to)))
        .map(|to| format!("{from} must not depend on {to}"))
        .collect()
}

fn covers(entry: &str, noun: &str) -> bool {
    match entry {
        ANY_CORE => CORE.contains(&noun),
        ANY_PUBLIC => CORE.contains(&noun) || ["phiward", "sdk"].contains(&noun),
        _ => entry == noun,
    }
}

/// The name of a folder in the table.
fn noun(folder: &str) -> &str {
    match folder.split_once('/') {
        Some(("crates", noun)) => noun,
        Some(("bindings", _)) => "a binding",
        Some(("examples", _)) => "an example",
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Tree, package};
    use super::{ALLOWED, ANY_CORE, ANY_PUBLIC, forbidden};

    fn forbidden_for(folder: &str, edges: &[&str]) -> Vec<String> {
        forbidden(&Tree { packages: vec![package(folder, edges)], ..Tree::default() })
    }

    #[test]
    fn a_forbidden_edge_is_found() {
        assert_eq!(forbidden_for("crates/envelope", &["crates/keys"]), ["envelope must not depend on keys"]);
        assert_eq!(forbidden_for("crates/keys", &["crates/cli"]), ["keys must not depend on cli"]);
        assert_eq!(forbidden_for("bindings/web", &["crates/keys"]), ["a binding must not depend on keys"]);
        assert_eq!(forbidden_for("crates/xtask", &["crates/keys"]).len(), 1);
        assert_eq!(forbidden_for("examples/a", &["benches"]).len(), 1);
    }

    #[test]
    fn allowed_edges_pass() {
        for (folder, edges) in [
            ("crates/keys", ["crates/envelope"].as_slice()),
            ("crates/cli", &["crates/sdk", "crates/redact"]),
            ("crates/phiward", &["crates/envelope", "crates/observe"]),
            ("bindings/node", &["crates/sdk"]),
            ("benches", &["crates/envelope", "crates/phiward"]),
        ] {
            assert_eq!(forbidden_for(folder, edges), Vec::<String>::new());
        }
    }

    #[test]
    fn a_package_without_a_row_is_found() {
        assert_eq!(
            forbidden_for("crates/helpers", &[]),
            ["crates/helpers has no row in the table of allowed edges"]
        );
    }

    #[test]
    fn the_table_has_no_circle() {
        let row = |noun: &str| ALLOWED.iter().position(|(row, _)| *row == noun);
        for (noun, allowed) in ALLOWED {
            for to in allowed.iter().filter(|to| ![ANY_CORE, ANY_PUBLIC].contains(to)) {
                assert!(row(to) < row(noun), "{to} must stand above {noun}");
            }
        }
    }
}
