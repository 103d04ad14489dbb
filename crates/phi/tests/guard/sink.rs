//! Where lines go in a test, and scrubbers for it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use phiward_phi::{
    PseudonymKey, Scrub, ScrubFailed,
    guard::{FieldGuard, GuardCounts},
};
use serde_json::Value;
use tracing_subscriber::{fmt::MakeWriter, layer::SubscriberExt as _};

pub(crate) const CANARY: &str = "Rosa Delgado 078-05-1120";

/// Where lines go in a test.
#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<Vec<u8>>>);

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

impl Sink {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn records(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn guard(&self) -> FieldGuard<Self> {
        FieldGuard::new(self.clone())
    }
}

/// Runs a program under a guard, and tells what was written and what was counted.
pub(crate) fn under(
    make: impl FnOnce(&Sink) -> FieldGuard<Sink>,
    program: impl FnOnce(),
) -> (Sink, GuardCounts) {
    let sink = Sink::default();
    let guard = make(&sink);
    let counts = guard.counts();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(guard), program);
    (sink, counts)
}

pub(crate) fn key() -> PseudonymKey {
    PseudonymKey::from_bytes("k1", &[7; 32]).unwrap()
}

/// Keeps everything, so that a test sees what reached the scrubber.
pub(crate) struct Keep;

impl Scrub for Keep {
    fn scrub(&self, text: &str, out: &mut String) -> Result<(), ScrubFailed> {
        out.push_str(text);
        Ok(())
    }
}

/// Replaces the canary, as a redactor would; refuses and panics on request.
pub(crate) struct Redactor;

impl Scrub for Redactor {
    fn scrub(&self, text: &str, out: &mut String) -> Result<(), ScrubFailed> {
        out.push_str("left over from a failed scrub ");
        out.push_str(text);
        match text {
            _ if text.contains("refuse") => Err(ScrubFailed),
            _ if text.contains("panic") => panic!("a scrubber must not panic"),
            _ => {
                out.clear();
                out.push_str(&text.replace(CANARY, "[NAME]"));
                Ok(())
            }
        }
    }
}
