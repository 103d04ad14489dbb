//! Protocols that are made up on the fly: as many agencies and sections as are asked for.

use phiward_search::{AgeGroup, Section};

/// Queries of the kinds that crews type. Each has an answer in every agency of [`section`].
pub const QUERIES: &[&str] = &[
    "chest pain",
    "TP 103",
    "SOB",
    "seizure",
    "stroke slurred speech",
    "naloxone dose",
    "cardiac arrest epinephrine",
    "62 yo CP radiating to the arm",
    "allergic reaction hives",
    "burns",
    "head injury GCS",
    "low blood sugar",
    "trouble breathing wheezing",
    "overdose pinpoint pupils",
    "crush injury",
    "trauma center criteria",
    "heart attack",
    "bradycardia pacing",
    "fever sepsis",
    "childbirth",
];

const NAMES: &[&str] = &[
    "Cardiac Chest Pain",
    "Cardiac Arrest",
    "Respiratory Distress",
    "Seizure",
    "Stroke",
    "Allergic Reaction / Anaphylaxis",
    "Diabetic Emergencies",
    "Overdose / Poisoning",
    "Traumatic Injury",
    "Burns",
    "Head Injury",
    "Bradycardia",
    "Tachycardia",
    "Pulmonary Edema",
    "Shock",
    "Fever / Sepsis",
    "Childbirth",
    "Pregnancy Complication",
    "Newborn Resuscitation",
    "Airway Obstruction",
    "Altered Level of Consciousness",
    "Behavioral Emergency",
    "Syncope",
    "Hypothermia",
    "Hyperthermia",
    "Drowning",
    "Crush Injury",
    "Stings / Venomous Bites",
    "Eye Problem",
    "Abdominal Pain",
    "Pain Management",
    "Drug Reference: Naloxone",
];
const SECTIONS: &[&str] =
    &["Recognition and Assessment", "Treatment", "Medication Dosing", "Base Contact and Transport"];
const WORDS: &[&str] = &[
    "patient",
    "monitor",
    "oxygen",
    "airway",
    "glucose",
    "epinephrine",
    "naloxone",
    "midazolam",
    "fentanyl",
    "aspirin",
    "nitroglycerin",
    "albuterol",
    "pressure",
    "breath",
    "shortness",
    "of",
    "wheezing",
    "chest",
    "pain",
    "pulse",
    "shock",
    "fever",
    "seizure",
    "stroke",
    "slurred",
    "speech",
    "bleeding",
    "tourniquet",
    "transport",
    "hospital",
    "contact",
    "criteria",
    "trauma",
    "center",
    "child",
    "adult",
    "weight",
    "repeat",
    "minutes",
    "dose",
    "access",
    "fluid",
    "pupils",
    "opioid",
    "heart",
    "rate",
];
/// Words of the vocabulary that mean nothing, so that it has the size of a real one.
const FILLERS: u64 = 4_000;

/// How large a corpus is.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Agencies.
    pub agencies: u32,
    /// Sections of each.
    pub sections: u32,
}

impl Scale {
    /// 25 agencies with 16,000 sections.
    pub const COUNTIES: Self = Self { agencies: 25, sections: 640 };
    /// 1,500 agencies with 1,000,500 sections.
    pub const NATION: Self = Self { agencies: 1_500, sections: 667 };

    /// All sections, agency after agency.
    pub fn corpus(self) -> impl Iterator<Item = Section> {
        (0..self.agencies).flat_map(move |agency| (0..self.sections).map(move |at| section(agency, at)))
    }
}

/// The section at a place of an agency: always the same.
#[must_use]
#[expect(clippy::indexing_slicing, reason = "every index is a remainder")]
pub fn section(agency: u32, at: u32) -> Section {
    let mut dice = fastrand::Rng::with_seed(u64::from(agency) << 32 | u64::from(at));
    let (protocol, part) = (at / 4, at as usize % SECTIONS.len());
    let is_child = protocol % 3 == 2;
    let number = format!("TP-{}{}", 100 + protocol, if is_child { "-P" } else { "" });
    let name = NAMES[protocol as usize % NAMES.len()];
    let name = if is_child { format!("{name} (Pediatric)") } else { name.to_owned() };
    let mut text = String::new();
    for _ in 0..dice.u32(25..60) {
        // Half of a text are words of the field, half are of a long tail.
        if dice.bool() {
            text.push_str(WORDS[dice.usize(..WORDS.len())]);
        } else {
            let rank = dice.u64(..FILLERS) * dice.u64(..FILLERS) / FILLERS;
            text.push_str(&filler(rank));
        }
        text.push(' ');
    }
    Section {
        id: format!("A{agency:04}:{number}#{part}"),
        agency: format!("A{agency:04}"),
        title: format!("{number} {name} - {}", SECTIONS[part]),
        section: SECTIONS[part].to_owned(),
        age: if is_child { AgeGroup::Pediatric } else { AgeGroup::Adult },
        number,
        name,
        text,
        ..Section::default()
    }
}

/// A word of syllables, one for each number.
#[expect(clippy::indexing_slicing, reason = "every index is a remainder")]
fn filler(number: u64) -> String {
    const SYLLABLES: &[u8] = b"babebibodadedidofafefifogagegigokakekikolalelilomamemimonanenino";
    let mut word = String::from("z");
    let mut rest = number + 32;
    while rest > 0 {
        let at = (rest % 32) as usize * 2;
        word.push(char::from(SYLLABLES[at]));
        word.push(char::from(SYLLABLES[at + 1]));
        rest /= 32;
    }
    word
}
