//! The redactor behind a `tracing` guard, on a real run of a subscriber.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use phiward_phi::{
    Scrub, ScrubFailed,
    guard::{FieldGuard, GuardCounts},
};
use phiward_redact::{Policy, Redactor};
use serde_json::Value;
use tracing::{info, info_span, warn};
use tracing_subscriber::{fmt::MakeWriter, layer::SubscriberExt as _};

/// Where lines go.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::ErrorKind::Other)?.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Sink {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// Runs a program under a guard with a scrubber, and gives its lines and the counts.
fn under(
    scrub: impl Scrub + Send + Sync + 'static,
    program: impl FnOnce(),
) -> (String, Vec<Value>, GuardCounts) {
    let sink = Sink::default();
    let guard = FieldGuard::new(sink.clone()).with_scrub(scrub);
    let counts = guard.counts();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(guard), program);
    let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (text, records, counts)
}

fn redactor() -> Redactor<'static> {
    Redactor::new(Policy::default()).unwrap()
}

#[test]
fn a_message_made_of_values_shows_no_patient() {
    let (text, records, counts) = under(redactor(), || {
        let (name, phone) = ("Maria Lopez", "+14155550123");
        info!("reminder sent: patient_name='{name}' phone={phone} status=ok");
        warn!("lookup failed for mrn=00625079 after {} ms", 812);
    });
    assert!(!text.contains("Lopez") && !text.contains("5550123") && !text.contains("00625079"), "{text}");
    assert_eq!(records[0]["message"], "reminder sent: patient_name='[NAME]' phone=[PHONE] status=ok");
    assert_eq!((counts.written(), counts.dropped()), (2, 0));
}

#[test]
fn the_wrong_snippet_of_the_launch_shows_neither_age_nor_impression() {
    // await logIntegrationAccess({requestId, agencyId, userAge, impression}): PHI that is never to be logged.
    let (text, records, counts) = under(redactor(), || {
        info!(
            request_id = "it-17-9f8a",
            agency_id = "la-county-fd",
            user_age = 93,
            impression = "I21.4",
            "launch"
        );
        info!("launch {{ requestId: 'it-17-9f8a', userAge: 93, patientName: 'Maria Lopez' }}");
    });
    assert!(!text.contains("93") && !text.contains("I21.4") && !text.contains("Lopez"), "{text}");
    assert_eq!(records[0]["fields"]["request_id"], "it-17-9f8a");
    assert_eq!((counts.written(), counts.dropped()), (2, 0));
}

#[test]
fn the_test_mode_line_of_the_text_messages_shows_nobody() {
    // console.log('[TEST MODE] Would send SMS:', {to, body}).
    let (text, records, _) = under(redactor(), || {
        let (to, body) = ("+14155550123", "Hi Zyxwv, see you 3/14");
        info!("[TEST MODE] Would send SMS: {{ to: '{to}', body: '{body}' }}");
    });
    assert!(!text.contains("5550123") && !text.contains("Zyxwv") && !text.contains("3/14"), "{text}");
    assert!(
        records[0]["message"].as_str().unwrap().starts_with("[TEST MODE] Would send SMS: { to: '[PHONE]'")
    );
}

#[test]
fn fields_of_spans_are_redacted_too() {
    let (text, _, counts) = under(redactor(), || {
        let span = info_span!("search", search_term = "chest pain for Maria Lopez, mrn=00625079");
        let _entered = span.enter();
        info!("done");
    });
    assert!(!text.contains("Lopez") && !text.contains("00625079"), "{text}");
    assert_eq!(counts.dropped(), 0);
}

#[test]
fn a_scrubber_that_fails_drops_the_record_and_counts_it() {
    /// Redacts, and fails for every second kind of text.
    struct Failing(Redactor<'static>);
    impl Scrub for Failing {
        fn scrub(&self, text: &str, out: &mut String) -> Result<(), ScrubFailed> {
            self.0.scrub(text, out)?;
            if text.contains("fail") { Err(ScrubFailed) } else { Ok(()) }
        }
    }
    let (text, records, counts) = under(Failing(redactor()), || {
        info!("fail: mrn=00625079");
        info!("mrn=00625079");
    });
    assert_eq!((records.len(), counts.written(), counts.dropped()), (1, 1, 1));
    assert!(records[0]["message"] == "mrn=[MRN]" && !text.contains("fail"), "{text}");
}
