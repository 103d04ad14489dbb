//! The steps about one record.

use std::time::Instant;

use phiward_envelope::{Header, Layout, OsEntropy, Purpose, Sealer, legacy, open, seal, text};
use phiward_keys::v1_key;

use super::screen::{Screen, duration_text};
use super::{EMAIL, PASSWORD, Tour, check};
use crate::failure::Failure;
use crate::inspect::envelope_rows;

const ENVELOPE_FILE: &str = "record.phw";
/// The worked example of the legacy format.
const LEGACY: &str =
    "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==";
const LEGACY_PLAINTEXT: &str = r#"{"message":"Sensitive health data"}"#;

impl Tour<'_> {
    /// Step 2.
    pub(super) fn seal(&mut self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Seal a patient record",
            "The context says where the record belongs. It is bound into the envelope and not stored in it.",
            "phiward seal --vault care.vault --context tenant=clinic-7 --context patient=pat-1 \\\n\
             --context record=obs-42 patient-record.json record.phw",
        )?;
        let start = Instant::now();
        self.envelope = seal(self.key(), &self.context, &self.record, &mut OsEntropy)?;
        let elapsed = start.elapsed();
        self.store(ENVELOPE_FILE, &self.envelope)?;
        screen.fact("record", format!("{} bytes of synthetic FHIR JSON", self.record.len()))?;
        screen.fact("context", "tenant=clinic-7, patient=pat-1, record=obs-42")?;
        let overhead = self.envelope.len().saturating_sub(self.record.len());
        let envelope = self.envelope.len();
        screen.fact("envelope", format!("{envelope} bytes: {overhead} more; took {}", duration_text(elapsed)))
    }

    /// Step 3.
    pub(super) fn show_anatomy(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Look at the envelope's anatomy",
            "Anyone can read this, so it holds nothing about the patient. The commitment proves it all.",
            "phiward inspect record.phw",
        )?;
        let header = Header::parse(&self.envelope)?;
        let layout = Layout::new(&header, self.envelope.len() as u64)?;
        screen.table(&envelope_rows(&header, &layout, &self.envelope))
    }

    /// Step 4.
    pub(super) fn open(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Open it",
            "The same key and the same context give the record back, byte for byte.",
            "phiward open --vault care.vault --context tenant=clinic-7 --context patient=pat-1 \\\n\
             --context record=obs-42 record.phw",
        )?;
        let start = Instant::now();
        self.check_that_it_opens()?;
        let elapsed = start.elapsed();
        screen.fact(
            "opened",
            format!("{} bytes, identical; took {}", self.record.len(), duration_text(elapsed)),
        )
    }

    /// Step 5.
    pub(super) fn upgrade_legacy(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.step(
            "Open an envelope of the legacy format, and upgrade it",
            "Records that are older than this library stay readable. The upgrade reads its result back first.",
            "phiward open --v1 --email user@example.com --text old.txt",
        )?;
        let envelope = text::decode(LEGACY)?;
        screen.refused(
            "a v1 envelope, unless v1 is asked for",
            open(self.key(), &self.context, &envelope),
            "legacy_refused",
        )?;
        let key = v1_key(EMAIL, PASSWORD);
        let plaintext = legacy::open(&key, &envelope)?;
        check(*plaintext == *LEGACY_PLAINTEXT.as_bytes(), "the v1 envelope holds its known text")?;
        screen.fact("v1 content", LEGACY_PLAINTEXT)?;
        let sealer = Sealer::new(self.key(), &self.context, Purpose::RECORD);
        let upgraded = legacy::upgrade(&key, &envelope, &sealer, &mut OsEntropy)?;
        check(open(self.key(), &self.context, &upgraded)?.as_bytes() == &*plaintext, "the upgrade opens")?;
        screen.fact("upgraded", format!("{} bytes of v1 became {} of v2", envelope.len(), upgraded.len()))
    }

    /// The envelope as its file holds it now.
    pub(super) fn stored_envelope(&self) -> Result<Vec<u8>, Failure> {
        self.stored(ENVELOPE_FILE)
    }
}
