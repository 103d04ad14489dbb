//! The arguments of `redact` and `scan-logs`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use phiward_redact::{Format, Mode};

pub(super) const REDACT_EXAMPLES: &str = "\
Examples:
  phiward redact note.txt redacted.txt
  phiward redact --mode strict --explain < note.txt
  phiward redact --policy research.toml --manifest did.json bundle.json redacted.json
  phiward redact --jsonl --format auto < notes.jsonl";

pub(super) const SCAN_EXAMPLES: &str = "\
Examples:
  phiward scan-logs /var/log/app
  kubectl logs api | phiward scan-logs -";

/// What decides on what is redacted.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// How much is redacted when in doubt [default: the policy's, else balanced]
    #[arg(long, value_enum, help_heading = "Policy")]
    pub(crate) mode: Option<ModeName>,

    /// Policy file: TOML if its name ends in `.toml`, else JSON
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(crate) policy: Option<PathBuf>,
}

/// A policy, and the key for operators that derive from values.
#[derive(Debug, Args)]
pub(crate) struct KeyedPolicyArgs {
    #[command(flatten)]
    pub(crate) rules: PolicyArgs,

    /// File that holds the key of surrogates, keyed hashes and date shifts as 64 hexadecimal digits; `-` is
    /// standard input
    #[arg(long, value_name = "FILE", requires = "policy", help_heading = "Policy")]
    pub(crate) key_file: Option<PathBuf>,

    /// What surrogates are consistent within, such as the id of a patient or a study; give ids, not names
    #[arg(long, value_name = "ID", requires = "key_file", default_value = "", help_heading = "Policy")]
    pub(crate) scope: String,
}

#[derive(Debug, Args)]
pub(crate) struct RedactArgs {
    #[command(flatten)]
    pub(crate) policy: KeyedPolicyArgs,

    /// Format of the input [default: by the extension of IN, else text, unless it is a document of JSON, XML or
    /// HL7 as a whole]
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,

    /// Each input line is an object with `id` and `text`, and each output line tells the spans as well
    ///
    /// {"id","text"} becomes {"id","text","spans":[{"start","end","type","confidence","rule"}]}.
    /// Offsets count Unicode code points of the input text.
    /// A member `format` of a line counts for that line.
    /// A malformed line is told by its number and gives no output; the exit code is then 1.
    #[arg(long)]
    pub(crate) jsonl: bool,

    /// Tell on standard error where something was redacted, by which rule, and never what
    #[arg(long)]
    pub(crate) explain: bool,

    /// File for a record of the redaction as JSON: counts, offsets, rules, and no value
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// Keep the times at the heads of log lines
    #[arg(long)]
    pub(crate) keep_line_times: bool,

    /// Replace the output files if they exist
    #[arg(long)]
    pub(crate) force: bool,

    /// File to read [default: standard input, also `-`]
    #[arg(value_name = "IN")]
    pub(crate) input: Option<PathBuf>,

    /// File to write [default: standard output, also `-`]
    #[arg(value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ScanLogsArgs {
    #[command(flatten)]
    pub(crate) rules: PolicyArgs,

    /// Take the times at the heads of log lines for findings too
    #[arg(long)]
    pub(crate) line_times: bool,

    /// Files, and folders with all files below them; `.gz` files are decompressed, `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeName {
    /// What is found to be PHI is redacted; clinical content survives
    Balanced,
    /// What is not known to be harmless is redacted
    Strict,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Balanced => Self::Balanced,
            ModeName::Strict => Self::Strict,
        }
    }
}

/// A format by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// By the extension of the file, else by its first characters
    Auto,
    Text,
    Json,
    /// Lines of JSON, each a document of its own
    Ndjson,
    Fhir,
    /// HL7 version 2, each message a document of its own
    Hl7,
    Xml,
    Nemsis,
    Cda,
    /// Each line a record of its own
    Log,
    /// Each line a web address
    Url,
}

impl FormatName {
    /// The format of one text; `None` where the text is to tell.
    pub(crate) const fn of_text(self) -> Option<Format> {
        Some(match self {
            Self::Auto => return None,
            Self::Text => Format::Text,
            Self::Json | Self::Ndjson | Self::Fhir => Format::Json,
            Self::Hl7 => Format::Hl7,
            Self::Xml | Self::Nemsis | Self::Cda => Format::Xml,
            Self::Log => Format::Log,
            Self::Url => Format::Url,
        })
    }
}
