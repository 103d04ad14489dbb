use phiward_redact::{Format, TokenMap};

use crate::{redact, strict};

fn redact_hl7(text: &str) -> String {
    redact(Format::Hl7, text)
}

#[test]
fn an_admission_keeps_its_fields() {
    let message = "MSH|^~\\&|EPIC|SMH|LAB|OTHER|20240501120000||ADT^A01|MSG00001|P|2.5.1\r\
        EVN|A01|20240501120000|||JDOE^Doe^John\r\
        PID|1||00625079^^^SMH^MR~123456789^^^^SS||LOPEZ^MARIA^Q^JR^DR||19570314|F||2106-3^White^HL70005|12 ELM ST&ELM&12^APT 4^READING^PA^19601^USA^H||(610)555-0123^PRN^PH~^NET^Internet^m.lopez@x.org|||M||7788^^^^AN|123-45-6789|D123^PA\r\
        NK1|1|LOPEZ^JUAN|SPO^Spouse|12 ELM ST^^READING^PA|610-555-0199\r\
        PV1|1|I|ICU^3^B^ACME HOSPITAL|E|||1184011074^FOLEY^ANN^^^DR^MD^^^^^^NPI|||MED|||||||||V778812|||||||||||||||||||||||||20240501110000\r\
        IN1|1|P12|I77|AETNA|PO BOX 1^^HARTFORD^CT||8005550100|GRP95765|ACME|||20240101||||LOPEZ^JUAN|SEL|19550203||||||||||||||||||W122334455\r\
        GT1|1|9^^^^AN|LOPEZ^JUAN||12 ELM ST^^READING^PA|6105550123||19550203|M||SEL|987654321\r";
    let expected = "MSH|^~\\&|EPIC|[ORG]|LAB|[ORG]|[DATE]||ADT^A01|[OTHER_ID]|P|2.5.1\r\
        EVN|A01|[DATE]|||[OTHER_ID]^[NAME]^[NAME]\r\
        PID|1||[MRN]^^^SMH^MR~[SSN]^^^^SS||[NAME]^[NAME]^[NAME]^JR^DR||[DATE]|F||2106-3^White^HL70005|[GEO]&[GEO]&[GEO]^[GEO]^[GEO]^PA^[GEO]^USA^H||[PHONE]^PRN^PH~^NET^Internet^[EMAIL]|||M||[ACCOUNT]^^^^AN|[SSN]|[LICENSE]^PA\r\
        NK1|1|[NAME]^[NAME]|SPO^Spouse|[GEO]^^[GEO]^PA|[PHONE]\r\
        PV1|1|I|ICU^3^B^[ORG]|E|||[LICENSE]^[NAME]^[NAME]^^^DR^MD^^^^^^NPI|||MED|||||||||[OTHER_ID]|||||||||||||||||||||||||[DATE]\r\
        IN1|1|[HEALTH_PLAN]|[HEALTH_PLAN]|[ORG]|[GEO]^^[GEO]^CT||[PHONE]|[HEALTH_PLAN]|[ORG]|||[DATE]||||[NAME]^[NAME]|SEL|[DATE]||||||||||||||||||[HEALTH_PLAN]\r\
        GT1|1|[ACCOUNT]^^^^AN|[NAME]^[NAME]||[GEO]^^[GEO]^PA|[PHONE]||[DATE]|M||SEL|[SSN]\r";
    assert_eq!(redact_hl7(message), expected);
}

#[test]
fn observations_are_read_by_their_type() {
    let message = "MSH|^~\\&|A\n\
        PID|||||ZYXWV^ANN\n\
        OBR|1|P1|F1|24323-8^Panel^LN|||20240501||||||||SPEC|99^FOLEY^ANN|||||||||||||||Reason^cough|77&FOLEY&ANN\n\
        OBX|1|NM|2345-7^Glucose^LN||98|mg/dL|70-99|N|||F|||20240501\n\
        OBX|2|TX|NOTE||Seen Zyxwv\\.br\\MRN: 00625079 \\T\\ more\n\
        OBX|3|CWE|C||I21.4^STEMI^I10\n\
        OBX|4|XPN|C||LOPEZ^MARIA\n\
        OBX|5|ED|C||^AP^^Base64^JVBERi0xLjQ=\n\
        OBX|6|DT|C||20240501\n\
        NTE|1||MRN: 00625079~Zyxwv\n";
    let expected = "MSH|^~\\&|A\n\
        PID|||||[NAME]^[NAME]\n\
        OBR|1|[OTHER_ID]|[OTHER_ID]|24323-8^Panel^LN|||[DATE]||||||||SPEC|[OTHER_ID]^[NAME]^[NAME]|||||||||||||||Reason^cough|[OTHER_ID]&[NAME]&[NAME]\n\
        OBX|1|NM|2345-7^Glucose^LN||98|mg/dL|70-99|N|||F|||[DATE]\n\
        OBX|2|TX|NOTE||Seen [NAME]\\.br\\MRN: [MRN] \\T\\ more\n\
        OBX|3|CWE|C||I21.4^STEMI^I10\n\
        OBX|4|XPN|C||[NAME]^[NAME]\n\
        OBX|5|ED|C||^AP^^Base64^[REDACTED]\n\
        OBX|6|DT|C||[DATE]\n\
        NTE|1||MRN: [MRN]~[NAME]\n";
    assert_eq!(redact_hl7(message), expected);
}

#[test]
fn separators_are_read_from_the_message() {
    assert_eq!(
        redact_hl7("MSH#@*%!#A#B\rPID###7@@@@MR*8@@@@SS##LOPEZ@MARIA"),
        "MSH#@*%!#A#[ORG]\rPID###[MRN]@@@@MR*[SSN]@@@@SS##[NAME]@[NAME]"
    );
}

#[test]
fn a_tag_that_looks_like_a_separator_is_escaped() {
    let out = redact_hl7("MSH|[~\\&|A\rPID|||||LOPEZ[MARIA");
    assert_eq!(out, "MSH|[~\\&|A\rPID|||||\\S\\NAME][\\S\\NAME]");
}

#[test]
fn segments_of_a_sites_own_are_strict() {
    let out = redact_hl7("MSH|^~\\&|A\rZPT|1|Zyxwv^778812|x");
    assert!(
        !out.contains("Zyxwv")
            && !out.contains("778812")
            && out.matches('|').count() == 5
            && out.contains('^'),
        "{out}"
    );
}

#[test]
fn messages_that_break_off_are_redacted_to_their_end() {
    let whole = "MSH|^~\\&|A|B|||20240501||ORU^R01|1|P|2.5\rPID|1||00625079^^^^MR||LOPEZ^MARIA||19570314";
    for (end, _) in whole.char_indices() {
        let out = redact_hl7(&whole[..end]);
        for value in ["00625079", "LOPEZ", "MARIA", "19570314"] {
            assert!(!out.contains(value), "{out}");
        }
    }
    assert_eq!(redact_hl7("PID|1||00625079"), "PID|1||[MRN]");
    assert!(!redact_hl7("no message\rMRN: 00625079").contains("00625079"));
    // What stands where the name of a segment should is no name of a segment.
    for line in ["MRN: 00625079", "MRN 00625079|1|2", "00625079|1", "Zyxwv", "123-45-6789"] {
        let out = redact_hl7(&format!("MSH|^~\\&|A\r{line}\rPV1|1|I"));
        let shows = ["00625079", "Zyxwv", "6789"].iter().any(|value| out.contains(value));
        assert!(!shows && out.ends_with("\rPV1|1|I"), "{out}");
    }
}

#[test]
fn framing_batches_and_line_ends_stay() {
    let text = "\u{b}FHS|^~\\&|A\r\nBHS|^~\\&|A\r\n\r\nMSH|^~\\&|A\r\nPID|||||X^Y\r\nBTS|1\r\n\u{1c}\r\n";
    assert_eq!(redact_hl7(text), text.replace("X^Y", "[NAME]^[NAME]"));
}

#[test]
fn fields_that_a_sender_miscounted_are_redacted() {
    let message = "MSH|^~\\&|A\r\
        PV1|1|E|||||||||SMITH^JOHN||||||||00625079||||||||||||||||||||19570314\r\
        AIG|1|A|1184011074^LOPEZ^MARIA^MD|P\r\
        OBR|1||7|71020^CHEST PA^CPT|||||||||||||99^GARCIA^ANN|||||||||||||||Seen by Dr. Zyxwv\r\
        DG1|1|I10|R07.9^Chest pain^I10||||T^Transfer\r";
    let out = redact_hl7(message);
    for value in ["SMITH", "JOHN", "00625079", "19570314", "1184011074", "LOPEZ", "GARCIA", "ANN", "Zyxwv"] {
        assert!(!out.contains(value), "{value} in {out}");
    }
    for kept in ["71020^CHEST PA^CPT", "R07.9^Chest pain^I10", "T^Transfer"] {
        assert!(out.contains(kept), "{kept} in {out}");
    }
}

#[test]
fn null_values_stay() {
    assert_eq!(redact_hl7("MSH|^~\\&|A\rPID|1||\"\"||\"\"^||\"\""), "MSH|^~\\&|A\rPID|1||\"\"||\"\"^||\"\"");
}

#[test]
fn strict_mode_keeps_the_shape_too() {
    let text = "MSH|^~\\&|A|B\rPID|1||7||X^Y\rOBX|1|TX|N||Zyxwv 99812";
    let out = strict().redact_hl7(text, &mut TokenMap::new()).text;
    assert_eq!(out.matches(['|', '^', '\r']).count(), text.matches(['|', '^', '\r']).count());
    assert!(!out.contains("Zyxwv") && !out.contains("99812"));
}
