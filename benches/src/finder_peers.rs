//! Other crates that find PII, with every pattern that they have and without a model.

use core::{fmt, ops::Range};

use cloakpipe_core::detector::Detector;
use redact_core::{AnalyzerEngine, AnonymizerConfig, RecognizerResult};

use crate::Finder;

/// `redact-core`: its patterns one after another, and checks of what they found.
#[derive(Debug)]
pub struct RedactCore(AnalyzerEngine);

impl Default for RedactCore {
    fn default() -> Self {
        Self(AnalyzerEngine::new())
    }
}

impl RedactCore {
    /// The text with a tag in the place of each finding.
    ///
    /// # Panics
    /// When the engine fails, which it does for no text that is measured.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.0.anonymize(text, None, &AnonymizerConfig::default()).expect("it redacts any text").text
    }

    fn find(&self, text: &str) -> Vec<RecognizerResult> {
        self.0.analyze(text, None).expect("it finds in any text").detected_entities
    }
}

impl Finder for RedactCore {
    const NAME: &'static str = "redact-core";

    fn count(&self, text: &str) -> usize {
        self.find(text).len()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.find(text).iter().map(|found| found.start..found.end).collect()
    }
}

/// `cloakpipe-core`: secrets, e-mail addresses, addresses on the network, telephones, dates and amounts.
pub struct CloakPipe(Detector);

impl Default for CloakPipe {
    fn default() -> Self {
        let all = r#"{"phone_numbers": true, "ip_addresses": true, "urls_internal": true}"#;
        let config = serde_json::from_str(all).expect("what is left out has a default");
        Self(Detector::from_config(&config).expect("patterns of its own compile"))
    }
}

impl fmt::Debug for CloakPipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloakPipe").finish_non_exhaustive()
    }
}

impl Finder for CloakPipe {
    const NAME: &'static str = "cloakpipe-core";

    fn count(&self, text: &str) -> usize {
        self.0.detect(text).expect("it finds in any text").len()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.0.detect(text).expect("it finds in any text");
        found.iter().map(|entity| entity.start..entity.end).collect()
    }
}
