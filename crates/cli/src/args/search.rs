//! The arguments of `search` and `index`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use phiward_search::{AgeCategory, Level};

pub(super) const SEARCH_EXAMPLES: &str = "\
Examples:
  phiward search --corpus protocols.jsonl --agency DEMO --age adult \"crushing chest pain\"
  phiward search --index protocols.phws --agency DEMO --explain \"TP 101\"
  phiward search --corpus corpus.jsonl --queries queries.jsonl --run run.txt";

pub(super) const INDEX_EXAMPLES: &str = "\
Examples:
  phiward index build --corpus protocols.jsonl --profiles agencies.json protocols.phws
  phiward index info protocols.phws";

/// What is searched: exactly one of a corpus and an index.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true))]
pub(crate) struct SourceArgs {
    /// Sections, one JSON object a line: {"_id","title","text"} and optionally
    /// "name","number","section","agency","age","codes","impressions","level","ordinal"
    #[arg(long, value_name = "FILE", group = "source", help_heading = "Source")]
    pub(crate) corpus: Option<PathBuf>,

    /// An index that `phiward index build` has made; it is mapped, not read
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["lexicon", "profiles"], help_heading = "Source")]
    pub(crate) index: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) build: BuildArgs,
}

/// What an index is built with, beside the corpus.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Lexicon of an agency's own terms, on top of the one that is built in; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) lexicon: Vec<PathBuf>,

    /// What is known of agencies, as JSON: {"AGENCY":{"aliases":[..],"pediatric_below":[15,"years"],
    /// "pediatric_up_to_kg":36,"fallbacks":[["101","pediatric","102-P"]]}}
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) profiles: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("question").required(true))]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Queries, one JSON object a line: {"_id","text"} and optionally "agency","age","code","level"
    #[arg(long, value_name = "FILE", group = "question")]
    pub(crate) queries: Option<PathBuf>,

    /// What to search for
    #[arg(value_name = "TEXT", group = "question")]
    pub(crate) text: Option<String>,

    /// Most sections of a query's answer
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) top: usize,

    /// Write the rankings of --queries as TREC lines: qid Q0 docid rank score phiward [default: standard output]
    ///
    /// A query without a good answer has no line; it is told on standard error as `abstain qid`.
    #[arg(long, value_name = "OUT", requires = "queries")]
    pub(crate) run: Option<PathBuf>,

    /// The agency, for queries that name none [default: all agencies]
    #[arg(long, value_name = "AGENCY")]
    pub(crate) agency: Option<String>,

    /// The age category, for queries that name none
    #[arg(long, value_enum, value_name = "AGE")]
    pub(crate) age: Option<AgeName>,

    /// The impression code of TEXT
    #[arg(long, value_name = "CODE", conflicts_with = "queries")]
    pub(crate) code: Option<String>,

    /// The level of the crew, for queries that name none: `bls` leaves out what needs more
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) level: Option<LevelName>,

    /// Account for every point of the first three protocols' scores
    ///
    /// Words of the query are shown: for chief complaints of patients that is PHI.
    #[arg(long)]
    pub(crate) explain: bool,

    /// Replace the run file if it exists
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Build an index of a corpus
    ///
    /// The output appears only when it is whole: a failed build leaves the previous index as it was.
    #[command(after_help = INDEX_EXAMPLES)]
    Build {
        /// Sections, one JSON object a line
        #[arg(long, value_name = "FILE")]
        corpus: PathBuf,

        #[command(flatten)]
        build: BuildArgs,

        /// Replace the index if it exists
        #[arg(long)]
        force: bool,

        /// File to write
        #[arg(value_name = "OUT")]
        output: PathBuf,
    },
    /// Show what an index holds, and check all of it
    Info {
        /// The index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AgeName {
    /// Sections for children only are left out
    Adult,
    /// Sections for adults only are left out
    Pediatric,
    /// Nothing is left out
    Unknown,
}

impl AgeName {
    pub(crate) const fn category(self) -> AgeCategory {
        match self {
            Self::Adult => AgeCategory::Adult,
            Self::Pediatric => AgeCategory::Pediatric,
            Self::Unknown => AgeCategory::Unknown,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LevelName {
    /// Basic life support
    Bls,
    /// Advanced life support
    Als,
}

impl LevelName {
    pub(crate) const fn level(self) -> Level {
        match self {
            Self::Bls => Level::Bls,
            Self::Als => Level::Als,
        }
    }
}
