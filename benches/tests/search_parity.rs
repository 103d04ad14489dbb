//! Plain text gets the scores that tantivy's BM25 gives, but for rounding.
//!
//! The texts are ours, in the style of telegrams: tantivy counts small words in a length, and we do not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use phiward_search::{IndexBuilder, Lexicon, Query, Section, Shard};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{
    IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::{Index, TantivyDocument, doc};

const TEXTS: &[&str] = &[
    "harbour fog horn answers twice before dawn boats wait outside lamps burn low",
    "lighthouse keeper counts boats writes weather sleeps noon",
    "storm tears nets ropes boats drift keeper rings bell all night long",
    "salt wind bends pines above harbour children gather cones fires",
    "nets dry stones gulls steal fish women mend nets sing",
    "fish market opens dawn buyers shout scales ring ice melts gutters",
    "winter ice holds boats harbour sleeps smoke rises straight above roofs",
    "spring tide lifts boats ice breaks gulls return keeper paints lighthouse white",
    "summer visitors photograph lighthouse eat fish sunburn complain gulls",
    "autumn storm takes roof market scatters crates fish gulls rejoice",
    "old boats lie upside down grass children hide beneath tell stories storm",
    "letters arrive boat once week keeper reads every letter twice",
    "map harbour shows three rocks two wrecks one lighthouse depth fathoms",
    "bell lighthouse rings fog boats turn horn answers",
    "ropes nets buoys paint tar smell market street",
    "moon pulls tide boats pull ropes ropes pull rings stones",
];
const QUERIES: &[&str] = &[
    "boats",
    "lighthouse",
    "storm",
    "fish",
    "keeper",
    "nets",
    "ice",
    "gulls",
    "harbour storm",
    "keeper boats fog",
    "fish lighthouse winter",
    "tide market",
    "children stories wrecks",
    "boats ropes",
    "bell dawn grass",
];
/// tantivy counts in natural logarithms with `k1 + 1` above the line; we in sixteenths of binary ones, of 255.
const OURS_PER_THEIRS: f64 = 16.0 * 255.0 / (core::f64::consts::LN_2 * 2.2);
/// What rounding may change, in parts of a score: half a sixteenth of the small idf of a word in most texts.
const ROUNDING: f64 = 0.05;

fn theirs() -> impl Fn(&str) -> BTreeMap<usize, f64> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
    let id = schema.add_text_field("id", STRING | STORED);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 16 << 20).unwrap();
    for (at, text) in TEXTS.iter().enumerate() {
        writer.add_document(doc!(body => *text, id => at.to_string())).unwrap();
    }
    writer.commit().unwrap();
    let searcher = index.reader().unwrap().searcher();
    let parser = QueryParser::for_index(&index, vec![body]);
    move |text| {
        let query = parser.parse_query(text).unwrap();
        let top = searcher.search(&query, &TopDocs::with_limit(TEXTS.len()).order_by_score()).unwrap();
        let found = top.into_iter().map(|(score, address)| {
            let document: TantivyDocument = searcher.doc(address).unwrap();
            let at = document.get_first(id).and_then(|value| value.as_str()).unwrap().parse().unwrap();
            (at, f64::from(score))
        });
        found.collect()
    }
}

#[test]
fn scores_are_those_of_tantivy_but_for_rounding() {
    let mut builder = IndexBuilder::new(Lexicon::default());
    for (at, text) in TEXTS.iter().enumerate() {
        builder.add(Section { id: at.to_string(), text: (*text).into(), ..Section::default() }).unwrap();
    }
    let shard = Shard::open(builder.build().unwrap().remove(0).index).unwrap();
    let theirs = theirs();
    for text in QUERIES {
        let answer = shard.search(&Query { limit: TEXTS.len(), ..Query::new(text) });
        let ours: BTreeMap<usize, f64> = answer
            .sections()
            .iter()
            .map(|section| (section.id.parse().unwrap(), f64::from(section.score) / OURS_PER_THEIRS))
            .collect();
        let theirs = theirs(text);
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{text}");
        for (at, score) in &theirs {
            let difference = (ours[at] - score).abs() / score;
            assert!(difference <= ROUNDING, "{text}: text {at} has {} and there {score}", ours[at]);
        }
    }
}
