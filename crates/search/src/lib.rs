#![doc = include_str!("../README.md")]

mod age;
mod answer;
mod build;
mod bytes;
mod fixed;
mod format;
mod lexicon;
mod query;
mod rank;
mod search;
mod section;
mod shard;
mod table;
mod text;

// Building.
pub use crate::{
    build::{AgencyProfile, BuildError, BuiltShard, IndexBuilder},
    lexicon::{Lexicon, LexiconError, TermKind},
    section::{Level, Section, SectionKind},
};
// Ages.
pub use crate::age::{Age, AgeCategory, AgeGroup, AgePolicy, AgeUnit};
// Searching.
pub use crate::{
    answer::{
        AbstainReason, Abstention, Ambiguity, Answer, Notice, ProtocolHit, Ranking, SectionHit, Substitution,
    },
    query::{DEFAULT_LIMIT, Query},
    rank::{Explanation, Reason},
    shard::{OpenError, Shard, ShardSizes},
};
