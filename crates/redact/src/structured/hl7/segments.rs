//! What the fields of the segments are.

use crate::{
    Category::{self, Date, OtherId},
    structured::treatment::Treatment::{self, Harmless, Known, Moment, Text, Url},
};

mod message;
mod order;
mod payment;
mod person;
mod schedule;

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// One value, whatever separators stand in it.
    Whole(Treatment),
    /// Components of one kind.
    Each(Treatment),
    /// An identifier with its type (CX, EI).
    Id(Category),
    /// A name (XPN).
    Name,
    /// A person with an id (XCN).
    Person,
    /// A person within one component, and dates and places after it (NDL).
    Signature,
    /// An address (XAD).
    Address,
    /// A telephone number or e-mail address (XTN).
    Phone,
    /// An organisation (XON, HD).
    Organisation,
    /// A place in a facility (PL).
    Location,
    /// A code with its text (CWE, CE).
    Code,
    /// A health plan (CWE): its number and its name.
    Plan,
    /// The licence of a driver (DLN): number, state, and when it ends.
    Licence,
    /// Bytes and how they are written (ED).
    Data,
    /// Components in strict mode.
    Strict,
    /// Nothing is known.
    Unknown,
}

use Field::{Address, Code, Each, Id, Location, Name, Organisation, Person, Phone, Whole};

/// What a field of a segment is.
pub(super) fn field(segment: &str, number: usize) -> Field {
    let known = SEGMENTS.iter().copied().flatten().find(|(name, _)| *name == segment);
    match known {
        Some((_, fields)) => {
            fields.iter().find(|(known, _)| *known == number).map_or(Field::Strict, |(_, field)| *field)
        }
        // Segments of a site's own, queries with the patient's data in them, and what is no segment at all.
        None if segment.starts_with('Z')
            || matches!(segment, "QPD" | "QRF" | "VTQ" | "SPR")
            || segment.len() != 3 =>
        {
            Field::Strict
        }
        None => Field::Unknown,
    }
}

/// What the value of an observation is, by its type (OBX-2).
pub(super) fn observation(value_type: &str) -> Field {
    match value_type {
        "TX" | "FT" | "ST" | "" => Whole(Text),
        "NM" | "SN" | "SI" | "NA" | "CQ" => Whole(Harmless),
        "CE" | "CWE" | "CNE" | "CF" | "ID" | "IS" => Code,
        "DT" | "DTM" | "TS" | "DR" => Each(Moment),
        "TM" => Each(Harmless),
        "PN" | "XPN" => Name,
        "XCN" | "CN" => Person,
        "AD" | "XAD" => Address,
        "TN" | "XTN" => Phone,
        "CX" | "CK" | "EI" => Id(OtherId),
        "XON" | "HD" => Organisation,
        "PL" => Location,
        "ED" => Field::Data,
        "RP" => Each(Url),
        _ => Field::Unknown,
    }
}

const NUMBER: Field = Each(Harmless);
const ID: Field = Id(OtherId);
const DATE: Field = Each(Known(Date));
const TIME: Field = Each(Moment);
const TEXT: Field = Whole(Text);

/// A segment: its name, and the fields that are known.
type Segment = (&'static str, &'static [(usize, Field)]);

const SEGMENTS: [&[Segment]; 5] =
    [message::SEGMENTS, person::SEGMENTS, payment::SEGMENTS, order::SEGMENTS, schedule::SEGMENTS];
