//! What a run of notes holds, in numbers.

use core::fmt::Write as _;
use std::collections::BTreeMap;

use super::{
    library::Library,
    writer::{Note, Tally},
};

/// Counts of templates, genres and marks.
pub(super) fn report(library: &Library, notes: &[Note], tally: &Tally) -> String {
    let mut report = String::new();
    let pools = || library.sections.iter().zip(tally).filter(|(section, _)| section.is_pool);
    let templates: usize = pools().map(|(section, _)| section.entries.len()).sum();
    let whole: usize =
        pools().filter(|(section, _)| section.name == "note").map(|(section, _)| section.entries.len()).sum();
    let lines: usize = library.sections.iter().map(|section| section.entries.len()).sum();
    let used = pools().flat_map(|(_, counts)| counts).filter(|count| **count > 0).count();
    let points: usize = notes.iter().map(|note| note.text.chars().count()).sum();
    let without =
        notes.iter().filter(|note| note.stretches.iter().all(|stretch| !stretch.mark.is_gold())).count();
    // Writing to a String does not fail.
    let _ = writeln!(report, "genres      {}", library.genres.len());
    let _ = writeln!(
        report,
        "templates   {templates}, of which {whole} are whole notes; {used} used in this run"
    );
    let _ = writeln!(report, "lines       {lines} in {} sections, lists included", library.sections.len());
    let _ = writeln!(report, "notes       {}, {without} without PHI", notes.len());
    let _ = writeln!(report, "code points {points}, {} a note", points / notes.len().max(1));
    let mut genres: BTreeMap<&str, usize> = BTreeMap::new();
    let mut marks: BTreeMap<&str, usize> = BTreeMap::new();
    for note in notes {
        *genres.entry(library.genres.get(note.genre).map_or("", |genre| genre.name.as_str())).or_default() +=
            1;
        for stretch in &note.stretches {
            *marks.entry(stretch.mark.name()).or_default() += 1;
        }
    }
    for (title, counts) in [("marks", marks), ("genres", genres)] {
        let _ = writeln!(report, "{title}");
        for (name, count) in counts {
            let _ = writeln!(report, "  {name:16} {count}");
        }
    }
    report
}
