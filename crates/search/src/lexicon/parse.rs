//! The source of a lexicon.
//!
//! One row a line, four columns with tabs between them: terms, expansions, kind, ambiguity.
//! Terms and expansions are separated by semicolons; `-` is an empty column.
//! A `~` before an expansion: related, and not the same. `upper`: the terms count in capitals or alone.
//! Empty lines, and lines that start with `#`, are for people.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use super::{Expansion, Lexicon, Phrase, Row, TermKind, ValueMeaning};
use crate::table::MAX_KEY_LEN;
use crate::text::Analyzer;

/// Most words of a term or an expansion.
pub(crate) const MAX_WORDS: usize = 6;

/// What is wrong with a line of a lexicon. Lines are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LexiconError {
    /// A line has not four columns.
    Columns {
        /// The line.
        line: usize,
    },
    /// The third column is no kind.
    Kind {
        /// The line.
        line: usize,
    },
    /// The fourth column is neither `-` nor `upper`.
    Ambiguity {
        /// The line.
        line: usize,
    },
    /// A term or an expansion has no word, more than six, or is too long.
    Phrase {
        /// The line.
        line: usize,
    },
    /// A term was explained before.
    Repeated {
        /// The line.
        line: usize,
        /// The line that explained it first.
        before: usize,
    },
}

impl LexiconError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Columns { .. } => "lexicon_columns",
            Self::Kind { .. } => "lexicon_kind",
            Self::Ambiguity { .. } => "lexicon_ambiguity",
            Self::Phrase { .. } => "lexicon_phrase",
            Self::Repeated { .. } => "lexicon_repeated",
        }
    }
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { line } => write!(f, "line {line} of the lexicon has not four columns"),
            Self::Kind { line } => write!(f, "line {line} of the lexicon names no kind in its third column"),
            Self::Ambiguity { line } => {
                write!(f, "line {line} of the lexicon has neither `-` nor `upper` in its fourth column")
            }
            Self::Phrase { line } => {
                write!(f, "line {line} of the lexicon has a term or expansion of no word, or of too many")
            }
            Self::Repeated { line, before } => {
                write!(f, "line {line} of the lexicon explains a term that line {before} explained")
            }
        }
    }
}

impl core::error::Error for LexiconError {}

pub(super) fn parse(source: &str, analyzer: &Analyzer) -> Result<Lexicon, LexiconError> {
    let mut rows = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, text) in source.lines().enumerate() {
        let line = at + 1;
        let text = text.trim_end_matches('\r');
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let row = row(text, line, analyzer)?;
        for term in &row.terms {
            // Two spellings of one line may well have one stem.
            if let Some(before) = seen.insert(term.key.clone(), line).filter(|before| *before != line) {
                return Err(LexiconError::Repeated { line, before });
            }
        }
        rows.push(row);
    }
    Ok(Lexicon { rows })
}

fn row(text: &str, line: usize, analyzer: &Analyzer) -> Result<Row, LexiconError> {
    let columns: Vec<&str> = text.split('\t').map(str::trim).collect();
    let [terms, expansions, kind, ambiguity] = columns.as_slice() else {
        return Err(LexiconError::Columns { line });
    };
    let kind = TermKind::from_name(kind).ok_or(LexiconError::Kind { line })?;
    let ambiguous = match *ambiguity {
        "-" => false,
        "upper" => true,
        _ => return Err(LexiconError::Ambiguity { line }),
    };
    // Words that say little are named one by one: "medications" is not "medical", whose stem is the same.
    let is_short = matches!(kind, TermKind::Abbreviation | TermKind::Everyday) || kind.is_weak();
    let phrase = |text| phrase(text, is_short, analyzer).ok_or(LexiconError::Phrase { line });
    let mut terms: Vec<Phrase> = list(terms).map(phrase).collect::<Result<_, _>>()?;
    let mut keys = BTreeSet::new();
    terms.retain(|term| keys.insert(term.key.clone()));
    if terms.is_empty() {
        return Err(LexiconError::Phrase { line });
    }
    let expansion = |text: &str| {
        let (text, related) = text.strip_prefix('~').map_or((text, false), |text| (text, true));
        // An expansion is found in the texts of protocols, where every word is stemmed.
        let phrase = self::phrase(text, false, analyzer).ok_or(LexiconError::Phrase { line })?;
        Ok(Expansion { phrase, related })
    };
    let is_range = |text: &&str| kind == TermKind::Vital && text.starts_with(['<', '>']);
    let meaning = |text| value_meaning(text, analyzer).ok_or(LexiconError::Phrase { line });
    let ranges = list(expansions).filter(is_range).map(meaning).collect::<Result<_, _>>()?;
    let words = list(expansions).filter(|text| !is_range(text));
    let expansions = words.map(expansion).collect::<Result<_, _>>()?;
    Ok(Row { terms, expansions, ranges, kind, ambiguous })
}

fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split(';').map(str::trim).filter(|text| !text.is_empty() && *text != "-")
}

/// `<50 bradycardia`: what a value below 50 means.
fn value_meaning(text: &str, analyzer: &Analyzer) -> Option<ValueMeaning> {
    let above = text.starts_with('>');
    let (bound, term) = text.get(1..)?.split_once(' ')?;
    Some(ValueMeaning { above, bound: bound.parse().ok()?, key: phrase(term, false, analyzer)?.key })
}

/// A short form of one word is kept as it is written, with a mark, so that no stem is taken for it.
fn phrase(text: &str, is_short: bool, analyzer: &Analyzer) -> Option<Phrase> {
    let text = text.trim();
    let words = analyzer.words(text);
    let kept: Vec<_> = match words.as_slice() {
        // A term of stop words only, such as "do", can be found by nobody.
        [first, ..] if first.start == 0 && first.end == text.len() => vec![first],
        _ => words.iter().filter(|word| word.is_in_sequence()).collect(),
    };
    let key = match kept.as_slice() {
        [word] if is_short => short_key(&word.surface),
        words => words.iter().map(|word| word.key.as_str()).collect::<Vec<_>>().join(" "),
    };
    let fits = !kept.is_empty() && kept.len() <= MAX_WORDS && key.len() <= MAX_KEY_LEN && !key.is_empty();
    fits.then(|| Phrase { text: text.to_owned(), key })
}

/// The key of a short form.
pub(crate) fn short_key(surface: &str) -> String {
    ["=", surface].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: &str) -> LexiconError {
        Lexicon::parse(source).unwrap_err()
    }

    #[test]
    fn a_faulty_line_is_named() {
        assert_eq!(error("a\tb\tlay"), LexiconError::Columns { line: 1 });
        assert_eq!(error("# x\n\nfit\tb\tnoun\t-"), LexiconError::Kind { line: 3 });
        assert_eq!(error("fit\tb\tlay\tmaybe"), LexiconError::Ambiguity { line: 1 });
        assert_eq!(error("the\tb\tlay\t-\n- \tb\tlay\t-"), LexiconError::Phrase { line: 2 });
        assert_eq!(error("a b c d e f g h\tb\tlay\t-"), LexiconError::Phrase { line: 1 });
        assert_eq!(error("fits\tb\tlay\t-\nfit\tc\tlay\t-"), LexiconError::Repeated { line: 2, before: 1 });
    }

    #[test]
    fn keys_are_stems_and_short_forms_are_marked() {
        let source = "SOB\tshortness of breath\tabbreviation\t-\npassed out; passing out cold\t~syncope\tlay\t-\n\
                      N/V\tvomiting\tabbreviation\tupper\n12-lead\tECG\tprocedure\t-";
        let lexicon = Lexicon::parse(source).unwrap();
        let keys: Vec<_> =
            lexicon.rows().iter().flat_map(|row| &row.terms).map(|term| term.key.as_str()).collect();
        assert_eq!(keys, ["=sob", "pass out", "pass out cold", "=n/v", "12-lead"]);
        assert_eq!(lexicon.rows()[0].expansions[0].phrase.key, "short breath");
        assert!(lexicon.rows()[1].expansions[0].related);
        assert!(lexicon.rows()[2].ambiguous);
    }
}
