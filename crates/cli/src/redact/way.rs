//! How an input is redacted: what it is, and whether it passes through or is held whole.

use std::path::Path;

use phiward_redact::Format;
use serde::de::IgnoredAny;

use crate::args::FormatName;

/// Bytes that are looked at to tell a format.
pub(super) const SNIFFED: usize = 256 * 1024;

/// How an input is redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As a text that passes through.
    Text,
    /// As log lines that pass through.
    Log,
    /// As documents of one line each, which pass through.
    Lines(Format),
    /// As messages of HL7, which pass through.
    Messages,
    /// As one document, which is held whole.
    Whole(Format),
}

impl Way {
    /// By the name of the format, else by the extension; `None` when the content is to tell.
    pub(super) fn by_name(format: Option<FormatName>, path: Option<&Path>) -> Option<Self> {
        match format {
            None | Some(FormatName::Auto) => by_extension(path),
            Some(FormatName::Ndjson) => Some(Self::Lines(Format::Json)),
            Some(name) => name.of_text().map(Self::of),
        }
    }

    /// What an input is that nobody named: a text, unless its syntax says otherwise. Notes that look like logs
    /// stay notes.
    pub(super) fn unnamed(self) -> Self {
        if self == Self::Log { Self::Text } else { self }
    }

    /// By the first bytes, which are all of them if there are fewer than [`SNIFFED`].
    pub(super) fn by_content(start: &[u8]) -> Self {
        let text = String::from_utf8_lossy(start);
        let found = Format::detect(&text);
        let first_line = text.trim_start().lines().next().unwrap_or_default();
        let line_is_json = Format::detect(first_line) == Format::Json;
        let line_is_whole = serde_json::from_str::<IgnoredAny>(first_line).is_ok();
        match found {
            // Only the first line of several can be looked at whole.
            Format::Text if line_is_json => Self::Lines(Format::Json),
            Format::Json if line_is_json && text.trim().contains('\n') => Self::Lines(Format::Json),
            // A document of which the start alone was read looks like lines in which a program printed objects.
            Format::Text | Format::Log
                if start.len() >= SNIFFED && begins_as_json(&text) && !line_is_whole =>
            {
                Self::Whole(Format::Json)
            }
            Format::Text
                if start.len() >= SNIFFED && text.trim_start_matches('\u{feff}').starts_with("<?xml ") =>
            {
                Self::Whole(Format::Xml)
            }
            found => Self::of(found),
        }
    }

    const fn of(format: Format) -> Self {
        match format {
            Format::Json | Format::Xml => Self::Whole(format),
            Format::Hl7 => Self::Messages,
            Format::Log => Self::Log,
            Format::Url => Self::Lines(format),
            _ => Self::Text,
        }
    }
}

fn by_extension(path: Option<&Path>) -> Option<Way> {
    let extension = path?.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "json" | "fhir" => Way::Whole(Format::Json),
        "ndjson" | "jsonl" => Way::Lines(Format::Json),
        "hl7" => Way::Messages,
        "xml" => Way::Whole(Format::Xml),
        "log" => Way::Log,
        "txt" => Way::Text,
        _ => return None,
    })
}

/// Whether a text that was not read to its end begins as JSON does: an object, or an array of values that no
/// note begins with.
fn begins_as_json(text: &str) -> bool {
    let mut signs = text.chars().filter(|character| !character.is_whitespace() && *character != '\u{feff}');
    match (signs.next(), signs.next()) {
        (Some('{'), Some(next)) => matches!(next, '"' | '}'),
        (Some('['), Some(next)) => matches!(next, '{' | '[' | '"'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_before_an_extension() {
        let path = Some(Path::new("a.JSON"));
        for (format, path, way) in [
            (None, None, None),
            (None, path, Some(Way::Whole(Format::Json))),
            (None, Some(Path::new("a.b")), None),
            (None, Some(Path::new("a.txt")), Some(Way::Text)),
            (None, Some(Path::new("a.ndjson")), Some(Way::Lines(Format::Json))),
            (None, Some(Path::new("a.log")), Some(Way::Log)),
            (None, Some(Path::new("a.hl7")), Some(Way::Messages)),
            (Some(FormatName::Text), path, Some(Way::Text)),
            (Some(FormatName::Nemsis), None, Some(Way::Whole(Format::Xml))),
            (Some(FormatName::Url), None, Some(Way::Lines(Format::Url))),
            (Some(FormatName::Auto), path, Some(Way::Whole(Format::Json))),
            (Some(FormatName::Auto), Some(Path::new("a.b")), None),
            (Some(FormatName::Auto), None, None),
        ] {
            assert_eq!(Way::by_name(format, path), way, "{format:?} {path:?}");
        }
    }

    #[test]
    fn content_tells() {
        let start = |text: &str, rest: &str| -> String {
            text.chars().chain(rest.chars().cycle()).take(SNIFFED).collect()
        };
        let long = start("{\"a\": \"", "x");
        let note = start("[TEST MODE] ", "x");
        let lines = start("{\"a\":1}\n", "{\"a\":1}\n");
        let pretty = start("{\n", "  \"a\": {\"b\": 1},\n");
        let xml = start("<?xml version=\"1.0\"?><a>", "<b>x</b>");
        let records = start("", "{\"level\":30,\"msg\":\"x\"}\n");
        for (text, way) in [
            ("", Way::Text),
            ("Seen by Dr. Foley", Way::Text),
            ("{\"a\": 1}", Way::Whole(Format::Json)),
            ("{\n\"a\": 1\n}\n", Way::Whole(Format::Json)),
            ("{\"a\": 1}\n{\"a\": 2}\n", Way::Lines(Format::Json)),
            ("<?xml version=\"1.0\"?><a/>", Way::Whole(Format::Xml)),
            ("MSH|^~\\&|A|B\rPID|1", Way::Messages),
            (&long, Way::Whole(Format::Json)),
            (&note, Way::Text),
            (&lines, Way::Lines(Format::Json)),
            (&pretty, Way::Whole(Format::Json)),
            (&records, Way::Log),
            (&xml, Way::Whole(Format::Xml)),
        ] {
            assert_eq!(Way::by_content(text.as_bytes()), way, "{:?}", text.get(..20).unwrap_or(text));
        }
    }
}
