//! Reading a corpus: one section a line.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use phiward_sdk::search::section_of;
use phiward_search::IndexBuilder;

use crate::failure::{Failure, Place};
use crate::input::Input;
use crate::progress::Progress;

/// Adds every section of a file to a builder.
pub(super) fn read(path: &Path, builder: &mut IndexBuilder, quiet: bool) -> Result<(), Failure> {
    let input = Input::open(Some(path))?;
    let place = input.place().clone();
    let progress = Progress::of(input.len(), quiet);
    let mut reader = BufReader::with_capacity(1 << 16, input.with_progress(progress));
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|error| Failure::reading(&place, &error))?;
        if read == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let section = section_of(&line).map_err(|reason| of_line("malformed", &reason, &place, number))?;
        builder.add(section).map_err(|error| of_line(error.code(), &error, &place, number))?;
    }
    if builder.is_empty() {
        return Err(Failure::new("empty_corpus", format!("{place} holds no section")));
    }
    Ok(())
}

fn of_line(code: &'static str, reason: &dyn core::fmt::Display, place: &Place, number: u64) -> Failure {
    Failure::new(code, format!("line {number} of {place}: {reason}"))
}
