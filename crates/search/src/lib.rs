#![doc = include_str!("../README.md")]

mod age;
mod answer;
mod build;
mod bytes;
mod fixed;
mod format;
mod lexicon;
mod library;
mod query;
mod rank;
mod search;
mod section;
mod shard;
mod suggest;
mod table;
mod text;
mod texts;
mod vectors;

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
    suggest::Suggestion,
    texts::{Snippet, Texts},
};
// Many agencies.
pub use crate::library::{AgencyIndex, Library, pack};
// Vectors.
pub use crate::vectors::{Near, Vectors, pack_vectors};
