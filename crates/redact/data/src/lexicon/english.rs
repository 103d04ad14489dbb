//! English words from the SCOWL lists that Debian ships, with how usual they are.

use std::{collections::BTreeMap, path::Path};

use super::{
    Error,
    archive::Archive,
    fetch::{self, Package},
};

/// How usual a word is: the smallest list that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Usage {
    /// In no list.
    #[default]
    None,
    /// Only in the list of some 250,000 words.
    Rare,
    /// In the list of some 115,000 words.
    Known,
    /// In the list of some 64,000 words.
    Usual,
    /// In the list of some 40,000 words.
    Everyday,
}

const LISTS: [(Package, Usage); 5] = [
    (fetch::ENGLISH_HUGE, Usage::Rare),
    (fetch::ENGLISH_LARGE, Usage::Known),
    (fetch::ENGLISH_BRITISH, Usage::Known),
    (fetch::ENGLISH_MEDIUM, Usage::Usual),
    (fetch::ENGLISH_SMALL, Usage::Everyday),
];

/// Every lower-case word of the lists.
pub(super) fn read(folder: &Path) -> Result<BTreeMap<String, Usage>, Error> {
    let mut words = BTreeMap::new();
    for (package, usage) in LISTS {
        let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
        let path = if package.name.starts_with("wbritish") {
            "dict/british-english"
        } else {
            "dict/american-english"
        };
        let size = package.name.split_once('-').map(|(_, size)| format!("-{size}")).unwrap_or_default();
        for word in archive.text(&format!("{path}{size}"))?.lines() {
            // Capitalised entries are names; possessives are found by the word before the apostrophe.
            if word.len() > 1 && word.chars().all(|c| c.is_lowercase() || c == '\'') && !word.ends_with("'s")
            {
                words.insert(word.replace('\'', ""), usage);
            }
        }
    }
    Ok(words)
}

/// Combining forms of medicine that ordinary words seldom hold.
const INNER_PARTS: [&str; 63] = [
    "aden", "algesi", "angio", "arteri", "arthr", "bacter", "bronch", "carcin", "cardi", "cephal", "cerebr",
    "chol", "chondr", "cochle", "colp", "crani", "cyst", "cyto", "derm", "duoden", "encephal", "enter",
    "erythr", "fibr", "gastr", "genei", "genic", "gingiv", "glyc", "gyne", "hemat", "hemo", "haem", "hepat",
    "hist", "hyster", "immun", "kerat", "laryng", "leuk", "lith", "lymph", "mening", "muscul", "myel",
    "nephr", "neur", "ophthalm", "oste", "patho", "phleb", "pleur", "pneum", "pulmon", "pyel", "sarc",
    "scler", "sten", "thorac", "thromb", "trache", "vascul", "ventric",
];

/// Endings of words of medicine.
const ENDINGS: [&str; 22] = [
    "itis", "osis", "oses", "ectomy", "otomy", "ostomy", "oscopy", "oscopic", "plasty", "pathy", "pathic",
    "emia", "emic", "algia", "uria", "pnea", "plegia", "plegic", "rrhea", "rrhage", "trophy", "cele",
];

/// Whether a word looks like one of medicine.
pub(super) fn is_built_of_medical_parts(word: &str) -> bool {
    word.len() > 6
        && (INNER_PARTS.iter().any(|part| word.contains(part))
            || ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_medicine_are_told_by_their_parts() {
        for word in ["allogeneic", "endolymphatic", "colpocele", "hemiplegic"] {
            assert!(is_built_of_medical_parts(word), "{word}");
        }
        for word in ["rebar", "zymurgy", "sachem", "kellion"] {
            assert!(!is_built_of_medical_parts(word), "{word}");
        }
    }
}
