//! The policy of a client, as JSON.

use alloc::vec::Vec;

use phiward_attest::session::Terms;
use phiward_attest::{Build, Nonce, PCR_LEN, Policy};
use phiward_json::{Fields, Value};

use crate::{Error, hex, json};

/// Fields of a build, and the register of each.
const PCR: &str = "pcr";
const BUILD_FIELDS: [&str; 3] = ["pcr0", "pcr1", "pcr2"];
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
        let mut given = json::fields(text)?;
        let fields = &mut given;
        let builds = match fields.take("builds") {
            Some(builds) => {
                let builds = builds.into_list().ok_or_else(Error::configuration)?;
                builds.into_iter().map(build).collect::<Result<Vec<_>, _>>()?
            }
            None => Vec::new(),
        };
        let mut policy = match (builds.is_empty(), flag(fields, "insecure_any_build")?) {
            (false, false) => Policy::new(builds.iter().cloned()),
            (true, true) => Policy::insecure_any_build(),
            _ => return Err(Error::configuration()),
        };
        if let Some(max_age) = fields.take("max_age_ms") {
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
        let terms = fields.take("terms").map(terms).transpose()?;
        let any_nonce = flag(fields, "insecure_any_nonce")?;
        json::end(fields)?;
        Ok(Self { policy, builds, terms, any_nonce })
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
fn build(value: Value) -> Result<Build, Error> {
    let mut fields = Fields::of(value).ok_or_else(Error::configuration)?;
    let [pcr0, pcr1, pcr2] = BUILD_FIELDS.map(|name| json::required(&mut fields, name, digest));
    let mut build = Build::new(pcr0?, pcr1?, pcr2?);
    for (name, value) in fields.into_rest() {
        let index = name.strip_prefix(PCR).filter(|digits| !digits.starts_with(['0', '+']));
        let index: Option<u8> = index.and_then(|digits| digits.parse().ok());
        let index = index.filter(|index| *index < 32).ok_or_else(Error::configuration)?;
        build = build.with_pcr(index, digest(value).ok_or_else(Error::configuration)?);
    }
    Ok(build)
}

fn terms(value: Value) -> Result<Terms, Error> {
    let mut fields = Fields::of(value).ok_or_else(Error::configuration)?;
    let egress = json::required(&mut fields, "egress", digest)?;
    let redaction = json::required(&mut fields, "redaction", digest)?;
    let schema = json::required(&mut fields, "audit_schema", |value| value.as_u64())?;
    json::end(&fields)?;
    Ok(Terms::new(egress, redaction, schema))
}

/// 48 bytes in hexadecimal digits.
#[expect(clippy::needless_pass_by_value, reason = "it is the reader of a field")]
fn digest(value: Value) -> Option<[u8; PCR_LEN]> {
    hex::decode(value.as_text()?)?.try_into().ok()
}

fn bytes(fields: &mut Fields, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let read = |value: Value| value.as_text().and_then(hex::decode).filter(|bytes| !bytes.is_empty());
    fields.take(name).map(|value| read(value).ok_or_else(Error::configuration)).transpose()
}

fn flag(fields: &mut Fields, name: &str) -> Result<bool, Error> {
    fields.take(name).map_or(Ok(false), |value| value.as_bool().ok_or_else(Error::configuration))
}
