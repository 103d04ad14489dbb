//! The files of the generator, and how they are cut into sections.

use super::template::range;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// The files, embedded so that the generator reads nothing when it runs.
        pub(super) const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../notes/", $name)))),*];
    };
}

files!(
    "names_given.txt",
    "names_surname.txt",
    "places.txt",
    "orgs.txt",
    "formats.txt",
    "clinical.txt",
    "prose.txt",
    "shared.txt",
    "genres/billing.txt",
    "genres/consult.txt",
    "genres/dialysis.txt",
    "genres/dictated.txt",
    "genres/discharge.txt",
    "genres/dispatch.txt",
    "genres/ed.txt",
    "genres/education.txt",
    "genres/email.txt",
    "genres/ems.txt",
    "genres/fax.txt",
    "genres/forensic.txt",
    "genres/homehealth.txt",
    "genres/icu.txt",
    "genres/incident.txt",
    "genres/labslip.txt",
    "genres/legacy.txt",
    "genres/narrative.txt",
    "genres/nursing.txt",
    "genres/ob.txt",
    "genres/opnote.txt",
    "genres/pathology.txt",
    "genres/peds.txt",
    "genres/pharmacy.txt",
    "genres/phone.txt",
    "genres/portal.txt",
    "genres/prompt.txt",
    "genres/prose_abstract.txt",
    "genres/prose_care.txt",
    "genres/prose_guide.txt",
    "genres/prose_operative.txt",
    "genres/prose_textbook.txt",
    "genres/query.txt",
    "genres/querylow.txt",
    "genres/psych.txt",
    "genres/radiology.txt",
    "genres/referral.txt",
    "genres/registration.txt",
    "genres/rehab.txt",
    "genres/research.txt",
    "genres/short.txt",
    "genres/sms.txt",
    "genres/social.txt",
    "genres/specialty.txt",
    "genres/table.txt",
    "genres/transcription.txt",
);

/// How the letters of the notes of a genre are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Casing {
    /// As each note draws it.
    Drawn,
    Upper,
    Lower,
}

/// A kind of note.
#[derive(Debug)]
pub(super) struct Genre {
    pub(super) name: String,
    pub(super) weight: u64,
    /// Notes that are asked to hold no PHI, among 100; some others hold none by chance.
    pub(super) free: u64,
    /// Notes that go on with what any genre may hold, among 100.
    pub(super) extra: u64,
    /// Lowest and highest age of the patient.
    pub(super) ages: (u64, u64),
    /// Whether the patient is female, where the genre says so.
    pub(super) female: Option<bool>,
    pub(super) casing: Casing,
    /// The section of whole notes.
    pub(super) note: usize,
}

/// A section as it stands in its file.
#[derive(Debug)]
pub(super) struct RawSection {
    pub(super) name: String,
    pub(super) genre: Option<usize>,
    pub(super) mark: Option<String>,
    pub(super) once: bool,
    pub(super) is_words: bool,
    pub(super) is_pattern: bool,
    pub(super) is_pool: bool,
    /// Whether it holds parts of PHI, which may stand in spans only.
    pub(super) is_part: bool,
    pub(super) lines: Vec<(u64, String)>,
}

/// Cuts a file into sections. Lines before the first section describe a genre,
/// or say that the sections are `pools` of sentences, or `parts` of PHI.
///
/// # Errors
/// A sentence about what is wrong.
pub(super) fn read(
    text: &str,
    genres: &mut Vec<Genre>,
    sections: &mut Vec<RawSection>,
) -> Result<(), String> {
    let mut genre: Option<Genre> = None;
    let mut blocks: Vec<(RawSection, bool, Vec<&str>)> = Vec::new();
    let (mut pools, mut parts) = (false, false);
    for line in text.lines() {
        if line.starts_with("// ") {
            continue;
        }
        if let Some(header) = line.strip_prefix("== ") {
            let (section, is_block) = header_of(header)?;
            blocks.push((section, is_block, Vec::new()));
        } else if let Some((_, _, lines)) = blocks.last_mut() {
            lines.push(line);
        } else if line == "pools" {
            pools = true;
        } else if line == "parts" {
            parts = true;
        } else if !line.is_empty() {
            describe(&mut genre, line)?;
        }
    }
    let number = genre.is_some().then_some(genres.len());
    for (mut section, is_block, lines) in blocks {
        section.genre = number;
        section.is_pool = pools || number.is_some();
        section.is_part = parts && section.mark.is_none();
        section.lines = if is_block || section.name == "note" {
            block_entries(&lines)
        } else {
            entries(&section, &lines)?
        };
        sections.push(section);
    }
    genres.extend(genre);
    Ok(())
}

fn header_of(header: &str) -> Result<(RawSection, bool), String> {
    let mut words = header.split_whitespace();
    let name = words.next().ok_or("a section without a name")?.to_owned();
    let mut section = RawSection {
        name,
        genre: None,
        mark: None,
        once: false,
        is_words: false,
        is_pattern: false,
        is_pool: false,
        is_part: false,
        lines: Vec::new(),
    };
    let mut is_block = false;
    for word in words {
        match word {
            "once" => section.once = true,
            "words" => section.is_words = true,
            "pattern" => section.is_pattern = true,
            "block" => is_block = true,
            category => section.mark = Some(category.to_owned()),
        }
    }
    Ok((section, is_block))
}

fn describe(genre: &mut Option<Genre>, line: &str) -> Result<(), String> {
    let (word, value) = line.split_once(' ').ok_or_else(|| format!("no value in {line:?}"))?;
    let number = || value.parse::<u64>().map_err(|_| format!("no number in {line:?}"));
    if word == "genre" {
        *genre = Some(Genre {
            name: value.to_owned(),
            weight: 3,
            free: 25,
            extra: 60,
            ages: (18, 106),
            female: None,
            casing: Casing::Drawn,
            note: 0,
        });
        return Ok(());
    }
    let genre = genre.as_mut().ok_or_else(|| format!("{line:?} before any genre"))?;
    match word {
        "weight" => genre.weight = number()?,
        "free" => genre.free = number()?,
        "extra" => genre.extra = number()?,
        "age" => genre.ages = range(value).ok_or_else(|| format!("no range in {line:?}"))?,
        "sex" => genre.female = Some(value == "f"),
        "case" => genre.casing = if value == "upper" { Casing::Upper } else { Casing::Lower },
        _ => return Err(format!("{line:?} describes nothing")),
    }
    Ok(())
}

/// Blocks between lines of four hyphens.
fn block_entries(lines: &[&str]) -> Vec<(u64, String)> {
    lines
        .split(|line| *line == "----")
        .map(|block| block.join("\n").trim_matches('\n').to_owned())
        .filter(|block| !block.is_empty())
        .map(|block| (1, block))
        .collect()
}

/// A line each, or words between commas.
fn entries(section: &RawSection, lines: &[&str]) -> Result<Vec<(u64, String)>, String> {
    let full = lines.iter().filter(|line| !line.is_empty());
    if section.is_words {
        let mut words: Vec<(u64, String)> = Vec::new();
        for word in full.flat_map(|line| split_words(line)).filter(|word| !word.is_empty()) {
            words.push((1, word));
        }
        return Ok(words);
    }
    full.map(|line| match line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        Some((weight, rest)) if weight.bytes().all(|sign| sign.is_ascii_digit()) => weight
            .parse()
            .map(|weight| (weight, rest.to_owned()))
            .map_err(|_| format!("no weight in {line:?}")),
        _ => Ok((1, (*line).to_owned())),
    })
    .collect()
}

/// Words between commas; a comma inside quotation marks belongs to the word.
fn split_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => quoted = !quoted,
            ',' if !quoted => words.push(String::new()),
            other => words.iter_mut().rev().take(1).for_each(|word| word.push(other)),
        }
    }
    words.iter().map(|word| word.trim().to_owned()).collect()
}
