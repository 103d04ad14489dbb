//! What several tests share.
#![allow(dead_code, reason = "each test uses a part")]

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use phiward_attest::insecure::{Chain, DocumentFields};
use phiward_attest::{Build, Policy};

pub(crate) const NOW_MS: u64 = 1_800_000_000_000;
pub(crate) const NONCE: [u8; 32] = [7; 32];

/// A chain, and a policy that trusts its root and the build of [`document_fields`].
pub(crate) fn setting() -> (Chain, Policy) {
    let chain = Chain::from_seed(1);
    let policy = Policy::new([Build::new([1; 48], [2; 48], [3; 48])]).insecure_with_root(chain.root());
    (chain, policy)
}

pub(crate) fn document_fields() -> DocumentFields {
    let mut fields = DocumentFields::new(NOW_MS - 1000);
    fields.nonce = Some(NONCE.to_vec());
    fields.public_key = Some(vec![9; 32]);
    fields.user_data = Some(vec![8; 48]);
    fields
}

/// The folder of documents that AWS signed, which are not ours to publish: the one that the environment names,
/// or `shared/vectors/attest` beside or above the repository.
pub(crate) fn real_documents(test: &str) -> Option<PathBuf> {
    let named = env::var_os("PHIWARD_ATTEST_DOCUMENTS").map(PathBuf::from);
    let above = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|folder| folder.join("shared/vectors/attest")).find(|folder| folder.exists())
    };
    let found = named.or_else(above);
    if found.is_none() {
        skip(test, "PHIWARD_ATTEST_DOCUMENTS names no folder of real documents");
    }
    found
}

fn skip(test: &str, reason: &str) {
    println!("SKIPPED {test}: {reason}");
    if let Some(log) = env::var_os("PHIWARD_SKIP_LOG") {
        let mut log = OpenOptions::new().create(true).append(true).open(log).unwrap();
        writeln!(log, "SKIPPED {test}: {reason}").unwrap();
    }
}

pub(crate) fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
