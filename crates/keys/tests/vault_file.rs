//! The vault file is read strictly: one vault has one text.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{Secrets, cheap_slots, data_key};
use phiward_envelope::text;
use phiward_keys::{Error, MAX_SLOTS, MAX_VAULT_FILE_LEN, Secret, Vault};

fn slots() -> Vec<String> {
    cheap_slots(&Secrets::of(7)).iter().map(|slot| text::encode(&slot.to_bytes())).collect()
}

fn file(slots: &[String], retired: &str) -> String {
    let key_id = data_key().id();
    let slots = slots.iter().map(|slot| format!(r#""{slot}""#)).collect::<Vec<_>>().join(",");
    format!(r#"{{"phiward_vault":1,"key_id":"{key_id}","slots":[{slots}],"retired":[{retired}]}}"#)
}

fn refused(json: &str) -> Error {
    Vault::from_json(json).unwrap_err()
}

#[test]
fn what_is_read_is_written_back() {
    let json = file(&slots(), "");
    let vault = Vault::from_json(&json).unwrap();
    assert_eq!(vault.to_json(), json);
    // White space is no part of the content.
    assert_eq!(Vault::from_json(&json.replace(',', " ,\n")).unwrap(), vault);
}

#[test]
fn a_vault_file_holds_no_key() {
    let secrets = Secrets::of(7);
    let json = file(&slots(), "");
    let key = data_key();
    for secret in [key.expose_secret(), secrets.kek.expose_secret()] {
        assert!(!json.contains(&text::encode(secret)));
        assert!(!json.contains(&fixture::hex(secret)));
    }
    assert!(Vault::from_json(&json).unwrap().unlock_with(&Secret::Kek(&secrets.kek)).is_ok());
}

#[test]
fn unknown_missing_and_repeated_fields_are_errors() {
    let good = file(&slots(), "");
    let bad = [
        good.replace("{\"phiward_vault\":1,", "{\"phiward_vault\":1,\"comment\":\"\","),
        good.replace("{\"phiward_vault\":1,", "{\"phiward_vault\":1,\"phiward_vault\":1,"),
        good.replace("{\"phiward_vault\":1,", "{"),
        good.replace("\"phiward_vault\":1", "\"phiward_vault\":\"1\""),
        good.replace("\"phiward_vault\":1", "\"phiward_vault\":1.0"),
        good.replace(",\"retired\":[]", ""),
        good.replace("\"retired\":[]", "\"retired\":[],\"retired\":[]"),
        good.replace("\"retired\":[]", "\"retired\":null"),
        format!("{good}{good}"),
        good.trim_end_matches('}').to_owned(),
        "[]".to_owned(),
        String::new(),
    ];
    for json in bad {
        assert_ne!(json, good);
        assert_eq!(refused(&json), Error::Malformed, "{json}");
    }
}

#[test]
fn a_newer_file_is_called_new_whatever_else_it_holds() {
    let newer = r#"{"phiward_vault":2,"slots":{},"anything":["else"]}"#;
    assert_eq!(refused(newer), Error::UnsupportedVersion { found: 2 });
    let older = file(&slots(), "").replace("\"phiward_vault\":1", "\"phiward_vault\":0");
    assert_eq!(refused(&older), Error::UnsupportedVersion { found: 0 });
}

#[test]
fn text_is_canonical_or_refused() {
    let slot = &slots()[0];
    assert!(slot.ends_with("=="));
    let url_safe = slot.replace('+', "-").replace('/', "_");
    let mut bad = vec![
        slot.trim_end_matches('=').to_owned(),
        format!("{slot}="),
        format!(" {slot}"),
        // Bits that padding leaves unused are set.
        format!(
            "{}{}==",
            &slot[..slot.len() - 3],
            if slot.as_bytes()[slot.len() - 3] == b'B' { 'C' } else { 'B' }
        ),
        String::new(),
    ];
    if url_safe != *slot {
        bad.push(url_safe);
    }
    for slot in bad {
        assert_eq!(refused(&file(&[slot], "")), Error::Malformed);
    }
    let good = file(&slots(), "");
    let key_id = data_key().id().to_string();
    assert_eq!(refused(&good.replace(&key_id, &key_id.to_uppercase())), Error::Malformed);
    assert_eq!(refused(&good.replace(&key_id, &key_id[2..])), Error::Malformed);
}

#[test]
fn a_slot_is_parsed_as_a_slot() {
    let mut bytes = text::decode(&slots()[0]).unwrap();
    bytes.push(0);
    assert_eq!(refused(&file(&[text::encode(&bytes)], "")), Error::TrailingData);
    bytes[1] = 2;
    assert_eq!(refused(&file(&[text::encode(&bytes)], "")), Error::UnsupportedVersion { found: 2 });
}

#[test]
fn nothing_occurs_twice() {
    let slots = slots();
    assert_eq!(refused(&file(&[slots[0].clone(), slots[1].clone(), slots[0].clone()], "")), Error::Malformed);
    let retired = |id: &str| format!(r#"{{"key_id":"{id}","wrapped":"AgE="}}"#);
    let (a, b) = ("0".repeat(32), "1".repeat(32));
    assert!(Vault::from_json(&file(&slots, &format!("{},{}", retired(&a), retired(&b)))).is_ok());
    assert_eq!(refused(&file(&slots, &format!("{},{}", retired(&a), retired(&a)))), Error::Malformed);
    // A list is no object, also where its elements would be the right ones.
    let as_list = format!(r#"["{a}","AgE="]"#);
    assert_eq!(refused(&file(&slots, &as_list)), Error::Malformed);
    // The active key is not retired.
    assert_eq!(refused(&file(&slots, &retired(&data_key().id().to_string()))), Error::Malformed);
    assert_eq!(refused(&file(&slots, &retired(&a).replace("AgE=", "AgE"))), Error::Malformed);
    assert_eq!(refused(&file(&slots, &retired(&a).replace('}', r#","key":""}"#))), Error::Malformed);
}

#[test]
fn a_slot_of_another_key_is_refused() {
    let mut bytes = text::decode(&slots()[0]).unwrap();
    bytes[3] ^= 1;
    assert_eq!(refused(&file(&[text::encode(&bytes)], "")), Error::Malformed);
    assert_eq!(refused(&file(&[], "")), Error::Malformed);
}

#[test]
fn size_and_counts_are_limited() {
    let good = file(&slots(), "");
    let padded = |len: usize| format!("{good}{}", " ".repeat(len - good.len()));
    assert!(Vault::from_json(&padded(MAX_VAULT_FILE_LEN)).is_ok());
    assert_eq!(refused(&padded(MAX_VAULT_FILE_LEN + 1)), Error::LimitExceeded);

    let slot = text::decode(&slots()[0]).unwrap();
    let many = |count: usize| {
        let numbered = (0..count).map(|n| {
            let mut slot = slot.clone();
            slot[19] = u8::try_from(n).unwrap();
            text::encode(&slot)
        });
        file(&numbered.collect::<Vec<_>>(), "")
    };
    assert!(Vault::from_json(&many(MAX_SLOTS)).is_ok());
    assert_eq!(refused(&many(MAX_SLOTS + 1)), Error::LimitExceeded);

    let retired = |count: usize| {
        let numbered = (0..count).map(|n| format!(r#"{{"key_id":"{n:032x}","wrapped":""}}"#));
        file(&slots(), &numbered.collect::<Vec<_>>().join(","))
    };
    assert!(Vault::from_json(&retired(64)).is_ok());
    assert_eq!(refused(&retired(65)), Error::LimitExceeded);
}
