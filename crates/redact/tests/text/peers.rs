//! What other redactors miss, each kind by its name.

use crate::{BALANCED, STRICT};

/// Whether `text` has `value` with no letter or digit at either side.
fn holds(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + value.len()..].starts_with(char::is_alphanumeric)
    })
}

/// Texts whose values must go in both modes.
fn gone(cases: &[(&str, &[&str])]) {
    for (text, values) in cases {
        for redactor in [&*BALANCED, &*STRICT] {
            let out = redactor.redact(text).text;
            for value in *values {
                assert!(text.contains(value), "{value:?} is not in {text:?}");
                assert!(!holds(&out, value), "{text:?} -> {out:?}");
            }
        }
    }
}

/// Texts that balanced mode leaves as they are.
fn kept(texts: &[&str]) {
    for text in texts {
        assert_eq!(BALANCED.redact(text).text, *text);
    }
}

#[test]
fn ages_over_89() {
    gone(&[
        ("93 yo female with chest pain", &["93"]),
        ("A 102-year-old man fell at home.", &["102"]),
        ("Pt is ninety-six years old.", &["ninety-six"]),
        ("Age: 91", &["91"]),
        ("Her mother lived to 101.", &["101"]),
    ]);
    kept(&["71 yo man with chest pain", "Pulse 93, respirations 18", "Aged 89 years."]);
}

#[test]
fn vehicles_and_plates() {
    gone(&[
        ("Driver of a sedan, plate 8ABC123, struck a pole.", &["8ABC123"]),
        ("License plate: KLM 4471", &["KLM", "4471"]),
        ("VIN 1HGCM82633A004352 towed", &["1HGCM82633A004352"]),
        ("tag no. 7XKD921 (TX)", &["7XKD921"]),
    ]);
}

#[test]
fn device_ids() {
    gone(&[
        ("ICD serial number 1LL8-303883.", &["1LL8-303883"]),
        ("Pacemaker S/N PZX402981 interrogated", &["PZX402981"]),
        ("Insulin pump serial no. 884-22017", &["884-22017"]),
        ("UDI (01)00884838048721(21)A83920", &["00884838048721", "A83920"]),
    ]);
}

#[test]
fn biometric_ids() {
    gone(&[
        ("Fingerprint ID FP-9981-A on file", &["FP-9981-A"]),
        ("Biometric template: BIO:DY7ACSLWV3", &["DY7ACSLWV3"]),
        ("Voiceprint id VP-220193 enrolled", &["VP-220193"]),
    ]);
}

#[test]
fn plan_numbers() {
    gone(&[
        ("Member ID XQZ882019944, group GRP95765", &["XQZ882019944", "GRP95765"]),
        ("Tricare no. 10122283459", &["10122283459"]),
        ("MBI 1EG4-TE5-MK73", &["1EG4-TE5-MK73"]),
        ("Policy number R51350004", &["R51350004"]),
    ]);
}

#[test]
fn badge_incident_and_subject_numbers() {
    gone(&[
        ("Officer badge 4471 on scene", &["4471"]),
        ("Incident # 24-001234", &["24-001234"]),
        ("Incident number: 2024000812", &["2024000812"]),
        ("Study subject SUBJ-1224 enrolled", &["SUBJ-1224"]),
        ("Case no. 23-CV-01877", &["23-CV-01877"]),
    ]);
}

#[test]
fn partial_dates_in_numbers() {
    gone(&[
        ("Seen 3/14 for follow-up.", &["3/14"]),
        ("Admitted on 11/7, discharged 11/9.", &["11/7", "11/9"]),
        ("Last dialysis 02/2019", &["02/2019"]),
    ]);
    kept(&["Strength 3/5 in both legs", "Pain 4/10", "GCS 14/15"]);
}

#[test]
fn partial_dates_in_words() {
    gone(&[
        ("Surgery on March 14th.", &["March", "14th"]),
        ("Returns the 3rd of June", &["3rd", "June"]),
        ("Since Apr '22 without symptoms", &["Apr"]),
        ("Fell on Friday the 12th", &["12th"]),
    ]);
}

#[test]
fn dotted_ssns() {
    gone(&[
        ("SSN 219.15.0606", &["219.15.0606", "0606"]),
        ("Social security number: 219 15 0606", &["219 15 0606", "0606"]),
        ("ss# 219150606", &["219150606"]),
    ]);
}

#[test]
fn last_4_ssns() {
    gone(&[
        ("last four of SSN 0606", &["0606"]),
        ("SSN ending in 0606", &["0606"]),
        ("SSN xxx-xx-0606", &["0606"]),
        ("last 4 of social: 0606", &["0606"]),
    ]);
}

#[test]
fn an_ip_address_before_a_full_stop() {
    gone(&[
        ("Logged in from 10.191.44.113. Then left.", &["10.191.44.113"]),
        ("host 187.38.11.163.", &["187.38.11.163"]),
        ("from 2001:db8:85a3::8a2e:370:7334.", &["2001:db8:85a3::8a2e:370:7334"]),
    ]);
}

#[test]
fn phones_of_seven_digits() {
    gone(&[
        ("Call 555-0123 for results", &["555-0123"]),
        ("phone: 555 0123", &["555 0123"]),
        ("cell 555.0123", &["555.0123"]),
    ]);
}

#[test]
fn phones_with_en_dashes() {
    gone(&[
        ("Call 610\u{2013}555\u{2013}0123", &["610", "0123"]),
        ("(610) 555\u{2013}0123", &["610", "0123"]),
        ("tel 610\u{2011}555\u{2011}0123", &["610", "0123"]),
    ]);
}

#[test]
fn the_last_name_first() {
    gone(&[
        ("Lopez, Maria was seen today.", &["Lopez", "Maria"]),
        ("PATIENT: OSMUN, LAURI J", &["OSMUN", "LAURI"]),
        ("Pt: Nguyen, Thi A. MRN 00625079", &["Nguyen", "Thi"]),
    ]);
}

#[test]
fn names_in_small_letters() {
    gone(&[
        ("spoke with maria lopez about results", &["maria", "lopez"]),
        ("pt john henderson c/o cp, wife susan at bedside", &["john", "henderson", "susan"]),
        ("dr patel aware", &["patel"]),
    ]);
}

#[test]
fn parkinson_is_a_person_and_a_disease() {
    gone(&[
        ("Mr. Parkinson was seen in clinic.", &["Parkinson"]),
        ("Patient name: James Parkinson", &["James", "Parkinson"]),
        ("Dr. Parkinson reviewed the films.", &["Parkinson"]),
    ]);
    kept(&[
        "Parkinson's disease, stable on levodopa",
        "History of Parkinson disease.",
        "Wolff-Parkinson-White syndrome",
    ]);
}

#[test]
fn foley_is_a_person_and_a_catheter() {
    gone(&[
        ("Mrs. Foley tolerated the procedure well.", &["Foley"]),
        ("Seen by Dr. Foley this morning.", &["Foley"]),
        ("Foley, Thomas admitted overnight", &["Foley", "Thomas"]),
    ]);
    kept(&["Foley catheter in place", "Foley removed, voiding well", "16 Fr Foley placed"]);
}

#[test]
fn rose_is_a_person_and_a_verb() {
    gone(&[
        ("Rose Miller called the clinic.", &["Rose", "Miller"]),
        ("Patient: Rose Kowalski", &["Rose", "Kowalski"]),
        ("Her daughter Rose was at bedside.", &["Rose"]),
    ]);
    kept(&["The lactate rose to 4.2", "Temperature rose overnight"]);
}

#[test]
fn will_is_a_person_and_a_verb() {
    gone(&[
        ("Will Turner was discharged home.", &["Will", "Turner"]),
        ("Patient name: Will Hastings", &["Will", "Hastings"]),
        ("Spoke with son Will by phone.", &["Will"]),
    ]);
    kept(&["Patient will return in two weeks.", "Will follow up as needed."]);
}

#[test]
fn may_is_a_person_a_verb_and_a_month() {
    gone(&[
        ("Dr. May reviewed the labs.", &["May"]),
        ("Patient name: Theresa May", &["Theresa", "May"]),
        ("Mrs. May Johnson arrived.", &["May", "Johnson"]),
        ("Seen on May 3rd.", &["May", "3rd"]),
    ]);
    kept(&["Patient may shower.", "May repeat in 4 hours."]);
}
