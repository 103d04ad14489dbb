//! What the notes promise.

use std::collections::BTreeSet;

use phiward_redact::Category;

use super::{
    library::Library,
    mark::Mark,
    new_tally, record,
    source::FILES,
    writer::{Note, write},
};

const SEED: u64 = 7;

fn library() -> Library {
    Library::load().unwrap()
}

fn notes(library: &Library, count: u64) -> Vec<Note> {
    let mut tally = new_tally(library);
    (0..count).map(|number| write(library, SEED, number, &mut tally)).collect()
}

#[test]
fn spans_are_sorted_disjoint_and_hold_what_was_written() {
    for note in notes(&library(), 1_500) {
        let points: Vec<char> = note.text.chars().collect();
        let mut end = 0;
        for stretch in &note.stretches {
            assert!(stretch.start >= end && stretch.start < stretch.end, "{:?}", stretch);
            end = stretch.end;
            // A wrapped line breaks at a blank, which is all that may change.
            let found: String = points[stretch.start..stretch.end].iter().collect();
            assert_eq!(found.replace('\n', " "), stretch.text.replace('\n', " "));
            assert_eq!(stretch.text.trim(), stretch.text, "{:?}", stretch);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (one, two) = (library(), library());
    let lines = |library: &Library, count| -> Vec<String> {
        notes(library, count)
            .iter()
            .zip(0..)
            .map(|(note, number)| record::line(library, number, note))
            .collect()
    };
    assert_eq!(lines(&one, 200), lines(&two, 200));
    // A longer run starts with the shorter one.
    assert_eq!(lines(&one, 50), lines(&one, 200)[..50]);
    let mut tally = new_tally(&one);
    assert_ne!(write(&one, SEED, 3, &mut tally), write(&one, SEED + 1, 3, &mut tally));
}

#[test]
fn every_category_occurs_and_ages_are_told_apart() {
    let notes = notes(&library(), 1_500);
    let marks: BTreeSet<&str> =
        notes.iter().flat_map(|note| &note.stretches).map(|stretch| stretch.mark.name()).collect();
    for category in Category::ALL {
        assert!(marks.contains(category.name()), "{}", category.name());
    }
    for mark in [Mark::Title, Mark::Credential, Mark::State, Mark::TimeOrDay] {
        assert!(marks.contains(mark.name()));
    }
    for stretch in notes.iter().flat_map(|note| &note.stretches) {
        if let (Mark::Phi(category), Ok(age)) = (stretch.mark, stretch.text.parse::<u64>()) {
            match category {
                Category::Age => assert!(age <= 89),
                Category::AgeOver89 => assert!(age > 89),
                _ => {}
            }
        }
    }
}

#[test]
fn every_template_is_reachable_and_every_section_is_asked_for() {
    let library = library();
    let mut tally = new_tally(&library);
    for number in 0..30_000 {
        write(&library, SEED, number, &mut tally);
    }
    let sections = || library.sections.iter().zip(&tally);
    let unused: Vec<String> = sections()
        .flat_map(|(section, counts)| {
            counts.iter().enumerate().map(move |(line, count)| (section, line, count))
        })
        .filter(|(section, _, count)| section.is_pool && **count == 0)
        .map(|(section, line, _)| format!("{:?} {} {line}", section.genre, section.name))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
    let idle: Vec<&str> = sections()
        .filter(|(_, counts)| counts.iter().all(|count| *count == 0))
        .map(|(section, _)| section.name.as_str())
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn half_of_the_notes_hold_no_phi_and_some_in_every_genre() {
    let library = library();
    let notes = notes(&library, 6_000);
    let is_free = |note: &&Note| note.stretches.iter().all(|stretch| !stretch.mark.is_gold());
    let free = notes.iter().filter(is_free).count();
    assert!((2_400..=3_900).contains(&free), "{free}");
    for (index, genre) in library.genres.iter().enumerate() {
        assert!(notes.iter().filter(|note| note.genre == index).any(|note| is_free(&note)), "{}", genre.name);
        assert!(
            notes.iter().filter(|note| note.genre == index).all(|note| !note.text.trim().is_empty()),
            "{}",
            genre.name
        );
    }
}

#[test]
fn there_is_enough_to_choose_from() {
    let library = library();
    let templates: usize =
        library.sections.iter().filter(|section| section.is_pool).map(|section| section.entries.len()).sum();
    assert!(templates >= 600, "{templates} templates");
    assert!(library.genres.len() >= 25);
    let words = |names: &[&str]| -> usize {
        let lines = |name: &&str| &library.sections[library.shared(name).unwrap()].entries;
        let distinct: BTreeSet<String> =
            names.iter().flat_map(lines).map(|entry| format!("{:?}", entry.nodes)).collect();
        distinct.len()
    };
    assert!(words(&["given.f", "given.m", "given.u", "given.word"]) >= 1_500);
    assert!(words(&["surname.list", "surname.word", "surname.eponym"]) >= 3_000);
    assert!(words(&["city.list"]) >= 800);
    assert!(words(&["street.list"]) >= 400);
    assert!(words(&["employer.list"]) >= 300);
    assert!(words(&["date.any", "date.full", "date.near", "date.old"]) >= 25);
    assert!(words(&["phone"]) >= 15);
}

#[test]
fn every_file_of_templates_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("notes");
    let embedded: BTreeSet<&str> = FILES.iter().map(|(name, _)| *name).collect();
    for folder in [folder.clone(), folder.join("genres")] {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let name = path.file_name().unwrap().to_str().unwrap();
                assert!(embedded.iter().any(|known| known.ends_with(name)), "{name} is not embedded");
            }
        }
    }
}
