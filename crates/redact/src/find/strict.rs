//! Strict mode: what is not known to be harmless is PHI.

use crate::{
    Category,
    lexicon::Classes,
    scan::{Found, Scan},
    token::{Gap, Token},
};

/// Classes of words that strict mode lets stand.
const SAFE: Classes = Classes::FUNCTION
    .union(Classes::COMMON)
    .union(Classes::CLINICAL)
    .union(Classes::DRUG)
    .union(Classes::TITLE)
    .union(Classes::CREDENTIAL)
    .union(Classes::KIN)
    .union(Classes::ROLE)
    .union(Classes::WEEKDAY)
    .union(Classes::UNIT)
    .union(Classes::EPONYM)
    .union(Classes::CUE)
    .union(Classes::FACILITY)
    .union(Classes::NUMBERWORD);

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    for (index, token) in scan.tokens.iter().enumerate() {
        let finding = if token.shape.is_word() {
            (!is_safe_word(scan, token)).then_some((Category::Name, "strict.word"))
        } else if token.shape.is_number() {
            (token.len() >= 5).then_some((Category::OtherId, "strict.number"))
        } else {
            (!is_measure(token.text(scan.text)) && !scan.gap(index + 1).is(Gap::PERCENT))
                .then_some((Category::OtherId, "strict.mixed"))
        };
        if let Some((category, rule)) = finding {
            found.extend(scan.span(index..index + 1, category, 30, rule));
        }
    }
}

/// Known to be harmless, or built like a medical word.
fn is_safe_word(scan: &Scan<'_>, token: &Token) -> bool {
    token.len() == 1 || token.classes.intersects(SAFE) || is_medical(token.text(scan.text))
}

/// Endings and beginnings that only medical words have.
fn is_medical(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ectomy",
        "otomy",
        "ostomy",
        "oscopy",
        "plasty",
        "pexy",
        "itis",
        "itides",
        "osis",
        "oses",
        "emia",
        "emic",
        "uria",
        "pathy",
        "pathic",
        "algia",
        "dynia",
        "gram",
        "graphy",
        "graphic",
        "metry",
        "megaly",
        "oma",
        "omas",
        "omata",
        "sclerosis",
        "stenosis",
        "penia",
        "plegia",
        "paresis",
        "phagia",
        "phasia",
        "pnea",
        "pneic",
        "rrhea",
        "rrhage",
        "rrhagic",
        "rrhaphy",
        "trophy",
        "trophic",
        "lysis",
        "lytic",
        "genic",
        "genesis",
        "ology",
        "ologist",
        "ectasis",
        "cele",
        "cyte",
        "cytic",
        "cytosis",
        "philia",
        "phobia",
        "plasia",
        "plastic",
        "scopic",
        "thorax",
        "toxicity",
        "tropic",
        "cillin",
        "mycin",
        "floxacin",
        "azole",
        "pril",
        "sartan",
        "statin",
        "olol",
        "dipine",
        "caine",
        "mab",
        "nib",
        "tide",
        "parin",
        "gliptin",
        "gliflozin",
        "setron",
        "triptan",
        "zepam",
        "barbital",
    ];
    let lower = word.to_ascii_lowercase();
    lower.is_ascii() && lower.len() >= 7 && ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// Digits with a unit at the end, or an ordinal or a short code: `50mg`, `2nd`, `T12`, `x3`.
fn is_measure(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    const UNITS: &[&str] = &[
        "mg", "mcg", "g", "kg", "ml", "l", "dl", "cc", "cm", "mm", "m", "in", "ft", "lb", "lbs", "oz", "meq",
        "mmol", "units", "u", "iu", "ga", "g", "fr", "hr", "hrs", "h", "min", "mins", "s", "sec", "d", "wk",
        "wks", "mo", "mos", "yr", "yrs", "y", "yo", "x", "st", "nd", "rd", "th", "mmhg", "lpm", "bpm", "c",
        "f", "j", "ma", "v", "kv", "am", "pm", "w",
    ];
    digits <= 4 && UNITS.iter().any(|unit| letters.eq_ignore_ascii_case(unit))
        || word.len() <= 4 && digits <= 2
}
