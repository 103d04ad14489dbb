//! Aligned columns.

use std::io::{self, Write};

/// Writes rows of cells so that the columns stand below one another; the last cell is not padded.
pub(crate) fn write<const N: usize>(
    out: &mut impl Write,
    indent: &str,
    rows: &[[String; N]],
) -> io::Result<()> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let mut line = String::from(indent);
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = [["a", "bé…", "c"], ["aaa", "b", ""]].map(|row| row.map(str::to_owned));
        let mut out = Vec::new();
        write(&mut out, "  ", &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "  a    bé…  c\n  aaa  b\n");
    }
}
