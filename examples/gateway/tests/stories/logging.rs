//! Story 4: what goes into the log goes through the redactor, and a redactor that fails drops the line.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use phiward_phi::guard::FieldGuard;
use phiward_phi::{FieldTable, Scrub, ScrubFailed};
use phiward_redact::{Policy, Redactor};
use tracing_subscriber::layer::SubscriberExt as _;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs what a careless programmer would, through the guard that the gateway has; gives the lines.
fn log(scrub: impl Scrub + Send + Sync + 'static) -> (String, u64, u64) {
    let lines = Lines::default();
    let writer = lines.clone();
    let guard = FieldGuard::new(move || writer.clone()).with_fields(FieldTable::launch()).with_scrub(scrub);
    let counts = guard.counts();
    let subscriber = tracing_subscriber::registry().with(guard);
    tracing::subscriber::with_default(subscriber, || {
        let (age, complaint) = (62, "chest pain of Maria Lopez, MRN: 00625079");
        tracing::info!(
            user_age = age,
            impression = "I21.9",
            request_id = "it-17-9f8a",
            "launch of Maria Lopez"
        );
        tracing::info!(search_term = complaint, "search");
    });
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (text, counts.written(), counts.dropped())
}

struct Fails;

impl Scrub for Fails {
    fn scrub(&self, _: &str, _: &mut String) -> Result<(), ScrubFailed> {
        panic!("the redactor has a fault")
    }
}

#[test]
fn nothing_of_a_patient_is_in_a_line() {
    let (text, written, dropped) = log(Redactor::new(Policy::default()).unwrap());
    assert_eq!((written, dropped), (2, 0));
    for secret in ["62", "I21.9", "Maria", "Lopez", "00625079"] {
        assert!(!text.replace("\"request_id\":\"it-17-9f8a\"", "").contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("it-17-9f8a") && text.contains("chest pain"), "{text}");
}

#[test]
fn a_redactor_that_fails_drops_the_line() {
    assert_eq!(log(Fails), (String::new(), 0, 2));
}
