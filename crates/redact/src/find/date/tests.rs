use alloc::string::String;

use proptest::prelude::*;

use super::find;
use crate::find::table::{check, marked};

#[test]
fn numeric() {
    check(
        find,
        &[
            "DOB: <DATE|03/03/1970>|next",
            "born <DATE|1978-01-19>, here",
            "born <DATE|08.18.1924>; Med",
            "seen <DATE|10.13.20> | Ollie",
            "on <DATE|01-16-1987>.",
            "born <DATE|05-24-72>, writes",
            "RN, <DATE|08/19/23>. Will",
            "seen <DATE|2020/12/21>.",
            "born <DATE|6/26/1973>",
            "<DATE|8/15/23> | visit",
            "<DATE|3-16-2020> and <DATE|8-2-2021>",
            "<DATE|26/06/2024>, <DATE|31.12.1999>",
            "at <DATE|2021-06-07>T14:30:00Z sent",
            "at <DATE|2021-06-07> 14:30",
            "<DATE|06 / 14 / 1952> given",
            "<DATE|13/31/2020> is no day but was one",
            "from <DATE|6/1/21>-<DATE|6/3/21> stay",
            "DOB <DATE|5.6.41>, aged",
            "(<DATE|12/1/40>)",
            "effective:<DATE|7/4/22>",
            "<DATE|2021-06-14>, <DATE|2022-01-02>",
            "dob <DATE|52-10-25>",
            "stay <DATE|12/30/2020>",
        ],
    );
}

#[test]
fn month_and_year() {
    check(
        find,
        &[
            "in <DATE|6/2021>. Then",
            "<DATE|12/2020> | Soo",
            "<DATE|05-2021>, <DATE|2023-05> due",
            "since <DATE|11/2019>",
            "in <DATE|July 2025> for",
            "<DATE|October 2021>, <DATE|Oct. 2021>, <DATE|Oct, 2021>",
            "<DATE|Sep '24>. Picture",
            "aug <DATE|aug '19>, <DATE|Jun ’21>",
            "<DATE|October of 2021>",
            "<DATE|Oct-Nov 2021>; between <DATE|March and June 2019>",
            "<DATE|MAY2023> lot",
            "titer 1/2000, 1-2000",
            "2019-20, 2010-11 and 2019-2021 seasons",
            "ratio 3.1950",
        ],
    );
}

#[test]
fn named() {
    check(
        find,
        &[
            "D.O.B.: <DATE|May 28, 1972>",
            "on <DATE|Jan 16th>. Study",
            "<DATE|16 OCT 22>, <DATE|14 DEC 2002>",
            "<DATE|09JAN1952> and <DATE|9JAN52>",
            "<DATE|17th December 1938>",
            "on <DATE|September 12> for fall",
            "<DATE|07-Dec-2020>.",
            "<DATE|May. 23, 2022> | x",
            "the <DATE|13th of April, 2017>; Med",
            "THE <DATE|19TH OF DECEMBER, 2021>",
            "<DATE|Mar 18 2021> | D",
            "on <DATE|Oct. 7>, then",
            "<DATE|Jan 5-8>, <DATE|Jan 5-8, 2021>, <DATE|5-8 January 2021>",
            "from <DATE|January 5 to 8>",
            "<DATE|Jun-14-2021>, <DATE|Jun/14/21>, <DATE|2021-Jun-14>, <DATE|2021 Jun 14>",
            "<DATE|October the 25th>, <DATE|25th day of October>",
            "on Monday, <DATE|October 28, 2018>.",
            "<DATE|14JUN2021>:13:45",
            "<DATE|1st September 2018>.",
            "july: <DATE|july 30, 2021>.",
            "<DATE|MAY 20>. ACCT",
            "on <DATE|may 5>",
            "<DATE|Feb 3 2021> at 2021",
            "<DATE|March third>, the <DATE|twenty-first of June>",
            "<DATE|October twenty-first, 2021>",
            "<DATE|3 Aug> 12:30 draw",
            "<DATE|Aug 3>: 12 units",
            "<DATE|Aug 3>, 12 hours later",
            "on <DATE|Febuary 3, 2020>",
        ],
    );
}

#[test]
fn no_named() {
    check(
        find,
        &[
            "she may 5 times a day",
            "you may 2 tabs take; only 2 may need",
            "march 10 feet, may 500 mg",
            "dec 10% of it",
            "May need 5 mg. March on.",
            "April, 12, and June 85 yo",
            "April 12 yo girl",
            "Jan 5.5 mg",
            "in October, in May",
            "the May-Thurner anatomy, August personage",
            "second March, first May",
            "ONLY 2 MAY NEED",
            "SEPT9 and MARCH1 genes, OCT4",
            "June 12:30",
            "Jan 40, Feb 31",
        ],
    );
}

#[test]
fn partial() {
    check(
        find,
        &[
            "will return <DATE|2/22>. Picture",
            "will return <DATE|3/6>.",
            "RN, <DATE|6/9>. Employer",
            "labs <DATE|3/14> fine",
            "on <DATE|3/14>-<DATE|3/18>",
            "<DATE|3/14-18> stay",
            "Tuesday <DATE|5/5> at noon",
            "<DATE|4/2>: afebrile",
            "<DATE|03/05> and <DATE|03/10>",
            "between <DATE|3/14> and <DATE|4/2>",
            "DOS: <DATE|1/3>",
            "on <DATE|03-14>, due",
            "seen <DATE|10/16>. This",
            "due <DATE|5/1>.",
            "week of <DATE|3/14>; scheduled for <DATE|3/14>, since <DATE|3/4>",
            "Weights: <DATE|3/1> 82.1 kg, <DATE|3/2> 81.7, <DATE|3/3> 81.0",
            "code status as of <DATE|1/5>. Pfizer EW0182 <DATE|10/4>",
            "pain clinic <DATE|3/14>, BP check <DATE|3/14>",
            "Her birthday is <DATE|4/4>.",
            "The <DATE|3/14> visit, <DATE|3/14> (Thurs)",
            "PCR 2024-125030 | <DATE|3/4> | Nakagawa",
            "f/u <DATE|7/24>",
            "call <DATE|11/7> @ 1430",
        ],
    );
}

#[test]
fn no_partial() {
    check(
        find,
        &[
            "pain 8/10, now 3/10.",
            "strength 5/5 throughout, 4/5 RUE",
            "BP 12/8 and 120/80",
            "Snellen 20/40 OD 20/25 OS",
            "10/325 mg, 5/325",
            "insulin 70/30 20 units",
            "D5 1/2 NS at 75",
            "24/7 care",
            "MoCA 22/30, MMSE 10/30",
            "2 1/2 tabs, 1/2 tab",
            "in 7/21 patients (33%)",
            "8/12 (67%) responded",
            "grade 2/6 systolic murmur",
            "AMS 2/2 UTI, admitted 2/2 pneumonia",
            "ABG 7.31/52/78/26",
            "q4-6h, 2-3 days, 3-14 days",
            "2/3 of them; 3/4 full",
            "pulses 2/4, GCS 11/15",
            "Norco 5/20 mg",
            "since 2-3 weeks",
            "Apgar 8/9",
            "on 5-10 units",
            "1/7/3/4/5",
            "4-0 Monocryl, L4-5",
            "a score of 4/5, for 3/4 of it, in 11/20 of",
            "10.1016/j.jacc.2020.11.010",
            "GAD-7 = 12/21, 4/12 cores, PHQ-9=11/27",
            "H/H 9/27, BiPAP 12/5, day 3/14, ESS 12/24, AST/ALT 12/18",
            "GAD-7: 9/21, PHQ-9: 11/27",
            "reflexes 2/4, pain is 6/10 today",
        ],
    );
}

#[test]
fn compact() {
    check(
        find,
        &[
            "born <DATE|19330701>",
            "DOB: <DATE|06171998>.",
            "<DATE|20210607143000>-0500",
            "<DATE|20210607>T143000Z",
            "DOB <DATE|010252>",
            "MR 19938058, 99999999",
            "id 123456, 010252",
            "20211399",
            "AB-20210607-01",
        ],
    );
}

#[test]
fn vague() {
    check(
        find,
        &[
            "<DATE|Christmas 2019>, <DATE|Fall 2020>",
            "in the <DATE|spring of 2019>",
            "<DATE|New Year's Day 2021>",
            "<DATE|Labor Day 2020>, <DATE|Christmas Eve 2018>",
            "born in <DATE|1929>, DOB <DATE|1931>",
            "born in 1979. Since 2015, in 2021",
            "Patient is s/p fall 2019",
            "on the <DATE|25th>. Then",
            "neuro on the <DATE|14th>; MRI for the <DATE|21st> at 0800",
            "on the 25th floor, the 5th rib, on the 4th.",
            "the 1990s, early 2021",
        ],
    );
}

#[test]
fn other_numbers() {
    check(
        find,
        &[
            "host 10.25.52.3 up",
            "version 10.2.12, section 3.1.12",
            "GCS 3-4-15x, 4-5-6, GCS 3-1-1",
            "NDC 0002-8215-01",
            "5-10-15 mg, 10-12-14 weeks",
            "731-96-40, 80-48196",
            "12,300 and 1,250",
            "at 08:41, 09:02 and 14:30",
            "T12-L1, C5-C6",
            "HbA1c 8.4, K 4.1. Na 138",
            "555-12-2020, 315-26-1950",
        ],
    );
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        marked(find, &text);
    }

    #[test]
    fn never_panics_on_pieces(text in "([0-9]{0,4}|[/.,' -]|Jan|may|of|the|st|th|on |\u{2013}|é|½|T|2021|first|to ){0,24}") {
        marked(find, &text);
    }
}
