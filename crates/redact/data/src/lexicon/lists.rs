//! Reading our own lists: text files with sections, entries apart by commas.
//!
//! A section starts with the classes that its entries get, in brackets: `[CLINICAL EPONYM]`.
//! Each word of an entry gets them, words of other entries' grammar such as "of" excepted.
//! With `phrase` after the classes, an entry of several words is stored joined instead:
//! "salt lake city" as `saltlakecity`, for a look-up over neighbours.
//! `#` starts a comment.

use std::{fs, path::Path};

use phiward_redact::lexicon::Classes;

use super::{Error, fold};

/// An entry of a list, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) entry: String,
    pub(super) classes: Classes,
    /// Several words stand for one thing, so the words alone say nothing.
    pub(super) phrase: bool,
}

impl Listed {
    /// The words that the entry gives its classes to.
    pub(super) fn words(&self) -> Vec<String> {
        let several = self.entry.split_whitespace().count() > 1;
        if self.phrase && several {
            return vec![fold::joined(&self.entry)];
        }
        fold::words_of(&self.entry)
            .into_iter()
            .filter(|word| !(several && GRAMMAR.contains(&&**word)))
            .collect()
    }
}

/// Words that entries of several words hold for grammar's sake.
const GRAMMAR: [&str; 24] = [
    "of", "the", "and", "or", "to", "in", "on", "with", "for", "at", "by", "from", "per", "as", "an", "no",
    "not", "de", "la", "le", "du", "et", "up", "out",
];

/// Every entry of every `.txt` file of a folder, by the order of file names.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Listed>, Error> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    paths.sort_by_key(fs::DirEntry::file_name);
    let mut entries = Vec::new();
    for path in
        paths.iter().map(fs::DirEntry::path).filter(|path| path.extension().is_some_and(|e| e == "txt"))
    {
        let name = path.display().to_string();
        entries.extend(
            parse(&fs::read_to_string(&path)?).map_err(|error| Error(format!("{name}:{}", error.0)))?,
        );
    }
    Ok(entries)
}

/// The entries of one file.
fn parse(text: &str) -> Result<Vec<Listed>, Error> {
    let mut entries = Vec::new();
    let mut section = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            section =
                Some(parse_header(header).ok_or_else(|| Error(format!("{}: unknown section", number + 1)))?);
            continue;
        }
        for entry in line.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (classes, phrase) =
                section.ok_or_else(|| Error(format!("{}: no section yet", number + 1)))?;
            entries.push(Listed { entry: entry.to_owned(), classes, phrase });
        }
    }
    Ok(entries)
}

fn parse_header(header: &str) -> Option<(Classes, bool)> {
    let mut classes = Classes::NONE;
    let mut phrase = false;
    for word in header.strip_suffix(']')?.split_whitespace() {
        if word == "phrase" {
            phrase = true;
        } else {
            classes |= class_named(word)?;
        }
    }
    Some((classes, phrase))
}

/// The class of this name.
pub(super) fn class_named(name: &str) -> Option<Classes> {
    Classes::ALL.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

/// A correction by hand: classes that a word has, and classes that it has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correction {
    pub(super) word: String,
    pub(super) add: Classes,
    pub(super) remove: Classes,
}

/// Corrections, one a line: classes with `+` or `-`, a colon, words.
pub(super) fn parse_corrections(text: &str) -> Result<Vec<Correction>, Error> {
    let mut corrections = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let failed = || Error(format!("corrections:{}: not `+CLASS -CLASS: words`", number + 1));
        let (changes, words) = line.split_once(':').ok_or_else(failed)?;
        let (mut add, mut remove) = (Classes::NONE, Classes::NONE);
        for change in changes.split_whitespace() {
            match change.split_at_checked(1) {
                Some(("+", name)) => add |= class_named(name).ok_or_else(failed)?,
                Some(("-", name)) => remove |= class_named(name).ok_or_else(failed)?,
                _ => return Err(failed()),
            }
        }
        corrections.extend(words.split_whitespace().map(|word| Correction {
            word: fold::fold(word),
            add,
            remove,
        }));
    }
    Ok(corrections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_give_their_classes_to_the_entries() {
        let entries =
            parse("# note\n[CLINICAL]\nloss of sight, X-ray # or so\n[PLACE phrase]\nsalt lake city\n")
                .unwrap();
        let words: Vec<_> = entries.iter().map(|entry| (entry.classes, entry.words())).collect();
        assert_eq!(words[0], (Classes::CLINICAL, vec!["loss".into(), "sight".into()]));
        assert_eq!(words[1], (Classes::CLINICAL, vec!["ray".into(), "xray".into()]));
        assert_eq!(words[2], (Classes::PLACE, vec!["saltlakecity".into()]));
    }

    #[test]
    fn entries_without_a_section_or_of_an_unknown_class_are_refused() {
        assert_eq!(parse("word\n").unwrap_err().0, "1: no section yet");
        assert_eq!(parse("\n[PLANT]\n").unwrap_err().0, "2: unknown section");
    }

    #[test]
    fn corrections_add_and_remove() {
        let corrections = parse_corrections("+GIVEN -COMMON: john jack # tools\n").unwrap();
        assert_eq!(corrections.len(), 2);
        assert_eq!(corrections[1].word, "jack");
        assert_eq!((corrections[1].add, corrections[1].remove), (Classes::GIVEN, Classes::COMMON));
        assert!(parse_corrections("GIVEN: john").is_err());
        assert!(parse_corrections("john").is_err());
    }
}
