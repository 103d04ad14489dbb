//! Looking at a document, and verifying it.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString as _},
};

use phiward_attest::{Document, Unverified, Verified};
use phiward_json::Value;
use sha2::{Digest as _, Sha256};

use super::millis;
use super::policy::Asked;
use crate::{Error, hex};

/// Registers that a document may hold.
const REGISTERS: u8 = 32;

/// What a document claims, as JSON. Show it, and decide nothing by it.
///
/// `{module_id, digest, timestamp_ms, pcrs: {"0": hex}, public_key, user_data, nonce, chain: [{sha256, bytes}]}`, the
/// chain from the root to the certificate of the enclave; absent fields are null.
///
/// # Errors
/// `malformed`.
pub fn inspect_attestation(document: &[u8]) -> Result<String, Error> {
    let unverified = Unverified::parse(document)?;
    let claims = unverified.claims();
    Ok(Value::object([
        ("module_id", claims.module_id.into()),
        ("digest", claims.digest.into()),
        ("timestamp_ms", claims.timestamp_ms.into()),
        ("pcrs", registers(claims.pcrs.iter().map(|(index, value)| (*index, *value)))),
        ("public_key", bytes(claims.public_key)),
        ("user_data", bytes(claims.user_data)),
        ("nonce", bytes(claims.nonce)),
        ("chain", chain(claims)),
    ])
    .to_text())
}

/// Verifies a document against a policy, and gives what it says as JSON:
/// `{module_id, timestamp_ms, build, pcrs, public_key, user_data, payload_digest}`, where `build` is the place of the
/// build in the policy. A document that is refused is an error, whose code names the check.
///
/// The policy is `{"builds": [{"pcr0": hex, "pcr1": hex, "pcr2": hex, "pcr8": hex}], "max_age_ms": 300000,
/// "public_key": hex, "user_data": hex}`; at least one build must be named. What skips a check begins with `insecure_`:
/// `insecure_any_build`, `insecure_any_age`, `insecure_any_nonce`, `insecure_allow_debug`, and `insecure_root` with the
/// DER of another root. `now_ms` is Unix time by a clock that the sender does not set.
///
/// # Errors
/// `invalid_configuration`; `malformed`, `untrusted_root`, `certificate_invalid`, `certificate_expired`,
/// `bad_signature`, `debug_mode`, `pcr_mismatch`, `nonce_mismatch`, `too_old`, `public_key_mismatch`,
/// `user_data_mismatch`.
pub fn verify_attestation(document: &[u8], policy: &str, nonce: &[u8], now_ms: f64) -> Result<String, Error> {
    let asked = Asked::read(policy)?;
    let nonce = asked.nonce(nonce)?;
    let verified = Unverified::parse(document)?.verify(&asked.policy, &nonce, millis(now_ms))?;
    Ok(told(&verified, &asked).to_text())
}

fn told(verified: &Verified<'_>, asked: &Asked) -> Value {
    let build = verified.build().and_then(|found| asked.builds.iter().position(|build| build == found));
    let pcrs = (0..REGISTERS).filter_map(|index| Some((index, verified.pcr(index)?)));
    Value::object([
        ("module_id", verified.module_id().into()),
        ("timestamp_ms", verified.timestamp_ms().into()),
        ("build", build.map_or(Value::Null, |build| Value::from(build as u64))),
        ("pcrs", registers(pcrs)),
        ("public_key", bytes(verified.public_key())),
        ("user_data", bytes(verified.user_data())),
        ("payload_digest", hex::encode(verified.payload_digest()).into()),
    ])
}

fn bytes(bytes: Option<&[u8]>) -> Value {
    bytes.map_or(Value::Null, |bytes| hex::encode(bytes).into())
}

/// The registers under their numbers, in the order of the texts.
fn registers<'a>(pcrs: impl Iterator<Item = (u8, &'a [u8])>) -> Value {
    let texts = pcrs.map(|(index, value)| (index.to_string(), hex::encode(value).into()));
    Value::Object(texts.collect::<BTreeMap<_, _>>().into_iter().collect())
}

fn chain(claims: &Document<'_>) -> Value {
    let certificates = claims.cabundle.iter().chain([&claims.certificate]);
    certificates
        .map(|der| {
            Value::object([
                ("sha256", hex::encode(&Sha256::digest(der)).into()),
                ("bytes", Value::from(der.len() as u64)),
            ])
        })
        .collect()
}
