use super::find;
use crate::find::table::check;

#[test]
fn titles() {
    check(
        find,
        &[
            "seen by Dr. <NAME|Rosa M. de la Cruz> today",
            "Mr <NAME|Foley> was given a Foley catheter",
            "Judge <NAME|Abrams> ordered it",
            "IV. Continue the drip, QTc 512 ms. Gave fluids",
            "stage II. Hodgkin lymphoma by GC-MS. Resin was used",
            "a major SOD in the fluid, an agent. An abnormality",
        ],
    );
}

#[test]
fn what_stands_behind_a_name() {
    check(
        find,
        &[
            "Letter about <NAME|Krusor, Irely>, MRN 12",
            "a note for <NAME|Eva R. Carton>, 45yo, with pain",
            "We found <NAME|Kenny K. Long> sitting upright",
            "PCR 9 | 11/10 | <NAME|Bin Rashid, Asa> | 53M",
            "<NAME|Ana Lopez> reports no pain",
            "to the clinic; <NAME|Weiss, Esther> MD accepted",
            "Aspirin, 45 mg; Hypertension, 45 yo",
            "Chest pain | ALS | 53M",
            "We found nothing on the scan",
        ],
    );
}

#[test]
fn kin() {
    check(
        find,
        &[
            "his wife <NAME|Ingrid>, and son: <NAME|Greg Hale>",
            "<NAME|Nina Parrot>, the wife, reports pain",
            "Child-Pugh class B; mother with diabetes",
        ],
    );
}
