//! Who calls this service, and whom it tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

/// Somebody who may call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Client {
    /// Its id: lower-case letters, digits and `-`.
    pub id: String,
    /// SHA-256 of its secret, hexadecimal. The secret is 256 random bits, so a fast hash is enough.
    pub secret_sha256: String,
    /// Whose records it may reach.
    pub tenant: String,
    /// Its limit on `/api`: `agency` or `partner`.
    pub tier: String,
    /// Its limit on `/v1`: `free`, `starter`, `pro` or `enterprise`.
    pub plan: String,
    /// What it may do beside that.
    #[serde(default)]
    pub roles: BTreeSet<String>,
    /// The agency whose protocols it launches, if it may launch any.
    pub agency: Option<String>,
}

/// A role and what it may do with a metadata key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct KeyRule {
    /// The role.
    pub role: String,
    /// The purpose of the key.
    pub purpose: String,
    /// Whether it may seal.
    #[serde(default)]
    pub seal: bool,
    /// Whether it may open.
    #[serde(default)]
    pub open: bool,
}

/// A source of webhooks and its secrets: two at a time while one is replaced by another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct Webhook {
    /// The last part of the path.
    pub source: String,
    /// Files of the secrets, by key id: one or two.
    pub secret_files: BTreeMap<String, PathBuf>,
}

/// Somebody who is told when an alert fires or is over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct AlertWebhook {
    /// A word for logs and metrics: lower-case letters, digits and `-`.
    pub name: String,
    /// Where to: `https`, a public name, no user in it.
    pub url: String,
    /// The secret that signs what is sent: 64 hexadecimal digits in a file.
    pub secret_file: PathBuf,
}
