//! Writes `seeds/`: valid inputs of every fuzz target, and so short ways into its depth.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example make_seeds`; the same bytes every time.

use std::error::Error;
use std::path::Path;
use std::{fs, io};

use phiward_envelope::{Context, DataKey, Extension, KeyId, Purpose, Sealer, legacy, text};
use phiward_fuzz::{CountingEntropy, Cuts, OpenInput, STREAM_KEY, metadata_keyring, stream_key};
use phiward_keys::{
    HpkePrivateKey, KdfParams, Kek, MetadataPurpose, NewSlot, Password, PrfOutput, RecoveryCode, Slot, Vault,
};

/// Lengths around a chunk, which has 16,384 bytes.
const LENGTHS: [usize; 4] = [0, 5, 16_384, 16_389];

fn main() -> Result<(), Box<dyn Error>> {
    envelopes()?;
    slots()?;
    vaults()?;
    Ok(())
}

fn write(target: &str, name: &str, seed: impl AsRef<[u8]>) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), seed)
}

fn envelopes() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let (key, empty) = (stream_key(&[]), Context::empty());
    for length in LENGTHS {
        let plaintext = vec![b'a'; length];
        let v2 = Sealer::new(&key, &empty, Purpose::RECORD).seal(&plaintext, entropy)?;
        let mut v3 = Vec::new();
        let mut stream = Sealer::new(&key, &empty, Purpose::FILE).stream(entropy, &mut v3)?;
        stream.update(&plaintext, &mut v3)?;
        stream.finish(&mut v3);
        write("envelope_inspect", &format!("v2-{length}"), &v2)?;
        write("envelope_stream", &format!("v3-{length}"), Cuts::new(&[[0, 1], [64, 16]], &v3).to_bytes())?;
    }
    let extension = Extension::new(1, b"note")?;
    let sealer = Sealer::new(&key, &empty, Purpose::EXPORT).with_extensions(&[extension])?;
    write("envelope_inspect", "v2-extension", sealer.seal(b"plain", entropy)?)?;
    let v1 = legacy::seal(&legacy::Key::from_bytes(&STREAM_KEY), b"plain", entropy)?;
    write("envelope_inspect", "v1", &v1)?;
    write("envelope_text", "v1", text::encode(&v1))?;
    let input = OpenInput { secret: &STREAM_KEY, context: "", envelope: &v1 };
    write("envelope_open", "v1", input.to_bytes())?;

    let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")])?;
    let key = DataKey::from_bytes(KeyId::from_bytes([1; 16]), &STREAM_KEY);
    for length in LENGTHS {
        let envelope = Sealer::new(&key, &context, Purpose::RECORD).seal(&vec![b'a'; length], entropy)?;
        let text = "tenant=clinic-7\nrecord=obs/42";
        let input = OpenInput { secret: &STREAM_KEY, context: text, envelope: &envelope };
        write("envelope_open", &format!("v2-{length}"), input.to_bytes())?;
    }
    Ok(())
}

fn slots() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let key = DataKey::generate(entropy)?;
    let code = RecoveryCode::generate(entropy)?;
    write("recovery_code", "words", code.expose_words())?;
    let (password, kek) = (Password::new("correct horse"), Kek::from_bytes(&[2; 32]));
    let (prf, recipient) =
        (PrfOutput::from_bytes(&[3; 32]), HpkePrivateKey::from_bytes(&[4; 32]).public_key());
    let kinds = [
        ("pbkdf2", NewSlot::Password(&password, KdfParams::Pbkdf2Sha256 { iterations: 600_000 })),
        ("argon2id", NewSlot::Password(&password, KdfParams::Argon2id { m_kib: 65_536, t: 3, p: 4 })),
        ("recovery", NewSlot::Recovery(&code)),
        ("webauthn", NewSlot::WebAuthnPrf(&prf)),
        ("hpke", NewSlot::Hpke(&recipient)),
        ("kek", NewSlot::Kek(&kek)),
        ("break-glass", NewSlot::BreakGlass(&kek)),
    ];
    for (name, kind) in kinds {
        write("slot_parse", name, Slot::seal(kind, &key, entropy)?.to_bytes())?;
    }
    Ok(())
}

fn vaults() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let params = KdfParams::Pbkdf2Sha256 { iterations: 600_000 };
    let password = Password::new("correct horse");
    let (mut vault, unlocked) = Vault::create(&password, params, entropy)?;
    write("vault_file", "password", vault.to_json())?;
    vault.add_recovery(&unlocked, entropy)?;
    write("vault_file", "recovery", vault.to_json())?;

    let code = RecoveryCode::generate(entropy)?;
    let mut rotation = vault.rotate(&unlocked, entropy)?;
    rotation.add(NewSlot::Recovery(&code), entropy)?;
    let old: Vec<_> = rotation.remaining().map(|slot| slot.slot_id).collect();
    for slot_id in old {
        rotation.drop_slot(&slot_id)?;
    }
    rotation.commit(entropy)?;
    write("vault_file", "rotated", vault.to_json())?;

    let mut keyring = metadata_keyring();
    let purpose = MetadataPurpose::new("email")?;
    keyring.add_purpose(&purpose, 1_700_000_000_000)?;
    keyring.rotate(&purpose, 1_710_000_000_000)?;
    write("keyring_file", "two-versions", keyring.to_json())?;
    Ok(())
}
