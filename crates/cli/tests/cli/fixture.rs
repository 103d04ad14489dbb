//! A folder to work in, and the command run in it.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use tempfile::TempDir;

pub(crate) const PHIWARD: &str = env!("CARGO_BIN_EXE_phiward");
/// A raw key, its file and its id, which every sandbox has.
pub(crate) const KEY: [u8; 32] = [0xA7; 32];
pub(crate) const KEY_ID: &str = "000102030405060708090a0b0c0d0e0f";
/// The arguments that name them.
pub(crate) const RAW: [&str; 4] = ["--key-file", "key.hex", "--key-id", KEY_ID];

/// A folder of its own for one test.
#[derive(Debug)]
pub(crate) struct Sandbox(TempDir);

impl Sandbox {
    /// A folder that holds `key.hex`.
    pub(crate) fn new() -> Self {
        let sandbox = Self(TempDir::new().unwrap());
        let digits: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        sandbox.write("key.hex", digits);
        sandbox
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Every name in the folder, temporary files included.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// Prepares a run of `phiward` in this folder, with nothing on standard input.
    pub(crate) fn phiward(&self, args: &[&str]) -> Call {
        self.program(PHIWARD, args)
    }

    /// Prepares a run of another program in this folder.
    pub(crate) fn program(&self, program: &str, args: &[&str]) -> Call {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.folder());
        for variable in ["PHIWARD_PASSWORD", "PHIWARD_NEW_PASSWORD", "NO_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        Call { command, input: Vec::new() }
    }
}

/// A run in preparation.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) command: Command,
    input: Vec<u8>,
}

impl Call {
    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.input = bytes.as_ref().to_vec();
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn run(mut self) -> Outcome {
        let streams = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = streams.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that fails early does not read its input, and that is no fault of the test.
        let writer = thread::spawn(move || stdin.write_all(&self.input));
        let output = child.wait_with_output().unwrap();
        let _ = writer.join().unwrap();
        Outcome {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs it and expects success; gives standard output.
    pub(crate) fn succeeds(self) -> Vec<u8> {
        let outcome = self.run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        outcome.stdout
    }

    /// Runs it and expects success; gives standard output as text.
    pub(crate) fn says(self) -> String {
        String::from_utf8(self.succeeds()).unwrap()
    }

    /// Runs it and expects a failure of this code with exit code 1, told in one line.
    pub(crate) fn fails(self, code: &str) -> Outcome {
        let outcome = self.run();
        let told = outcome.stderr.starts_with(&format!("error[{code}]: ")) && outcome.stderr.ends_with('\n');
        assert!(told && outcome.stderr.lines().count() == 1, "{code}: {}", outcome.stderr);
        assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
        outcome
    }
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// Bytes in which no two chunks are alike.
pub(crate) fn pattern(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes.truncate(len);
    bytes
}

/// Tells the test run that a test could not run here.
pub(crate) fn skip(test: &str, reason: &str) {
    let line = format!("SKIPPED {test}: {reason}\n");
    print!("{line}");
    if let Some(log) = std::env::var_os("PHIWARD_SKIP_LOG") {
        let mut log = OpenOptions::new().create(true).append(true).open(log).unwrap();
        log.write_all(line.as_bytes()).unwrap();
    }
}
