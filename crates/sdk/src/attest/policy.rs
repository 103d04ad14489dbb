//! The policy of a client, as JSON.

use alloc::{string::String, vec::Vec};

use phiward_attest::session::Terms;
use phiward_attest::{Build, Nonce, PCR_LEN, Policy};
use serde_json::{Map, Value};

use crate::{Error, hex};

/// Fields of a build, and the register of each.
const PCR: &str = "pcr";
const BUILD_FIELDS: [&str; 3] = ["pcr0", "pcr1", "pcr2"];
/// Fields that skip a check; each must be `true`, or text where it names what is trusted instead.
const INSECURE: [&str; 4] =
    ["insecure_any_build", "insecure_any_age", "insecure_allow_debug", "insecure_any_nonce"];

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
        let value: Value = serde_json::from_str(text).map_err(|_| Error::configuration())?;
        let fields = value.as_object().ok_or_else(Error::configuration)?;
        let known = ["builds", "max_age_ms", "public_key", "user_data", "terms", "insecure_root"];
        if fields.keys().any(|name| !known.contains(&name.as_str()) && !INSECURE.contains(&name.as_str())) {
            return Err(Error::configuration());
        }
        let builds = match fields.get("builds") {
            Some(builds) => {
                let builds = builds.as_array().ok_or_else(Error::configuration)?;
                builds.iter().map(build).collect::<Result<Vec<_>, _>>()?
            }
            None => Vec::new(),
        };
        let mut policy = match (builds.is_empty(), flag(fields, "insecure_any_build")?) {
            (false, false) => Policy::new(builds.iter().cloned()),
            (true, true) => Policy::insecure_any_build(),
            _ => return Err(Error::configuration()),
        };
        if let Some(max_age) = fields.get("max_age_ms") {
            policy = policy.with_max_age_ms(max_age.as_u64().ok_or_else(Error::configuration)?);
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
        let terms = fields.get("terms").map(terms).transpose()?;
        Ok(Self { policy, builds, terms, any_nonce: flag(fields, "insecure_any_nonce")? })
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
fn build(value: &Value) -> Result<Build, Error> {
    let fields = value.as_object().ok_or_else(Error::configuration)?;
    let [pcr0, pcr1, pcr2] = BUILD_FIELDS.map(|name| fields.get(name).map(digest));
    let named = |value: Option<Result<_, Error>>| value.unwrap_or_else(|| Err(Error::configuration()));
    let mut build = Build::new(named(pcr0)?, named(pcr1)?, named(pcr2)?);
    for (name, value) in fields.iter().filter(|(name, _)| !BUILD_FIELDS.contains(&name.as_str())) {
        let index = name.strip_prefix(PCR).filter(|digits| !digits.starts_with(['0', '+']));
        let index: Option<u8> = index.and_then(|digits| digits.parse().ok());
        let index = index.filter(|index| *index < 32).ok_or_else(Error::configuration)?;
        build = build.with_pcr(index, digest(value)?);
    }
    Ok(build)
}

fn terms(value: &Value) -> Result<Terms, Error> {
    let fields = value.as_object().filter(|fields| fields.len() == 3).ok_or_else(Error::configuration)?;
    let field = |name: &str| fields.get(name).ok_or_else(Error::configuration);
    let schema = field("audit_schema")?.as_u64().ok_or_else(Error::configuration)?;
    Ok(Terms::new(digest(field("egress")?)?, digest(field("redaction")?)?, schema))
}

/// 48 bytes in hexadecimal digits.
fn digest(value: &Value) -> Result<[u8; PCR_LEN], Error> {
    let bytes = value.as_str().and_then(hex::decode).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(Error::configuration)
}

fn bytes(fields: &Map<String, Value>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    match fields.get(name) {
        None => Ok(None),
        Some(value) => {
            let bytes = value.as_str().and_then(hex::decode).filter(|bytes| !bytes.is_empty());
            Ok(Some(bytes.ok_or_else(Error::configuration)?))
        }
    }
}

fn flag(fields: &Map<String, Value>, name: &str) -> Result<bool, Error> {
    fields.get(name).map_or(Ok(false), |value| value.as_bool().ok_or_else(Error::configuration))
}
