//! Writes one note: walks its template, fills the slots, marks the spans.

use std::collections::BTreeSet;

use phiward_redact::Category;

use super::{
    calendar::Day,
    canvas::{Bullet, Canvas, Case, Stretch, Style},
    cast::{Cast, letters},
    dice::Dice,
    drawn::{capitalised, drawn, in_words, sex_word},
    library::Library,
    mark::Mark,
    slot::{About, Letters, NamePart, Role, Slot},
    source::{Casing, Genre},
    template::{Include, Join, Node},
};

/// A note with its gold spans.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) genre: usize,
    pub(super) text: String,
    pub(super) stretches: Vec<Stretch>,
}

/// How often each entry of each section was taken.
pub(super) type Tally = Vec<Vec<u64>>;

/// Writes the note of a seed and a number.
pub(super) fn write(library: &Library, seed: u64, number: u64, tally: &mut Tally) -> Note {
    let mut dice = Dice::new(seed, number);
    let index = dice.weighted(library.genres.iter().map(|genre| genre.weight)).unwrap_or(0);
    let Some(genre) = library.genres.get(index) else {
        return Note { genre: index, text: String::new(), stretches: Vec::new() };
    };
    let free = dice.chance(genre.free);
    let mut writer = Writer::new(library, genre, free, dice, tally);
    // A block that is all PHI is empty in a note without PHI: another one is taken.
    for _ in 0..64 {
        writer.section(genre.note, false);
        if !writer.canvas.text.trim().is_empty() {
            break;
        }
    }
    for _ in 0..3 {
        if writer.dice.chance(genre.extra) {
            writer.push("\n", false);
            writer.extra();
        }
    }
    writer.canvas.finish();
    Note { genre: index, text: writer.canvas.text, stretches: writer.canvas.stretches }
}

fn draw_cast(genre: &Genre, dice: &mut Dice, free: bool) -> Cast {
    let female = genre.female.unwrap_or_else(|| dice.chance(52));
    let (low, high) = genre.ages;
    // One adult patient in seven is over 89, far more than in life: the rule needs its examples.
    let old = !free && high > 89 && dice.chance(14);
    let age = if old { dice.between(90, high) } else { dice.between(low, high.min(89)) };
    let first = Day::from_civil(2014, 1, 1).0;
    let today = Day(first + i64::try_from(dice.between(0, 4_500)).unwrap_or(0));
    let mut back = |low, high| i64::try_from(dice.between(low, high)).unwrap_or(0);
    let admitted = Day(today.0 - back(0, 9));
    let birth = Day(today.0 - i64::try_from(age).unwrap_or(40) * 365 - back(20, 360));
    let discharged = Day(admitted.0 + back(1, 16));
    Cast {
        people: [const { None }; _],
        places: [const { None }; _],
        orgs: [const { None }; _],
        female,
        age,
        birth,
        today,
        admitted,
        discharged,
    }
}

pub(super) struct Writer<'a> {
    pub(super) library: &'a Library,
    pub(super) canvas: Canvas,
    pub(super) cast: Cast,
    /// Whether the note holds no PHI.
    pub(super) free: bool,
    /// Whether names lose their diacritics.
    pub(super) fold: bool,
    pub(super) dice: Dice,
    tally: &'a mut Tally,
    /// Entries of pools that the note has, which come only once.
    taken: BTreeSet<(usize, usize)>,
    /// Numbers that are the same wherever they come again.
    kept: Vec<(usize, String)>,
    pub(super) person: usize,
    pub(super) place: [usize; 2],
    pub(super) org: usize,
    pub(super) day: [Day; 2],
}

impl<'a> Writer<'a> {
    fn new(library: &'a Library, genre: &Genre, free: bool, mut dice: Dice, tally: &'a mut Tally) -> Self {
        let casing = match genre.casing {
            Casing::Drawn => None,
            Casing::Upper => Some(Case::Upper),
            Casing::Lower => Some(Case::Lower),
        };
        let canvas = Canvas::new(Style::draw(&mut dice, casing));
        let cast = draw_cast(genre, &mut dice, free);
        let fold = dice.chance(60);
        Self {
            library,
            canvas,
            cast,
            free,
            fold,
            dice,
            tally,
            taken: BTreeSet::new(),
            kept: Vec::new(),
            person: 0,
            place: [0, 1],
            org: 0,
            day: [Day(0); 2],
        }
    }

    /// Writes an entry of a section.
    pub(super) fn section(&mut self, id: usize, capital: bool) {
        let library = self.library;
        let Some(section) = library.sections.get(id) else { return };
        if let Some((_, kept)) = self.kept.iter().find(|(kept, _)| *kept == id) {
            let (kept, mark) = (kept.clone(), section.mark);
            self.marked(mark, |writer| writer.push(&kept, false));
            return;
        }
        let Some(chosen) = self.choose(id, false) else { return };
        let Some(entry) = section.entries.get(chosen) else { return };
        let before = self.canvas.text.len();
        match section.mark {
            Some(mark) if !entry.bounded => {
                self.marked(Some(mark), |writer| writer.nodes(&entry.nodes, Some(mark), capital));
            }
            mark => self.nodes(&entry.nodes, mark, capital),
        }
        let whole = section.mark.is_none() || !entry.bounded;
        if section.once && whole && !self.canvas.is_marking() {
            let written = self.canvas.text.get(before..).unwrap_or_default().to_owned();
            self.kept.push((id, written));
        }
    }

    /// Adds what a note of any genre may hold.
    fn extra(&mut self) {
        if let Some(id) = self.library.shared("extra") {
            self.section(id, false);
        }
    }

    fn marked(&mut self, mark: Option<Mark>, write: impl FnOnce(&mut Self)) {
        if let Some(mark) = mark {
            self.canvas.open(mark);
        }
        write(self);
        if mark.is_some() {
            self.canvas.close();
        }
    }

    /// The index of an entry that fits, by weight.
    fn choose(&mut self, id: usize, fresh: bool) -> Option<usize> {
        let section = self.library.sections.get(id)?;
        let (free, taken) = (self.free, &self.taken);
        let weights = section.entries.iter().enumerate().map(|(index, entry)| {
            let fits = (!free || entry.free) && !(fresh && taken.contains(&(id, index)));
            if fits { entry.weight } else { 0 }
        });
        let chosen = self.dice.weighted(weights)?;
        if let Some(count) = self.tally.get_mut(id).and_then(|counts| counts.get_mut(chosen)) {
            *count += 1;
        }
        Some(chosen)
    }

    fn nodes(&mut self, nodes: &[Node], mark: Option<Mark>, capital: bool) {
        let mut capital = capital;
        for node in nodes {
            match node {
                Node::Text(text) => self.push(text, capital),
                Node::Choice(branches) => self.branch(branches, mark, capital),
                Node::Slot { slot, capital: asked } => self.slot(slot, capital || *asked),
                Node::Include(include) => self.include(include),
                Node::Open => mark.into_iter().for_each(|mark| self.canvas.open(mark)),
                Node::Close => self.canvas.close(),
            }
            capital = false;
        }
    }

    fn branch(&mut self, branches: &[Vec<Node>], mark: Option<Mark>, capital: bool) {
        let library = self.library;
        let free = self.free;
        let weights = branches.iter().map(|branch| u64::from(!free || library.is_free(branch)));
        let branch = self.dice.weighted(weights).and_then(|chosen| branches.get(chosen));
        if let Some(branch) = branch {
            self.nodes(branch, mark, capital);
        }
    }

    fn include(&mut self, include: &Include) {
        let count = self.dice.between(include.low, include.high);
        let mut written = 0;
        for _ in 0..count {
            let Some(chosen) = self.choose(include.pool, true) else { break };
            self.taken.insert((include.pool, chosen));
            let library = self.library;
            let entry = library.sections.get(include.pool).and_then(|section| section.entries.get(chosen));
            let Some(entry) = entry else { break };
            if written > 0 {
                self.push(if let Join::With(gap) = include.join { gap } else { "\n" }, false);
            }
            written += 1;
            if include.join == Join::List {
                match self.canvas.style.bullet {
                    Bullet::Sign(sign) => self.push(sign, false),
                    Bullet::Number(sign) => self.push(&format!("{written}{sign}"), false),
                }
            }
            self.nodes(&entry.nodes, None, false);
        }
        if written == 0 {
            self.canvas.left_out();
        }
    }

    /// Writes text of a template.
    pub(super) fn push(&mut self, text: &str, capital: bool) {
        if capital {
            self.canvas.push_template(&capitalised(text), &mut self.dice);
        } else {
            self.canvas.push_template(text, &mut self.dice);
        }
    }

    /// Writes a value, which keeps its own look.
    fn value(&mut self, text: &str, mark: Option<Mark>, capital: bool) {
        let text = if capital { capitalised(text) } else { text.to_owned() };
        self.marked(mark, |writer| writer.canvas.push(&text, &mut writer.dice));
    }

    /// What a slot would write, without style and marks.
    pub(super) fn plain(&mut self, slot: &Slot) -> String {
        let page = core::mem::replace(&mut self.canvas, Canvas::new(Style::plain()));
        self.slot(slot, false);
        core::mem::replace(&mut self.canvas, page).text
    }

    fn slot(&mut self, slot: &Slot, capital: bool) {
        match slot {
            Slot::Section(id) => self.section(*id, capital),
            Slot::Of(role, section) => self.of(*role, *section, capital),
            Slot::About(person, about) => self.about(*person, *about, capital),
            Slot::Name(part, form) => self.name(*part, *form, capital),
            Slot::Place(part, second, form) => {
                let [first, other] = self.place;
                let place = if *second { self.place_at(other) } else { self.place_at(first) };
                self.value(&letters(&place.part(*part), *form), None, capital);
            }
            Slot::Org(part) => {
                let org = self.org_at(self.org);
                self.value(&org.part(*part), None, capital);
            }
            Slot::Day(part, later) => {
                let [day, other] = self.day;
                let text = match part.clock() {
                    Some(section) => self.of_shared(section),
                    None => (if *later { other } else { day }).part(*part),
                };
                self.value(&text, part.is_beside().then_some(Mark::TimeOrDay), capital);
            }
            Slot::Lower(inner) => {
                let text = letters(&self.plain(inner), Letters::Ascii);
                self.value(&text, None, capital);
            }
            Slot::State | Slot::StateText(_) => {
                let place = self.place_at(self.place[0]);
                let long = match slot {
                    Slot::StateText(long) => *long,
                    _ => place.long_state,
                };
                let text = if long { place.state_name } else { place.state_code };
                self.value(&text, Some(Mark::State), false);
            }
            Slot::Age => {
                let old = self.cast.age > 89;
                let text = if old && self.dice.chance(20) {
                    in_words(self.cast.age)
                } else {
                    self.cast.age.to_string()
                };
                let category = if old { Category::AgeOver89 } else { Category::Age };
                self.value(&text, Some(Mark::Phi(category)), capital);
            }
            Slot::Sex(word) => {
                let text = sex_word(*word, self.cast.female, self.cast.age, &mut self.dice);
                self.value(text, None, capital);
            }
            other => {
                let text = drawn(other, &mut self.dice);
                self.value(&text, None, capital);
            }
        }
    }

    fn of(&mut self, role: Role, section: usize, capital: bool) {
        let before = (self.person, self.place, self.org, self.day);
        match role {
            Role::Person(person) => self.person = person,
            Role::Place(place) => self.place = [place, if place == 3 { 2 } else { 3 }],
            Role::Org(org) => self.org = org,
            Role::Day(day) => self.day = [self.draw_day(day); 2],
            Role::Range => self.day = self.draw_range(),
        }
        self.section(section, capital);
        (self.person, self.place, self.org, self.day) = before;
    }

    fn about(&mut self, person: usize, about: About, capital: bool) {
        let before = core::mem::replace(&mut self.person, person);
        match about {
            About::Relation => {
                let relation = self.person_at(person).relation;
                self.value(&relation, None, capital);
            }
            About::Credential => self.name(NamePart::Credential, Letters::AsIs, false),
            About::Title => self.name(NamePart::Title, Letters::AsIs, capital),
        }
        self.person = before;
    }

    fn name(&mut self, part: NamePart, form: Letters, capital: bool) {
        let person = self.person_at(self.person);
        match part {
            NamePart::Title => {
                let title = self.of_shared(person.title_section());
                self.value(&title, Some(Mark::Title), capital);
            }
            NamePart::Credential => {
                let credential = self.of_shared(person.credential_section());
                self.value(&credential, Some(Mark::Credential), false);
            }
            _ => self.value(&letters(&person.part(part), form), None, capital),
        }
    }

    /// What a shared section would write.
    pub(super) fn of_shared(&mut self, name: &str) -> String {
        match self.library.shared(name) {
            Some(id) => self.plain(&Slot::Section(id)),
            None => String::new(),
        }
    }
}
