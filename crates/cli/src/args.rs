//! The arguments, and the help that explains them.

mod audit;
mod redaction;
mod search;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use phiward_envelope::Purpose;
use phiward_keys::KdfParams;

pub(crate) use audit::{AuditCommand, AuditVerifyArgs};
pub(crate) use redaction::{FormatName, KeyedPolicyArgs, PolicyArgs, RedactArgs, ScanLogsArgs};
pub(crate) use search::{BuildArgs, IndexCommand, SearchArgs, SourceArgs};

/// Seals health data so that only the holder of a key, in the same context, can open it, and redacts PHI.
///
/// Secrets never come from arguments, which other users of the machine can see: they come from files,
/// from the environment, or from a prompt that does not show what is typed.
///
/// Exit codes: 0 done, 1 the operation failed, 2 the arguments are wrong.
/// A failure is told on standard error as `error[code]: sentence`; the codes are stable.
#[derive(Debug, Parser)]
#[command(name = "phiward", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Tell results and errors as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show no progress bar
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Seal a record or a stream into an envelope
    ///
    /// Input of at most 1 MiB becomes a v2 envelope, which is made whole before a byte of it is written.
    /// Larger input becomes a v3 envelope, which is written while it is read, in constant memory.
    #[command(after_help = SEAL_EXAMPLES)]
    Seal(SealArgs),

    /// Open an envelope
    ///
    /// An envelope of at most 1 MiB is opened whole before a byte of it is written.
    /// A larger one is opened chunk by chunk in constant memory, and every byte that is written is authentic.
    /// On standard output that means: until the exit code is 0, the end may be missing.
    /// An output file appears only when everything was authentic.
    #[command(after_help = OPEN_EXAMPLES)]
    Open(OpenArgs),

    /// Show what an envelope, a key slot or a vault file says about itself, without a key
    ///
    /// Nothing that is shown is authenticated: only opening proves it.
    /// The base64 text form is recognised.
    Inspect(InspectArgs),

    /// Make and change vault files, which hold key slots and never keys
    Vault {
        #[command(subcommand)]
        command: VaultCommand,
    },

    /// Redact PHI in text, logs and structured data
    ///
    /// Text, logs, lines of JSON and messages of HL7 pass through in constant memory, a record at a time.
    /// One JSON or XML document is held in memory whole.
    /// Bytes that are no UTF-8 become U+FFFD, and a warning tells how many there were.
    /// Output is redacted per policy; whether that is enough for a recipient is for people to say.
    #[command(after_help = redaction::REDACT_EXAMPLES)]
    Redact(RedactArgs),

    /// Look for PHI in log files
    ///
    /// Prints `file:line:category`, once for each category that a line holds, and never the value.
    /// Finds what `redact --format log` finds line by line, and what `redact` finds in the file as a text.
    /// Names of files are printed as they are and not searched: without them nobody would find the line.
    ///
    /// Exit codes: 0 nothing was found, 1 PHI was found or a file could not be read, 2 the arguments are wrong.
    #[command(after_help = redaction::SCAN_EXAMPLES)]
    ScanLogs(ScanLogsArgs),

    /// Search protocols by number, code, concept or text
    ///
    /// Sections of another agency, or for another age, are left out before anything is scored.
    /// Where no protocol says enough of what was asked, there is no answer, with a reason.
    /// What is found is what a protocol says, and never advice.
    #[command(after_help = search::SEARCH_EXAMPLES)]
    Search(SearchArgs),

    /// Build a search index, or show what one holds
    Index {
        #[command(subcommand)]
        command: IndexCommand,
    },

    /// Verify audit logs
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },

    /// Replay conformance vectors
    ///
    /// Prints `id pass` or `id fail: why` for each case, and `N passed, N failed` at the end.
    /// The exit code is 1 if anything failed, also when a file is unreadable or of an unknown kind.
    Conformance(ConformanceArgs),

    /// Show in twelve steps what phiward does, on synthetic data
    Demo(DemoArgs),
}

const SEAL_EXAMPLES: &str = "\
Examples:
  phiward seal --vault care.vault --context tenant=clinic-7 --context record=obs/42 note.json note.phw
  phiward seal --key-file key.hex --key-id 000102030405060708090a0b0c0d0e0f --text < note.json";

const OPEN_EXAMPLES: &str = "\
Examples:
  phiward open --vault care.vault --context tenant=clinic-7 --context record=obs/42 note.phw note.json
  phiward open --v1 --email user@example.com --password-file pw --text old.txt note.json";

/// What opens an envelope: exactly one of a key file, a vault and a v1 password.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("key").required(true))]
pub(crate) struct KeyArgs {
    /// File that holds a data key as 64 hexadecimal digits; `-` is standard input
    #[arg(long, value_name = "FILE", group = "key", conflicts_with = "password_file", help_heading = "Key")]
    pub(crate) key_file: Option<PathBuf>,

    /// Id of that key as 32 hexadecimal digits [open: default is the id in the envelope]
    #[arg(long, value_name = "HEX", requires = "key_file", help_heading = "Key")]
    pub(crate) key_id: Option<String>,

    /// Vault file, unlocked by a password
    #[arg(long, value_name = "VAULT", group = "key", help_heading = "Key")]
    pub(crate) vault: Option<PathBuf>,

    /// Use the legacy format v1, with a key derived of an e-mail address and a password
    #[arg(
        long,
        group = "key",
        requires = "email",
        conflicts_with_all = ["context", "purpose"],
        help_heading = "Key"
    )]
    pub(crate) v1: bool,

    /// E-mail address of a v1 key, in its exact spelling
    #[arg(long, requires = "v1", help_heading = "Key")]
    pub(crate) email: Option<String>,

    #[command(flatten)]
    pub(crate) password: PasswordArgs,
}

/// Where the password comes from.
#[derive(Debug, Args)]
pub(crate) struct PasswordArgs {
    /// File that holds the password; `-` is standard input [default: $PHIWARD_PASSWORD, else a prompt]
    ///
    /// The text must be UTF-8. One newline at its end is not part of the password.
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    pub(crate) password_file: Option<PathBuf>,
}

/// Where a new password comes from, and what deriving a key of it shall cost.
#[derive(Debug, Args)]
pub(crate) struct NewPasswordArgs {
    /// File that holds the new password; `-` is standard input [default: $PHIWARD_NEW_PASSWORD, else a prompt]
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    pub(crate) new_password_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) kdf: KdfArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KdfArgs {
    /// How the key is derived of the password
    #[arg(long, value_enum, default_value_t = Kdf::Argon2id, help_heading = "Key")]
    pub(crate) kdf: Kdf,
}

/// The presets of `phiward-keys`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kdf {
    /// Argon2id with 64 MiB, 3 passes and 4 lanes
    Argon2id,
    /// Argon2id with 32 MiB, 6 passes and 4 lanes, for small devices
    Argon2idLowMemory,
    /// PBKDF2-HMAC-SHA-256 with 600,000 iterations, where Argon2id cannot run
    Pbkdf2,
}

impl Kdf {
    pub(crate) const fn params(self) -> KdfParams {
        match self {
            Self::Argon2id => KdfParams::ARGON2ID,
            Self::Argon2idLowMemory => KdfParams::ARGON2ID_LOW_MEMORY,
            Self::Pbkdf2 => KdfParams::PBKDF2,
        }
    }
}

/// The parts that sealing and opening have in common.
#[derive(Debug, Args)]
pub(crate) struct EnvelopeArgs {
    /// A name and value that the envelope is bound to; may be repeated, and is needed again to open it
    ///
    /// Other users of the machine can see arguments while the command runs: give ids, not names.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) context: Vec<String>,

    /// The envelope is base64 text: padded, strict, one newline at its end
    #[arg(long)]
    pub(crate) text: bool,

    /// Replace the output file if it exists
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
pub(crate) struct SealArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// What is sealed: record, file, file-metadata, export, wrapped-key, or a number from 1 to 255
    #[arg(long, value_parser = parse_purpose, default_value = "record")]
    pub(crate) purpose: Purpose,

    /// Write v3 whatever the size, and start before the input ends
    #[arg(long, conflicts_with = "v1")]
    pub(crate) stream: bool,

    #[command(flatten)]
    pub(crate) envelope: EnvelopeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// Refuse an envelope that was sealed for another purpose
    #[arg(long, value_parser = parse_purpose)]
    pub(crate) purpose: Option<Purpose>,

    #[command(flatten)]
    pub(crate) envelope: EnvelopeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Envelope, key slot or vault file [default: standard input, also `-`]
    #[arg(value_name = "IN")]
    pub(crate) input: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VaultArg {
    /// The vault file
    #[arg(long, value_name = "VAULT")]
    pub(crate) vault: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Make a vault with a random data key and one password slot
    ///
    /// An existing file is never replaced: with it, the key of everything sealed would be gone.
    Create {
        #[command(flatten)]
        vault: VaultArg,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        kdf: KdfArgs,
    },
    /// Check a password and show which keys it gives; no key is shown
    Unlock {
        #[command(flatten)]
        vault: VaultArg,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Replace the password slot; nothing that was sealed is touched
    ChangePassword {
        #[command(flatten)]
        vault: VaultArg,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        new: NewPasswordArgs,
    },
    /// Add a recovery slot and print its 24 words, once
    AddRecovery {
        #[command(flatten)]
        vault: VaultArg,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Unlock with the 24 recovery words and set a new password
    Recover {
        #[command(flatten)]
        vault: VaultArg,
        /// File that holds the 24 words; `-` is standard input [default: a prompt]
        #[arg(long, value_name = "FILE", help_heading = "Key")]
        words_file: Option<PathBuf>,
        #[command(flatten)]
        new: NewPasswordArgs,
    },
    /// List the slots; no secret is needed
    List {
        #[command(flatten)]
        vault: VaultArg,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ConformanceArgs {
    /// Vector files: one JSON object with a `kind`, or an array of them
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder with the sample data [default: a copy inside the command]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// Reads the name of a purpose or its number.
fn parse_purpose(text: &str) -> Result<Purpose, &'static str> {
    let named = (1..=u8::MAX).map(Purpose::from_byte).find(|purpose| purpose.name() == Some(text));
    let numbered = || text.parse().ok().filter(|number| *number > 0).map(Purpose::from_byte);
    named.or_else(numbered).ok_or("not a purpose that has a name, and not a number from 1 to 255")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_purpose_is_a_name_or_a_number() {
        assert_eq!(parse_purpose("record"), Ok(Purpose::RECORD));
        assert_eq!(parse_purpose("wrapped-key"), Ok(Purpose::WRAPPED_KEY));
        assert_eq!(parse_purpose("4"), Ok(Purpose::EXPORT));
        assert_eq!(parse_purpose("255"), Ok(Purpose::from_byte(255)));
        for wrong in ["", "0", "256", "-1", "Record", "files"] {
            assert!(parse_purpose(wrong).is_err(), "{wrong}");
        }
    }
}
