//! Documents of which a part is written by a command.

use std::fs;

use crate::project::Project;

/// Replaces the part of a document that stands between its marker lines.
pub(crate) fn rewrite(project: &Project, path: &str, part: &str, content: &str) -> Result<(), String> {
    let file = project.root().join(path);
    let failed = |error: std::io::Error| format!("{path}: {error}");
    let old = fs::read_to_string(&file).map_err(failed)?;
    let new = between_markers(&old, part, content).ok_or_else(|| {
        let [begin, end] = markers(part);
        format!("{path} lacks the lines {begin} and {end}")
    })?;
    fs::write(file, new).map_err(failed)
}

fn markers(part: &str) -> [String; 2] {
    ["begin", "end"].map(|side| format!("<!-- {part}:{side} -->"))
}

/// Replaces what stands between the two marker lines. `None` when they are not there in this order.
fn between_markers(document: &str, part: &str, content: &str) -> Option<String> {
    let [begin, end] = markers(part);
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n{end}{after}", content.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::between_markers;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let old = "# Benchmarks\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nNotes.\n";
        let new = between_markers(old, "bench", "new\n").unwrap();
        assert_eq!(new, "# Benchmarks\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nNotes.\n");
        assert_eq!(between_markers(&new, "bench", "new\n").unwrap(), new);
        assert_eq!(between_markers("<!-- bench:end --><!-- bench:begin -->", "bench", "new"), None);
        assert_eq!(between_markers(old, "quality", "new"), None);
    }
}
