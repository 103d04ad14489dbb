//! Input that is wrong, altered or far too long.

use phiward_search::{
    AgeCategory, AgencyProfile, BuildError, IndexBuilder, Lexicon, OpenError, Query, Section, Shard, Texts,
};

use crate::corpus::{demo, demo_with, sections};

fn section(id: &str, number: &str) -> Section {
    Section { id: id.into(), number: number.into(), name: id.into(), ..Section::default() }
}

#[test]
fn faulty_sections_are_refused_and_the_builder_goes_on() {
    let mut builder = IndexBuilder::new(Lexicon::default());
    assert_eq!(builder.add(Section::default()), Err(BuildError::MissingId));
    builder.add(section("a", "1")).unwrap();
    assert_eq!(builder.add(section("a", "2")), Err(BuildError::RepeatedId));
    let long = Section { text: "x".repeat(17 << 20), ..section("long", "3") };
    assert_eq!(builder.add(long), Err(BuildError::TooLarge));
    assert_eq!(builder.build().unwrap().len(), 1);
}

#[test]
fn numbers_that_cannot_be_told_apart_are_refused() {
    let mut builder = IndexBuilder::new(Lexicon::default());
    builder.add(section("a", "C-02")).unwrap();
    builder.add(section("b", "C 02")).unwrap();
    assert_eq!(builder.build(), Err(BuildError::NumberCollision));
    let mut builder = IndexBuilder::new(Lexicon::default());
    let fallbacks = vec![("1".to_owned(), AgeCategory::Adult, "99".to_owned())];
    builder.profile("", AgencyProfile { fallbacks, ..AgencyProfile::default() });
    builder.add(section("a", "1")).unwrap();
    assert_eq!(builder.build(), Err(BuildError::UnknownFallback));
}

/// A line of most kinds: every byte of a small lexicon can be tried.
fn small_lexicon() -> Lexicon {
    let source = "SOB; short of breath\trespiratory distress; ~asthma\tsymptom\t-\n\
                  CP; chest pain\tcardiac chest pain\tsymptom\tupper\n\
                  ketamine; ketalar\t-\tdrug\t-\n\
                  heart attack\tchest pain\tlay\t-\n\
                  HR; pulse\t<50 slow\tvital\t-\n\
                  patient; dose\t-\tweak\t-\n\
                  table\t-\teveryday\t-\n";
    Lexicon::parse(source).unwrap()
}

#[test]
fn every_truncation_is_an_error() {
    let built = demo_with(small_lexicon()).remove(1);
    for len in 0..built.index.len() {
        assert!(Shard::open(&built.index[..len]).is_err(), "{len}");
    }
    let mut longer = built.index.clone();
    longer.push(0);
    assert_eq!(Shard::open(longer).unwrap_err(), OpenError::TrailingData);
}

/// Alters every `step`th byte.
fn alter(index: &[u8], step: usize) {
    let queries = ["A-1", "ketamine", "chest pian", "seizure 4yo", "heart attack"];
    for at in (0..index.len()).step_by(step) {
        let mut altered = index.to_vec();
        altered[at] ^= 1 << (at % 8);
        let Ok(shard) = Shard::open(altered) else { continue };
        assert_eq!(shard.verify(), Err(OpenError::Altered), "{at}");
        // To search each of them takes long: every place is opened, some are searched.
        if at % 17 == 0 {
            for text in queries {
                let answer = shard.search(&Query::new(text));
                let best = answer.ranking().and_then(|ranking| ranking.protocols.first());
                assert!(
                    best.is_none_or(|hit| shard.explain(&Query::new(text), hit.ordinal).is_some()),
                    "{at}"
                );
            }
        }
    }
}

#[test]
fn every_altered_byte_is_an_error_or_found_by_the_hash_and_never_a_panic() {
    alter(&demo_with(small_lexicon()).remove(1).index, 1);
    alter(&demo().remove(1).index, 41);
}

#[test]
fn other_versions_and_other_files_are_named() {
    let built = demo().remove(1);
    let mut version = built.index.clone();
    version[8] = 9;
    assert_eq!(Shard::open(version).unwrap_err(), OpenError::UnsupportedVersion { found: 9 });
    assert_eq!(Shard::open(b"PK\x03\x04 some zip".as_slice()).unwrap_err(), OpenError::NotAnIndex);
    let shard = Shard::open(built.index).unwrap();
    let other = demo().remove(0).texts;
    assert_eq!(Texts::open(&other, &shard).unwrap_err(), OpenError::OtherBuild);
}

#[test]
fn queries_of_any_size_are_answered() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    let long = "seizure chest pain 62 yo ".repeat(2_500);
    for text in
        [long.as_str(), &"x".repeat(1 << 20), &"🩺".repeat(9_000), &"-./&'".repeat(5_000), "\0\u{feff}"]
    {
        let answer = shard.search(&Query::new(text));
        if let Some(ranking) = answer.ranking() {
            assert!(ranking.protocols.len() <= 10);
        }
    }
}

#[test]
fn nothing_of_a_query_is_in_debug_output() {
    let query = Query { code: Some("CANARY1"), ..Query::new("CANARY2") };
    assert!(!format!("{query:?}").contains("CANARY"));
    assert!(!format!("{:?}", phiward_search::Age::new(4711, phiward_search::AgeUnit::Days)).contains("4711"));
}

#[test]
fn a_library_of_one_shared_name_stays_in_order() {
    let mut twice = sections(crate::corpus::DEMO);
    twice.reverse();
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    twice.into_iter().for_each(|section| builder.add(section).unwrap());
    let agencies: Vec<String> = builder.build().unwrap().into_iter().map(|built| built.agency).collect();
    assert_eq!(agencies, ["DEMO", "SAMPLE2"]);
}
