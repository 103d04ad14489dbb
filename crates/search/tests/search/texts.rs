//! Texts and snippets.

use phiward_search::{Query, Shard, Texts};

use crate::corpus::demo;

#[test]
fn snippets_hold_what_was_asked_for() {
    let built = demo().remove(0);
    let shard = Shard::open(built.index).unwrap();
    let texts = Texts::open(&built.texts, &shard).unwrap();
    let query = Query::new("slurred speech");
    let answer = shard.search(&query);
    let section = answer.sections()[0].ordinal;
    assert_eq!(texts.title(section), "TP-105 Stroke - Recognition and Assessment");
    for len in [0, 10, 40, 80, 10_000] {
        let snippet = shard.snippet(&query, &texts, section, len);
        assert!(texts.text(section)[snippet.start..].starts_with(snippet.text));
        assert!(snippet.text.len() <= len.max(1) || len == 0, "{len}: {}", snippet.text);
        for range in &snippet.highlights {
            assert!(
                ["slurred", "speech", "Facial", "droop", "arm", "drift"]
                    .contains(&&snippet.text[range.clone()])
            );
        }
    }
    let whole = shard.snippet(&query, &texts, section, 10_000);
    assert_eq!(whole.text, texts.text(section));
    assert!(whole.highlights.len() >= 2);
    assert_eq!((texts.title(9_999), texts.text(u32::MAX), texts.concept(u32::MAX)), ("", "", ""));
}
