use super::find;
use crate::find::table::check;

#[test]
fn houses() {
    check(
        find,
        &[
            "delivered to <ORG|Pine Ridge Community Dialysis Center>.",
            "at <ORG|Shriners Hospitals for Children>, seen",
            "from <ORG|Ozarks Community Hospital Of Gravette>; RN",
            "seen at <ORG|Lakeshore Urgent Care> today",
            "Employer: <ORG|Amazon warehouse DFW7>. Takes aspirin",
            "Employer: <ORG|Kessler Tool & Die>. Reviewed by",
            "retired from <ORG|Hi-Tech Plating> in May",
            "<ORG|City of Corona> as a clerk",
            "Delivered to <ORG|SBMC>; RN accepted care",
        ],
    );
}

#[test]
fn no_houses() {
    check(
        find,
        &[
            "admitted to the hospital, transferred to ICU, sent to CT",
            "discharged to a skilled nursing facility; accepted care.",
            "seen at the Emergency Department; Home Health to follow",
            "budget-constrained healthcare systems of the city of today",
        ],
    );
}
