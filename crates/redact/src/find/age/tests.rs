use alloc::string::String;

use proptest::prelude::*;

use super::find;
use crate::find::table::{check, marked};

#[test]
fn over_89() {
    check(
        find,
        &[
            "for a <AGE_OVER_89|95>-y-o woman with nausea",
            "Reed, <AGE_OVER_89|101> year old F, diabetic",
            "PCR 1 | <AGE_OVER_89|100>F\nBP",
            "Her mother lived to <AGE_OVER_89|96>. BP 153/85",
            "This <AGE_OVER_89|ninety> yo female",
            "a <AGE_OVER_89|ninety-three> y/o man; <AGE_OVER_89|one hundred two> y/o F",
            "<AGE_OVER_89|one hundred> yo male. He",
            "<AGE_OVER_89|98>-year-old man, <AGE_OVER_89|92>yo, <AGE_OVER_89|93> y.o., <AGE_OVER_89|94> yr old F",
            "died at age <AGE_OVER_89|91>. aged <AGE_OVER_89|94>, Age: <AGE_OVER_89|95>",
            "Age/Sex: <AGE_OVER_89|95>/F",
            "Father died at <AGE_OVER_89|97> of MI",
            "She lived to be <AGE_OVER_89|a hundred and four>.",
            "She turned <AGE_OVER_89|92> and lives alone",
            "He is <AGE_OVER_89|93>, frail",
            "who is now <AGE_OVER_89|95> and deaf",
            "Mother deceased <AGE_OVER_89|92>, father d. <AGE_OVER_89|91>.",
            "FH: mother (<AGE_OVER_89|94>), alive",
            "on her <AGE_OVER_89|95>th birthday",
            "in her late <AGE_OVER_89|nineties>, in his <AGE_OVER_89|90s>",
            "<AGE_OVER_89|92>/M, <AGE_OVER_89|94> M presents",
            "A <AGE_OVER_89|centenarian>.",
            "<AGE_OVER_89|96> years of age, <AGE_OVER_89|99> yrs old",
            "female, <AGE_OVER_89|92>, with",
            "A <AGE_OVER_89|91> yr white male",
            "<AGE_OVER_89|93>YOF FALL",
            "age at death <AGE_OVER_89|96>",
            "MGM <AGE_OVER_89|101> A&W. Patient, <AGE_OVER_89|92>, fell",
            "she is <AGE_OVER_89|ninety-one>. She's <AGE_OVER_89|94>, well",
            "great-grandmother is <AGE_OVER_89|101>. <AGE_OVER_89|92> y/f, <AGE_OVER_89|93>yoF, <AGE_OVER_89|90> Y F",
            "a <AGE_OVER_89|ninety-nine>y/o F, a <AGE_OVER_89|one hundred three>yo male, <AGE_OVER_89|one hundred>yo",
        ],
    );
}

#[test]
fn up_to_89() {
    check(
        find,
        &[
            "This <AGE|71> YO MAN",
            "This <AGE|56>yo woman, <AGE|19> Y/O, <AGE|9> y.o. boy",
            "<AGE|fifty-six> year old, a <AGE|twenty> year-old",
            "<AGE|39> year old M with",
            "<AGE|6> month old, <AGE|3>-day-old",
            "| <AGE|83>M",
            "age <AGE|64>, mother died at <AGE|72>",
        ],
    );
}

#[test]
fn no_age() {
    check(
        find,
        &[
            "SpO2 94% RA, HR 98, RR 16",
            "HR 98 F",
            "T 98.6 F, Temp 101F, temp of 99 F, T: 100F",
            "x 90 days, 90 mg, Zone 95",
            "BP 95/60, 120/95",
            "for 95 years, over 100 years ago",
            "VS: 153/42 114 14 94% T 96.9",
            "adults aged 90 and older; 90 years or older",
            "over age 90, older than 95 years old",
            "mean age 91.2 years, median age 92 years",
            "sats in the 90s, HR 90s, in the 1990s",
            "of 95 male patients, in 92 female participants",
            "pt is 92 on RA, she is 95% on 2L, he is 98 kg",
            "expired at 0930, died at 9:30",
            "10/95/2020, 05-98",
            "QTc 442, WBC 98, age-related",
            "one of the nine, two hundred",
            "5 year history, 20 pack-year, 5-year survival",
            "18F catheter",
            "Hold for 90 min. 100F. Then",
            "father: 100,000 of it",
            "98\u{b0}F and $95",
            "by the 95th percentile, 91st street",
        ],
    );
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        marked(find, &text);
    }

    #[test]
    fn never_panics_on_pieces(text in "([0-9]{0,3}|yo|[FM]|age|lived to|one hundred|ninety|and|a hundred|she is|[ /,.-]|é|½|s){0,24}") {
        marked(find, &text);
    }
}
