//! Appointments (chapter 10).

use super::{
    Field::{Address, Code, Location, Person, Phone},
    ID, NUMBER, Segment, TIME,
};

/// The fields that are known; the others of these segments are read in strict mode.
pub(super) const SEGMENTS: &[Segment] = &[
    (
        "SCH",
        &[
            (1, ID),
            (2, ID),
            (5, Code),
            (6, Code),
            (7, Code),
            (8, Code),
            (9, NUMBER),
            (10, Code),
            (12, Person),
            (13, Phone),
            (14, Address),
            (15, Location),
            (16, Person),
            (17, Phone),
            (18, Address),
            (20, Person),
            (21, Phone),
            (22, Location),
            (25, Code),
            (26, ID),
            (27, ID),
        ],
    ),
    // A resource is a room, a device or a person: what it is called tells which, and nobody says.
    ("AIG", &[(1, NUMBER), (3, Person), (4, Code), (5, Code), (8, TIME)]),
    ("AIL", &[(1, NUMBER), (3, Location), (6, TIME)]),
    ("AIP", &[(1, NUMBER), (3, Person), (4, Code), (6, TIME)]),
    ("AIS", &[(1, NUMBER), (3, Code), (4, TIME)]),
];
