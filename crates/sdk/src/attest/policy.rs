//! The policy of a client, as JSON.

use alloc::vec::Vec;

use phiward_attest::session::Terms;
use phiward_attest::{Build, Nonce, PCR_LEN, Policy};
use phiward_json::{Fields, Value};

use crate::{Error, hex, json};

/// A policy, and what belongs to a call beside it.
pub(super) struct Asked {
    pub(super) policy: Policy,
    pub(super) builds: Vec<Build>,
    pub(super) terms: Option<Terms>,
    any_nonce: bool,
}

impl Asked {
    /// Reads a policy strictly.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut fields = json::fields(text)?;
        Self::of(&mut fields).filter(|_| fields.is_empty()).ok_or_else(Error::configuration)
    }

    fn of(fields: &mut Fields) -> Option<Self> {
        let builds = match fields.take("builds") {
            Some(builds) => builds.into_list()?.into_iter().map(build).collect::<Option<Vec<_>>>()?,
            None => Vec::new(),
        };
        let mut policy = match (builds.is_empty(), flag(fields, "insecure_any_build")?) {
            (false, false) => Policy::new(builds.iter().cloned()),
            (true, true) => Policy::insecure_any_build(),
            _ => return None,
        };
        if let Some(max_age) = fields.take("max_age_ms") {
            policy = policy.with_max_age_ms(max_age.as_u64()?);
        }
        if flag(fields, "insecure_any_age")? {
            policy = policy.insecure_without_max_age();
        }
        if flag(fields, "insecure_allow_debug")? {
            policy = policy.insecure_allow_debug();
        }
        if let Some(root) = bytes(fields, "insecure_root")? {
            policy = policy.insecure_with_root(&root);
        }
        if let Some(key) = bytes(fields, "public_key")? {
            policy = policy.with_public_key(&key);
        }
        if let Some(data) = bytes(fields, "user_data")? {
            policy = policy.with_user_data(&data);
        }
        let terms = match fields.take("terms") {
            Some(value) => Some(terms(value)?),
            None => None,
        };
        let any_nonce = flag(fields, "insecure_any_nonce")?;
        Some(Self { policy, builds, terms, any_nonce })
    }

    /// The nonce that the document must answer. An empty one is refused, unless the policy says so.
    pub(super) fn nonce<'n>(&self, nonce: &'n [u8]) -> Result<Nonce<'n>, Error> {
        match (nonce.is_empty(), self.any_nonce) {
            (false, false) => Ok(Nonce::Expected(nonce)),
            (true, true) => Ok(Nonce::InsecureAny),
            _ => Err(Error::configuration()),
        }
    }
}

/// `{"pcr0": "..", "pcr1": "..", "pcr2": "..", "pcr8": ".."}` in hexadecimal digits.
fn build(value: Value) -> Option<Build> {
    let mut fields = Fields::of(value)?;
    let mut digest_of = |name| fields.take(name).and_then(digest);
    let mut build = Build::new(digest_of("pcr0")?, digest_of("pcr1")?, digest_of("pcr2")?);
    for (name, value) in fields.into_rest() {
        let index = name.strip_prefix("pcr").filter(|digits| !digits.starts_with(['0', '+']))?;
        let index: u8 = index.parse().ok().filter(|index| *index < 32)?;
        build = build.with_pcr(index, digest(value)?);
    }
    Some(build)
}

fn terms(value: Value) -> Option<Terms> {
    let mut fields = Fields::of(value)?;
    let egress = fields.take("egress").and_then(digest)?;
    let redaction = fields.take("redaction").and_then(digest)?;
    let schema = fields.take("audit_schema")?.as_u64()?;
    fields.is_empty().then(|| Terms::new(egress, redaction, schema))
}

/// 48 bytes in hexadecimal digits.
#[expect(clippy::needless_pass_by_value, reason = "it is the reader of a field")]
fn digest(value: Value) -> Option<[u8; PCR_LEN]> {
    hex::decode(value.as_text()?)?.try_into().ok()
}

/// Bytes in hexadecimal digits, of which there are some, where the field is there.
fn bytes(fields: &mut Fields, name: &str) -> Option<Option<Vec<u8>>> {
    let read = |value: Value| value.as_text().and_then(hex::decode).filter(|bytes| !bytes.is_empty());
    match fields.take(name) {
        Some(value) => read(value).map(Some),
        None => Some(None),
    }
}

fn flag(fields: &mut Fields, name: &str) -> Option<bool> {
    fields.take(name).map_or(Some(false), |value| value.as_bool())
}
