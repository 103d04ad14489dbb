//! What is answered, what is asked back, and when there is silence.

use phiward_search::{AbstainReason, AgeCategory, Ambiguity, Answer, Level, Notice, Query, Shard};

use crate::corpus::{DEV, demo, shard, top};

fn reason(answer: &Answer<'_>) -> AbstainReason {
    match answer {
        Answer::Abstain(silence) => silence.reason,
        other => panic!("answered: {other:?}"),
    }
}

fn adult(text: &str) -> Query<'_> {
    Query { age: AgeCategory::Adult, ..Query::new(text) }
}

#[test]
fn numbers_are_found_in_every_usual_spelling_and_never_nearly() {
    let shard = shard(DEV);
    for text in ["TP 1211", "tp1211", "1211", "Ref. No. 1211", "protocol #1211", "TP-1211", "policy 1211"] {
        assert_eq!(top(&shard.search(&adult(text))).as_deref(), Some("1211"), "{text}");
    }
    for text in ["TP 1299", "1299", "ref 121", "12111", "TP 1211.5"] {
        let answer = shard.search(&adult(text));
        assert!(answer.ranking().is_none(), "{text}: {:?}", top(&answer));
    }
    assert_eq!(top(&shard.search(&adult("ref 1317.29"))).as_deref(), Some("1317.29"));
    assert_eq!(reason(&shard.search(&adult("C-02"))), AbstainReason::NumberNotInAgency);
}

#[test]
fn a_number_is_shown_for_the_right_age_or_not_at_all() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    let child = |text| Query { age: AgeCategory::Pediatric, ..Query::new(text) };
    let answer = shard.search(&child("TP-102"));
    assert_eq!(top(&answer).as_deref(), Some("TP-102-P"));
    assert!(answer.ranking().unwrap().notices.contains(&Notice::AgeVariantShown));
    let Answer::Abstain(silence) = shard.search(&child("TP-101")) else { panic!("shown") };
    assert_eq!(silence.reason, AbstainReason::AgeVariantMissing);
    assert_eq!(silence.fallback.unwrap().number, "TP-111");
    assert_eq!(top(&shard.search(&adult("tp 104 p"))).as_deref(), Some("TP-104"));
}

#[test]
fn a_number_and_a_name_that_disagree_are_both_reported() {
    let shard = shard(DEV);
    let answer = shard.search(&adult("1210 chest pain"));
    let Answer::Ambiguous(ranking, Ambiguity::NumberAndName) = &answer else { panic!("{answer:?}") };
    let numbers: Vec<&str> = ranking.protocols.iter().take(2).map(|hit| hit.number).collect();
    assert_eq!(numbers, ["1210", "1211"]);
    // The best section of each comes first.
    let sections = answer.sections();
    assert!(sections[0].id.starts_with("LA:1210#") && sections[1].id.starts_with("LA:1211#"));
}

#[test]
fn a_drug_is_never_taken_for_another() {
    let shard = shard(DEV);
    for text in ["ketamine dose", "ketamine", "ketamin", "propofol", "norepinephrine", "heparin drip"] {
        assert_eq!(reason(&shard.search(&adult(text))), AbstainReason::DrugNotInAgency, "{text}");
    }
    let answer = shard.search(&adult("olanzepine"));
    assert_eq!(top(&answer).as_deref(), Some("1317.32"));
    assert_eq!(answer.ranking().unwrap().substitutions.len(), 1);
    // What a patient took does not have to be in the bag.
    assert_eq!(top(&shard.search(&adult("swallowed propranolol overdose"))).as_deref(), Some("1241"));
}

#[test]
fn a_drug_that_is_only_said_not_to_be_carried_is_missing() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    assert_eq!(reason(&shard.search(&Query::new("ketamine dose"))), AbstainReason::DrugNotInAgency);
    assert_eq!(top(&shard.search(&Query::new("midazolam"))).as_deref(), Some("REF-203.2"));
}

#[test]
fn what_has_nothing_to_do_with_it_is_met_with_silence() {
    let shard = shard(DEV);
    for text in ["pizza", "vacation request form", "asdfghjkl", "oil change", "", "   ", "🩺", "the of and"]
    {
        assert_eq!(reason(&shard.search(&adult(text))), AbstainReason::NoEvidence, "{text}");
    }
}

#[test]
fn an_age_in_the_text_sorts_and_is_not_searched_for() {
    let shard = shard(DEV);
    let first_age = |text| shard.search(&Query::new(text)).sections()[0].age.name();
    assert_eq!(first_age("4yo wheezing"), "pediatric");
    assert_eq!(first_age("62 yo wheezing"), "adult");
    let answer = shard.search(&Query::new("wheezing"));
    assert!(answer.ranking().unwrap().notices.contains(&Notice::BothAgesShown));
    let explanation = shard.explain(&adult("62 yo seizure"), answer.ranking().unwrap().protocols[0].ordinal);
    assert!(explanation.is_none_or(|one| !format!("{one:?}").contains("62")));
}

#[test]
fn the_impression_code_boosts_its_protocols() {
    let shard = shard(DEV);
    let coded = |text, code| top(&shard.search(&Query { code: Some(code), ..adult(text) }));
    assert_eq!(coded("headache", "COMO").as_deref(), Some("1238"));
    // Two protocols have this code: the words tell which.
    assert_eq!(coded("slow pulse", "DYSR").as_deref(), Some("1212"));
    assert_eq!(coded("racing heart", "DYSR").as_deref(), Some("1213"));
    assert_eq!(top(&shard.search(&adult("seizure"))), coded("seizure", "NOSUCHCODE"));
}

#[test]
fn a_crew_of_basic_level_sees_no_section_above_it() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    let query = Query { level: Some(Level::Bls), ..adult("seizure midazolam") };
    let answer = shard.search(&query);
    assert!(!answer.sections().is_empty());
    assert!(answer.sections().iter().all(|section| section.level == Level::Bls));
}

#[test]
fn suggestions_complete_the_last_word_only() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    let names = |text| {
        let found = shard.suggest(&Query { age: AgeCategory::Adult, ..Query::new(text) });
        found.into_iter().map(|one| one.number).collect::<Vec<_>>()
    };
    assert_eq!(names("card"), ["TP-101", "TP-102"]);
    assert_eq!(names("cardiac ar"), ["TP-102"]);
    assert_eq!(names("car arrest"), Vec::<&str>::new());
    assert_eq!(
        names("TP-10"),
        ["TP-101", "TP-102", "TP-103", "TP-104", "TP-105", "TP-106", "TP-107", "TP-108", "TP-109"]
    );
    assert_eq!(names("ref 203.2"), ["REF-203.2"]);
    assert!(names("").is_empty() && names("zzz").is_empty());
}

#[test]
fn what_is_denied_is_not_what_is_asked() {
    let shard = shard(DEV);
    for text in ["allergic reaction no respiratory distress", "hives denies chest pain", "hives w/o vomiting"]
    {
        assert_eq!(top(&shard.search(&adult(text))).as_deref(), Some("1219"), "{text}");
    }
    // A denial that is a finding by itself stays one.
    assert_eq!(top(&shard.search(&adult("no pulse"))).as_deref(), Some("1210"));
}

#[test]
fn a_sentence_that_denies_a_drug_offers_none() {
    let texts =
        [("a", "1", "Drug X", "Magnesium is not carried."), ("b", "2", "Labor", "Give magnesium 4 g.")];
    let jsonl = texts.map(|(id, number, name, text)| {
        format!(
            r#"{{"_id": "{id}", "agency": "T", "number": "{number}", "name": "{name}", "text": "{text}"}}"#
        )
    });
    let shard = shard(&jsonl.join("\n"));
    assert_eq!(top(&shard.search(&adult("magnesium"))).as_deref(), Some("2"));
}

#[test]
fn everyday_words_are_neither_corrected_nor_evidence() {
    let shard = shard(DEV);
    let answer = shard.search(&adult("can't catch my breath"));
    assert_eq!(top(&answer).as_deref(), Some("1237"));
    assert!(answer.ranking().unwrap().substitutions.is_empty());
    assert_eq!(reason(&shard.search(&adult("best place near my house"))), AbstainReason::NoEvidence);
}

#[test]
fn a_drug_that_was_taken_is_looked_for_as_an_overdose() {
    let shard = shard(DEV);
    assert_eq!(top(&shard.search(&adult("she took all her sleeping pills"))).as_deref(), Some("1241"));
    // Whoever asks for the amount asks about the drug.
    assert_eq!(reason(&shard.search(&adult("ketamine dose taken"))), AbstainReason::DrugNotInAgency);
}

#[test]
fn a_measured_value_is_found_by_what_it_means() {
    let shard = shard(DEV);
    assert_eq!(top(&shard.search(&adult("BGL 38"))).as_deref(), Some("1203"));
    assert_eq!(top(&shard.search(&adult("temp 106 confused"))).as_deref(), Some("1222"));
}

#[test]
fn plain_text_is_answered_if_anything_matches_and_neighbours_count() {
    let jsonl = [
        ("a", "a flow of cold air above and then some heat below the floor"),
        ("b", "heat flow along a plate"),
        ("c", "a plate"),
    ]
    .map(|(id, text)| format!(r#"{{"_id": "{id}", "text": "{text}"}}"#))
    .into_iter()
    .chain([r#"{"_id": "d", "text": "heat flow in a long pipe behind a wall"}"#.to_owned()]);
    let shard = shard(&jsonl.collect::<Vec<_>>().join("\n"));
    let ids = |text| {
        shard.search(&Query::new(text)).sections().iter().map(|section| section.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("heat flow")[..2], ["b", "d"]);
    assert_eq!(ids("wall street banking regulation of derivatives"), ["d"]);
    assert!(ids("zebra").is_empty());
}

#[test]
fn a_name_of_everyday_words_is_found_by_all_of_it() {
    let shard =
        shard(r#"{"_id": "a", "agency": "T", "number": "1", "name": "Snow", "text": "Sample text."}"#);
    assert_eq!(top(&shard.search(&adult("snow"))).as_deref(), Some("1"));
}
