//! `docs/decisions/0001-name.md`, `0002-…`: each decision has its number, and no number is missing.

use super::tree::Tree;

const FOLDER: &str = "docs/decisions/";

/// Files that carry no number, numbers given twice, and gaps.
pub(super) fn gaps(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let mut next = 1;
    // The files are sorted by path, and numbers of four digits sort as numbers do.
    for name in tree.files.iter().filter_map(|file| file.path.strip_prefix(FOLDER)) {
        if name == "README.md" {
            continue;
        }
        let digits = name.split_once('-').map(|(digits, _)| digits);
        match digits.filter(|digits| digits.len() == 4).and_then(|digits| digits.parse::<u32>().ok()) {
            Some(number) if number == next => next += 1,
            Some(number) => {
                broken.push(format!("{FOLDER}{name}: expected number {next:04}"));
                next = number + 1;
            }
            None => broken.push(format!("{FOLDER}{name}: the name starts with no number of four digits")),
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree_of;
    use super::gaps;

    fn gaps_in(names: &[&str]) -> Vec<String> {
        let paths: Vec<_> = names.iter().map(|name| format!("docs/decisions/{name}")).collect();
        gaps(&tree_of(paths.iter().map(|path| (path.as_str(), ""))))
    }

    #[test]
    fn numbers_in_order_pass() {
        assert!(gaps_in(&["0001-formats.md", "0002-edges.md", "README.md"]).is_empty());
    }

    #[test]
    fn a_gap_a_double_and_a_name_without_number_are_found() {
        assert_eq!(gaps_in(&["0001-a.md", "0003-b.md"]), ["docs/decisions/0003-b.md: expected number 0002"]);
        assert_eq!(gaps_in(&["0001-a.md", "0001-b.md"]), ["docs/decisions/0001-b.md: expected number 0002"]);
        assert_eq!(gaps_in(&["formats.md"]).len(), 1);
    }
}
