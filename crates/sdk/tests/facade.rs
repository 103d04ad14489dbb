//! The facade from the outside, as a binding sees it.

use phiward_sdk::{
    Units,
    envelope::{RecordKey, content, decode_text, encode_text, inspect, prefix_len},
    redact::{Redactor, TokenMap},
    vault::{Derivation, LegacyKey, Vault, check_recovery_code, describe},
};

const FAST: &str = r#"{"kdf": "pbkdf2"}"#;
const CONTEXT: &str = r#"{"context": {"tenant": "clinic-7", "record": "obs/42"}}"#;

fn code<T: core::fmt::Debug>(result: Result<T, phiward_sdk::Error>) -> &'static str {
    result.expect_err("it fails").code
}

#[test]
fn configuration_is_read_strictly() {
    let key = RecordKey::generate().unwrap();
    for (options, expected) in [
        (r#"{"contxt": {}}"#, "invalid_configuration"),
        (r#"{"context": {"a": 1}}"#, "invalid_configuration"),
        (r#"{"purpose": "files"}"#, "invalid_configuration"),
        (r#"{"content": "xml"}"#, "invalid_configuration"),
        (r#"{} x"#, "invalid_configuration"),
        (r#"{"context": {"a": "1", "a": "2"}}"#, "malformed"),
        (r#"{"context": {}, "context": {}}"#, "invalid_configuration"),
    ] {
        assert_eq!(code(key.seal(b"x", options)), expected, "{options}");
    }
    for options in [
        r#"{"kdf": "scrypt"}"#,
        r#"{"kdf": {"name": "argon2id", "m_kib": 65536, "t": 3}}"#,
        r#"{"kdf": {"name": "pbkdf2-hmac-sha256", "iterations": 600000, "salt": "x"}}"#,
        r#"{"caps": {"memory": 1}}"#,
        r#"{"idle": 5}"#,
        "[]",
        r#"{"caps": []}"#,
    ] {
        assert_eq!(code(Derivation::generate(options)), "invalid_configuration", "{options}");
    }
    assert_eq!(
        code(Derivation::generate(r#"{"kdf": {"name": "pbkdf2-hmac-sha256", "iterations": 100000}}"#)),
        "kdf_below_floor"
    );
    assert_eq!(code(Redactor::new(r#"{"mod": "strict"}"#, &[], "")), "unknown_name");
    assert_eq!(
        code(Redactor::new(
            r#"{"profile": "expert_determination", "operators": {"NAME": "keyed_hash"}}"#,
            &[],
            ""
        )),
        "key_missing"
    );
    assert_eq!(code(Redactor::new("", &[1, 2], "")), "malformed");
}

#[test]
fn an_envelope_says_what_it_holds() {
    let key = RecordKey::generate().unwrap();
    for name in ["bytes", "text", "json"] {
        let envelope =
            key.seal(b"{}", &format!(r#"{{"content": "{name}", "purpose": "file-metadata"}}"#)).unwrap();
        assert_eq!(content(&envelope).unwrap(), name);
        let info = inspect(&envelope).unwrap();
        assert_eq!((info.content.as_str(), info.purpose.as_str()), (name, "file-metadata"));
        assert_eq!((info.version, info.chunks, info.plaintext_len), (2, 1.0, 2.0));
        assert_eq!(key.open(&decode_text(&encode_text(&envelope)).unwrap(), "").unwrap(), b"{}");
        let len = prefix_len(&envelope).unwrap();
        assert_eq!(len as usize, envelope.len() - 18);
        assert_eq!(code(prefix_len(&envelope[..21])), "malformed");
        assert_eq!(code(prefix_len(&envelope[..60])), "truncated");
    }
}

#[test]
fn streams_make_and_open_the_same_format_however_they_are_cut() {
    let key = RecordKey::generate().unwrap();
    let plaintext: Vec<u8> = (0..100_000u32).map(|i| (i % 251).to_le_bytes()[0]).collect();
    for piece in [1000, 16_384, 100_000] {
        let mut stream = key.seal_stream(CONTEXT).unwrap();
        let mut envelope = Vec::new();
        for piece in plaintext.chunks(piece) {
            envelope.extend(stream.update(piece).unwrap());
        }
        envelope.extend(stream.finish().unwrap());
        assert_eq!(code(stream.finish()), "stream_finished");
        assert_eq!(key.open(&envelope, CONTEXT).unwrap(), plaintext);

        let mut stream = key.open_stream(CONTEXT).unwrap();
        let mut opened = Vec::new();
        for piece in envelope.chunks(piece / 7) {
            opened.extend(stream.update(piece).unwrap());
        }
        opened.extend(stream.finish().unwrap());
        assert_eq!(opened, plaintext);

        let mut stream = key.open_stream(CONTEXT).unwrap();
        let whole_chunks = 100 + 2 * (16_384 + 16);
        stream.update(&envelope[..whole_chunks]).unwrap();
        assert_eq!(code(stream.finish()), "corrupt");
        envelope[50_000] ^= 1;
        let mut stream = key.open_stream(CONTEXT).unwrap();
        assert_eq!(code(stream.update(&envelope)), "corrupt");
        assert_eq!(code(stream.update(b"more")), "corrupt");
        assert_eq!(code(key.open(&envelope, CONTEXT)), "corrupt");
    }
    for (len, expected) in [(0, "malformed"), (21, "malformed"), (60, "truncated")] {
        let envelope = key.seal(b"note", "").unwrap();
        let mut stream = key.open_stream("").unwrap();
        for byte in &envelope[..len] {
            assert_eq!(stream.update(&[*byte]).unwrap(), b"");
        }
        assert_eq!(code(stream.finish()), expected);
    }
    assert_eq!(code(key.open_stream("").unwrap().update(&[9; 40])), "unsupported_version");
}

#[test]
fn a_vault_locks_itself_and_keeps_its_records_through_a_new_password() {
    let vault = Vault::create("first", r#"{"kdf": "pbkdf2", "idle_ms": 1000}"#, 0.0).unwrap();
    let envelope = vault.seal(b"note", CONTEXT, 500.0).unwrap();
    assert_eq!(vault.locks_in_ms(600.0), 900.0);
    assert!(!vault.is_locked(1499.0));
    assert_eq!(code(vault.seal(b"note", "", 1500.0)), "locked");
    assert!(vault.is_locked(1500.0) && vault.locks_in_ms(1500.0) < 0.0);
    assert_eq!(code(vault.unlock_again("wrong", 1600.0)), "wrong_password");
    vault.unlock_again("first", 1600.0).unwrap();
    let words = vault.add_recovery(1700.0).unwrap();
    check_recovery_code(&words).unwrap();
    assert_eq!(code(check_recovery_code("abandon")), "malformed_recovery_code");
    vault.change_password("second", 1800.0).unwrap();
    let stored = vault.to_json();
    assert!(describe(&stored).unwrap().contains("recovery"));
    assert_eq!(code(Vault::unlock(&stored, "first", "", 0.0)), "wrong_password");
    for opened in [Vault::unlock(&stored, "second", "", 0.0), Vault::recover(&stored, &words, "", 0.0)] {
        assert_eq!(opened.unwrap().open(&envelope, CONTEXT, 0.0).unwrap(), b"note");
    }
    vault.lock();
    assert_eq!(code(vault.open(&envelope, CONTEXT, 1900.0)), "locked");
}

#[test]
fn a_derivation_elsewhere_opens_the_same_vault() {
    let vault = Vault::create("correct horse", FAST, 0.0).unwrap();
    let stored = vault.to_json();
    let derivation = Vault::derivations(&stored, "").unwrap().remove(0);
    assert_eq!(derivation.pbkdf2_iterations(), 600_000);
    assert_eq!(derivation.pbkdf2_password("correct horse", "").unwrap(), b"correct horse");
    assert_eq!(code(derivation.run("", "")), "empty_password");
    assert_eq!(code(derivation.run("x", r#"{"caps": {"iterations": 599999}}"#)), "kdf_above_cap");
    let master = Derivation::from_json(&derivation.to_json()).unwrap().run("correct horse", "").unwrap();
    let opened = Vault::unlock_derived(&stored, &master, "", 0.0).unwrap();
    assert_eq!(opened.auth_key("clinic.example", 0.0), vault.auth_key("clinic.example", 0.0));
    assert_eq!(code(Vault::unlock_derived(&stored, &[0; 32], "", 0.0)), "wrong_password");
    assert_eq!(code(Vault::unlock_derived(&stored, &[0; 31], "", 0.0)), "malformed");

    let kek = [9; 32];
    let slot = opened.add_kek(&kek, 0.0).unwrap();
    let by_kek = Vault::unlock_kek(&opened.to_json(), &kek, "", 0.0).unwrap();
    by_kek.remove_slot(&slot, 0.0).unwrap();
    assert_eq!(code(Vault::unlock_kek(&by_kek.to_json(), &kek, "", 0.0)), "slot_not_found");
}

#[test]
fn v1_is_read_and_upgraded() {
    let legacy = LegacyKey::import(&LegacyKey::derive_secret("user@example.com", "user-password")).unwrap();
    let v1 = legacy.seal_legacy(b"old").unwrap();
    assert_eq!((inspect(&v1).unwrap().version, v1.len()), (1, 32));
    let vault = Vault::create("new", FAST, 0.0).unwrap();
    let v2 = legacy.upgrade(&v1, &vault, CONTEXT, 0.0).unwrap();
    assert_eq!(vault.open(&v2, CONTEXT, 0.0).unwrap(), b"old");
    assert_eq!(code(vault.open(&v1, "", 0.0)), "legacy_refused");
}

#[test]
fn offsets_are_in_the_units_that_were_asked_for() {
    let redactor = Redactor::new("", &[], "").unwrap();
    let text = "🩺é MRN: 00625079";
    for (units, start) in [(Units::Utf16, 9), (Units::CodePoints, 8), (Units::Bytes, 12)] {
        let redaction = redactor.redact(text, "text", units, &TokenMap::new()).unwrap();
        let mrn = redaction.findings.iter().find(|finding| finding.category == "MRN").unwrap();
        assert_eq!((mrn.start, mrn.end), (start, start + 8));
    }
    assert_eq!(code(redactor.redact(text, "docx", Units::Utf16, &TokenMap::new())), "unknown_name");
}

#[test]
fn tokens_survive_being_stored() {
    let (redactor, tokens) = (Redactor::ai_round_trip("strict").unwrap(), TokenMap::new());
    let prompt = redactor.redact("MRN: 00625079", "text", Units::Utf16, &tokens).unwrap().text;
    let stored = TokenMap::from_json(&tokens.expose_json()).unwrap();
    assert_eq!((stored.restore(&prompt).as_str(), stored.len()), ("MRN: 00625079", tokens.len()));
    for wrong in ["", "{}", r#"[["NAM", 1, "x"]]"#, r#"[["NAME", -1, "x"]]"#] {
        assert_eq!(code(TokenMap::from_json(wrong)), "malformed");
    }
}

/// Feeds a canary to every argument, and searches every error and every debug output for it.
#[test]
fn nothing_echoes_its_input() {
    const CANARY: &str = "Zebulon Quackenbush 078-05-1120";
    let mut said = Vec::new();
    let mut hear = |error: phiward_sdk::Error| said.push(format!("{error} {error:?}"));
    let key = RecordKey::generate().unwrap();
    let vault = Vault::create(CANARY, FAST, 0.0).unwrap();
    let json = format!(r#"{{"{CANARY}": "{CANARY}"}}"#);
    hear(key.seal(CANARY.as_bytes(), CANARY).unwrap_err());
    hear(key.seal(CANARY.as_bytes(), &json).unwrap_err());
    hear(key.open(CANARY.as_bytes(), "").unwrap_err());
    hear(RecordKey::import(CANARY, CANARY.as_bytes()).unwrap_err());
    hear(decode_text(CANARY).unwrap_err());
    hear(Vault::unlock(CANARY, CANARY, "", 0.0).unwrap_err());
    hear(Vault::unlock(&json, CANARY, &json, 0.0).unwrap_err());
    hear(Vault::unlock(&vault.to_json(), "other", "", 0.0).unwrap_err());
    hear(Vault::recover(&vault.to_json(), CANARY, "", 0.0).unwrap_err());
    hear(vault.remove_slot(CANARY, 0.0).unwrap_err());
    hear(Derivation::from_json(CANARY).unwrap_err());
    hear(Redactor::ai_round_trip(CANARY).unwrap_err());
    hear(Redactor::new(&format!(r#"{{"mode": "{CANARY}"}}"#), &[], "").unwrap_err());
    hear(phiward_sdk::phi::check_request_id(CANARY).unwrap_err());
    hear(phiward_sdk::phi::PseudonymKey::new(CANARY, CANARY.as_bytes()).unwrap_err());
    let pseudonyms = phiward_sdk::phi::PseudonymKey::new("k1", &[7; 32]).unwrap();
    hear(pseudonyms.pseudonym(CANARY, CANARY).unwrap_err());
    let (redactor, tokens) = (Redactor::ai_round_trip("balanced").unwrap(), TokenMap::new());
    drop(redactor.redact(&format!("Patient {CANARY}"), "text", Units::Utf16, &tokens).unwrap());
    said.push(format!("{key:?} {vault:?} {tokens:?} {redactor:?} {pseudonyms:?}"));
    for text in said {
        for word in CANARY.split(' ') {
            assert!(!text.contains(word), "an output holds a part of its input");
        }
    }
}

#[test]
fn the_committed_vectors_pass() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors");
    let launches: &[_] = if cfg!(feature = "ems") { &["ems-launch.json", "ems-url.json"] } else { &[] };
    for name in ["envelope.json", "redact.json", "resilience.json", "search.json"].iter().chain(launches) {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let results = phiward_sdk::conformance::replay(name, &text);
        let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
        assert!(failed.is_empty() && results.len() >= 30, "{failed:?}");
    }
}
