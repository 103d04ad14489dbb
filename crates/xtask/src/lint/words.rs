//! Words that must not stand in the repository. This file is the one place that has to spell them.

use super::tree::{File, Tree};

const THIS_FILE: &str = "crates/xtask/src/lint/words.rs";
const CODE: &[&str] =
    &["rs", "js", "mjs", "cjs", "ts", "tsx", "kt", "kts", "swift", "py", "sh", "toml", "yml", "yaml"];

/// Marks of unfinished work.
const UNFINISHED: &[&str] = &["todo!", "unimplemented!", "TODO", "FIXME", "XXX", "HACK"];

/// What a social security number looks like when its beginning is hidden.
const MASKED_NUMBER: &str = "XXX-XX";

/// Claims that only an assessor, a laboratory or an expert can make, with spaces for hyphens.
const PROMISES: &[&str] = &[
    "hipaa compliant",
    "hipaa certified",
    "fips validated",
    "fips certified",
    "de identified",
    "military grade",
];
/// What turns a promise into a warning.
const NEGATIONS: &[&str] = &["not", "no", "never", "neither", "nor", "cannot", "without"];

/// Starts of paths that exist on one person's machine.
const MACHINE_PATHS: &[&str] = &["/root/", "/home/", "/Users/", "/work/", "C:\\Users\\"];

/// Code that says of itself that it is not done.
pub(super) fn unfinished(tree: &Tree) -> Vec<String> {
    let has_mark = |line: &str| {
        let line = line.replace(MASKED_NUMBER, "");
        UNFINISHED.iter().any(|mark| has_word(&line, mark))
    };
    places(tree, CODE, has_mark)
}

/// Examples in documentation that are neither compiled nor run.
pub(super) fn ignored_examples(tree: &Tree) -> Vec<String> {
    let is_ignored = |line: &str| line.split_once("```").is_some_and(|(_, tags)| has_word(tags, "ignore"));
    places(tree, &["rs", "md"], is_ignored)
}

/// Tests that no run includes. What is slow runs in `cargo xtask test`; a tool, or the child process of a test,
/// is not a test; nothing else may be ignored.
pub(super) fn ignored_tests(tree: &Tree) -> Vec<String> {
    let is_ignored = |line: &str| {
        let line = line.trim_start();
        let reason = line.strip_prefix("#[ignore = \"").unwrap_or_default();
        line.starts_with("#[ignore")
            && !["slow: ", "not a test: "].iter().any(|good| reason.starts_with(good))
    };
    places(tree, &["rs"], is_ignored)
}

/// Claims that the project must not make. A line that negates the claim is welcome.
pub(super) fn promises(tree: &Tree) -> Vec<String> {
    tree.files
        .iter()
        .filter(|file| file.path != THIS_FILE)
        .flat_map(|file| file.lines_where(is_promise))
        .collect()
}

fn is_promise(line: &str) -> bool {
    let line = line.to_lowercase().replace('-', " ");
    PROMISES.iter().filter_map(|promise| line.split_once(promise)).any(|(before, _)| {
        let is_negated = NEGATIONS.iter().any(|word| has_word(before, word)) || before.contains("n't ");
        !is_negated
    })
}

/// Absolute paths of one machine. In an address on the web, a host stands before the path.
pub(super) fn machine_paths(tree: &Tree) -> Vec<String> {
    let joins = |character: char| character.is_alphanumeric() || "._-/~}".contains(character);
    let is_path = |line: &str| {
        MACHINE_PATHS
            .iter()
            .any(|path| line.split_once(path).is_some_and(|(before, _)| !before.ends_with(joins)))
    };
    tree.files
        .iter()
        .filter(|file| file.path != THIS_FILE)
        .flat_map(|file| file.lines_where(is_path))
        .collect()
}

fn places(tree: &Tree, extensions: &[&str], is_broken: impl Fn(&str) -> bool) -> Vec<String> {
    let is_asked = |file: &&File| file.path != THIS_FILE && file.has_extension(extensions);
    tree.files.iter().filter(is_asked).flat_map(|file| file.lines_where(&is_broken)).collect()
}

/// Whether `line` has `word` with no letter or digit at either side.
fn has_word(line: &str, word: &str) -> bool {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(word) {
        if !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Tree, tree_of};
    use super::{THIS_FILE, ignored_examples, ignored_tests, machine_paths, promises, unfinished};

    /// The lines of a Rust file, one at a time, for which a rule finds something.
    fn found<'a>(rule: fn(&Tree) -> Vec<String>, lines: &[&'a str]) -> Vec<&'a str> {
        lines.iter().copied().filter(|line| !rule(&tree_of([("a.rs", *line)])).is_empty()).collect()
    }

    #[test]
    fn unfinished_work_is_found() {
        let broken =
            ["todo!()", "unimplemented!(\"later\")", "// FIXME: later", "// XXX", "# HACK", "// TODO"];
        assert_eq!(found(unfinished, &broken), broken);
        assert!(
            found(unfinished, &["let hack = XXXL;", "// a to-do list", "// such as XXX-XX-1234"]).is_empty()
        );
        assert!(unfinished(&tree_of([("a.md", "No TODO in code."), (THIS_FILE, "TODO")])).is_empty());
    }

    #[test]
    fn promises_are_found_unless_negated() {
        let broken = [
            "phiward is HIPAA compliant.",
            "A FIPS-validated module",
            "the text is de-identified",
            "HIPAA compliant, and not slow",
        ];
        assert_eq!(found(promises, &broken), broken);
        let honest = ["It is not HIPAA compliant by itself.", "never de-identified", "isn't FIPS-validated"];
        assert!(found(promises, &honest).is_empty());
    }

    #[test]
    fn machine_paths_are_found() {
        let broken = ["let path = \"/root/.cargo\";", "see /home/ann/notes", "C:\\Users\\ann"];
        assert_eq!(found(machine_paths, &broken), broken);
        assert!(
            found(machine_paths, &["https://example.org/home/page", "$HOME/.cargo", "a/work/b"]).is_empty()
        );
    }

    #[test]
    fn a_test_that_is_never_run_is_found() {
        let broken = ["#[ignore]", "    #[ignore = \"flaky\"]"];
        assert_eq!(found(ignored_tests, &broken), broken);
        let good =
            ["#[ignore = \"slow: seals a GiB\"]", "#[ignore = \"not a test: a child\"]", "let ignored = 1;"];
        assert!(found(ignored_tests, &good).is_empty());
    }

    #[test]
    fn an_example_that_is_never_run_is_found() {
        let broken = ["/// ```ignore", "//! ```rust,ignore", "/// ```rust, ignore"];
        assert_eq!(found(ignored_examples, &broken), broken);
        assert!(
            found(ignored_examples, &["/// ```no_run", "/// Sets `ignore`.", "#[ignore = \"slow\"]"])
                .is_empty()
        );
    }
}
