//! Kind `envelope`: opening, sealing and inspecting.

use std::io::Read as _;

use phiward_envelope::{
    Context, DataKey, Entropy, EntropyUnavailable, Error, Header, KeyId, OpenReader, Opener, Plaintext,
    Purpose, Sealer, legacy,
};
use phiward_keys::v1_key;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::case::{Case, Fault, Outcome, unknown_operation};
use crate::hex;
use crate::shown::envelope_json;

/// Longest plaintext, in bytes, that a vector may ask for.
const MAX_PLAINTEXT_LEN: u64 = 256 * 1024 * 1024;
/// Bytes of each piece that a stream is sealed from: not a divisor of a chunk.
const PIECE: usize = 1000;

pub(super) fn replay(case: &Case<'_>) -> Result<Outcome, Fault> {
    match case.text("op")? {
        "open" => open(case),
        "seal" => seal(case),
        "inspect" => inspect(case),
        other => Err(unknown_operation(other)),
    }
}

fn inspect(case: &Case<'_>) -> Result<Outcome, Fault> {
    let envelope = match case.base64("envelope_b64")? {
        Ok(envelope) => envelope,
        Err(code) => return Ok(Err(code)),
    };
    Ok(match phiward_envelope::inspect(&envelope) {
        Ok(inspection) => {
            Ok(fields(serde_json::from_str(&envelope_json(&inspection).to_text()).unwrap_or_default()))
        }
        Err(error) => Err(error.code()),
    })
}

fn open(case: &Case<'_>) -> Result<Outcome, Fault> {
    let envelope = match case.base64("envelope_b64")? {
        Ok(envelope) => envelope,
        Err(code) => return Ok(Err(code)),
    };
    let opened = if case.has("v1_key_hex") {
        legacy::open(&legacy::Key::from_bytes(&case.array("v1_key_hex")?), &envelope)
    } else if case.has("v1") {
        let v1 = case.part("v1")?;
        legacy::open(&v1_key(v1.text("email")?, v1.text("password")?), &envelope)
    } else {
        open_committed(case, &envelope)?
    };
    Ok(match opened {
        Ok(plaintext) => Ok(fields(json!({
            "plaintext_sha256": hex::encode(&Sha256::digest(&*plaintext)),
            "plaintext_len": plaintext.len(),
        }))),
        Err(error) => Err(error.code()),
    })
}

/// Opens v2 and v3 whole; what opens must open as a stream too, and give the same.
fn open_committed(case: &Case<'_>, envelope: &[u8]) -> Result<Result<Plaintext, Error>, Fault> {
    let secret = case.array("key_hex")?;
    let pairs = context_pairs(case)?;
    // The header is judged before the context, so that faults come in the order of the specification.
    let parts = Header::parse(envelope).and_then(|header| Ok((header, Context::new(pairs)?)));
    let (header, context) = match parts {
        Ok(parts) => parts,
        Err(error) => return Ok(Err(error)),
    };
    let key = DataKey::from_bytes(header.key_id(), &secret);
    let opener = Opener::new(&key, &context);
    let whole = opener.open(envelope);
    let mut streamed = Vec::new();
    let stream = OpenReader::new(&opener, envelope).and_then(|mut reader| reader.read_to_end(&mut streamed));
    match (&whole, stream) {
        (Ok(plaintext), Ok(_)) if **plaintext == streamed => Ok(whole),
        (Err(_), Err(_)) => Ok(whole),
        _ => Err(Fault("opening it whole and as a stream do not agree".to_owned())),
    }
}

fn seal(case: &Case<'_>) -> Result<Outcome, Fault> {
    let key = DataKey::from_bytes(KeyId::from_bytes(case.array("key_id_hex")?), &case.array("key_hex")?);
    let purpose =
        u8::try_from(case.number("purpose")?).map_err(|_| Fault("`purpose` is not a byte".to_owned()))?;
    let plaintext = plaintext(&case.part("plaintext")?)?;
    let mut salt = Salt(Some(case.array("salt_hex")?));
    let version = case.number("version")?;
    let sealed = Context::new(context_pairs(case)?).and_then(|context| {
        let sealer = Sealer::new(&key, &context, Purpose::from_byte(purpose));
        if version == 3 { stream(&sealer, &plaintext, &mut salt) } else { sealer.seal(&plaintext, &mut salt) }
    });
    if !matches!(version, 2 | 3) {
        return Err(Fault(format!("version {version} cannot be sealed from a salt")));
    }
    Ok(match sealed {
        Ok(envelope) => Ok(fields(json!({
            "envelope_sha256": hex::encode(&Sha256::digest(&envelope)),
            "envelope_len": envelope.len(),
        }))),
        Err(error) => Err(error.code()),
    })
}

fn stream(sealer: &Sealer<'_>, plaintext: &[u8], salt: &mut Salt) -> Result<Vec<u8>, Error> {
    let mut envelope = Vec::new();
    let mut stream = sealer.stream(salt, &mut envelope)?;
    for piece in plaintext.chunks(PIECE) {
        stream.update(piece, &mut envelope)?;
    }
    stream.finish(&mut envelope);
    Ok(envelope)
}

/// The plaintext whose byte `i` is `i * a + b` modulo 256.
fn plaintext(plaintext: &Case<'_>) -> Result<Vec<u8>, Fault> {
    let pattern: Vec<u64> = plaintext.list("pattern")?.iter().filter_map(Value::as_u64).collect();
    let &[a, b] = pattern.as_slice() else { return Err(Fault("`pattern` is not two numbers".to_owned())) };
    let len = plaintext.number("len")?;
    if len > MAX_PLAINTEXT_LEN {
        return Err(Fault(format!("a plaintext of more than {MAX_PLAINTEXT_LEN} bytes is not replayed")));
    }
    Ok((0..len).map(|i| i.wrapping_mul(a).wrapping_add(b).to_le_bytes()[0]).collect())
}

/// The context of a case; none means the empty one.
fn context_pairs<'a>(case: &Case<'a>) -> Result<Vec<(&'a str, &'a str)>, Fault> {
    if case.has("context") { case.strings("context") } else { Ok(Vec::new()) }
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Gives the salt of a vector in place of random bytes, once.
struct Salt(Option<[u8; 24]>);

impl Entropy for Salt {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        let salt = self.0.take().filter(|salt| salt.len() == dest.len()).ok_or(EntropyUnavailable)?;
        dest.copy_from_slice(&salt);
        Ok(())
    }
}
