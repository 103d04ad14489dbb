//! A nation of agencies: how long it takes to build an index, how large it is, and what a query costs.
//!
//! `cargo run --release -p phiward-benches --example search_scale [FILE]`: writes the library to FILE.
//! With `--jsonl FOLDER` it writes the corpus of 25 counties and the queries instead, for peers in other languages.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks by printing")]

use core::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use phiward_benches::{QUERIES, Scale};
use phiward_search::{AgeCategory, IndexBuilder, Lexicon, Library, Query, pack};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, folder] if flag == "--jsonl" => write_jsonl(Path::new(folder)),
        [file] => measure(Path::new(file)),
        _ => Err("give a file, or --jsonl and a folder".into()),
    }
}

fn write_jsonl(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut corpus = BufWriter::new(File::create(folder.join("corpus.jsonl"))?);
    for section in Scale::COUNTIES.corpus() {
        let line = json!({
            "_id": section.id, "agency": section.agency, "number": section.number, "name": section.name,
            "title": section.title, "section": section.section, "age": section.age.name(), "text": section.text,
        });
        writeln!(corpus, "{line}")?;
    }
    let mut queries = BufWriter::new(File::create(folder.join("queries.jsonl"))?);
    for (at, text) in QUERIES.iter().enumerate() {
        writeln!(
            queries,
            "{}",
            json!({ "_id": format!("q{at}"), "text": text, "agency": "A0007", "age": "adult" })
        )?;
    }
    corpus.flush()?;
    queries.flush()?;
    Ok(())
}

fn measure(path: &Path) -> Result<(), Box<dyn Error>> {
    let start = ProcessTime::now();
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    for section in Scale::NATION.corpus() {
        builder.add(section)?;
    }
    println!(
        "{} sections generated in {:.1} s of processor time",
        builder.len(),
        start.elapsed().as_secs_f64()
    );
    let start = ProcessTime::now();
    let shards = builder.build()?;
    println!("built in {:.1} s of processor time", start.elapsed().as_secs_f64());
    if let Some(peak) = peak_memory() {
        println!("at most {peak} MB of memory, sections and shards together");
    }
    let mut file = BufWriter::new(File::create(path)?);
    pack(&shards, |bytes| file.write_all(bytes))?;
    file.flush()?;
    drop(shards);

    let start = Instant::now();
    let (map, _) = vmap::Map::with_options().open(path)?;
    let library = Library::open(map)?;
    println!(
        "{} agencies, {} MB, opened in {:.1} ms",
        library.agencies().len(),
        fs::metadata(path)?.len() >> 20,
        millis(start)
    );
    let (mut postings, mut bytes, mut posting_bytes) = (0, 0, 0);
    for name in library.agencies() {
        let sizes = library.agency(name)?.ok_or("an agency is missing")?.shard.sizes();
        postings += sizes.postings;
        bytes += (sizes.dictionary_bytes + sizes.posting_bytes) as u64;
        posting_bytes += sizes.posting_bytes as u64;
    }
    println!(
        "{postings} postings, {:.2} bytes each, {:.2} with their terms",
        posting_bytes as f64 / postings as f64,
        bytes as f64 / postings as f64,
    );
    for rounds in [1, 50] {
        let start = ProcessTime::now();
        let mut count = 0_u32;
        for agency in (0..1_500).step_by(30) {
            let agency = library.agency(&format!("A{agency:04}"))?.ok_or("an agency is missing")?;
            for text in (0..rounds).flat_map(|_| QUERIES) {
                let query = Query { age: AgeCategory::Adult, ..Query::new(text) };
                count += u32::from(agency.shard.search(&query).ranking().is_some());
            }
        }
        let queries = 50 * rounds * u32::try_from(QUERIES.len())?;
        let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(queries);
        println!(
            "{count} of {queries} answered, {micros:.1} us of processor time each, {rounds} x 20 on a shard just opened"
        );
    }
    Ok(())
}

/// The most memory that this process had, in megabytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? >> 10)
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
