//! Arguments of `phiward audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

pub(super) const VERIFY_EXAMPLES: &str = "\
Examples:
  phiward audit verify --key-file first.hex --head-key-file heads.hex --head latest.head audit/
  phiward audit verify --key-file first.hex segment-00000000.jsonl segment-00000001.jsonl";

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Verify an audit log, and tell what is wrong with it and where
    ///
    /// Prints `file:line: what` for each finding and a summary at the end.
    /// Deleted, altered, moved and copied records are found by their numbers and tags; a cut-off end is found
    /// only with a head that was kept elsewhere.
    ///
    /// Exit codes: 0 the log is intact, 1 it is not or could not be read, 2 the arguments are wrong.
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(AuditVerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AuditVerifyArgs {
    /// File that holds the first key of the log as 64 hexadecimal digits; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    pub(crate) key_file: PathBuf,

    /// Number of the segment that the key is for
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Key")]
    pub(crate) key_segment: u64,

    /// Number of the first segment among the paths [default: that of the key]
    #[arg(long, value_name = "N")]
    pub(crate) from_segment: Option<u64>,

    /// File that holds the head key as 64 hexadecimal digits
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    pub(crate) head_key_file: Option<PathBuf>,

    /// File that holds a head that was kept elsewhere, one line of JSON
    #[arg(long, value_name = "FILE", requires = "head_key_file")]
    pub(crate) head: Option<PathBuf>,

    /// Id that the log must have
    #[arg(long, value_name = "LOG")]
    pub(crate) log: Option<String>,

    /// Segments in their order, or the folder that holds them
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
}
