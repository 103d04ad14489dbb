//! The language of the templates: text, `{slot}`, `[one|other]`, `{>pool 2-4}` and, where PHI is written, `<span>`.

use super::slot::Slot;

/// A piece of a template.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Choice(Vec<Vec<Self>>),
    Slot { slot: Slot, capital: bool },
    Include(Include),
    Open,
    Close,
}

/// Several entries of a pool, left out where none fits.
#[derive(Debug)]
pub(super) struct Include {
    pub(super) pool: usize,
    pub(super) low: u64,
    pub(super) high: u64,
    pub(super) join: Join,
}

/// What stands between the entries of an [`Include`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// This text.
    With(&'static str),
    /// A line each, with the bullet of the note.
    List,
}

/// What a parser of a template asks for: the meaning of names.
pub(super) trait Names {
    /// The slot of a name and its argument.
    fn slot(&self, name: &str, argument: &str) -> Option<Slot>;
    /// The pool of a name.
    fn pool(&self, name: &str) -> Option<usize>;
}

/// Parses a template; `spans` says whether `<` and `>` bound spans.
///
/// # Errors
/// A sentence about what is wrong.
pub(super) fn parse(text: &str, spans: bool, names: &dyn Names) -> Result<Vec<Node>, String> {
    let signs: Vec<char> = text.chars().collect();
    let mut parser = Parser { signs, at: 0, spans, names };
    let nodes = parser.sequence(false)?;
    if parser.at < parser.signs.len() { Err(format!("stray ] or | in {text:?}")) } else { Ok(nodes) }
}

struct Parser<'a> {
    signs: Vec<char>,
    at: usize,
    spans: bool,
    names: &'a dyn Names,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        let sign = self.signs.get(self.at).copied();
        self.at += 1;
        sign
    }

    /// Reads to the end, or to the `|` or `]` of the choice that it stands in.
    fn sequence(&mut self, inside: bool) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        let mut text = String::new();
        while let Some(sign) = self.signs.get(self.at).copied() {
            if inside && matches!(sign, '|' | ']') {
                break;
            }
            self.at += 1;
            let node = match sign {
                '\\' => {
                    let escaped = self.next().ok_or("a backslash ends the template")?;
                    text.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        other => other,
                    });
                    continue;
                }
                '[' => self.choice()?,
                ']' => return Err("a ] without a [".to_owned()),
                '{' => self.slot()?,
                '<' if self.spans => Node::Open,
                '>' if self.spans => Node::Close,
                other => {
                    text.push(other);
                    continue;
                }
            };
            flush(&mut text, &mut nodes);
            nodes.push(node);
        }
        flush(&mut text, &mut nodes);
        Ok(nodes)
    }

    fn choice(&mut self) -> Result<Node, String> {
        let mut branches = Vec::new();
        loop {
            branches.push(self.sequence(true)?);
            match self.next() {
                Some('|') => {}
                Some(_) => return Ok(Node::Choice(branches)),
                None => return Err("a [ without its ]".to_owned()),
            }
        }
    }

    fn slot(&mut self) -> Result<Node, String> {
        let mut name = String::new();
        loop {
            match self.next() {
                Some('}') => break,
                Some(sign) => name.push(sign),
                None => return Err("a { without its }".to_owned()),
            }
        }
        if let Some(include) = name.strip_prefix('>') {
            return self.include(include);
        }
        let (capital, name) = name.strip_prefix('^').map_or((false, name.as_str()), |rest| (true, rest));
        let (name, argument) = name.split_once(':').unwrap_or((name, ""));
        let slot = self.names.slot(name, argument).ok_or_else(|| format!("no slot {name}:{argument}"))?;
        Ok(Node::Slot { slot, capital })
    }

    fn include(&self, text: &str) -> Result<Node, String> {
        let mut words = text.split(' ');
        let name = words.next().unwrap_or_default();
        let (mut low, mut high, mut join) = (1, 1, Join::With(" "));
        for word in words {
            match word {
                "nl" => join = Join::With("\n"),
                "li" => join = Join::List,
                "," => join = Join::With(", "),
                ";" => join = Join::With("; "),
                count => (low, high) = range(count).ok_or_else(|| format!("no count {count}"))?,
            }
        }
        let pool = self.names.pool(name).ok_or_else(|| format!("no pool {name}"))?;
        Ok(Node::Include(Include { pool, low, high, join }))
    }
}

/// `4` or `2-4`.
pub(super) fn range(text: &str) -> Option<(u64, u64)> {
    match text.split_once('-') {
        Some((low, high)) => Some((low.parse().ok()?, high.parse().ok()?)),
        None => text.parse().ok().map(|count| (count, count)),
    }
}

fn flush(text: &mut String, nodes: &mut Vec<Node>) {
    if !text.is_empty() {
        nodes.push(Node::Text(core::mem::take(text)));
    }
}
