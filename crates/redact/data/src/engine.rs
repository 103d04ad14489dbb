//! The engine as the subcommands run it: which mode, which tagger, and spans in code points.

use core::ops::Range;
use std::fs;

use phiward_redact::{Detector, Mode, Span, training};

/// What to find with.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    mode: Mode,
    /// Weights other than those that come with the crate.
    weights: Option<Vec<u8>>,
}

impl Engine {
    /// Takes an option and its value; tells whether it is one of the engine's.
    ///
    /// # Errors
    /// A sentence: there is no such mode, or the file cannot be read.
    pub(crate) fn take(&mut self, option: &str, value: &str) -> Result<bool, String> {
        match option {
            "--mode" => self.mode = mode(value).ok_or("the modes are balanced and strict")?,
            "--tagger" => {
                self.weights = Some(fs::read(value).map_err(|error| format!("{value}: {error}"))?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Makes the detector.
    ///
    /// # Errors
    /// A sentence: the weights are not of this version.
    pub(crate) fn detector(&self) -> Result<Detector<'_>, String> {
        match &self.weights {
            Some(bytes) => training::detector(self.mode, bytes)
                .ok_or_else(|| "the tagger is not one of this version".to_owned()),
            None => Ok(Detector::new(self.mode)),
        }
    }
}

fn mode(name: &str) -> Option<Mode> {
    match name {
        "balanced" => Some(Mode::Balanced),
        "strict" => Some(Mode::Strict),
        _ => None,
    }
}

/// What a detector finds, each span with its range in code points.
pub(crate) fn find(detector: &Detector<'_>, text: &str) -> Vec<(Range<usize>, Span)> {
    let (mut at, mut point) = (0, 0);
    let mut point_of = |byte: usize| {
        point += text.get(at..byte).unwrap_or_default().chars().count();
        at = byte;
        point
    };
    let spans = detector.find(text).into_iter();
    spans.map(|span| (point_of(span.start)..point_of(span.end), span)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Engine, find};

    #[test]
    fn ranges_are_in_code_points() {
        let detector =
            Engine::default().detector().map(|detector| find(&detector, "é\u{1f600} MRN: 00625079."));
        let found = detector.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.clone(), found[0].1.range()), (8..16, 12..20));
    }

    #[test]
    fn options_are_taken_or_left() {
        let mut engine = Engine::default();
        assert_eq!(engine.take("--mode", "strict"), Ok(true));
        assert_eq!(engine.take("--cover", "1"), Ok(false));
        assert!(engine.take("--mode", "lenient").is_err());
        assert!(engine.take("--tagger", "there/is/no/such/file").is_err());
        assert_eq!(engine.take("--tagger", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")), Ok(true));
        assert!(engine.detector().is_err());
    }
}
