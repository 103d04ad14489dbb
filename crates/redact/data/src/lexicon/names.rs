//! Names of people from public statistics and from permissively licensed packages.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    Error,
    archive::{self, Archive},
    fetch, fold,
};

/// How many people bear a name, as far as statistics tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bearers {
    /// Of 100,000 Americans of 2010, or of 1990 where the later count has nothing, in hundredths.
    pub(super) surname: u32,
    /// Births in the United States from 1930 to 2015.
    pub(super) given: u32,
    /// In a list of surnames that has no counts.
    pub(super) listed_surname: bool,
    /// In a list of given names that has no counts.
    pub(super) listed_given: bool,
}

/// Names, folded, and how many bear them.
pub(super) type Names = BTreeMap<String, Bearers>;

/// Every name of every source.
pub(super) fn read(folder: &Path) -> Result<Names, Error> {
    let mut names = Names::new();
    census_1990(&mut names, folder)?;
    census_2010(&mut names, folder)?;
    births(&mut names, folder)?;
    faker(&mut names, folder)?;
    variants(&mut names, folder)?;
    japanese(&mut names, folder)?;
    Ok(names)
}

/// Lines such as `SMITH 1.006 1.006 1`: name, percent of the population, cumulated, rank.
fn census_1990(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::CENSUS_1990;
    let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
    for (file, surname) in [("dist.all.last", true), ("dist.female.first", false), ("dist.male.first", false)]
    {
        for line in archive.text(file)?.lines() {
            let mut fields = line.split_whitespace();
            let (Some(name), Some(percent)) = (fields.next(), fields.next()) else { continue };
            let percent: f64 = percent.parse().map_err(|_| Error(format!("{file}: not a percentage")))?;
            let bearers = names.entry(fold::fold(name)).or_default();
            if surname {
                // One percent is 100,000 hundredths of a bearer among 100,000 people.
                // The rarest are listed with 0.000 percent.
                bearers.surname = bearers.surname.max(rounded(percent * 100_000.0)).max(1);
            } else {
                bearers.listed_given = true;
            }
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
fn rounded(number: f64) -> u32 {
    number.round() as u32
}

/// A spreadsheet of the surnames that at least 100 people bear: name, rank, count, share per 100,000.
fn census_2010(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::CENSUS_2010;
    let sheet = Archive::open(package.file, package.bytes(folder)?)?.file("Names_2010Census.xlsx")?;
    let mut sheet = Archive::open("Names_2010Census.xlsx", sheet)?;
    let strings = sheet.text("xl/sharedStrings.xml")?;
    let strings: Vec<_> = strings.split("<si><t").skip(1).map(|item| between(item, ">", "<")).collect();
    let rows = sheet.text("xl/worksheets/sheet1.xml")?;
    for row in rows.split("<row ").skip(2) {
        let name = cell(row, "A").and_then(|index| strings.get(index.parse::<usize>().ok()?).copied());
        let share = cell(row, "D").and_then(|share| share.parse::<f64>().ok());
        if let (Some(name), Some(share)) = (name, share)
            && name != "ALL OTHER NAMES"
        {
            names.entry(fold::fold(name)).or_default().surname = rounded(share * 100.0).max(1);
        }
    }
    Ok(())
}

/// The value of a cell of a row.
fn cell<'a>(row: &'a str, column: &str) -> Option<&'a str> {
    let (_, cell) = row.split_once(&format!("<c r=\"{column}"))?;
    Some(between(cell, "<v>", "</v>"))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let after = text.split_once(start).map_or("", |(_, after)| after);
    after.split_once(end).map_or("", |(inner, _)| inner)
}

/// Given names of newborns, by year: lines such as `mary,f,6919,1881`.
fn births(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::BIRTHS;
    let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
    let table = archive::gunzip(&archive.file("year_of_birth_counts.csv.gz")?)?;
    for line in table.lines().skip(1) {
        let fields: Vec<_> = line.split(',').collect();
        let [name, _, count, year] = fields[..] else { continue };
        let (Ok(count), Ok(year)) = (count.parse::<f64>(), year.parse::<u32>()) else { continue };
        if year >= 1930 {
            names.entry(fold::fold(name)).or_default().given += rounded(count);
        }
    }
    Ok(())
}

/// Lists of names for test data, in Python: `first_names_female = ("Ana", ...)`.
fn faker(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::FAKER;
    let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
    for (path, bytes) in archive.files("/__init__.py")? {
        if path.contains("/providers/person/") {
            read_assignments(names, &String::from_utf8_lossy(&bytes));
        }
    }
    Ok(())
}

/// Reads the string literals that follow assignments to lists of names.
fn read_assignments(names: &mut Names, source: &str) {
    let mut given = None;
    for line in source.lines() {
        let indent = line.len() - line.trim_start().len();
        if indent <= 4 && !line.trim().is_empty() {
            let variable = line.trim_start().split([' ', ':', '=']).next().unwrap_or_default();
            given = match variable {
                _ if !variable.contains("names") || variable.contains("language") => None,
                _ if variable.contains("first") || variable.contains("middle") => Some(true),
                _ if variable.contains("last") => Some(false),
                _ => None,
            };
        }
        if let Some(given) = given {
            string_literals(line).filter(|name| is_latin(name)).for_each(|name| list(names, name, given));
        }
    }
}

fn string_literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// Clusters of spellings of a name: `"forms": ["sharma", "sarma"],`.
fn variants(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::VARIANTS;
    let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
    for (path, bytes) in archive.files(".py")? {
        let given = path.contains("given");
        for line in String::from_utf8_lossy(&bytes).lines().filter(|line| line.contains("\"forms\"")) {
            let forms = line.split_once(':').map_or("", |(_, forms)| forms);
            for name in string_literals(forms).filter(|name| is_latin(name)) {
                list(names, name, given);
                // Lists of Arabic, Persian, Thai and other names do not tell given names from surnames.
                if !path.contains("surname") && !given {
                    list(names, name, true);
                }
            }
        }
    }
    Ok(())
}

/// Japanese names with their spelling in Latin letters.
fn japanese(names: &mut Names, folder: &Path) -> Result<(), Error> {
    let package = fetch::JAPANESE;
    let mut archive = Archive::open(package.file, package.bytes(folder)?)?;
    for (file, given, column) in [
        ("first_name_man_opti.csv", true, 1),
        ("first_name_woman_opti.csv", true, 1),
        ("last_name_org.csv", false, 3),
    ] {
        for line in archive.text(file)?.lines() {
            let Some(name) = line.split(',').nth(column).filter(|name| is_latin(name)) else { continue };
            list(names, name, given);
            // Passports leave long vowels out.
            list(names, &name.replace("ou", "o").replace("uu", "u"), given);
        }
    }
    Ok(())
}

fn list(names: &mut Names, name: &str, given: bool) {
    let words: BTreeSet<_> = fold::words_of(name);
    for word in words {
        let bearers = names.entry(word).or_default();
        if given {
            bearers.listed_given = true;
        } else {
            bearers.listed_surname = true;
        }
    }
}

fn is_latin(name: &str) -> bool {
    name.len() > 1
        && name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| matches!(c, 'A'..='Z' | 'a'..='z' | ' ' | '\'' | '-' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_of_names_and_leaves_the_rest() {
        let mut names = Names::new();
        read_assignments(
            &mut names,
            "class P:\n    formats = (\n        \"Nope\",\n    )\n    first_names = (\n        \"Zoë\",\n        \"Ana María\",\n        \"Ян\",\n    )\n    last_names = {\"Öz\": 1}\n    prefixes = (\"Dr.\",)\n",
        );
        let found: Vec<_> = names.keys().map(String::as_str).collect();
        assert_eq!(found, ["ana", "maría", "zoë", "öz"]);
        assert!(names["zoë"].listed_given && !names["zoë"].listed_surname && names["öz"].listed_surname);
    }

    #[test]
    fn reads_cells() {
        let row = "r=\"2\"><c r=\"A2\" t=\"s\"><v>8</v></c><c r=\"D2\" s=\"2\"><v>828.19</v></c>";
        assert_eq!((cell(row, "A"), cell(row, "D"), cell(row, "C")), (Some("8"), Some("828.19"), None));
    }
}
