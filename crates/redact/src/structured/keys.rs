//! What the name of a field tells of its value.
//!
//! Names are compared without regard to case, `_`, `-`, `.`, blanks and camelCase.
//! A name that is not in the table is tried without its first words, so `emergency_contact_phone` is a
//! `phone`, and then without a last word or digit that tells nothing, so `ssn_number_2` is an `ssn`.
//! The name of the field around it counts as first words: `id` within `patient` is a `patient id`.

use alloc::{vec, vec::Vec};

use self::folded::Folded;
use crate::{
    Category,
    lexicon::{List, hash32},
    structured::treatment::Treatment,
};

pub(crate) mod cache;
mod folded;
mod table;

/// What the names of fields tell.
pub(crate) struct Keys {
    fields: Table,
    /// Last words that tell nothing.
    empty: Table,
}

/// Names and what they stand for, found by hash.
struct Table {
    /// Index into the entries plus one, or zero; the length is a power of two.
    slots: Vec<u16>,
    entries: Vec<(&'static str, Treatment)>,
}

impl Table {
    fn new(entries: &mut dyn Iterator<Item = (&'static str, Treatment)>, slots: usize) -> Self {
        let mut table = Self { slots: vec![0; slots], entries: Vec::new() };
        for (name, value) in entries {
            debug_assert!(table.find(name.as_bytes()).is_none(), "{name} stands in the table twice");
            table.entries.push((name, value));
            let number = u16::try_from(table.entries.len()).unwrap_or(u16::MAX);
            let free = table.probe(name.as_bytes()).find(|slot| table.slots.get(*slot) == Some(&0));
            if let Some(slot) = free.and_then(|slot| table.slots.get_mut(slot)) {
                *slot = number;
            }
        }
        table
    }

    /// The slots in which a name may be.
    fn probe(&self, name: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let (first, mask) = (hash32(name) as usize, self.slots.len() - 1);
        (0..=mask).map(move |step| (first + step) & mask)
    }

    fn find(&self, name: &[u8]) -> Option<Treatment> {
        for slot in self.probe(name) {
            let number = usize::from(*self.slots.get(slot)?);
            let (known, value) = self.entries.get(number.checked_sub(1)?)?;
            if known.as_bytes() == name {
                return Some(*value);
            }
        }
        None
    }
}

impl Keys {
    pub(crate) fn new() -> Self {
        let names = |(treatment, names): &(Treatment, List)| {
            let treatment = *treatment;
            names.words().map(move |name| (name, treatment))
        };
        let empty = (Treatment::Unknown, List::KeyEmpty);
        Self {
            fields: Table::new(&mut table::KEYS.iter().flat_map(names), 1 << 12),
            empty: Table::new(&mut names(&empty), 1 << 8),
        }
    }

    /// The entry of a folded name.
    fn find(&self, name: &[u8]) -> Option<Treatment> {
        self.fields.find(name)
    }

    /// What a key tells, given the key of the object around it; [`Treatment::Unknown`] if nothing.
    pub(crate) fn treatment(&self, parent: &str, key: &str) -> Treatment {
        let mut folded = Folded::new();
        folded.add(singular(last_words(parent)));
        let own = folded.words;
        folded.add(key);
        if folded.overflow {
            return Treatment::Unknown;
        }
        let found = self.longest(&folded, Some(folded.len));
        let found = found.or_else(|| self.longest(&folded, folded.without_digits()));
        let found = found.or_else(|| self.longest(&folded, folded.without_plural()));
        let found = found.or_else(|| self.without_empty_word(&folded, own));
        found.or_else(|| self.without_subject(&folded, own)).unwrap_or(Treatment::Unknown)
    }

    /// Whether a text is the name of a field that holds PHI, rather than a value.
    ///
    /// `dob` and `Home phone` stand in the table; `patient_ssn` is written as only programs write.
    pub(crate) fn is_label(&self, text: &str) -> bool {
        let mut folded = Folded::new();
        folded.add(text);
        let name = folded.bytes.get(..folded.len).unwrap_or_default();
        let program = !text.contains(char::is_whitespace) && folded.words > 1;
        let treatment = if program { Some(self.treatment("", text)) } else { self.find(name) };
        !folded.overflow
            && treatment
                .is_some_and(|treatment| !matches!(treatment, Treatment::Harmless | Treatment::Unknown))
    }

    /// The entry of the longest run of words up to `end`.
    fn longest(&self, folded: &Folded, end: Option<usize>) -> Option<Treatment> {
        let end = end?;
        let starts = folded.starts.get(..folded.words)?;
        starts
            .iter()
            .filter_map(|start| folded.bytes.get(usize::from(*start)..end))
            .find_map(|name| self.find(name))
    }

    /// `ssn value`, and `value` within `ssn`: a last word that tells nothing.
    fn without_empty_word(&self, folded: &Folded, own: usize) -> Option<Treatment> {
        let start = folded.without_last_word()?;
        let word = folded.bytes.get(start..folded.without_digits().unwrap_or(folded.len))?;
        if !word.is_empty() && self.empty.find(word).is_none() {
            return None;
        }
        let found = self.longest(folded, Some(start))?;
        // A `value` within a patient or a facility is anything.
        let is_whole = folded.words <= own + 1;
        let is_part = matches!(found, Treatment::Known(category) if category != Category::Org)
            || found.inherited().is_some()
            || found == Treatment::Age;
        (!is_whole || is_part).then_some(found)
    }

    /// `patientname`: one word in which a person stands before the field.
    fn without_subject(&self, folded: &Folded, own: usize) -> Option<Treatment> {
        let start = usize::from(*folded.starts.get(folded.words.checked_sub(1)?)?);
        let word = folded.bytes.get(start..folded.without_digits().unwrap_or(folded.len))?;
        if folded.words != own + 1 {
            return None;
        }
        let rest = List::KeySubjects.words().filter_map(|subject| word.strip_prefix(subject.as_bytes()));
        rest.filter(|rest| rest.len() >= 2).find_map(|rest| self.find(rest))
    }
}

/// The end of a name with at most three of its words, which is enough to tell what it is of.
fn last_words(name: &str) -> &str {
    let mut parts = name.rmatch_indices(['_', '-', '.', ' ', ':', '/']);
    let cut = parts.nth(2).map_or(0, |(at, _)| at + 1);
    let from = (cut.max(name.len().saturating_sub(32))..=name.len()).find(|at| name.is_char_boundary(*at));
    from.and_then(|from| name.get(from..)).unwrap_or_default()
}

/// A name without its number and plural: what is within `medications` is of a medication.
fn singular(name: &str) -> &str {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    name.strip_suffix(['s', 'S']).filter(|name| !name.ends_with(['s', 'S'])).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Category::*;

    fn of(parent: &str, key: &str) -> Treatment {
        Keys::new().treatment(parent, key)
    }

    #[test]
    fn spellings_of_a_key_are_one_key() {
        for key in [
            "first_name",
            "firstName",
            "FirstName",
            "FIRST-NAME",
            "first name",
            "firstname",
            "patient_first_name",
            "patientFirstName",
            "first_name_2",
        ] {
            assert_eq!(of("", key), Treatment::Known(Name), "{key}");
        }
    }

    #[test]
    fn keys_tell_categories() {
        let expected: &[(&str, Category)] = &[
            ("SSN", Ssn),
            ("ssnNumber", Ssn),
            ("SSNLast4", Ssn),
            ("dob", Date),
            ("birthDate", Date),
            ("patient.dob", Date),
            ("mrn", Mrn),
            ("patientMRN", Mrn),
            ("patient_id", Mrn),
            ("homePhone", Phone),
            ("phones", Phone),
            ("phone1", Phone),
            ("emergencyContactPhoneNumber", Phone),
            ("faxNumber", Fax),
            ("e-mail", Email),
            ("emailAddress", Email),
            ("homeAddress", Geo),
            ("address_line_2", Geo),
            ("zipCode", Geo),
            ("city", Geo),
            ("ip", Ip),
            ("remote_addr", Ip),
            ("deviceId", Device),
            ("serialNumber", Device),
            ("VIN", Vehicle),
            ("license_plate", Vehicle),
            ("member_id", HealthPlan),
            ("accountNumber", Account),
            ("npi", License),
            ("sessionId", OtherId),
            ("fingerprint_id", Biometric),
            ("pt_nm", Name),
            ("birth_dt", Date),
            ("homePh", Phone),
            ("acct_nbr", Account),
            ("mbr_id", HealthPlan),
            ("DL_NO", License),
            ("patientname", Name),
            ("subscriberdob", Date),
            ("mother's maiden name", Name),
            ("hospital_name", Org),
            ("addresses", Geo),
        ];
        for (key, category) in expected {
            assert_eq!(of("", key), Treatment::Known(*category), "{key}");
        }
    }

    #[test]
    fn harmless_keys_stay_harmless() {
        for key in [
            "code",
            "status",
            "unit",
            "codeSystem",
            "phoneType",
            "email_verified",
            "level",
            "requestId",
            "state",
            "duration_ms",
            "HTTPStatus",
        ] {
            assert_eq!(of("", key), Treatment::Harmless, "{key}");
        }
        for key in ["usage", "page", "image_count", "fileName2x", "blarg", ""] {
            assert!(!matches!(of("", key), Treatment::Known(Name)), "{key}");
        }
    }

    #[test]
    fn every_entry_can_be_reached() {
        for (treatment, names) in table::KEYS {
            for name in names.words() {
                assert_eq!(of("", name), *treatment, "{name}");
            }
        }
    }

    #[test]
    fn the_key_around_counts() {
        assert_eq!(of("patient", "id"), Treatment::Known(Mrn));
        assert_eq!(of("", "id"), Treatment::Unknown);
        assert_eq!(of("medication", "name"), Treatment::Text);
        assert_eq!(of("medications", "name"), Treatment::Text);
        assert_eq!(of("patient", "name"), Treatment::Known(Name));
        assert_eq!(of("address", "line"), Treatment::Known(Geo));
    }

    #[test]
    fn a_field_name_is_told_from_a_value() {
        let keys = Keys::new();
        assert!(
            keys.is_label("patient_id")
                && keys.is_label("SSN")
                && keys.is_label("First Name")
                && keys.is_label("guarantor_ssn")
        );
        assert!(!keys.is_label("Maria Lopez") && !keys.is_label("") && !keys.is_label("status"));
    }

    #[test]
    fn keys_of_any_length_and_script_are_looked_up() {
        for key in [&"x".repeat(10_000), &"a_".repeat(5_000), &"é".repeat(400), "___", "\u{0}", "ÄÖ_name"]
        {
            let _ = of(key, key);
        }
    }
}
