//! Other forms of the words of our own lists, which are written there in one form.

/// Endings of words of medicine and what they turn into.
const ENDINGS: [(&str, &[&str]); 24] = [
    ("scopy", &["scopies", "scopic", "scopically", "scope", "scopes"]),
    ("tomy", &["tomies", "tomized"]),
    ("stomy", &["stomies"]),
    ("graphy", &["graphic", "graphically", "graphies"]),
    ("metry", &["metric", "metrically"]),
    ("pathy", &["pathies", "pathic"]),
    ("plasty", &["plasties"]),
    ("osis", &["oses", "otic"]),
    ("asis", &["ases"]),
    ("itis", &["itides", "itic"]),
    ("emia", &["emic", "emias"]),
    ("plegia", &["plegic", "plegias"]),
    ("algia", &["algias", "algic"]),
    ("uria", &["uric"]),
    ("oma", &["omas", "omata", "omatous"]),
    ("ical", &["ically"]),
    ("ic", &["ically"]),
    ("al", &["ally"]),
    ("ous", &["ously"]),
    ("ive", &["ively"]),
    ("ate", &["ated", "ates", "ating", "ation", "ations", "ator"]),
    ("ize", &["ized", "izes", "izing", "ization"]),
    ("y", &["ies"]),
    ("um", &["a"]),
];

/// The regular forms that a word of medicine may be met in.
///
/// Some of them no one writes; they cost a few bytes and take no name's place, as names are left out later.
pub(super) fn forms(word: &str) -> Vec<String> {
    if word.len() < 6 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    if let Some((ending, others)) = ENDINGS.iter().find(|(ending, _)| word.ends_with(ending)) {
        let stem = word.strip_suffix(ending).unwrap_or(word);
        forms.extend(others.iter().map(|other| format!("{stem}{other}")));
    }
    if !word.ends_with(['s', 'y', 'x']) && !ADVERBIAL.iter().any(|ending| word.ends_with(ending)) {
        forms.push(format!("{word}s"));
    }
    forms
}

/// Endings of words that have no plural.
const ADVERBIAL: [&str; 5] = ["ed", "ing", "ic", "al", "ly"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_medicine_have_forms() {
        assert!(forms("laparoscopy").contains(&"laparoscopically".to_owned()));
        assert!(forms("colectomy").contains(&"colectomies".to_owned()));
        assert!(forms("circumferential").contains(&"circumferentially".to_owned()));
        assert_eq!(forms("pseudoaneurysm"), ["pseudoaneurysms"]);
        assert!(forms("hip").is_empty() && forms("müller").is_empty());
    }
}
