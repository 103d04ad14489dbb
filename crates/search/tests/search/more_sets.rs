//! Queries of our own over the development sections: `tests/data/second` tells how each set came about.

use std::collections::BTreeSet;

use phiward_search::{AgeCategory, AgeGroup, Query, Shard};

use crate::corpus::{DEV, sections, shards};

const SECOND: &str = include_str!("../data/second/queries.tsv");
const HELD_OUT: &str = include_str!("../data/second/held_out.tsv");

/// How a set is answered, in shares of the queries that have an answer, or have none.
#[derive(Debug)]
struct Quality {
    first: f64,
    fifth: f64,
    answered: f64,
    silent: f64,
}

fn measure(shards: &[Shard<Vec<u8>>], source: &str) -> Quality {
    let (mut first, mut fifth, mut answered, mut answerable) = (0, 0, 0, 0);
    let (mut silent, mut unanswerable) = (0, 0);
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').chain(["", ""]).collect();
        let [agency, age, kind, text, wanted, code] = fields[..6] else { panic!("{line}") };
        let age = AgeCategory::from_name(age).unwrap();
        let code = Some(code).filter(|code| !code.is_empty());
        let shard = shards.iter().find(|shard| shard.agency() == agency).unwrap();
        let answer = shard.search(&Query { age, code, ..Query::new(text) });
        let wanted: BTreeSet<&str> = wanted.split(',').filter(|number| !number.is_empty()).collect();
        let protocols = answer.ranking().map_or(&[][..], |ranking| &ranking.protocols);
        let other = if age == AgeCategory::Adult { AgeGroup::Pediatric } else { AgeGroup::Adult };
        if age != AgeCategory::Unknown {
            assert!(answer.sections().iter().all(|section| section.age != other), "{text}");
        }
        if wanted.is_empty() {
            unanswerable += 1;
            silent += usize::from(protocols.is_empty());
            assert!(protocols.is_empty() || !text.starts_with(|c: char| c.is_ascii_digit()), "{text}");
            continue;
        }
        // Sections are counted, as a screen shows them; where protocols are rivals, each shows one first.
        let shown: Vec<bool> = answer
            .sections()
            .iter()
            .take(5)
            .map(|section| {
                let mut of = protocols.iter().filter(|protocol| wanted.contains(protocol.number));
                of.any(|protocol| protocol.sections.iter().any(|own| own.id == section.id))
            })
            .collect();
        let is_first = shown.first().copied().unwrap_or_default();
        answerable += 1;
        first += usize::from(is_first);
        fifth += usize::from(shown.contains(&true));
        answered += usize::from(!protocols.is_empty());
        assert!(is_first || kind != "number", "{text}: a number is found exactly");
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    Quality {
        first: share(first, answerable),
        fifth: share(fifth, answerable),
        answered: share(answered, answerable),
        silent: share(silent, unanswerable),
    }
}

#[test]
fn our_own_sets_are_answered() {
    let shards = shards(sections(DEV));
    let second = measure(&shards, SECOND);
    let is_good = second.first >= 0.97 && second.fifth >= 0.99;
    assert!(is_good && second.answered >= 0.99 && second.silent >= 0.95, "{second:?}");
    let held_out = measure(&shards, HELD_OUT);
    let is_good = held_out.first >= 0.94 && held_out.fifth >= 0.98;
    assert!(is_good && held_out.answered >= 0.99 && held_out.silent >= 0.88, "{held_out:?}");
}
