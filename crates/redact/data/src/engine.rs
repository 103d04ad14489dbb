//! The engine as the subcommands run it: which mode, which tagger, and spans in code points.

use core::ops::Range;
use std::fs;

use phiward_redact::{Detector, Mode, Span, Tagger, lexicon::Lexicon};

/// What to find with.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    mode: Mode,
    /// Weights other than those that come with the crate.
    weights: Option<Tagger>,
}

impl Engine {
    /// Takes an option and its value; tells whether it is one of the engine's.
    ///
    /// # Errors
    /// A sentence: there is no such mode, or the file cannot be read or is not a tagger of this version.
    pub(crate) fn take(&mut self, option: &str, value: &str) -> Result<bool, String> {
        match option {
            "--mode" => self.mode = mode(value).ok_or("the modes are balanced and strict")?,
            "--tagger" => {
                let bytes = fs::read(value).map_err(|error| format!("{value}: {error}"))?;
                let read = Tagger::from_bytes(&bytes);
                self.weights = Some(read.ok_or("the tagger is not one of this version")?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Makes the detector.
    pub(crate) fn detector(&self) -> Detector<'_> {
        match &self.weights {
            Some(tagger) => Detector::with_data(self.mode, Lexicon::embedded(), tagger),
            None => Detector::new(self.mode),
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
        let found = find(&Engine::default().detector(), "é\u{1f600} MRN: 00625079.");
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
        assert!(engine.take("--tagger", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).is_err());
        let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../lexicon/tagger.bin");
        assert_eq!(engine.take("--tagger", committed), Ok(true));
    }
}
