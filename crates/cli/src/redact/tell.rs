//! What is told of a redaction: an explanation on standard error, and a manifest. Neither holds a value.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use phiward_redact::lexicon::Lexicon;
use phiward_redact::{Entry, Mode, Operator};
use serde::Serialize;
use serde_json::json;

use crate::args::RedactArgs;
use crate::failure::Failure;
use crate::hex;
use crate::output::{Output, Rules};
use crate::places::CodePoints;
use crate::policy;

/// Tells what was found, where, and what was done.
pub(super) struct Teller {
    explains: bool,
    as_json: bool,
    manifest: Option<ManifestFile>,
    points: CodePoints,
}

/// A manifest in the making: its spans are written as they come, so that none are held.
struct ManifestFile {
    output: BufWriter<Output>,
    place: crate::failure::Place,
    counts: BTreeMap<&'static str, u64>,
    spans: u64,
}

impl Teller {
    pub(super) fn create(args: &RedactArgs, as_json: bool, rules: Rules<'_>) -> Result<Self, Failure> {
        let manifest = match args.manifest.as_deref() {
            Some(path) => {
                let output = Output::create(Some(path), rules)?;
                let place = output.place().clone();
                let output = BufWriter::new(output);
                let mut file = ManifestFile { output, place, counts: BTreeMap::new(), spans: 0 };
                file.put("{\"spans\":[")?;
                Some(file)
            }
            None => None,
        };
        // Lines of `--jsonl` tell their spans themselves.
        let explains = args.explain && !args.jsonl;
        Ok(Self { explains, as_json, manifest, points: CodePoints::default() })
    }

    /// Whether anybody wants to know.
    pub(super) const fn is_wanted(&self) -> bool {
        self.explains || self.manifest.is_some()
    }

    /// Takes the next piece of the input.
    pub(super) fn read(&mut self, text: &str) {
        if self.is_wanted() {
            self.points.push(text);
        }
    }

    /// Tells what was found; offsets count from a byte of the input, `base`.
    pub(super) fn tell(&mut self, entries: &[Entry], base: usize) -> Result<(), Failure> {
        if !self.is_wanted() {
            return Ok(());
        }
        let mut stderr = BufWriter::new(io::stderr().lock());
        for entry in entries {
            let found = Found::new(entry, base, &mut self.points);
            if self.explains {
                // If nobody can be told, the redaction is the same.
                let _ = found.explain(&mut stderr, self.as_json);
            }
            if let Some(manifest) = &mut self.manifest {
                manifest.span(&found)?;
            }
        }
        self.points.settle();
        Ok(())
    }

    /// Tells what was found in the text of one line of `--jsonl`.
    pub(super) fn tell_line(&mut self, line: u64, spans: &[Found]) -> Result<(), Failure> {
        let Some(manifest) = &mut self.manifest else { return Ok(()) };
        spans.iter().try_for_each(|span| manifest.span(&Found { line: Some(line), ..*span }))
    }

    /// Ends the manifest.
    pub(super) fn finish(self, rules: &policy::Rules, replaced: u64) -> Result<(), Failure> {
        let Some(mut manifest) = self.manifest else { return Ok(()) };
        let policy = rules.policy();
        let mode = if policy.mode() == Mode::Strict { "strict" } else { "balanced" };
        let tail = [
            ("counts", json!(manifest.counts)),
            ("mode", json!(mode)),
            ("profile", json!(policy.profile().name())),
            ("replaced_sequences", json!(replaced)),
            ("engine", json!(concat!("phiward-redact ", env!("CARGO_PKG_VERSION")))),
            ("lexicon_sha256", json!(hex::encode(Lexicon::embedded().checksum()))),
        ];
        manifest.put("\n]")?;
        for (name, value) in tail {
            manifest.put(&format!(",\n\"{name}\":{value}"))?;
        }
        manifest.put("}\n")?;
        let place = manifest.place;
        let output = manifest.output.into_inner().map_err(|error| Failure::writing(&place, error.error()))?;
        output.commit()
    }
}

impl ManifestFile {
    fn put(&mut self, text: &str) -> Result<(), Failure> {
        self.output.write_all(text.as_bytes()).map_err(|error| Failure::writing(&self.place, &error))
    }

    fn span(&mut self, found: &Found) -> Result<(), Failure> {
        let separator = if self.spans == 0 { "\n" } else { ",\n" };
        self.spans += 1;
        *self.counts.entry(found.category).or_default() += 1;
        self.put(separator)?;
        let written = serde_json::to_writer(&mut self.output, found).map_err(io::Error::from);
        written.map_err(|error| Failure::writing(&self.place, &error))
    }
}

/// A span as it is told.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Found {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    start: u64,
    end: u64,
    #[serde(rename = "type")]
    category: &'static str,
    confidence: u8,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'static str>,
}

impl Found {
    /// A span whose offsets count from a byte of the text, `base`.
    pub(super) fn new(entry: &Entry, base: usize, points: &mut CodePoints) -> Self {
        Self {
            line: None,
            start: points.at(base + entry.span.start),
            end: points.at(base + entry.span.end),
            category: entry.span.category.name(),
            confidence: entry.span.confidence,
            rule: entry.span.rule,
            operator: Some(entry.operator.name()),
        }
    }

    /// The span as a line of `--jsonl` tells it, if anything was done to it.
    pub(super) fn changed(self) -> Option<Self> {
        (self.operator != Some(Operator::Keep.name())).then_some(Self { operator: None, ..self })
    }

    fn explain(&self, out: &mut impl Write, as_json: bool) -> io::Result<()> {
        if as_json {
            serde_json::to_writer(&mut *out, self)?;
            return writeln!(out);
        }
        let Self { start, end, category, confidence, rule, .. } = self;
        let (range, operator) = (format!("{start}..{end}"), self.operator.unwrap_or_default());
        writeln!(out, "{range:<16} {category:<12} {rule:<24} {confidence:>3}%  {operator}")
    }
}
