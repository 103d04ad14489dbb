//! Parity with BM25 in floating point, written from the formula and sharing no code with the crate.
//!
//! The text is a description of the months of the year in our own words.

use std::collections::BTreeMap;

use phiward_search::{IndexBuilder, Lexicon, Query, Section, Shard};

const TEXTS: &[&str] = &[
    "snow lies deep and the river sleeps below the ice while crows cross a white field",
    "the ice grows thin and a first warm wind runs over the river at noon",
    "wind and rain fight over the garden and the river carries mud to the mill",
    "rain falls and stops and falls again and the garden smells of earth and rain",
    "bees visit the garden from dawn and the meadow is full of small bells",
    "the meadow is cut and hay dries in long rows before the storm",
    "heat stands over the field and the mill wheel hardly turns in the low river",
    "a storm breaks the heat and hail beats the corn in the field behind the mill",
    "apples fall in the garden and wasps drink from them until dusk",
    "fog fills the meadow and the mill looks like a ship without a crew",
    "bare trees and wet roads and crows that argue about the last apples",
    "the year ends in the dark and a candle stands in every window by the river",
];
const QUERIES: &[&str] = &[
    "river ice",
    "garden rain",
    "storm",
    "crows apples field",
    "mill river storm garden",
    "meadow",
    "rain rain wind",
];

/// Stems of these texts differ from the words in their endings only, and no two words share a stem by chance.
fn terms(text: &str) -> Vec<String> {
    const STOP: &[&str] = &["a", "and", "at", "by", "from", "in", "is", "of", "that", "the", "them", "to"];
    let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    text.split(' ').filter(|word| !STOP.contains(word)).map(stem).collect()
}

fn bm25(query: &str) -> Vec<(usize, f64)> {
    let documents: Vec<Vec<String>> = TEXTS.iter().map(|text| terms(text)).collect();
    let count = documents.len() as f64;
    let mean = documents.iter().map(Vec::len).sum::<usize>() as f64 / count;
    let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
    for term in terms(query) {
        let frequency = documents.iter().filter(|words| words.contains(&term)).count() as f64;
        let idf = (1.0 + (count - frequency + 0.5) / (frequency + 0.5)).log2();
        for (at, words) in documents.iter().enumerate() {
            let tf = words.iter().filter(|word| **word == term).count() as f64;
            if tf > 0.0 {
                let normalised = tf / (0.25 + 0.75 * words.len() as f64 / mean);
                *scores.entry(at).or_default() += idf * normalised / (normalised + 1.2);
            }
        }
    }
    let mut scores: Vec<_> = scores.into_iter().collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    scores
}

#[test]
fn scores_are_those_of_the_formula_but_for_rounding() {
    let mut builder = IndexBuilder::new(Lexicon::default());
    for (at, text) in TEXTS.iter().enumerate() {
        builder.add(Section { id: format!("{at:02}"), text: (*text).into(), ..Section::default() }).unwrap();
    }
    let shard = Shard::open(builder.build().unwrap().remove(0).index).unwrap();
    for query in QUERIES {
        let answer = shard.search(&Query { limit: TEXTS.len(), ..Query::new(query) });
        let ours: BTreeMap<usize, f64> = answer
            .sections()
            .iter()
            // Sixteenths of an idf, 255ths of an impact.
            .map(|hit| (hit.id.parse().unwrap(), f64::from(hit.score) / 16.0 / 255.0))
            .collect();
        let theirs = bm25(query);
        assert_eq!(ours.len(), theirs.len(), "{query}");
        for (at, score) in &theirs {
            let difference = (ours[at] - score).abs() / score;
            assert!(difference < 0.03, "{query}: {at} has {} and should have {score}", ours[at]);
        }
        // The order is the same wherever the formula tells documents apart by more than rounding.
        let order: Vec<usize> = answer.sections().iter().map(|hit| hit.id.parse().unwrap()).collect();
        for pair in theirs.windows(2).filter(|pair| pair[0].1 > pair[1].1 * 1.05) {
            let place = |at: usize| order.iter().position(|other| *other == at).unwrap();
            assert!(place(pair[0].0) < place(pair[1].0), "{query}");
        }
    }
}
