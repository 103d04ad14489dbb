//! NEMSIS version 3: what an element is, by its number in the data dictionary (v3.5.1).
//! <https://nemsis.org/media/nemsis_v3/release-3.5.1/DataDictionary/>

use crate::{
    Category::{
        Date, Device, Email, Geo, HealthPlan, License, Mrn, Name, Org, OtherId, Phone, Ssn, Url, Vehicle,
    },
    structured::treatment::Treatment::{self, Age, Binary, Harmless, Known, Moment, Strict, Text},
};

/// What an element such as `ePatient.02` is; `None` if the name is none of the dictionary's form.
///
/// Elements of known sections that are not listed hold codes, counts and measurements.
pub(super) fn treatment(element: &str) -> Option<Treatment> {
    let (section, number) = element.split_once('.')?;
    if number.len() != 2 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u8 = number.parse().ok()?;
    let (_, elements) = SECTIONS.iter().find(|(name, _)| *name == section)?;
    let listed = elements.iter().find(|(_, numbers)| numbers.contains(&number));
    Some(listed.map_or(Harmless, |(treatment, _)| *treatment))
}

/// What is done with a value where a code belongs, if it is none: senders put dates and sentences anywhere.
pub(super) fn misplaced(value: &str) -> Option<Treatment> {
    let value = value.trim();
    let is_date = value.len() >= 10
        && value.bytes().zip("9999-99-99".bytes()).all(|(byte, wanted)| match wanted {
            b'9' => byte.is_ascii_digit(),
            other => byte == other,
        });
    let words = value.split_whitespace().filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if is_date { Some(Moment) } else { (words.count() > 1).then_some(Text) }
}

const NAME: Treatment = Known(Name);
const GEO: Treatment = Known(Geo);
const ID: Treatment = Known(OtherId);
const PHONE: Treatment = Known(Phone);
const PLAN: Treatment = Known(HealthPlan);
const ORG: Treatment = Known(Org);

type Section = (&'static str, &'static [(Treatment, &'static [u8])]);

const SECTIONS: &[Section] = &[
    ("eRecord", &[(ID, &[1])]),
    // Incident numbers join a report to its patient; unit and call sign narrow it down.
    ("eResponse", &[(ORG, &[2]), (ID, &[3, 4]), (GEO, &[16, 17, 18]), (ID, &[13, 14])]),
    ("eDispatch", &[(ORG, &[4]), (ID, &[6])]),
    ("eCrew", &[(ID, &[1])]),
    ("eTimes", &[(Moment, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])]),
    (
        "ePatient",
        &[
            (Known(Mrn), &[1]),
            (NAME, &[2, 3, 4]),
            (GEO, &[5, 6, 7, 9, 11]),
            (Known(Ssn), &[12]),
            (Age, &[15]),
            (Known(Date), &[17]),
            (PHONE, &[18]),
            (Known(Email), &[19]),
            (Known(License), &[21]),
        ],
    ),
    (
        "ePayment",
        &[
            (Moment, &[3]),
            (NAME, &[6, 7, 19, 20, 21, 23, 24, 25, 54]),
            (PLAN, &[9, 17, 18]),
            (ORG, &[10, 33, 58]),
            (GEO, &[12, 13, 15, 26, 27, 29, 34, 35, 37]),
            (PHONE, &[31, 39, 59]),
            (Text, &[45, 46, 55]),
            (ID, &[53]),
            (Known(Date), &[60]),
        ],
    ),
    (
        "eScene",
        &[(ORG, &[2, 13]), (ID, &[3, 10]), (Moment, &[5]), (GEO, &[11, 12, 14, 15, 16, 17, 19, 20, 21, 23])],
    ),
    ("eSituation", &[(Moment, &[1, 18]), (Text, &[4, 19])]),
    (
        "eInjury",
        &[
            (ORG, &[11]),
            (ID, &[12]),
            (PHONE, &[13]),
            (Moment, &[14]),
            (GEO, &[15]),
            (Text, &[16, 17, 18, 19]),
        ],
    ),
    ("eArrest", &[(Moment, &[14, 15, 19])]),
    ("eHistory", &[(NAME, &[2, 3, 4]), (Moment, &[19])]),
    ("eNarrative", &[(Text, &[1])]),
    ("eVitals", &[(Moment, &[1])]),
    ("eLabs", &[(Moment, &[1]), (Text, &[4, 6]), (Binary, &[8])]),
    ("eExam", &[(Moment, &[3])]),
    ("eProtocols", &[]),
    ("eMedications", &[(Moment, &[1]), (ID, &[9]), (NAME, &[12])]),
    ("eProcedures", &[(Moment, &[1]), (ID, &[9]), (NAME, &[12])]),
    ("eAirway", &[(Moment, &[2, 10, 11]), (ID, &[7])]),
    ("eDevice", &[(Known(Device), &[1]), (Moment, &[2]), (Binary, &[5]), (Text, &[8])]),
    ("eDisposition", &[(ORG, &[1]), (ID, &[2]), (GEO, &[3, 4, 6, 7, 9, 10]), (Moment, &[25])]),
    ("eOutcome", &[(ID, &[4]), (Text, &[5]), (Moment, &[11, 16, 18, 19, 20])]),
    ("eOther", &[(ID, &[4, 8, 16, 22]), (Binary, &[11, 18]), (Moment, &[19]), (NAME, &[20, 21])]),
    ("eCustomResults", &[(Strict, &[1])]),
    ("eCustomConfiguration", &[(Text, &[1, 2, 6])]),
    ("dCustomResults", &[(Strict, &[1])]),
    ("dCustomConfiguration", &[(Text, &[1, 2, 6])]),
    ("dRecord", &[]),
    // The agency is the sender, and its number may be logged.
    ("dAgency", &[(ORG, &[3]), (GEO, &[6, 7, 8]), (Known(License), &[25]), (ID, &[26])]),
    (
        "dContact",
        &[(NAME, &[2, 3, 4]), (GEO, &[5, 6, 8]), (PHONE, &[10]), (Known(Email), &[11]), (Known(Url), &[12])],
    ),
    ("dConfiguration", &[(ORG, &[17])]),
    ("dLocation", &[(ORG, &[2]), (ID, &[3]), (GEO, &[4, 5, 6, 7, 9, 10]), (PHONE, &[12])]),
    ("dVehicle", &[(Known(Vehicle), &[1, 2])]),
    (
        "dPersonnel",
        &[
            (NAME, &[1, 2, 3]),
            (GEO, &[4, 5, 7]),
            (PHONE, &[9]),
            (Known(Email), &[10]),
            (Known(Date), &[11]),
            (ID, &[21]),
            (Known(License), &[23, 28]),
            (Moment, &[25, 26, 27, 30, 32, 33, 37, 39]),
        ],
    ),
    ("dDevice", &[(Known(Device), &[1, 2]), (Moment, &[6])]),
    (
        "dFacility",
        &[(ORG, &[2]), (ID, &[3]), (Known(License), &[5]), (GEO, &[6, 7, 8, 10, 11, 13, 14]), (PHONE, &[15])],
    ),
    ("sState", &[]),
    ("sSoftware", &[]),
    ("sElement", &[]),
    ("sConfiguration", &[]),
    ("sAgency", &[(ORG, &[3])]),
    (
        "sFacility",
        &[(ORG, &[2]), (ID, &[3]), (Known(License), &[5]), (GEO, &[6, 7, 8, 10, 11, 13, 14]), (PHONE, &[15])],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_the_seed_are_what_the_dictionary_says() {
        for (element, expected) in [
            ("ePatient.02", Some(NAME)),
            ("ePatient.03", Some(NAME)),
            ("ePatient.05", Some(GEO)),
            ("ePatient.08", Some(Harmless)),
            ("ePatient.12", Some(Known(Ssn))),
            ("ePatient.15", Some(Age)),
            ("ePatient.17", Some(Known(Date))),
            ("ePatient.18", Some(PHONE)),
            ("eResponse.03", Some(ID)),
            ("eResponse.04", Some(ID)),
            ("eSituation.04", Some(Text)),
            ("eSituation.11", Some(Harmless)),
            ("eNarrative.01", Some(Text)),
            ("eTimes.03", Some(Moment)),
            ("eVitals.06", Some(Harmless)),
            ("dAgency.02", Some(Harmless)),
            ("dPersonnel.23", Some(Known(License))),
            ("ePatient", None),
            ("ePatient.2", None),
            ("ePatient.002", None),
            ("xPatient.02", None),
            ("ePatient.+2", None),
        ] {
            assert_eq!(treatment(element), expected, "{element}");
        }
    }
}
