//! Looking at a document, and verifying it.

use alloc::{string::String, vec::Vec};

use phiward_attest::{Document, Unverified, Verified};
use phiward_json::{Value, Writer};
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
    let mut writer = Writer::default();
    writer.object(|writer| {
        chain(writer.field("chain"), claims);
        writer.field("digest").string(claims.digest);
        writer.field("module_id").string(claims.module_id);
        bytes(writer.field("nonce"), claims.nonce);
        registers(writer.field("pcrs"), claims.pcrs.iter().copied());
        bytes(writer.field("public_key"), claims.public_key);
        writer.field("timestamp_ms").unsigned(claims.timestamp_ms);
        bytes(writer.field("user_data"), claims.user_data);
    });
    Ok(writer.into_text())
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
    Ok(told(&verified, &asked))
}

fn told(verified: &Verified<'_>, asked: &Asked) -> String {
    let build = verified.build().and_then(|found| asked.builds.iter().position(|build| build == found));
    let pcrs = (0..REGISTERS).filter_map(|index| Some((index, verified.pcr(index)?)));
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.field("build").unsigned_or_null(build.map(|build| build as u64));
        writer.field("module_id").string(verified.module_id());
        bytes(writer.field("payload_digest"), Some(verified.payload_digest()));
        registers(writer.field("pcrs"), pcrs);
        bytes(writer.field("public_key"), verified.public_key());
        writer.field("timestamp_ms").unsigned(verified.timestamp_ms());
        bytes(writer.field("user_data"), verified.user_data());
    });
    writer.into_text()
}

fn bytes(writer: &mut Writer, bytes: Option<&[u8]>) {
    writer.string_or_null(bytes.map(hex::encode).as_deref());
}

/// The registers under their numbers, in the order of the texts.
fn registers<'a>(writer: &mut Writer, pcrs: impl Iterator<Item = (u8, &'a [u8])>) {
    let mut ascending: Vec<(String, &[u8])> = Vec::new();
    for (index, value) in pcrs {
        let name = Value::from(u64::from(index)).to_text();
        let place = ascending.partition_point(|(other, _)| *other < name);
        ascending.insert(place, (name, value));
    }
    writer.object(|writer| {
        for (name, value) in ascending {
            bytes(writer.field(&name), Some(value));
        }
    });
}

fn chain(writer: &mut Writer, claims: &Document<'_>) {
    writer.list(claims.cabundle.iter().chain([&claims.certificate]), |writer, der| {
        writer.object(|writer| {
            writer.field("bytes").unsigned(der.len() as u64);
            bytes(writer.field("sha256"), Some(&Sha256::digest(der)));
        });
    });
}
