//! Many agencies, swaps and vectors.

use base64::Engine as _;
use phiward_search::{
    Answer, IndexBuilder, Lexicon, Library, OpenError, Query, Section, Shard, Vectors, pack, pack_vectors,
};

use crate::corpus::{demo, top};

fn library() -> Library<Vec<u8>> {
    let mut bytes = Vec::new();
    pack(&demo(), |piece| {
        bytes.extend(piece);
        Ok::<_, ()>(())
    })
    .unwrap();
    Library::open(bytes).unwrap()
}

fn new_version() -> phiward_search::BuiltShard {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    let section = Section {
        id: "n".into(),
        agency: "DEMO".into(),
        number: "N-1".into(),
        name: "Stroke".into(),
        ..Section::default()
    };
    builder.add(section).unwrap();
    builder.build().unwrap().remove(0)
}

#[test]
fn agencies_are_found_by_name_and_alias() {
    let library = library();
    assert_eq!(library.agencies().collect::<Vec<_>>(), ["DEMO", "SAMPLE2"]);
    for name in ["DEMO", "demo-county-fd"] {
        let agency = library.agency(name).unwrap().unwrap();
        assert_eq!(top(&agency.shard.search(&Query::new("stroke"))).as_deref(), Some("TP-105"));
        assert!(agency.open_texts().is_ok());
    }
    assert!(library.agency("NOBODY").unwrap().is_none());
}

/// `@phiward/web/search` asks this index for a known answer before it answers anything else.
#[test]
fn the_index_in_the_browser_package_is_the_one_that_this_release_builds() {
    let mut builder = IndexBuilder::new(Lexicon::default());
    let section =
        Section { id: "a".into(), number: "101".into(), name: "Seizure".into(), ..Section::default() };
    builder.add(section).unwrap();
    let mut bytes = Vec::new();
    pack(&builder.build().unwrap(), |piece| {
        bytes.extend(piece);
        Ok::<_, ()>(())
    })
    .unwrap();
    let script = include_str!("../../../../bindings/web/js/search.js");
    let expected = base64::engine::general_purpose::STANDARD.encode(bytes);
    assert!(script.contains(&format!("\"{expected}\"")), "{expected}");
}

#[test]
fn an_agency_is_swapped_whole_or_not_at_all() {
    let mut library = library();
    let mut bad = new_version();
    let last = bad.index.len() - 1;
    bad.index[last] ^= 1;
    assert!(library.replace(bad).is_err());
    let number = |library: &Library<Vec<u8>>| {
        top(&library.agency("DEMO").unwrap().unwrap().shard.search(&Query::new("stroke")))
    };
    assert_eq!(number(&library).as_deref(), Some("TP-105"));
    library.replace(new_version()).unwrap();
    assert_eq!(number(&library).as_deref(), Some("N-1"));
    // An alias of the file leads to the new version, too.
    assert!(library.agency("demo-county-fd").unwrap().is_some());
}

#[test]
fn every_truncated_library_is_an_error() {
    let mut bytes = Vec::new();
    pack(&demo(), |piece| {
        bytes.extend(piece);
        Ok::<_, ()>(())
    })
    .unwrap();
    for len in (0..bytes.len()).step_by(7) {
        assert!(Library::open(&bytes[..len]).is_err(), "{len}");
    }
    bytes.push(0);
    assert_eq!(Library::open(bytes).unwrap_err(), OpenError::TrailingData);
}

#[test]
fn vectors_reorder_and_add_and_never_end_a_silence() {
    let shard = Shard::open(demo().remove(0).index).unwrap();
    let count = shard.section_count();
    let vector = |at: u32| (0..16).map(|axis| if axis == at % 16 { 1.0 } else { 0.01 }).collect::<Vec<f32>>();
    let all: Vec<Vec<f32>> = (0..count).map(vector).collect();
    let bytes = pack_vectors(&shard, &all).unwrap();
    let vectors = Vectors::open(&bytes, &shard).unwrap();
    let near = vectors.nearest(&vector(3), 4, 9_000, |_| true);
    assert_eq!(near[0].section, 3);
    assert!(near.iter().all(|near| near.cosine >= 9_000 && near.section % 16 == 3));
    assert!(vectors.nearest(&vector(3)[1..], 4, 0, |_| true).is_empty());
    assert!(vectors.nearest(&[f32::NAN; 16], 4, 0, |_| true).is_empty());

    let query = Query { age: phiward_search::AgeCategory::Adult, ..Query::new("stroke") };
    let before = shard.search(&query);
    let Answer::Hits(fused) = shard.fuse(&query, before.clone(), &near) else { panic!("not hits") };
    assert_eq!(fused.protocols[0].number, "TP-105");
    assert!(fused.protocols.len() >= before.ranking().unwrap().protocols.len());
    assert!(fused.protocols.iter().all(|hit| hit.sections.iter().all(|s| s.age.name() != "pediatric")));
    let silent = Query::new("pizza");
    assert!(matches!(shard.fuse(&silent, shard.search(&silent), &near), Answer::Abstain(_)));
    for len in 0..bytes.len() {
        assert!(Vectors::open(&bytes[..len], &shard).is_err());
    }
}
