use alloc::{string::String, vec::Vec};

use proptest::prelude::*;

use super::find;
use crate::{
    find::{
        cue::Cues,
        resolve,
        table::{check, marked},
    },
    scan::{Found, Scan},
};

/// The rule as the detector runs it: codes that were named as harmless are let stand.
fn find_with_vetoes(scan: &Scan<'_>, found: &mut Found) {
    let mut harmless = Vec::new();
    Cues::new().find(scan, &mut Found::new(), &mut harmless);
    find(scan, found);
    resolve::veto(scan, found, &harmless);
}

#[test]
fn phone() {
    check(
        find,
        &[
            "on <PHONE|823.636.5904>. Reviewed",
            "on <PHONE|337–447–6791>. Then",
            "ON <PHONE|257/849-0106>. VS: 154/84",
            "call <PHONE|+12996728767>.",
            "number <PHONE|(555)478-8472> ok",
            "TEL <PHONE|+1 832-783-4331> HOME",
            "<PHONE|365-948-0856>, x",
            "Tel <PHONE|1-588-994-2814> Home",
            "on <PHONE|(306) 611-9213>. Picture",
            "<PHONE|(401) 781 5989>",
            "on <PHONE|+1 (607) 902-0370>. Ref",
            "number <PHONE|789-8250>.",
            "Tel <PHONE|593 899 2163> Home",
            "callback <PHONE|5309808056>.",
            "fax <FAX|(560) 390-6561>.",
            "<PHONE|555-867-5309 x12>, <PHONE|212-555-0134 ext. 4410>; <PHONE|212-555-0134x89>",
            "<PHONE|+44 20 7946 0958> in London",
            "<PHONE|011 44 20 7946 0958>",
            "<PHONE|1-800-FLOWERS>, <PHONE|800-273-TALK>",
            "<PHONE|(555) 8675309>",
            "<PHONE|832 783-4331> or",
            "call <PHONE|867 5309> now",
            "<PHONE|555 - 123 - 4567>",
            "page <PHONE|1 (312) 555-0199>",
            "<PHONE|312-555-0199>/0200",
            "(<PHONE|312-555-0199>)",
        ],
    );
}

#[test]
fn no_phone() {
    check(
        find,
        &[
            "138 102 1204",
            "glucose 210 250 3000 mg",
            "800-1500 mL, 150-1200",
            "555.1234 is a value",
            "BP 120/80 118/76",
            "250 300 1200 1400",
            "dose 300 mg 400 mg",
            "HR 98 RR 16 SpO2 99%",
            "2+ edema, 3 + 4",
            "12-lead: NSR 72, PR 160, QRS 88, QTc 442",
            "Na 138 K 4.1 Cl 102 CO2 24 BUN 18 Cr 1.2 Glu 143",
            "WBC 12,300, plt 221,000",
        ],
    );
}

#[test]
fn social_security() {
    check(
        find,
        &[
            "SSN <SSN|549-56-6488> Tel",
            "SSN <SSN|444.76.1462> x",
            "ssn <SSN|461 58 2751>, tel",
            "(<SSN|123–45–6789>)",
            "<SSN|802-97-4797>",
            "<HEALTH_PLAN|123-45-6789A> old card",
            "<SSN|XXX-XX-1234>, <SSN|***-**-1234>, <SSN|xxx-xx-6789>",
            "<SSN|xxxxx6789>",
            "card <ACCOUNT|xxxx-xxxx-xxxx-1234>, <ACCOUNT|**** **** **** 1234>, <ACCOUNT|••••1234>",
            "<PHONE|xxx-xxx-1234>",
            "BP *** 120 and *** 1234",
            "138 24 1204 7",
            "140 10 2000 mg",
            "xx 1234",
        ],
    );
}

#[test]
fn known_grammars() {
    check(
        find,
        &[
            "card <ACCOUNT|4111 1111 1111 1111>, <ACCOUNT|4111111111111111>, <ACCOUNT|3782-822463-10005>",
            "card <ACCOUNT|5105-1051-0510-5101>",
            "1200 1400 1600 1800",
            "<ACCOUNT|GB29 NWBK 6016 1331 9268 19> paid",
            "<ACCOUNT|DE89370400440532013000>",
            "VIN <VEHICLE|1M8GDM9AXKP042788>, <VEHICLE|1hgap7k783mb10797>)",
            "<HEALTH_PLAN|1EG4TE5MK73>, <HEALTH_PLAN|1EG4-TE5-MK73>, <HEALTH_PLAN|9rj8-qu5-te13>",
            "DEA# <LICENSE|AB1234563>",
            "NPI# <LICENSE|1234567893>",
            "<DEVICE|(01)00559174775619(21)DJD97SRX>. Web",
            "<DEVICE|(01)00559174775619(17)251231(10)A1B2C3(21)12345>",
            "imei <DEVICE|490154203237518>",
            "bank <ACCOUNT|021000021>",
            "id <OTHER_ID|550e8400-e29b-41d4-a716-446655440000>",
            "uid <OTHER_ID|1.2.826.0.1.3680043.8.498.12345678>.",
            "1.2.840.10008.1.2.1",
        ],
    );
}

#[test]
fn opaque() {
    check(
        find,
        &[
            "PCR <OTHER_ID|88696796> | x",
            "CALL <OTHER_ID|INC719608415> AT",
            "<OTHER_ID|F21295320>, <OTHER_ID|SN31774052>",
            "PCR <OTHER_ID|2021-595757> | 08",
            "(<OTHER_ID|731-96-40>), mrn <OTHER_ID|80-48196>",
            "<OTHER_ID|99-24576>; <OTHER_ID|66417-724>",
            "<OTHER_ID|SUBJ-8085>. DL",
            "license <OTHER_ID|EMT-731362>",
            "<OTHER_ID|M678-1644-5633>, <OTHER_ID|H71482519-01>",
            "<OTHER_ID|5837-1463-08>",
            "<OTHER_ID|T1AN-681485>, <OTHER_ID|7W2Y-847671>",
            "Study <OTHER_ID|BD6132>, <OTHER_ID|9L6468>, <OTHER_ID|C46164>",
            "(<OTHER_ID|414799>), <OTHER_ID|067457>",
            "<OTHER_ID|6256975>",
            "<OTHER_ID|HTGE5UWJ76>, <OTHER_ID|047134H>",
            "<OTHER_ID|BIO:DU97Y7J4K6>.",
            "Defib unit <OTHER_ID|MAQ8HBBNYU>, <OTHER_ID|2020-914250>; <OTHER_ID|3X5163>",
            "GREEN, VENKATESH N, MRN <OTHER_ID|093432>.",
            "<OTHER_ID|v4173764> and <OTHER_ID|pt_00423>",
            "<OTHER_ID|P797938>",
            "id=<OTHER_ID|123456>",
            "#<OTHER_ID|48213> seen",
            "<OTHER_ID|2021/595757>",
            "<OTHER_ID|ABV1714>, <OTHER_ID|9RJP561>",
            "<OTHER_ID|731.96.40>, acct <OTHER_ID|77120093-4>",
            "lat: <GEO|30.267153>, \"lng\": -<GEO|97.743057>",
            "scene at <GEO|30.267153, -97.743057>; <GEO|30.2672° N, 97.7431° W>",
            "plate <OTHER_ID|7ABC123>, <OTHER_ID|ABC-1234>",
            "The non-<OTHER_ID|12345678>-related Thing",
        ],
    );
}

#[test]
fn clinical_values() {
    check(
        find,
        &[
            "COVID-19, SARS-CoV-2, HLA-B27, CD4, CYP2D6, Ki-67, FEV1, HbA1c, i-gel 4.0",
            "T12-L1, C5-C6, L4-L5, V1-V4, B12, T2DM",
            "heparin 5000units, 500mcg, 1000mL, 100000iu, 1430hrs, 0915h, 1200Z",
            "platelets 221456, plt 150000, viral load 345678 copies",
            "1000000 units, 2000000, 500000",
            "0.1234567, 12345.678901, $1234567, <1234567",
            "S72.001A, S72001A, E11.9, Z79.899, T50.901A, I10",
            "HCPCS A0427, CPT 99285, J1885",
            "G20210A, C677T, A1298C, V600E, F508del, Arg506Gln, rs1801133",
            "NCT01234567, PMC1234567, CYP2C19, SLC22A12, BNT162b2, mRNA-1273",
            "0700-1900, 2019-2020, 1000-1500, 99281-99285",
            "LOINC 2345-7, 8480-6",
            "10-20-30, 5-10-15, 12-14-16",
            "10x12x5, 20x30x40",
            "MK-3475, PEG-3350, ISO-9001, omega-3",
            "BP 120/80, ABG 7.31/52/78/26, 20/40",
            "GCS 3-1-1, E4V5M6, MPDS 10-D-1, 554-A",
            "18g L AC, 2-0 Vicryl, 4-0 Monocryl, 7.5 ETT @ 22 cm",
            "doi 10.1056/NEJMoa2034577",
            "ACLS2020, COVID2019",
            "345678 patients, 12345678/uL",
            "SF-36, PHQ-9, EQ-5D, BI-RADS-4, I-131, Lu-177, 5-FU",
            "150000/450000, n=123456",
            "protocol list: 1202-P and 1203-P; A-1234",
            "at 2023-11-05T08:14:22.123Z",
            "G3P2002, BRCA2 c.5946delT, GSE123456",
            "150,000-450,000 is normal, 120-180-240",
            "2019-nCoV, miR-1246, AZD9291, H1N1pdm09",
            "N Engl J Med 2015;372:2481-98, 12:1085-1193",
            "heparin 100000u, weights 70.1234",
            "a rate of **503** and **1234** per",
            "q4-6h, 2-3 days, 10000-20000 units",
            "Unit A214, Room 412B, 6C1",
        ],
    );
}

#[test]
fn named_code_systems() {
    check(
        find_with_vetoes,
        &[
            "PMID 12345678, PMID: 12345678.",
            "NDC 0002-8215-01, NDC# 50242-040-62",
            "SNOMED 22298006. RxNorm 1049502",
            "protocol 1234567, guideline 20210",
            "ISBN 978-0-13-468599-1",
        ],
    );
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        marked(find, &text);
    }

    #[test]
    fn never_panics_on_pieces(text in "([0-9]{0,10}|[A-Zx]{1,4}|[/.,(+)*#_-]|\\(01\\)|ext|\u{2013}|é|½|٣|1-800-| ){0,24}") {
        marked(find, &text);
    }
}
