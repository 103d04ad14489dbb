//! `phiward search`: protocols for a query, or rankings for many.

mod corpus;
mod one;
mod queries;
mod source;

pub(crate) use source::{BuiltFrom, build, map};

use phiward_search::{AgeCategory, Query};

use crate::args::SearchArgs;
use crate::failure::Failure;
use queries::Asked;
use source::Source;

pub(crate) fn run(args: &SearchArgs, as_json: bool, quiet: bool) -> Result<(), Failure> {
    let source = Source::open(&args.source, quiet)?;
    match (&args.queries, &args.text) {
        (Some(path), _) => queries::run(&source, path, args, quiet),
        (None, Some(text)) => {
            let asked = Asked {
                id: String::new(),
                text: text.clone(),
                agency: args.agency.clone(),
                age: args.age.map_or(AgeCategory::Unknown, |age| age.category()),
                code: args.code.clone(),
                level: args.level.map(|level| level.level()),
            };
            one::show(&source, &asked, args, as_json)
        }
        (None, None) => Err(Failure::Usage("give a text or --queries")),
    }
}

/// The library's form of a query.
fn query_of(asked: &Asked, limit: usize) -> Query<'_> {
    Query {
        age: asked.age,
        code: asked.code.as_deref(),
        level: asked.level,
        limit,
        ..Query::new(&asked.text)
    }
}
