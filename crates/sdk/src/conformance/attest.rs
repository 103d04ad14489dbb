//! Kind `attest`: verifying an attestation document at a given time.

use phiward_attest::{Build, Error, Nonce, Policy, Unverified};
use phiward_envelope::text;
use serde_json::{Map, Value};

use super::case::{Case, Fault, Outcome};
use crate::hex;

pub(super) fn replay(case: &Case<'_>) -> Result<Outcome, Fault> {
    let bytes = match case.base64("document_b64")? {
        Ok(bytes) => bytes,
        Err(code) => return Ok(Err(code)),
    };
    let expected = case.part("expected")?;
    let policy = policy(case, &expected)?;
    let nonce = match expected.has("nonce_b64") {
        true => Some(given(&expected, "nonce_b64")?),
        false => None,
    };
    let nonce = nonce.as_deref().map_or(Nonce::InsecureAny, Nonce::Expected);
    let now_ms = case.number("at_unix")?.saturating_mul(1000);
    Ok(verify(&bytes, &policy, &nonce, now_ms).map_err(|error| error.code()))
}

fn verify(
    bytes: &[u8],
    policy: &Policy,
    nonce: &Nonce<'_>,
    now_ms: u64,
) -> Result<Map<String, Value>, Error> {
    let document = Unverified::parse(bytes)?.verify(policy, nonce, now_ms)?;
    Ok(Map::from_iter([
        ("module_id".to_owned(), document.module_id().into()),
        ("timestamp_ms".to_owned(), document.timestamp_ms().into()),
    ]))
}

/// The policy of a case. A vector may ask for less than a program should, by leaving fields out.
fn policy(case: &Case<'_>, expected: &Case<'_>) -> Result<Policy, Fault> {
    let pcrs = match expected.has("pcrs") {
        true => expected.strings("pcrs")?,
        false => Vec::new(),
    };
    let pcrs = pcrs.into_iter().map(register).collect::<Result<Vec<_>, _>>()?;
    let mut policy = match pcrs.is_empty() {
        true => Policy::insecure_any_build(),
        false => Policy::new([Build::insecure_partial(pcrs)]),
    };
    policy = match expected.has("max_age_s") {
        true => policy.with_max_age_ms(expected.number("max_age_s")?.saturating_mul(1000)),
        false => policy.insecure_without_max_age(),
    };
    if expected.flag("allow_debug")? {
        policy = policy.insecure_allow_debug();
    }
    if case.has("root_b64") {
        policy = policy.insecure_with_root(&given(case, "root_b64")?);
    }
    Ok(policy)
}

fn register((index, digits): (&str, &str)) -> Result<(u8, Vec<u8>), Fault> {
    let index = index.parse().map_err(|_| Fault("a key of `pcrs` is no index of a register".to_owned()))?;
    let value = hex::decode(digits)
        .ok_or_else(|| Fault("a value of `pcrs` is not made of hexadecimal digits".to_owned()))?;
    Ok((index, value))
}

/// Base64 text of the vector itself: a fault in it is a fault of the vector.
fn given(case: &Case<'_>, name: &str) -> Result<Vec<u8>, Fault> {
    text::decode(case.text(name)?).map_err(|_| Fault(format!("`{name}` is not base64 text")))
}
