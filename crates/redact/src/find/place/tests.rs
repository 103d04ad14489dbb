use crate::{
    find::table::check,
    scan::{Found, Scan},
    tagger::Labels,
};

/// Without the tagger's labels.
fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut labels = Labels::default();
    labels.clear(scan.tokens.len());
    super::find(scan, &labels, found);
}

#[test]
fn streets() {
    check(
        find,
        &[
            "lives at <GEO|418 Willow Bend Ct, Apt 2>, <GEO|Tulsa> and",
            "at <GEO|71-79 N Lincoln Drive>",
            "<GEO|550 1/2 Broadway #1069>",
            "rolled near <GEO|3rd Ave> & <GEO|Old Mill Rd>",
            "near <GEO|Highway 61 Blvd> and <GEO|St. Charles Ave>",
            "BUN 18 Cr 1.2 Glu 143",
            "NDC 0002-8215-01. McBurney's Point tenderness",
            "E14 dispatched to 77 y/o f",
        ],
    );
}

#[test]
fn towns() {
    check(
        find,
        &[
            "Home is <GEO|Coral Gables>, <GEO|Miami-Dade> County",
            "lives in <GEO|Beloit> with a cat",
            "a man from <GEO|Fort Wayne> with gout",
            "moved to <GEO|Saint Marjorie> in May",
            "grew up in <GEO|Utica>; cc: <GEO|Joplin>, Missouri",
            "at <GEO|9889 S. Infirmary Road>\n<GEO|Truth or Consequences> Oregon <GEO|97913>",
            "lives in Texas, moved to hospice, born in March",
            "he lives in a shelter",
        ],
    );
}
