//! Processor time of a query: one agency of 25 with 16,000 sections, against tantivy over all of them.

#[path = "redact/processor_time.rs"]
mod processor_time;

use core::hint::black_box;
use core::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use phiward_benches::{QUERIES, Scale};
use phiward_search::{AgeCategory, BuiltShard, IndexBuilder, Lexicon, Query, Shard};
use processor_time::ProcessorTime;

/// The row of the table: all of [`QUERIES`], one after another.
const QUERY_COUNT: &str = "all 20 queries";

fn built() -> Vec<BuiltShard> {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    for section in Scale::COUNTIES.corpus() {
        builder.add(section).expect("ids are unique");
    }
    builder.build().expect("numbers are unique")
}

fn search(criterion: &mut Criterion<ProcessorTime>) {
    let mut group = criterion.benchmark_group("search_agency");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(10);
    let shard = Shard::open(built().remove(7).index).expect("it was just built");
    let all = |limit| {
        let each = QUERIES.iter().map(|text| {
            let query = Query { age: AgeCategory::Adult, limit, ..Query::new(black_box(text)) };
            shard.search(&query).sections().len()
        });
        each.filter(|count| *count > 0).count()
    };
    assert_eq!(all(10), QUERIES.len(), "each query has an answer");
    group.bench_function(BenchmarkId::new("phiward", QUERY_COUNT), |b| b.iter(|| all(10)));
    #[cfg(feature = "search-peers")]
    {
        let tantivy = phiward_benches::Tantivy::build(Scale::COUNTIES.corpus()).expect("it indexes");
        let all = || {
            let each =
                QUERIES.iter().map(|text| tantivy.search("A0007", black_box(text)).map(|ids| ids.len()));
            each.filter(|count| count.as_ref().is_ok_and(|count| *count > 0)).count()
        };
        assert!(all() > QUERIES.len() / 2, "most queries have an answer");
        group.bench_function(BenchmarkId::new("tantivy", QUERY_COUNT), |b| b.iter(all));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = search
}
criterion_main!(benches);
