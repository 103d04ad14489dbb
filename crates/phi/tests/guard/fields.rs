//! Each field is shown as its policy says.

use core::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

use phiward_phi::{Field, FieldPolicy, FieldTable, HoldsPhi, Identifier, MASK, Scope};
use serde_json::json;
use tracing::info;

use crate::sink::{CANARY, Keep, Sink, key, under};

#[test]
fn each_field_is_shown_as_its_policy_says() {
    let program = || {
        info!(
            request_id = "it-1767225600000-9f8a2c",
            agency_id = %"la-county-fd",
            duration_ms = 12_u64,
            status = 200,
            search_term = "chest pain",
            user_age = 62,
            userAge = 62,
            impression = ?"I21.4",
            incident_id = "IT-12345",
            return_url = "elite://back",
            medication_dosing = 4.5,
            pregnant = true,
            weight = 61.5_f64,
        );
    };
    let (sink, counts) = under(|sink| sink.guard().with_scrub(Keep).with_pseudonyms(key()), program);
    let expected = json!({
        "request_id": "it-1767225600000-9f8a2c",
        "agency_id": "la-county-fd",
        "duration_ms": 12,
        "status": 200,
        "search_term": "chest pain",
        "user_age": MASK,
        "userAge": MASK,
        "impression": MASK,
        "incident_id": "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0",
        "return_url": MASK,
        "medication_dosing": MASK,
        "pregnant": MASK,
        "weight": MASK,
    });
    assert_eq!(sink.records().first().unwrap()["fields"], expected);
    assert_eq!((counts.written(), counts.dropped()), (1, 0));
    assert_eq!((counts.masked(), counts.pseudonymised(), counts.scrubbed()), (7, 1, 1));
}

#[test]
fn a_guard_without_scrubber_and_key_shows_masks() {
    let program = || info!(search_term = CANARY, incident_id = CANARY, error = CANARY, "seen {CANARY}");
    let (sink, counts) = under(Sink::guard, program);
    let record = sink.records().remove(0);
    assert_eq!(record["message"], MASK);
    assert_eq!(record["fields"], json!({"search_term": MASK, "incident_id": MASK, "error": MASK}));
    assert!(record["at"].as_str().unwrap().contains("fields.rs:"));
    assert_eq!(counts.written(), 1);
}

#[test]
fn the_text_message_of_the_runbook_is_masked() {
    let (recipient_phone, message) = ("+13105550142", "Rosa, your result is ready.");
    let program = || {
        info!(to = recipient_phone, body = %message, "[TEST MODE] Would send SMS:");
        info!("[TEST MODE] Would send SMS: {:?}", (recipient_phone, message));
    };
    let (sink, _) = under(Sink::guard, program);
    assert_eq!(sink.records().first().unwrap()["fields"], json!({"to": MASK, "body": MASK}));
    for part in ["310", "Rosa", "result"] {
        assert!(!sink.text().contains(part));
    }
}

#[test]
fn a_loggable_text_that_is_no_token_goes_through_the_scrubber() {
    let program = || {
        info!(agency_id = CANARY, partner = "rosa@example.org", step = ?"search", code = "", status = "é");
    };
    let (sink, counts) = under(Sink::guard, program);
    let expected =
        json!({"agency_id": MASK, "partner": MASK, "step": "search", "code": MASK, "status": MASK});
    assert_eq!(sink.records().first().unwrap()["fields"], expected);
    assert_eq!(counts.scrubbed(), 4);
}

/// Tells when somebody formats it.
struct Witness<'a>(&'a AtomicBool);

impl fmt::Debug for Witness<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.store(true, Ordering::SeqCst);
        f.write_str(CANARY)
    }
}

#[test]
fn a_masked_value_is_not_even_formatted() {
    let formatted = AtomicBool::new(false);
    let program = || info!(user_age = ?Witness(&formatted), unknown_field = ?Witness(&formatted));
    let (sink, _) = under(|sink| sink.guard().with_scrub(Keep), program);
    assert!(!formatted.load(Ordering::SeqCst));
    assert_eq!(sink.records().first().unwrap()["fields"], json!({"user_age": MASK, "unknown_field": MASK}));
}

#[test]
fn pseudonyms_agree_however_the_identifier_was_recorded() {
    let typed = Identifier::parse("12345").unwrap();
    let typed = typed.pseudonym(&key(), &Scope::parse("incident_id").unwrap());
    let program = || {
        info!(incident_id = "12345");
        info!(incident_id = %"12345");
        info!(incident_id = ?"12345");
        info!(incident_id = 12345);
        info!(incidentId = "12345");
        info!(incident_id = %typed);
        info!(incident_id = ?typed);
    };
    let (sink, counts) = under(|sink| sink.guard().with_pseudonyms(key()), program);
    for record in sink.records() {
        let fields = record["fields"].as_object().unwrap();
        assert_eq!(fields.values().collect::<Vec<_>>(), [typed.as_str()]);
    }
    assert_eq!(counts.pseudonymised(), 5);
}

#[test]
fn a_table_can_let_a_field_of_ones_own_through_and_cannot_loosen_a_known_one() {
    let loggable = |name| Field {
        name,
        nemsis: None,
        phi: HoldsPhi::No,
        policy: FieldPolicy::Loggable,
        source: "a test",
    };
    let table =
        FieldTable::launch().with(&[loggable("queue_depth"), loggable("user_age"), loggable("message")]);
    let program = || info!(queue_depth = 3, user_age = 62, "token");
    let (sink, _) = under(|sink| sink.guard().with_fields(table), program);
    let record = sink.records().remove(0);
    assert_eq!(record["fields"], json!({"queue_depth": 3, "user_age": MASK}));
    assert_eq!(record["message"], MASK);
}
