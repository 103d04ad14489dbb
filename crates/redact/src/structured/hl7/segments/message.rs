//! What a message and its acknowledgement say of themselves (HL7 v2.5.1 chapters 2 and 5).

use super::{
    Field::{Code, Each, Organisation, Person, Phone},
    ID, NUMBER, Segment, TEXT, TIME,
};
use crate::{Category::OtherId, structured::treatment::Treatment::Known};

/// The fields that are known; the others of these segments are read in strict mode.
pub(super) const SEGMENTS: &[Segment] = &[
    (
        "MSH",
        &[
            (3, NUMBER),
            (4, Organisation),
            (5, NUMBER),
            (6, Organisation),
            (7, TIME),
            (8, Each(Known(OtherId))),
            (9, NUMBER),
            (10, Each(Known(OtherId))),
            (11, NUMBER),
            (12, NUMBER),
            (15, NUMBER),
            (16, NUMBER),
            (17, NUMBER),
            (18, NUMBER),
            (19, NUMBER),
            (21, NUMBER),
        ],
    ),
    (
        "FHS",
        &[
            (3, NUMBER),
            (4, Organisation),
            (5, NUMBER),
            (6, Organisation),
            (7, TIME),
            (10, TEXT),
            (11, Each(Known(OtherId))),
        ],
    ),
    (
        "BHS",
        &[
            (3, NUMBER),
            (4, Organisation),
            (5, NUMBER),
            (6, Organisation),
            (7, TIME),
            (10, TEXT),
            (11, Each(Known(OtherId))),
        ],
    ),
    ("EVN", &[(1, NUMBER), (2, TIME), (3, TIME), (4, NUMBER), (5, Person), (6, TIME), (7, Organisation)]),
    ("MSA", &[(1, NUMBER), (2, Each(Known(OtherId))), (3, TEXT)]),
    ("ERR", &[(3, Code), (4, NUMBER), (5, Code), (7, TEXT), (8, TEXT), (12, Phone)]),
    ("QAK", &[(1, ID), (2, NUMBER), (3, Code)]),
    ("QRD", &[(1, TIME), (2, NUMBER), (3, NUMBER), (4, ID), (8, Person), (9, Code), (11, Code)]),
    ("DSP", &[(1, NUMBER), (2, NUMBER), (3, TEXT)]),
    ("BTS", &[(1, NUMBER), (2, TEXT)]),
    ("FTS", &[(1, NUMBER), (2, TEXT)]),
];
