//! What an identifier is, by its type or its system.

use crate::Category;

/// What an identifier is, by the code of its type (HL7 table 0203) or its system.
pub(in crate::structured) fn identifier(kind: &str, system: &str) -> Category {
    let by_kind = identifier_of_type(kind);
    let system = system.rsplit(['/', ':']).next().unwrap_or_default();
    let has = |part: &str| {
        system.len() >= part.len()
            && system
                .as_bytes()
                .windows(part.len())
                .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    };
    let by_system = || match () {
        () if has("ssn") || system == "2.16.840.1.113883.4.1" => Category::Ssn,
        () if has("npi")
            || has("dea")
            || has("licen")
            || has("passport")
            || has("driver")
            || system == "2.16.840.1.113883.4.6" =>
        {
            Category::License
        }
        () if has("mbi")
            || has("medicare")
            || has("medicaid")
            || has("member")
            || has("insur")
            || has("subscriber") =>
        {
            Category::HealthPlan
        }
        () if has("mrn") || has("medicalrecord") || has("medical-record") || has("patient") => Category::Mrn,
        () if has("account") || has("billing") => Category::Account,
        () if has("vin") || has("plate") => Category::Vehicle,
        () if has("serial") || has("udi") || has("device") => Category::Device,
        () => Category::OtherId,
    };
    by_kind.unwrap_or_else(by_system)
}

/// What an identifier is, by the code of HL7 table 0203.
pub(in crate::structured) fn identifier_of_type(code: &str) -> Option<Category> {
    Some(match code {
        "MR"
        | "MRT"
        | "PI"
        | "PT"
        | "PN"
        | "PE"
        | "MRN"
        | "Medical Record Number"
        | "Medical record number" => Category::Mrn,
        "SS" | "SB" | "SSN" | "TAX" | "Social Security Number" => Category::Ssn,
        "DL" | "DN" | "PPN" | "NPI" | "MD" | "LN" | "RN" | "DEA" | "UPIN" | "DDS" | "DO" | "PA" | "NP"
        | "SL" | "CZ" | "PRC" => Category::License,
        "MB" | "MC" | "MA" | "HC" | "NIIP" | "SN" | "MCN" | "NH" | "GHI" | "PNT" | "XX" | "WC" => {
            Category::HealthPlan
        }
        "AN" | "ANC" | "AND" | "ANT" | "BA" | "BC" | "BRN" | "CC" => Category::Account,
        "SNO" | "SID" | "UDI" => Category::Device,
        "VN" | "VS" | "ACSN" | "PLAC" | "FILL" | "U" | "EN" | "EI" | "DR" | "RI" | "LACSN" | "AIN" => {
            Category::OtherId
        }
        _ => return None,
    })
}
