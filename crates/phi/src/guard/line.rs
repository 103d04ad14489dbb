//! Writes a guarded record as one line.

use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;

use tracing_core::Metadata;

use super::visit::{Shown, is_token};

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineFormat {
    /// One JSON object:
    /// `{"time":..,"level":..,"target":..,"at":..,"message":..,"fields":{..},"spans":[{"name":..,"fields":{..}}]}`.
    Json,
    /// `key=value` pairs; values that are not one token are JSON strings:
    /// `level=INFO target=app at=src/main.rs:7 message="two words" step=search spans=request request.step=login`.
    KeyValue,
}

/// A record of which every value may be shown.
pub(crate) struct Record<'a> {
    pub(crate) time: Option<String>,
    pub(crate) metadata: &'a Metadata<'a>,
    pub(crate) fields: Vec<(&'static str, Shown)>,
    pub(crate) spans: Vec<(&'static str, Vec<(&'static str, Shown)>)>,
}

/// The field in which `tracing` puts the text of a record.
const MESSAGE: &str = "message";

impl Record<'_> {
    /// The record as a line, with the line feed.
    pub(crate) fn line(&self, format: LineFormat) -> String {
        let mut line = match format {
            LineFormat::Json => self.json(),
            LineFormat::KeyValue => self.key_value(),
        };
        line.push('\n');
        line
    }

    /// What the program says about the record, and the message.
    fn head(&self) -> Vec<(&'static str, Shown)> {
        let mut head = Vec::new();
        if let Some(time) = &self.time {
            head.push(("time", Shown::Text(time.clone())));
        }
        head.push(("level", Shown::Text(self.metadata.level().as_str().into())));
        head.push(("target", Shown::Text(self.metadata.target().into())));
        if let (Some(file), Some(line)) = (self.metadata.file(), self.metadata.line()) {
            head.push(("at", Shown::Text(alloc::format!("{file}:{line}"))));
        }
        head.extend(self.fields.iter().filter(|(name, _)| *name == MESSAGE).cloned());
        head
    }

    /// The fields of the record other than the message.
    fn rest(&self) -> impl Iterator<Item = &(&'static str, Shown)> {
        self.fields.iter().filter(|(name, _)| *name != MESSAGE)
    }

    fn json(&self) -> String {
        let mut out = String::from("{");
        push_members(&mut out, self.head().iter());
        out.push_str(",\"fields\":{");
        push_members(&mut out, self.rest());
        out.push_str("},\"spans\":[");
        for (index, (name, fields)) in self.spans.iter().enumerate() {
            out.push_str(if index == 0 { "{\"name\":" } else { ",{\"name\":" });
            push_quoted(&mut out, name);
            out.push_str(",\"fields\":{");
            push_members(&mut out, fields.iter());
            out.push_str("}}");
        }
        out.push_str("]}");
        out
    }

    fn key_value(&self) -> String {
        let mut out = String::new();
        for (name, shown) in self.head().iter().chain(self.rest()) {
            push_pair(&mut out, name, shown);
        }
        if !self.spans.is_empty() {
            let names: Vec<_> = self.spans.iter().map(|(name, _)| *name).collect();
            push_pair(&mut out, "spans", &Shown::Text(names.join("/")));
        }
        for (span, fields) in &self.spans {
            for (name, shown) in fields {
                push_pair(&mut out, &alloc::format!("{span}.{name}"), shown);
            }
        }
        out
    }
}

fn push_members<'a>(out: &mut String, members: impl Iterator<Item = &'a (&'static str, Shown)>) {
    for (index, (name, shown)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_quoted(out, name);
        out.push(':');
        match shown {
            Shown::Plain(text) => out.push_str(text),
            Shown::Text(text) => push_quoted(out, text),
        }
    }
}

fn push_pair(out: &mut String, name: &str, shown: &Shown) {
    if !out.is_empty() {
        out.push(' ');
    }
    push_bare(out, name);
    out.push('=');
    match shown {
        Shown::Plain(text) => out.push_str(text),
        Shown::Text(text) => push_bare(out, text),
    }
}

/// Adds a token as it is, and anything else as a JSON string, so that no value can forge a pair or a line.
fn push_bare(out: &mut String, text: &str) {
    if is_token(text) || text == crate::MASK { out.push_str(text) } else { push_quoted(out, text) }
}

/// Adds a JSON string (RFC 8259).
///
/// Besides what JSON asks for, everything that ends lines or turns text around on a screen is escaped.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(out, "\\u{:04x}", u32::from(character)).expect("a String takes everything");
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
