//! The files that paths lead to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Place};
use crate::input::is_standard;

/// Files and the files of folders, in order, each once; and what could not be listed.
///
/// Links within folders are not followed: they could lead in a circle.
pub(super) fn list(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Failure>) {
    let (mut files, mut failed) = (Vec::new(), Vec::new());
    for path in paths {
        if is_standard(path) || !path.is_dir() {
            files.push(path.clone());
        } else {
            walk(path, &mut files, &mut failed);
        }
    }
    files.sort();
    files.dedup();
    (files, failed)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, failed: &mut Vec<Failure>) {
    let mut fail =
        |path: &Path, error: &io::Error| failed.push(Failure::reading(&Place::Path(path.to_owned()), error));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return fail(folder, &error),
    };
    let mut folders = Vec::new();
    for entry in entries {
        match entry.and_then(|entry| entry.file_type().map(|kind| (entry.path(), kind))) {
            Ok((path, kind)) if kind.is_dir() => folders.push(path),
            Ok((path, kind)) if kind.is_file() => files.push(path),
            Ok(_) => {}
            Err(error) => fail(folder, &error),
        }
    }
    for folder in folders {
        walk(&folder, files, failed);
    }
}

/// Bytes of all files, if standard input is not among them.
pub(super) fn total_len(files: &[PathBuf]) -> Option<u64> {
    let len = |path: &PathBuf| fs::metadata(path).map_or(0, |metadata| metadata.len());
    let is_known = !files.iter().any(|path| is_standard(path));
    is_known.then(|| files.iter().map(len).sum())
}
