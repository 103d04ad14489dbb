//! Reversible tokens: what stands for a value in a prompt, and how it is put back into the answer.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::{fmt, mem};

use zeroize::{Zeroize as _, Zeroizing};

use crate::{Category, digits};

/// How many categories there are.
const CATEGORIES: usize = Category::ALL.len();
/// Longest token that [`Restorer`] waits for, in bytes: the longest category name and a number.
const LONGEST_TOKEN: usize = 32;

/// Which token stands for which value.
///
/// It holds PHI: it is wiped on drop, is not `Clone`, and its `Debug` output shows the number of tokens only.
/// Keep it as long as answers are expected, sealed if it leaves the process, and never log it.
#[derive(Default)]
pub struct TokenMap {
    /// For each category by its place in [`Category::ALL`], the numbers of its tokens in ascending order.
    values: [Vec<(u32, String)>; CATEGORIES],
    numbers: BTreeMap<(Category, String), u32>,
}

impl Drop for TokenMap {
    fn drop(&mut self) {
        for (_, value) in self.values.iter_mut().flatten() {
            value.zeroize();
        }
        for ((_, mut value), _) in mem::take(&mut self.numbers) {
            value.zeroize();
        }
    }
}

impl TokenMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.iter().map(Vec::len).sum()
    }

    /// Whether there are no tokens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The token of a value: the one it has, or a new one.
    pub fn token(&mut self, category: Category, value: &str) -> String {
        let key = (category, String::from(value));
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                let last = self.values_of(category).last();
                let number = last.map_or(1, |(number, _)| number.saturating_add(1));
                self.keep(category, number, String::from(value));
                self.numbers.insert(key, number);
                number
            }
        };
        let mut token = String::from("[");
        token.push_str(category.name());
        token.push('_');
        digits::push(number, 1, &mut token);
        token.push(']');
        token
    }

    /// The value of a token, such as `[NAME_1]`.
    #[must_use]
    pub fn value(&self, token: &str) -> Option<&str> {
        let (category, number) = parse_token(token)?;
        let values = self.values_of(category);
        let at = values.binary_search_by_key(&number, |(known, _)| *known).ok()?;
        values.get(at).map(|(_, value)| value.as_str())
    }

    fn values_of(&self, category: Category) -> &[(u32, String)] {
        self.values.get(category as usize).map_or(&[], Vec::as_slice)
    }

    /// Makes a value that of a token, whatever was.
    fn keep(&mut self, category: Category, number: u32, value: String) {
        let Some(values) = self.values.get_mut(category as usize) else { return };
        match values.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, known)) = values.get_mut(at) {
                    known.zeroize();
                    *known = value;
                }
            }
            Err(at) => values.insert(at, (number, value)),
        }
    }

    /// Puts the values back into a text; tokens that the map does not know stay.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        let mut restorer = Restorer::new(self);
        let mut restored = restorer.push(text);
        restored.push_str(&restorer.finish());
        restored
    }

    /// The tokens and their values, for sealing: `(category, number, value)` in a fixed order.
    pub fn entries(&self) -> impl Iterator<Item = (Category, u32, &str)> {
        let lists = Category::ALL.iter().zip(&self.values);
        lists.flat_map(|(category, values)| {
            values.iter().map(|(number, value)| (*category, *number, value.as_str()))
        })
    }

    /// A map of entries that were sealed before; of entries with one token, the last counts.
    pub fn from_entries<'e>(entries: impl IntoIterator<Item = (Category, u32, &'e str)>) -> Self {
        let mut map = Self::default();
        for (category, number, value) in entries {
            let value = String::from(value);
            map.numbers.insert((category, value.clone()), number);
            map.keep(category, number, value);
        }
        map
    }
}

impl fmt::Debug for TokenMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenMap").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// Category and number of a token, brackets included.
pub(crate) fn parse_token(token: &str) -> Option<(Category, u32)> {
    let (name, number) = token.strip_prefix('[')?.strip_suffix(']')?.rsplit_once('_')?;
    // One spelling only: no sign, no leading zero.
    let plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    Some((Category::from_name(name)?, number.parse().ok().filter(|_| plain)?))
}

/// Restores a text that arrives in pieces; a token that is cut by a piece's end is put together.
pub struct Restorer<'m> {
    map: &'m TokenMap,
    pending: Zeroizing<String>,
}

impl<'m> Restorer<'m> {
    /// Restores with the values of a map.
    #[must_use]
    pub fn new(map: &'m TokenMap) -> Self {
        Self { map, pending: Zeroizing::default() }
    }

    /// Takes a piece, and gives what no later piece can change.
    #[must_use]
    pub fn push(&mut self, piece: &str) -> String {
        self.pending.push_str(piece);
        let mut restored = String::with_capacity(self.pending.len());
        let mut rest = self.pending.as_str();
        while let Some((plain, open)) = rest.find('[').and_then(|at| rest.split_at_checked(at)) {
            restored.push_str(plain);
            rest = open;
            match open.bytes().take(LONGEST_TOKEN).position(|byte| byte == b']') {
                Some(close) => {
                    let (token, after) = open.split_at_checked(close + 1).unwrap_or((open, ""));
                    // `[[NAME_1]`: the token begins at the last bracket before the closing one.
                    let begin = token.rfind('[').unwrap_or(0);
                    let (lead, token) = token.split_at_checked(begin).unwrap_or(("", token));
                    restored.push_str(lead);
                    restored.push_str(self.map.value(token).unwrap_or(token));
                    rest = after;
                }
                None if open.len() < LONGEST_TOKEN => break,
                None => {
                    restored.push('[');
                    rest = open.get(1..).unwrap_or_default();
                }
            }
        }
        let keep = if rest.starts_with('[') && rest.len() < LONGEST_TOKEN { rest } else { "" };
        if keep.is_empty() {
            restored.push_str(rest);
        }
        self.pending = Zeroizing::new(String::from(keep));
        restored
    }

    /// Gives what was held back.
    #[must_use]
    pub fn finish(self) -> String {
        self.pending.as_str().into()
    }
}

impl fmt::Debug for Restorer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restorer").finish_non_exhaustive()
    }
}

/// Token-like texts that a note holds already, so that they can be given tokens of their own.
pub(crate) fn literal_tokens(text: &str) -> Vec<(usize, usize, Category)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('[')).map(|at| from + at) {
        let window = text.as_bytes().get(open..).unwrap_or_default();
        let close = window.iter().take(LONGEST_TOKEN).position(|byte| *byte == b']').map(|at| open + at + 1);
        let token = close.and_then(|close| Some((close, parse_token(text.get(open..close)?)?.0)));
        from = match token {
            Some((close, category)) => {
                found.push((open, close, category));
                close
            }
            None => open + 1,
        };
    }
    found
}
