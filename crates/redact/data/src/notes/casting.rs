//! How a writer comes by people, places, organisations and days.

use super::{
    calendar::Day,
    cast::{Calling, Org, Person, Place, without_diacritics},
    slot::{DAYS, ORGS, PEOPLE},
    writer::Writer,
};

impl Person {
    /// The section of titles that fit the person.
    pub(super) fn title_section(&self) -> &'static str {
        match (self.calling, self.female) {
            (Calling::Physician, _) => "titles.doc",
            (Calling::Nurse, _) => "titles.rn",
            (Calling::Medic, _) => "titles.medic",
            (Calling::Officer, _) => "titles.officer",
            (Calling::Clergy, _) => "titles.clergy",
            (_, true) => "titles.f",
            (_, false) => "titles.m",
        }
    }

    /// The section of credentials that fit the person.
    pub(super) fn credential_section(&self) -> &'static str {
        match self.calling {
            Calling::Nurse => "cred.rn",
            Calling::Medic => "cred.medic",
            Calling::Staff => "cred.staff",
            _ => "cred.doc",
        }
    }
}

impl Writer<'_> {
    /// The person at an index, made when first asked for.
    pub(super) fn person_at(&mut self, index: usize) -> Person {
        if let Some(Some(person)) = self.cast.people.get(index) {
            return person.clone();
        }
        let person = self.draw_person(index);
        if let Some(place) = self.cast.people.get_mut(index) {
            *place = Some(person.clone());
        }
        person
    }

    fn draw_person(&mut self, index: usize) -> Person {
        let role = PEOPLE.get(index).copied().unwrap_or_default();
        let female = if role == "pt" { self.cast.female } else { self.dice.chance(50) };
        let given = if female { "person.given.f" } else { "person.given.m" };
        let first = self.name_of(given);
        // Half of a patient's kin share the family name.
        let shares = matches!(role, "kin" | "kin2" | "child") && self.dice.chance(55);
        let last = if shares { self.person_at(0).last } else { self.name_of("person.surname") };
        Person {
            female,
            calling: Calling::of(index),
            first,
            middle: self.name_of(given),
            last,
            nick: self.name_of("nickname"),
            suffix: self.of_shared("person.suffix"),
            relation: self.of_shared(if female { "relation.f" } else { "relation.m" }),
        }
    }

    fn name_of(&mut self, section: &str) -> String {
        let name = self.of_shared(section);
        if self.fold { without_diacritics(&name) } else { name }
    }

    /// The place at an index, made when first asked for.
    pub(super) fn place_at(&mut self, index: usize) -> Place {
        if let Some(Some(place)) = self.cast.places.get(index) {
            return place.clone();
        }
        let table = self.of_shared("state.table");
        let mut fields = table.split(',');
        let mut field = || fields.next().unwrap_or_default().to_owned();
        let (state_code, state_name) = (field(), field());
        let (low, high) = (field().parse().unwrap_or(100), field().parse().unwrap_or(999));
        let zip = format!("{:03}{:02}", self.dice.between(low, high), self.dice.between(0, 99));
        let place = Place {
            house: self.of_shared("house"),
            street: self.name_of("street.name"),
            unit: self.of_shared("unit"),
            city: self.name_of("town"),
            county: self.of_shared("county.any"),
            zip_plus: format!("{zip}-{:04}", self.dice.between(1, 9999)),
            zip,
            state_code,
            state_name,
            long_state: self.dice.chance(22),
        };
        if let Some(slot) = self.cast.places.get_mut(index) {
            *slot = Some(place.clone());
        }
        place
    }

    /// The organisation at an index, made when first asked for.
    pub(super) fn org_at(&mut self, index: usize) -> Org {
        if let Some(Some(org)) = self.cast.orgs.get(index) {
            return org.clone();
        }
        let role =
            ORGS.get(index).copied().unwrap_or_default().trim_end_matches(|sign: char| sign.is_ascii_digit());
        let base = self.name_of(&format!("base.{role}"));
        let kind = self.of_shared(&format!("kind.{role}"));
        let org = Org::new(&base, &kind, matches!(role, "fac" | "clinic" | "school"));
        if let Some(slot) = self.cast.orgs.get_mut(index) {
            *slot = Some(org.clone());
        }
        org
    }

    /// A day for a role; visits are drawn anew each time, births and admissions stay.
    pub(super) fn draw_day(&mut self, role: usize) -> Day {
        let today = self.cast.today.0;
        let mut spread = |low, high| i64::try_from(self.dice.between(low, high)).unwrap_or(0);
        Day(match DAYS.get(role).map_or("date", |(name, _)| *name) {
            "dob" => self.cast.birth.0,
            "adm" => self.cast.admitted.0,
            "dc" => self.cast.discharged.0,
            "today" => today,
            "next" => today + spread(1, 150),
            "recent" => today - spread(1, 60),
            "past" => today - spread(200, 9_000),
            "kin.dob" => today - spread(400, 32_000),
            _ if spread(0, 1) == 0 => today,
            _ => today - spread(0, 900),
        })
    }

    /// The first and the last day of a stay.
    pub(super) fn draw_range(&mut self) -> [Day; 2] {
        let first = self.cast.today.0 - i64::try_from(self.dice.between(3, 700)).unwrap_or(3);
        let length = i64::try_from(self.dice.between(1, 40)).unwrap_or(1);
        [Day(first), Day(first + length)]
    }
}
