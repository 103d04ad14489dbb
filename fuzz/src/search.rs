//! The law of the search index.

use phiward_search::{AgeCategory, Query, Reason, Shard};

const QUERIES: [&str; 4] = ["TP 101 medication", "62 yo chest pian", "ketamine dose", "heart attack HR 32"];

/// An index that is accepted answers every query within its own sections, and explains each score exactly.
pub fn check_search(data: &[u8]) {
    let Ok(shard) = Shard::open(data) else { return };
    for text in QUERIES {
        let query = Query { age: AgeCategory::Adult, code: Some("R56.9"), ..Query::new(text) };
        let answer = shard.search(&query);
        for section in answer.sections() {
            assert!(section.ordinal < shard.section_count());
            assert!(query.age.admits(section.age));
        }
        for hit in answer.ranking().into_iter().flat_map(|ranking| &ranking.protocols) {
            let explanation = shard.explain(&query, hit.ordinal).expect("a hit has an explanation");
            let sum: i64 = explanation.reasons.iter().map(Reason::points).sum();
            assert_eq!(sum, i64::from(hit.score));
        }
    }
    shard.suggest(&Query::new("car"));
}
