//! Whatever fails, nothing half made is written.

use core::fmt;
use std::io::{self, Write};

use phiward_phi::guard::FieldGuard;
use serde_json::json;
use tracing::{info, info_span};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::sink::{CANARY, Redactor, under};

/// Panics when it is formatted.
struct Explosive;

impl fmt::Debug for Explosive {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a Debug that panics")
    }
}

/// Cannot be formatted.
struct Unprintable;

impl fmt::Debug for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CANARY)?;
        Err(fmt::Error)
    }
}

#[test]
fn a_record_that_cannot_be_made_safely_is_dropped_and_counted() {
    let program = || {
        info!("refuse {CANARY}");
        info!("panic {CANARY}");
        info!(search_term = "refuse", step = "search", "fine");
        info!(search_term = ?Explosive, "fine");
        info!(search_term = ?Unprintable, "fine");
        info!(step = "last", "met {CANARY}");
    };
    let (sink, counts) = under(|sink| sink.guard().with_scrub(Redactor), program);
    let [record] = &*sink.records() else { panic!("one record is fine") };
    assert_eq!(record["message"], "met [NAME]");
    assert_eq!((counts.written(), counts.dropped()), (1, 5));
}

#[test]
fn fields_of_a_span_that_cannot_be_made_safely_are_dropped_and_the_records_stay() {
    let program = || {
        let span = info_span!("launch", search_term = "refuse", step = "one");
        let _entered = span.enter();
        info!(step = "two");
    };
    let (sink, counts) = under(|sink| sink.guard().with_scrub(Redactor), program);
    assert_eq!(sink.records().first().unwrap()["spans"], json!([{"name": "launch", "fields": {}}]));
    assert_eq!((counts.written(), counts.dropped()), (1, 1));
}

#[test]
fn a_line_that_cannot_be_written_is_counted() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let guard = FieldGuard::new(|| Full);
    let counts = guard.counts();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(guard), || info!(step = "one"));
    assert_eq!((counts.written(), counts.dropped()), (0, 1));
}
