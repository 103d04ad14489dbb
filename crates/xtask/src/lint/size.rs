//! Files that a reader can hold in mind.

use super::tree::{File, Tree};

const MOST_LINES: usize = 500;

/// Starts of lines that do something, rather than say where it is done.
const LOGIC: &[&str] = &[
    "fn ",
    "const ",
    "static ",
    "struct ",
    "enum ",
    "trait ",
    "impl ",
    "impl<",
    "type ",
    "unsafe ",
    "async ",
    "let ",
    "macro_rules!",
    "thread_local!",
];

/// Rust files that should be split by concept.
pub(super) fn long_files(tree: &Tree) -> Vec<String> {
    let rust = tree.files.iter().filter(|file| file.has_extension(&["rs"]));
    rust.map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| format!("{} has {lines} lines", file.path))
        .collect()
}

/// Lines of a `lib.rs` that are neither documentation, nor an attribute, nor `mod`, nor `use`.
pub(super) fn logic_in_lib(tree: &Tree) -> Vec<String> {
    let is_lib = |file: &&File| file.path.ends_with("/src/lib.rs") || file.path == "src/lib.rs";
    tree.files.iter().filter(is_lib).flat_map(|file| file.lines_where(is_logic)).collect()
}

fn is_logic(line: &str) -> bool {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ").map_or(line, |(_, item)| item),
        None => line.strip_prefix("pub ").unwrap_or(line),
    };
    LOGIC.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree_of;
    use super::{logic_in_lib, long_files};

    #[test]
    fn a_long_file_is_found() {
        let long = "//! Line.\n".repeat(501);
        let just = "//! Line.\n".repeat(500);
        let tree = tree_of([("crates/a/src/b.rs", long.as_str()), ("c.rs", &just), ("d.md", &long)]);
        assert_eq!(long_files(&tree), ["crates/a/src/b.rs has 501 lines"]);
    }

    #[test]
    fn logic_in_a_lib_is_found() {
        let contents = "//! fn in prose is fine.\n#![no_std]\nextern crate alloc;\nmod key;\n\
                        pub mod text {\n    pub use crate::encoding::encode;\n}\npub use crate::key::Key;\n";
        assert_eq!(logic_in_lib(&tree_of([("crates/a/src/lib.rs", contents)])), Vec::<String>::new());
        for logic in
            ["pub fn seal() {}", "pub(crate) const A: u8 = 1;", "impl<T> Key<T> {", "    fn inner() {}"]
        {
            let text = format!("{contents}{logic}\n");
            let found = logic_in_lib(&tree_of([("crates/a/src/lib.rs", text.as_str())]));
            assert_eq!(found, [format!("crates/a/src/lib.rs:9: {}", logic.trim())]);
            assert!(logic_in_lib(&tree_of([("crates/a/src/key.rs", text.as_str())])).is_empty());
        }
    }
}
