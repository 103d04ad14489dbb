//! `phiward index`: builds an index file, and tells what is in one.

use std::io::Write as _;
use std::path::Path;

use phiward_search::{ShardSizes, pack};
use serde_json::json;

use crate::args::{BuildArgs, IndexCommand};
use crate::failure::{Failure, Place};
use crate::output::{Output, Rules};
use crate::search::{BuiltFrom, build, map};

pub(crate) fn run(command: &IndexCommand, as_json: bool, quiet: bool) -> Result<(), Failure> {
    match command {
        IndexCommand::Build { corpus, build, force, output } => {
            write(corpus, build, (output, *force), as_json, quiet)
        }
        IndexCommand::Info { index } => info(index, as_json),
    }
}

fn write(
    corpus: &Path,
    args: &BuildArgs,
    (path, force): (&Path, bool),
    as_json: bool,
    quiet: bool,
) -> Result<(), Failure> {
    let rules = Rules { input: Some(corpus), force, text: false, readable: false };
    // An output that cannot be written is told before minutes of work.
    let mut output = Output::create(Some(path), rules)?;
    let BuiltFrom { shards, sections } = build(corpus, args, quiet)?;
    pack(&shards, |bytes| output.put(bytes))?;
    output.commit()?;
    let agencies = shards.len();
    say(match as_json {
        true => json!({ "agencies": agencies, "sections": sections }).to_string(),
        false => format!("{sections} sections of {agencies} agencies"),
    })
}

fn info(path: &Path, as_json: bool) -> Result<(), Failure> {
    let library = map(path)?;
    let refused = |error: phiward_search::OpenError| Failure::new(error.code(), error.to_string());
    let (mut sections, mut protocols) = (0_u64, 0_u64);
    let mut rows = Vec::new();
    let mut all = [0_u64; 4];
    for name in library.agencies() {
        let Some(agency) = library.agency(name).map_err(refused)? else { continue };
        agency.shard.verify().map_err(refused)?;
        agency.open_texts().map_err(refused)?;
        sections += u64::from(agency.shard.section_count());
        protocols += u64::from(agency.shard.protocol_count());
        let sizes = agency.shard.sizes();
        for (sum, part) in all.iter_mut().zip(parts(&sizes)) {
            *sum += part;
        }
        rows.push(json!({
            "agency": name, "sections": agency.shard.section_count(), "protocols": agency.shard.protocol_count(),
            "bytes": sizes.total, "build": hex(agency.shard.build_hash()),
        }));
    }
    let [bytes, postings, index_bytes, lexicon_bytes] = all;
    if as_json {
        return say(json!({
            "sections": sections, "protocols": protocols, "bytes": bytes, "postings": postings,
            "index_bytes": index_bytes, "lexicon_bytes": lexicon_bytes, "agencies": rows,
        })
        .to_string());
    }
    let hundredths = (index_bytes * 100).checked_div(postings).unwrap_or_default();
    say(format!(
        "{} agencies, {protocols} protocols, {sections} sections\n\
         {bytes} bytes of index, of which {lexicon_bytes} are the lexicon\n\
         {postings} postings, {}.{:02} bytes each with their terms",
        rows.len(),
        hundredths / 100,
        hundredths % 100,
    ))
}

/// Bytes, postings, bytes of terms and postings, and bytes of the lexicon.
const fn parts(sizes: &ShardSizes) -> [u64; 4] {
    [
        sizes.total as u64,
        sizes.postings,
        (sizes.dictionary_bytes + sizes.posting_bytes) as u64,
        sizes.lexicon_bytes as u64,
    ]
}

fn hex(hash: [u8; 8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn say(mut text: String) -> Result<(), Failure> {
    text.push('\n');
    let written = anstream::stdout().write_all(text.as_bytes());
    written.map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}
