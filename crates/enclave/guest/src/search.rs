//! Searching memory for a text.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use memchr::memmem::Finder;

/// Bytes that are searched at a time.
const PIECE: usize = 1 << 20;

/// How often a text is in a file, such as the memory of a machine.
///
/// # Errors
/// Those of the file.
pub fn count(path: &Path, text: &str) -> io::Result<usize> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    count_between(&file, 0..len, text)
}

/// How often a text is in the memory that a process can write to.
///
/// # Errors
/// Those of `/proc`.
pub fn count_in_process(process: u32, text: &str) -> io::Result<usize> {
    let memory = File::open(format!("/proc/{process}/mem"))?;
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let mut hits = 0;
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|mode| mode.starts_with("rw")))
    {
        let range = line.split(' ').next().and_then(|range| range.split_once('-'));
        let parse = |text| u64::from_str_radix(text, 16).ok();
        if let Some((start, end)) = range.and_then(|(start, end)| Some((parse(start)?, parse(end)?))) {
            // Some pages of the kernel's cannot be read.
            hits += count_between(&memory, start..end, text).unwrap_or_default();
        }
    }
    Ok(hits)
}

/// Pieces overlap, so that no text is cut; one that is in both is counted twice, which harms nobody.
fn count_between(file: &File, range: core::ops::Range<u64>, text: &str) -> io::Result<usize> {
    let finder = Finder::new(text);
    let overlap = text.len() as u64;
    let mut piece = vec![0; PIECE];
    let (mut at, mut hits) = (range.start, 0);
    while at < range.end {
        let wanted = usize::try_from(range.end - at).unwrap_or(PIECE).min(PIECE);
        let space = piece.get_mut(..wanted).unwrap_or_default();
        file.read_exact_at(space, at)?;
        hits += finder.find_iter(space).count();
        let next = at + wanted as u64;
        at = if next < range.end { next - overlap } else { next };
    }
    Ok(hits)
}
