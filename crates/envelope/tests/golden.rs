//! Envelopes of every release, under `docs/spec/vectors/golden/`: what was sealed once opens for ever.
//!
//! A release adds a folder by `cargo test -p phiward-envelope --test golden -- --ignored`.
//! A folder that exists is never written again.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod sample;
mod ways;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use phiward_envelope::{Context, DataKey, Header, Inspection, Opener, Plaintext, inspect, legacy, text};
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/vectors/golden");
const INDEX: &str = "index.json";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn secret(envelope: &Value) -> [u8; 32] {
    let digits = envelope["key_hex"].as_str().unwrap().as_bytes();
    let bytes = digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    bytes.collect::<Vec<u8>>().try_into().unwrap()
}

/// The bytes of an envelope of the index: its file, or its two files joined.
fn read(folder: &Path, envelope: &Value) -> Vec<u8> {
    let parts = files(envelope).map(|name| {
        let bytes = fs::read(folder.join(name)).unwrap();
        if name.ends_with(".b64") { text::decode(str::from_utf8(&bytes).unwrap()).unwrap() } else { bytes }
    });
    parts.collect::<Vec<_>>().concat()
}

fn files(envelope: &Value) -> impl Iterator<Item = &str> {
    envelope["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap())
}

/// What the index says about an envelope that opened.
fn described(inspection: &Inspection, plaintext: &[u8]) -> Value {
    use sha2::Digest as _;
    let mut description = json!({
        "version": inspection.version(),
        "plaintext_len": plaintext.len(),
        "plaintext_sha256": hex(&sha2::Sha256::digest(plaintext)),
    });
    if let Inspection::Envelope { header, layout } = inspection {
        let extensions = header.extensions().iter();
        description["purpose"] = header.purpose().as_byte().into();
        description["key_id_hex"] = header.key_id().to_string().into();
        description["chunks"] = layout.chunks().into();
        description["extensions"] = extensions
            .map(|extension| json!({ "type": extension.kind(), "value_hex": hex(extension.value()) }))
            .collect();
    }
    description
}

/// Opens an envelope of the index in every way and describes what came out.
fn opened(envelope: &Value, bytes: &[u8]) -> Value {
    let inspection = inspect(bytes).unwrap();
    assert_eq!(inspection.plaintext_len(), envelope["expect"]["plaintext_len"].as_u64().unwrap());
    if inspection.version() == 1 {
        let plaintext = legacy::open(&legacy::Key::from_bytes(&secret(envelope)), bytes).unwrap();
        return described(&inspection, &plaintext);
    }
    let key = DataKey::from_bytes(Header::parse(bytes).unwrap().key_id(), &secret(envelope));
    let pairs = envelope["context"].as_object().unwrap();
    let context = Context::new(pairs.iter().map(|(name, value)| (name, value.as_str().unwrap()))).unwrap();
    let opener = Opener::new(&key, &context);
    let plaintext = opener.open(bytes).map(Plaintext::into_vec).unwrap();
    for (name, open) in ways::OPENING {
        assert!(open(&opener, bytes).as_ref() == Ok(&plaintext), "{name}");
    }
    described(&inspection, &plaintext)
}

#[test]
fn every_envelope_of_every_release_opens() {
    let releases: Vec<PathBuf> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!releases.is_empty());
    for folder in releases {
        let index: Value = serde_json::from_slice(&fs::read(folder.join(INDEX)).unwrap()).unwrap();
        let envelopes = index["envelopes"].as_array().unwrap();
        for envelope in envelopes {
            let described = opened(envelope, &read(&folder, envelope));
            assert_eq!(described, envelope["expect"], "{} in {}", envelope["id"], folder.display());
        }
        let listed: BTreeSet<&str> = envelopes.iter().flat_map(files).chain([INDEX]).collect();
        let names =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let found: BTreeSet<String> = names.collect();
        assert_eq!(found, listed.into_iter().map(str::to_owned).collect(), "{}", folder.display());
    }
}

#[cfg(feature = "getrandom")]
mod generator {
    use phiward_envelope::{Entropy, Extension, KeyId, OsEntropy, Purpose, Sealer};

    use super::{
        Context, DataKey, FOLDER, INDEX, Path, Value, fs, hex, json, opened, read, sample, text, ways,
    };

    /// An envelope that was just sealed: its name, what it was sealed with, and its files.
    struct Sealed {
        id: &'static str,
        secret: [u8; 32],
        context: Value,
        files: Vec<(String, Vec<u8>)>,
    }

    fn random<const N: usize>() -> [u8; N] {
        let mut bytes = [0; N];
        OsEntropy.fill(&mut bytes).unwrap();
        bytes
    }

    fn v1(id: &'static str, len: usize) -> Sealed {
        let secret = random();
        let key = super::legacy::Key::from_bytes(&secret);
        let envelope = super::legacy::seal(&key, &sample::plaintext(len), &mut OsEntropy).unwrap();
        Sealed { id, secret, context: json!({}), files: vec![(format!("{id}.bin"), envelope)] }
    }

    /// Seals in the way of that name.
    fn envelope(id: &'static str, way: &str, context: &[(&str, &str)], len: usize) -> Sealed {
        let secret = random();
        let key = DataKey::from_bytes(KeyId::from_bytes(random()), &secret);
        let encoded = Context::new(context.iter().copied()).unwrap();
        let (_, version, seal) = ways::SEALING.into_iter().find(|(name, _, _)| *name == way).unwrap();
        let purpose = if version == 2 { Purpose::RECORD } else { Purpose::FILE };
        let mut sealer = Sealer::new(&key, &encoded, purpose);
        if !context.is_empty() {
            let extensions = [Extension::new(64, b"schema-3").unwrap(), Extension::new(127, b"").unwrap()];
            sealer = sealer.with_extensions(&extensions).unwrap();
        }
        let bytes = seal(&sealer, &sample::plaintext(len), &mut OsEntropy).unwrap();
        let files = if way == "seal_detached" {
            let (prefix, body) = bytes.split_at(super::Header::parse(&bytes).unwrap().prefix_len());
            vec![(format!("{id}.prefix.bin"), prefix.to_vec()), (format!("{id}.body.bin"), body.to_vec())]
        } else if id.ends_with("text") {
            vec![(format!("{id}.b64"), text::encode(&bytes).into_bytes())]
        } else {
            vec![(format!("{id}.bin"), bytes)]
        };
        let context = context.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        Sealed { id, secret, context: Value::Object(context), files }
    }

    #[test]
    #[ignore = "not a test: it writes the golden folder of this version, once per release"]
    fn write_the_folder_of_this_version() {
        let folder = Path::new(FOLDER).join(env!("CARGO_PKG_VERSION"));
        fs::create_dir_all(FOLDER).unwrap();
        fs::create_dir(&folder).expect("golden files are never written again");
        let context = [("tenant", "clinic-7"), ("patient", "Zoë 日本"), ("record", "obs/42"), ("field", "")];
        let sealed = [
            v1("v1", 180),
            v1("v1-empty", 0),
            envelope("v2-empty", "seal", &[], 0),
            envelope("v2", "seal", &[], 180),
            envelope("v2-text", "seal", &context, 33),
            envelope("v2-edge", "seal", &context, sample::CHUNK),
            envelope("v2-three-chunks", "seal", &context, 2 * sample::CHUNK + 100),
            envelope("v2-detached", "seal_detached", &context, 180),
            envelope("v3", "stream", &[], 180),
            envelope("v3-three-chunks", "stream", &context, 2 * sample::CHUNK + 1),
        ];
        let envelopes = sealed.map(|Sealed { id, secret, context, files }| {
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
            let mut entry = json!({ "id": id, "files": names, "key_hex": hex(&secret), "context": context });
            let bytes = read(&folder, &entry);
            entry["expect"] = json!({ "plaintext_len": super::inspect(&bytes).unwrap().plaintext_len() });
            entry["expect"] = opened(&entry, &bytes);
            entry
        });
        let index = json!({
            "kind": "golden",
            "release": env!("CARGO_PKG_VERSION"),
            "about": "Keys and contexts of test data. An envelope of two files is its prefix and its body, joined.",
            "envelopes": envelopes,
        });
        fs::write(folder.join(INDEX), serde_json::to_string_pretty(&index).unwrap() + "\n").unwrap();
    }
}
