//! Looking at a document, and verifying it.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use phiward_attest::{Document, Unverified, Verified};
use serde_json::{Map, Value, json};
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
    Ok(json!({
        "module_id": claims.module_id,
        "digest": claims.digest,
        "timestamp_ms": claims.timestamp_ms,
        "pcrs": registers(claims.pcrs.iter().map(|(index, value)| (*index, *value))),
        "public_key": claims.public_key.map(hex::encode),
        "user_data": claims.user_data.map(hex::encode),
        "nonce": claims.nonce.map(hex::encode),
        "chain": chain(claims),
    })
    .to_string())
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
    Ok(told(&verified, &asked).to_string())
}

fn told(verified: &Verified<'_>, asked: &Asked) -> Value {
    let build = verified.build().and_then(|found| asked.builds.iter().position(|build| build == found));
    let pcrs = (0..REGISTERS).filter_map(|index| Some((index, verified.pcr(index)?)));
    json!({
        "module_id": verified.module_id(),
        "timestamp_ms": verified.timestamp_ms(),
        "build": build,
        "pcrs": registers(pcrs),
        "public_key": verified.public_key().map(hex::encode),
        "user_data": verified.user_data().map(hex::encode),
        "payload_digest": hex::encode(verified.payload_digest()),
    })
}

fn registers<'a>(pcrs: impl Iterator<Item = (u8, &'a [u8])>) -> Map<String, Value> {
    pcrs.map(|(index, value)| (index.to_string(), hex::encode(value).into())).collect()
}

fn chain(claims: &Document<'_>) -> Vec<Value> {
    let certificates = claims.cabundle.iter().chain([&claims.certificate]);
    certificates
        .map(|der| json!({ "sha256": hex::encode(&Sha256::digest(der)), "bytes": der.len() }))
        .collect()
}
