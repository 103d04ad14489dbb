//! Reading to the left and right of a place in the text, always to the boundary of a character.

/// Which bytes belong to the thing being read; characters beyond ASCII belong to it when they are letters.
pub(super) trait Edge: Fn(u8) -> bool {}
impl<F: Fn(u8) -> bool> Edge for F {}

/// Where the run that ends at `end` begins, `most` bytes before at most.
pub(super) fn head_start(text: &str, end: usize, most: usize, edge: impl Edge) -> usize {
    let Some(head) = text.get(..end) else { return end };
    let mut start = end;
    for (at, character) in head.char_indices().rev() {
        if !belongs(character, &edge) || end - at > most {
            break;
        }
        start = at;
    }
    start
}

/// Where the run that begins at `start` ends, `most` bytes behind at most.
pub(super) fn tail_end(text: &str, start: usize, most: usize, edge: impl Edge) -> usize {
    let Some(tail) = text.get(start..) else { return start };
    for (at, character) in tail.char_indices() {
        if !belongs(character, &edge) || at > most {
            return start + at;
        }
    }
    text.len()
}

fn belongs(character: char, edge: &impl Edge) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => edge(byte),
        _ => character.is_alphanumeric(),
    }
}

/// The end without the punctuation of the sentence around it.
pub(super) fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    let kept = text.get(start..end).unwrap_or_default();
    start + kept.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '"', '-', '*', '_', '~', '|']).len()
}
