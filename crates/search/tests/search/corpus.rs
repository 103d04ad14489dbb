//! Reading corpora, for all other tests.

use phiward_search::{
    AgeCategory, AgeGroup, AgePolicy, AgeUnit, AgencyProfile, BuiltShard, IndexBuilder, Level, Lexicon,
    Section, Shard,
};
use serde_json::Value;

pub(crate) const DEV: &str = include_str!("../data/ems_dev/corpus.jsonl");
pub(crate) const DEMO: &str = include_str!("../../../../examples/protocols/demo.jsonl");

pub(crate) fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn section(value: &Value) -> Section {
    let codes = value["codes"].as_array().into_iter().flatten();
    Section {
        id: word(value, "_id"),
        agency: word(value, "agency"),
        number: word(value, "number"),
        name: word(value, "name"),
        title: word(value, "title"),
        section: word(value, "section"),
        age: AgeGroup::from_name(&word(value, "age")).unwrap_or_default(),
        codes: codes.map(|code| code.as_str().unwrap().to_owned()).collect(),
        level: Level::from_name(&word(value, "level")).unwrap_or_default(),
        text: word(value, "text"),
        ..Section::default()
    }
}

pub(crate) fn sections(jsonl: &str) -> Vec<Section> {
    jsonl.lines().map(|line| section(&serde_json::from_str(line).unwrap())).collect()
}

/// The demonstration agencies, with what `examples/protocols/agencies.json` says of them.
pub(crate) fn demo() -> Vec<BuiltShard> {
    demo_with(Lexicon::prehospital())
}

/// The same with another lexicon.
pub(crate) fn demo_with(lexicon: Lexicon) -> Vec<BuiltShard> {
    let mut builder = IndexBuilder::new(lexicon);
    let fallbacks = vec![("TP-101".to_owned(), AgeCategory::Pediatric, "TP-111".to_owned())];
    let age_policy = Some(AgePolicy::pediatric_below(15, AgeUnit::Years).or_weight_up_to(36_000));
    let aliases = vec!["demo-county-fd".to_owned()];
    builder.profile("DEMO", AgencyProfile { age_policy, aliases, fallbacks, ..AgencyProfile::default() });
    sections(DEMO).into_iter().for_each(|section| builder.add(section).unwrap());
    builder.build().unwrap()
}

/// Builds one shard of each agency.
pub(crate) fn shards(sections: Vec<Section>) -> Vec<Shard<Vec<u8>>> {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    sections.into_iter().for_each(|section| builder.add(section).unwrap());
    builder.build().unwrap().into_iter().map(|built| Shard::open(built.index).unwrap()).collect()
}

/// The shard of the first agency.
pub(crate) fn shard(jsonl: &str) -> Shard<Vec<u8>> {
    shards(sections(jsonl)).remove(0)
}

pub(crate) fn top(answer: &phiward_search::Answer<'_>) -> Option<String> {
    answer.ranking().map(|ranking| ranking.protocols[0].number.to_owned())
}
