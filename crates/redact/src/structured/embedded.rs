//! Documents within strings.

use crate::structured::{hl7, json, walk::Walk, xml};

/// What walks through a document: the way, the document, and the name of the field that holds it.
pub(crate) type Walker<'r, 'l, 'm> = fn(&mut Walk<'r, 'l, 'm>, &str, &str);

/// What walks through a text, if it is a document from its first character to its last.
pub(crate) fn walker<'r, 'l, 'm>(text: &str) -> Option<Walker<'r, 'l, 'm>> {
    let text = text.trim();
    match (text.bytes().next()?, text.bytes().next_back()?) {
        (b'{', b'}') | (b'[', b']') if json::is_document(text) => Some(json::walk),
        (b'<', b'>') if xml::is_document(text) => Some(xml::walk),
        (b'M' | b'F' | b'B' | 0x0b, _) if hl7::is_document(text) => Some(hl7::walk),
        _ => None,
    }
}
