//! Finding `key=value`, `key: value`, `'key': 'value'` and `"key"=>"value"` in a line.

use core::ops::Range;

use self::follow::Follow;
use crate::{
    Category,
    structured::{
        keys::Keys,
        treatment::Treatment::{
            self, Age, Contact, Harmless, Known, Moment, Named, Party, Person, Strict, Unknown,
        },
    },
};

mod follow;

/// A name and its value, as ranges of the line.
pub(super) struct Pair {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) treatment: Treatment,
    /// Whether `=` stands between them.
    pub(super) is_assignment: bool,
}

/// Goes through a line from sign to sign.
pub(super) struct Scanner<'l> {
    line: &'l str,
    at: usize,
}

/// What ends a value that stands without quotes.
const DELIMITERS: [char; 13] = [',', ';', '|', '&', ')', ']', '}', '>', '"', '\'', '`', '\n', '\r'];
const QUOTES: [char; 3] = ['"', '\'', '`'];
/// Longest list of values, in bytes.
const LONGEST_LIST: usize = 4096;
/// Bytes of a value that tells nothing, when more names stand in it.
const LONGEST_OPEN: usize = 256;
/// Longest name of a field, in bytes.
const LONGEST_KEY: usize = 64;

impl<'l> Scanner<'l> {
    pub(super) const fn new(line: &'l str) -> Self {
        Self { line, at: 0 }
    }

    /// The next name with a value.
    pub(super) fn next(&mut self, keys: &Keys) -> Option<Pair> {
        loop {
            let sign_at = self.at + self.line.get(self.at..)?.find(['=', ':'])?;
            let floor = self.at;
            self.at = sign_at + 1;
            let Some((sign_end, after)) = self.after_sign(sign_at) else { continue };
            let Some((key, treatment)) = self.key(floor, sign_at, keys) else { continue };
            // A parameter of a query ends where the next one begins.
            let in_query = key
                .start
                .checked_sub(1)
                .and_then(|at| self.line.as_bytes().get(at))
                .is_some_and(|byte| matches!(byte, b'?' | b'&'));
            if let Some((value, next)) = self.value((sign_end, after), treatment, in_query) {
                self.at = next.max(sign_at + 1);
                let is_assignment = self.line.as_bytes().get(sign_at) == Some(&b'=');
                return Some(Pair { key, value, treatment, is_assignment });
            }
        }
    }

    /// Where the sign ends and where the value may begin, if it is a sign between name and value.
    fn after_sign(&self, sign_at: usize) -> Option<(usize, usize)> {
        let bytes = self.line.as_bytes();
        let before = sign_at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let sign = bytes.get(sign_at).copied()?;
        let mut after = sign_at + 1;
        match (sign, bytes.get(after)) {
            // Comparisons, paths of modules, and addresses.
            (_, Some(b'=')) | (b':', Some(b':')) => return None,
            (b':', Some(b'/')) => return None,
            (b'=', Some(b'>')) => after += 1,
            _ => {}
        }
        if matches!(before, b'=' | b'!' | b'<' | b'>' | b':') {
            return None;
        }
        let blanks = self.line.get(after..)?.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Some((after, after + blanks))
    }

    /// The name before a sign, not before `floor`, and what it tells.
    fn key(&self, floor: usize, sign_at: usize, keys: &Keys) -> Option<(Range<usize>, Treatment)> {
        let mut from = floor.max(sign_at.saturating_sub(LONGEST_KEY));
        while !self.line.is_char_boundary(from) {
            from += 1;
        }
        let before = self.line.get(from..sign_at)?.trim_end_matches([' ', '\t']);
        let name = before.trim_end_matches(|c| QUOTES.contains(&c) || c == '\\');
        let end = from + name.len();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@');
        let word = |name: &'l str| {
            name.rfind(|c| !is_part(c)).map_or(0, |at| {
                at + name.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
            })
        };
        let mut start = word(name);
        let single = name.get(start..)?;
        if single.is_empty() || !single.contains(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut treatment = keys.treatment("", single);
        // `intake.sms: ...` is a module that tells who writes, and no field.
        if treatment == Strict && single.contains('.') {
            return None;
        }
        // `Date of birth: ...`: names of several words stand before a colon only.
        if self.line.as_bytes().get(sign_at) == Some(&b':') {
            let mut first = start;
            for _ in 0..3 {
                let Some(shorter) = name.get(..first).and_then(|rest| rest.strip_suffix(' ')) else { break };
                let next = word(shorter);
                if next == shorter.len() {
                    break;
                }
                first = next;
                let longer = keys.treatment("", name.get(first..)?);
                if longer != Unknown && !matches!(longer, Treatment::Text | Treatment::Log) {
                    (start, treatment) = (first, longer);
                }
            }
            let glued = self
                .line
                .as_bytes()
                .get(sign_at + 1)
                .is_some_and(|byte| !byte.is_ascii_whitespace() && !b"\"'`{[\\".contains(byte));
            if glued && treatment == Unknown {
                return None;
            }
        }
        // A line has no room for more than a street where it tells a place.
        if treatment == Party && ["loc", "location"].iter().any(|place| single.eq_ignore_ascii_case(place)) {
            treatment = Known(Category::Geo);
        }
        Some((from + start..end, treatment))
    }

    /// The value that begins at a place, and where to go on.
    fn value(
        &self,
        (sign_end, at): (usize, usize),
        treatment: Treatment,
        in_query: bool,
    ) -> Option<(Range<usize>, usize)> {
        let rest = self.line.get(at..)?;
        let escaped = rest.starts_with('\\');
        let open = rest.trim_start_matches('\\');
        let quote = open.chars().next().filter(|c| QUOTES.contains(c));
        if let Some(quote) = quote {
            let start = self.line.len() - open.len() + 1;
            let end = self.closing(start, quote, escaped);
            // Within the quotes of free text there may be more names and values.
            let inner = matches!(
                treatment,
                Unknown | Treatment::Text | Treatment::Log | Treatment::Query | Treatment::Path
            );
            return Some((start..end, if inner { start } else { end + 1 }));
        }
        let is_area_code = open.get(1..2).is_some_and(|next| next.bytes().all(|byte| byte.is_ascii_digit()));
        if open.starts_with('{') || open.starts_with('(') && !is_area_code || open.is_empty() {
            return None;
        }
        if is_constructor(open) {
            return None;
        }
        if let Some(list) = open.strip_prefix('[') {
            let mark = list.bytes().take(LONGEST_LIST).position(|byte| matches!(byte, b']' | b'{' | b'\n'));
            let len = mark.filter(|len| list.as_bytes().get(*len) == Some(&b']'))?;
            // A tag of an earlier redaction keeps its brackets.
            return Some((at..at + len + 2, at + len + 2));
        }
        let first = open.get(..word_len(open)).unwrap_or_default();
        let empty = first.ends_with(':') || at > sign_end && first.contains('=');
        if empty {
            // `name: dob: 3/14`: a name without a value.
            return None;
        }
        // Of what tells nothing, the next name may be a part.
        if treatment.is_open() {
            return Some((at..at + open_len(rest), at));
        }
        let end = at + if in_query { word_len(rest) } else { self.bare(rest, treatment) };
        Some((at..end, end))
    }

    /// The place of the quote that ends a text, or the line's end.
    fn closing(&self, start: usize, quote: char, escaped: bool) -> usize {
        let rest = self.line.get(start..).unwrap_or_default();
        let mut at = 0;
        while let Some(offset) = rest.get(at..).and_then(|rest| rest.find([quote, '\\'])) {
            at += offset;
            let is_quote = rest.get(at..).is_some_and(|rest| rest.starts_with(quote));
            let quote_next = rest.get(at + 1..).is_some_and(|rest| rest.starts_with(quote));
            if is_quote || escaped && quote_next {
                return start + at;
            }
            // What stands behind a backslash is no end.
            let skip = rest.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            at += 1 + skip;
        }
        start + rest.trim_end_matches(['\n', '\r']).len()
    }

    /// The length of a value without quotes: a word, and the words that belong to it.
    fn bare(&self, rest: &str, treatment: Treatment) -> usize {
        let first = word_len(rest);
        let more = match treatment {
            Known(Category::Name | Category::Org) | Named | Person => Follow::Names,
            Known(Category::Geo) => Follow::Places,
            Known(Category::Date) | Moment => Follow::Dates,
            Known(Category::Phone | Category::Fax) | Contact => Follow::Phones,
            Party if rest.starts_with(['+', '(']) || rest.starts_with(|c: char| c.is_ascii_digit()) => {
                Follow::Phones
            }
            Party => Follow::Names,
            Known(_) => Follow::Groups,
            Strict => return line_len(rest),
            Age | Harmless | Unknown => return first,
            _ => return first,
        };
        let mut len = first;
        for _ in 0..more.most() {
            let Some(step) =
                more.step(rest.get(..first).unwrap_or_default(), rest.get(len..).unwrap_or_default())
            else {
                break;
            };
            len += step;
        }
        len
    }
}

/// The length of a word: up to a blank or a delimiter.
fn word_len(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || DELIMITERS.contains(&c)).unwrap_or(text.len());
    // A telephone number may hold brackets.
    match text.get(end..) {
        Some(rest) if rest.starts_with(')') && text.get(..end).is_some_and(|word| word.starts_with('(')) => {
            end + 1 + word_len_after(rest)
        }
        _ => end,
    }
}

/// `Address[street=...]`, `Patient(id=...)`: an object as a program prints it, whose fields are read one by one.
fn is_constructor(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let name = text.bytes().take(64).take_while(plain).count();
    let rest = text.get(name..).unwrap_or_default();
    let field = rest.bytes().skip(1).take(64).take_while(plain).count();
    name > 0
        && rest.starts_with(['[', '(', '{'])
        && field > 0
        && matches!(rest.as_bytes().get(1 + field), Some(b'=' | b':'))
}

/// The length of a word that may hold more names and values; where it does, no more than a part is looked at,
/// or a chain of names would be read again for each of them.
fn open_len(text: &str) -> usize {
    let mut end = LONGEST_OPEN.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or(text);
    let len = word_len(head);
    let is_chain = head.contains(['=', ':']);
    if len < head.len() || is_chain { len } else { word_len(text) }
}

fn word_len_after(rest: &str) -> usize {
    let rest = rest.get(1..).unwrap_or_default();
    rest.find(|c: char| c.is_whitespace() || DELIMITERS.contains(&c)).unwrap_or(rest.len())
}

/// The length up to the end of the line.
fn line_len(text: &str) -> usize {
    text.trim_end_matches(['\n', '\r']).len()
}
