//! Cutting XML into its parts, one at a time and without a tree.

use core::ops::Range;

use crate::text;

/// A part of an XML text; ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text between tags.
    Text(Range<usize>),
    /// A start tag from `<` to `>`.
    Open(Range<usize>),
    /// An end tag: its name.
    Close(Range<usize>),
    /// What stands between `<!--` and `-->`.
    Comment(Range<usize>),
    /// What stands between `<![CDATA[` and `]]>`.
    Cdata(Range<usize>),
    /// What stands between `<?` and `?>`.
    Instruction(Range<usize>),
    /// A document type from `<` to `>`, and whether it has an internal subset.
    Doctype(Range<usize>, bool),
    /// From here on the text is no XML.
    Fault(usize),
    /// The text's end.
    End,
}

/// Reads an XML text part by part.
pub(crate) struct Parts<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parts<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next part; after [`Part::Fault`] and [`Part::End`] there is none.
    pub(crate) fn part(&mut self) -> Part {
        let start = self.at;
        let Some(rest) = self.text.get(start..).filter(|rest| !rest.is_empty()) else { return Part::End };
        if !rest.starts_with('<') {
            self.at = start + rest.find('<').unwrap_or(rest.len());
            return Part::Text(start..self.at);
        }
        let enclosed = [
            ("<!--", "-->", Part::Comment as fn(Range<usize>) -> Part),
            ("<![CDATA[", "]]>", Part::Cdata),
            ("<?", "?>", Part::Instruction),
            ("</", ">", Part::Close),
        ];
        for (open, close, part) in enclosed {
            if let Some(inner) = rest.strip_prefix(open) {
                let Some(len) = text::find(inner, close) else { return Part::Fault(start) };
                let from = start + open.len();
                self.at = from + len + close.len();
                return part(from..from + len);
            }
        }
        if rest.starts_with("<!DOCTYPE") {
            return self.doctype(start);
        }
        let is_name = rest
            .get(1..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':'));
        match tag_len(rest).filter(|_| is_name) {
            Some(len) => {
                self.at = start + len;
                Part::Open(start..self.at)
            }
            None => Part::Fault(start),
        }
    }

    fn doctype(&mut self, start: usize) -> Part {
        let mut state = (None, false, false);
        let bytes = self.text.as_bytes().get(start..).unwrap_or_default();
        let mut skip = 0;
        for (offset, &byte) in bytes.iter().enumerate() {
            let (quote, inside, internal) = &mut state;
            if offset < skip {
                continue;
            }
            match (*quote, byte) {
                (Some(open), byte) if open == byte => *quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => *quote = Some(byte),
                (None, b'<')
                    if *inside && bytes.get(offset..).is_some_and(|rest| rest.starts_with(b"<!--")) =>
                {
                    // Quotes within a comment open nothing.
                    let comment = self.text.get(start + offset..).and_then(|rest| text::find(rest, "-->"));
                    let Some(len) = comment else { return Part::Fault(start) };
                    skip = offset + len + 3;
                }
                (None, b'[') => (*inside, *internal) = (true, true),
                (None, b']') => *inside = false,
                (None, b'>') if !*inside => {
                    self.at = start + offset + 1;
                    return Part::Doctype(start..self.at, *internal);
                }
                _ => {}
            }
        }
        Part::Fault(start)
    }
}

/// The length of a start tag; `>` within quotes does not end it.
fn tag_len(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (None, b'<') if at > 0 => return None,
            _ => {}
        }
    }
    None
}

/// The name of a start tag.
pub(crate) fn tag_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    name.get(..name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len()))
        .unwrap_or_default()
}

/// The attributes of a start tag: the ranges of name and value within the tag.
pub(crate) fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = 1 + tag_name(tag).len();
    core::iter::from_fn(move || {
        loop {
            let rest = tag.get(at..)?;
            let start =
                at + rest.find(|c: char| !c.is_whitespace() && !matches!(c, '/' | '>' | '=' | '"' | '\''))?;
            let rest = tag.get(start..)?;
            let end = start
                + rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>' | '"' | '\''))
                    .unwrap_or(rest.len());
            let after = tag.get(end..)?.trim_start();
            let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
                at = end;
                continue;
            };
            let from = tag.len() - value.len();
            let range = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let len = value.get(1..)?.find(quote).unwrap_or(value.len() - 1);
                    from + 1..from + 1 + len
                }
                _ => from..from + value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len()),
            };
            at = (range.end + usize::from(range.start > from)).min(tag.len()).max(end + 1);
            return Some((start..end, range));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{vec, vec::Vec};

    fn parts(text: &str) -> Vec<Part> {
        let mut reader = Parts::new(text);
        let mut parts = vec![];
        loop {
            let part = reader.part();
            let last = matches!(part, Part::Fault(_) | Part::End);
            parts.push(part);
            if last {
                return parts;
            }
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let text = "<?xml a?><!DOCTYPE x><a b='>'>t<!-- <c> --><![CDATA[<d>]]></a >";
        assert_eq!(
            parts(text),
            [
                Part::Instruction(2..7),
                Part::Doctype(9..21, false),
                Part::Open(21..30),
                Part::Text(30..31),
                Part::Comment(35..40),
                Part::Cdata(52..55),
                Part::Close(60..62),
                Part::End,
            ]
        );
    }

    #[test]
    fn a_document_type_ends_where_it_ends() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b \"]>\">]>",
            "<!DOCTYPE a [<!-- ' ]> --><!ENTITY b 'c'>]>",
            "<!DOCTYPE a SYSTEM '>' [ ] >",
        ] {
            assert_eq!(parts(text), [Part::Doctype(0..text.len(), true), Part::End], "{text}");
        }
        assert_eq!(parts("<!DOCTYPE a [<!-- "), [Part::Fault(0)]);
    }

    #[test]
    fn faults_are_found() {
        for text in
            ["<", "<a", "<a b='", "<1>", "<!-- ", "<![CDATA[ ]]", "<?a", "</a", "< a>", "<!x>", "<a <b>"]
        {
            assert_eq!(parts(text), [Part::Fault(0)], "{text}");
        }
    }

    #[test]
    fn attributes_are_read() {
        let tag = "<a:b c = \"d\" e='' f g=h i='j\"k'/>";
        let read: Vec<_> =
            attributes(tag).map(|(name, value)| (tag.get(name).unwrap(), tag.get(value).unwrap())).collect();
        assert_eq!(read, [("c", "d"), ("e", ""), ("g", "h"), ("i", "j\"k")]);
        for tag in ["<a", "<a =", "<a b=", "<a b='", "<a 'b'c=", "<a b=\">", "<é é=é>", "<>"] {
            let _ = attributes(tag).count();
        }
    }
}
