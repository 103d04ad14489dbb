//! How well the development queries are answered. `docs/search-quality.md` has the figures.

use std::collections::{BTreeMap, BTreeSet};

use phiward_search::{AgeCategory, AgeGroup, Query};
use serde_json::Value;

use crate::corpus::{DEV, sections, shards, word};

const QUERIES: &str = include_str!("../data/ems_dev/queries.jsonl");
const QRELS: &str = include_str!("../data/ems_dev/qrels.tsv");

#[test]
fn the_bars_of_quality_are_cleared() {
    let mut relevant: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in QRELS.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[2].parse::<u32>().is_ok_and(|grade| grade > 0) {
            relevant.entry(fields[0]).or_default().insert(fields[1]);
        }
    }
    let (mut first, mut fifth, mut answered, mut answerable) = (0, 0, 0, 0);
    let (mut silent, mut unanswerable) = (0, 0);
    let shards = shards(sections(DEV));
    for line in QUERIES.lines() {
        let query: Value = serde_json::from_str(line).unwrap();
        let text = word(&query, "text");
        let code = query["code"].as_str();
        let age = AgeCategory::from_name(&word(&query, "age")).unwrap_or_default();
        let shard = shards.iter().find(|shard| shard.agency() == word(&query, "agency")).unwrap();
        let answer = shard.search(&Query { age, code, limit: 100, ..Query::new(&text) });
        let ids: Vec<&str> = answer.sections().iter().map(|section| section.id).collect();
        // Whatever else: no section for the other age is ever shown.
        let other = if age == AgeCategory::Adult { AgeGroup::Pediatric } else { AgeGroup::Adult };
        if age != AgeCategory::Unknown {
            assert!(answer.sections().iter().all(|section| section.age != other), "{text}");
        }
        match relevant.get(word(&query, "_id").as_str()) {
            Some(relevant) => {
                answerable += 1;
                let is_first = ids.first().is_some_and(|id| relevant.contains(id));
                first += usize::from(is_first);
                fifth += usize::from(ids.iter().take(5).any(|id| relevant.contains(id)));
                answered += usize::from(!ids.is_empty());
                assert!(is_first || query["kind"] != "number", "{text}: a number is found exactly");
            }
            None => {
                unanswerable += 1;
                silent += usize::from(ids.is_empty());
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    assert!(share(first, answerable) >= 0.97, "success@1 {first} of {answerable}");
    assert!(share(fifth, answerable) >= 0.98, "success@5 {fifth} of {answerable}");
    assert!(share(answered, answerable) >= 0.99, "answered {answered} of {answerable}");
    assert_eq!(silent, unanswerable, "answered what has no answer");
}
