//! The files of templates, read once: sections, genres and what their slots mean.

use std::collections::BTreeMap;

use phiward_redact::Category;

use super::{
    mark::Mark,
    slot::{About, DAYS, ORGS, PEOPLE, PLACES, Role, Slot},
    source::{FILES, Genre, RawSection, read},
    template::{Names, Node, parse},
};

/// Sections that the code asks for by name.
const REQUIRED: [&str; 28] = [
    "person.given.f",
    "person.given.m",
    "person.surname",
    "person.suffix",
    "nickname",
    "titles.m",
    "titles.f",
    "titles.doc",
    "titles.rn",
    "titles.medic",
    "titles.officer",
    "titles.clergy",
    "cred.doc",
    "cred.rn",
    "cred.medic",
    "cred.staff",
    "relation.f",
    "relation.m",
    "town",
    "county.any",
    "house",
    "street.name",
    "unit",
    "state.table",
    "time.clock",
    "time.iso",
    "time.seconds",
    "extra",
];

/// Lines that one of is taken.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: String,
    /// The genre that it belongs to; the others are shared.
    pub(super) genre: Option<usize>,
    /// What its lines are marked as.
    pub(super) mark: Option<Mark>,
    /// Drawn once in a note, and the same wherever it comes again.
    pub(super) once: bool,
    /// Whether its lines are sentences or blocks of a note, not the parts of one.
    pub(super) is_pool: bool,
    pub(super) entries: Vec<Entry>,
}

/// A line or a block.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) weight: u64,
    pub(super) nodes: Vec<Node>,
    /// Whether it can be written without PHI.
    pub(super) free: bool,
    /// Whether it names the bounds of its spans itself.
    pub(super) bounded: bool,
}

/// Everything that the generator knows.
#[derive(Debug)]
pub(super) struct Library {
    pub(super) sections: Vec<Section>,
    pub(super) genres: Vec<Genre>,
    shared: BTreeMap<String, usize>,
}

impl Library {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// A sentence with the file, the section and what is wrong in it.
    pub(super) fn load() -> Result<Self, String> {
        let mut genres = Vec::new();
        let mut raw: Vec<RawSection> = Vec::new();
        for (file, text) in FILES {
            read(text, &mut genres, &mut raw).map_err(|error| format!("{file}: {error}"))?;
        }
        let scopes = Scopes::new(&raw)?;
        let (mut sections, mut faults) = (Vec::new(), Vec::new());
        for section in &raw {
            match compile(section, &scopes).and_then(|compiled| only_in_spans(compiled, section, &raw)) {
                Ok(section) => sections.push(section),
                Err(error) => faults.push(format!("section {}: {error}", section.name)),
            }
        }
        if !faults.is_empty() {
            return Err(faults.join("\n"));
        }
        let shared = scopes
            .0
            .into_iter()
            .filter(|((genre, _), _)| genre.is_none())
            .map(|((_, name), id)| (name, id))
            .collect();
        let mut library = Self { sections, genres, shared };
        for name in REQUIRED {
            library.shared(name).ok_or_else(|| format!("no section {name}"))?;
        }
        for (index, genre) in library.genres.iter_mut().enumerate() {
            let note = library
                .sections
                .iter()
                .position(|section| section.genre == Some(index) && section.name == "note");
            genre.note = note.ok_or_else(|| format!("genre {} has no notes", genre.name))?;
        }
        library.find_what_is_free();
        Ok(library)
    }

    /// The shared section of a name.
    pub(super) fn shared(&self, name: &str) -> Option<usize> {
        self.shared.get(name).copied()
    }

    /// Marks the entries that can be written without PHI. A section is so when one of its entries is.
    fn find_what_is_free(&mut self) {
        loop {
            let free: Vec<bool> = self
                .sections
                .iter()
                .map(|section| section.mark.is_none() && section.entries.iter().any(|entry| entry.free))
                .collect();
            let mut changed = false;
            for section in &mut self.sections {
                for entry in section.entries.iter_mut().filter(|entry| entry.free) {
                    entry.free = is_free(&entry.nodes, &free);
                    changed |= !entry.free;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Whether nodes can be written without PHI.
    pub(super) fn is_free(&self, nodes: &[Node]) -> bool {
        nodes.iter().all(|node| match node {
            Node::Text(_) | Node::Include(_) | Node::Open | Node::Close => true,
            Node::Choice(branches) => branches.iter().any(|branch| self.is_free(branch)),
            Node::Slot { slot, .. } => slot_is_free(slot, &|id| {
                self.sections.get(id).is_some_and(|section| {
                    section.mark.is_none() && section.entries.iter().any(|entry| entry.free)
                })
            }),
        })
    }
}

fn is_free(nodes: &[Node], sections: &[bool]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(_) | Node::Include(_) | Node::Open | Node::Close => true,
        Node::Choice(branches) => branches.iter().any(|branch| is_free(branch, sections)),
        Node::Slot { slot, .. } => slot_is_free(slot, &|id| sections.get(id) == Some(&true)),
    })
}

fn slot_is_free(slot: &Slot, section: &dyn Fn(usize) -> bool) -> bool {
    match slot {
        Slot::Section(id) => section(*id),
        Slot::Of(..)
        | Slot::Name(..)
        | Slot::Place(..)
        | Slot::Org(_)
        | Slot::Day(..)
        | Slot::Invented(_) => false,
        Slot::Lower(inner) => slot_is_free(inner, section),
        _ => true,
    }
}

/// The sections by genre and name.
struct Scopes(BTreeMap<(Option<usize>, String), usize>);

impl Scopes {
    fn new(raw: &[RawSection]) -> Result<Self, String> {
        let mut names = BTreeMap::new();
        for (id, section) in raw.iter().enumerate() {
            if names.insert((section.genre, section.name.clone()), id).is_some() {
                return Err(format!("section {} is there twice", section.name));
            }
        }
        Ok(Self(names))
    }

    fn find(&self, genre: Option<usize>, name: &str) -> Option<usize> {
        let own = self.0.get(&(genre, name.to_owned()));
        own.or_else(|| self.0.get(&(None, name.to_owned()))).copied()
    }
}

struct Scope<'a> {
    scopes: &'a Scopes,
    genre: Option<usize>,
}

impl Names for Scope<'_> {
    fn slot(&self, name: &str, argument: &str) -> Option<Slot> {
        if name == "lower" {
            return self.slot(argument, "").map(|slot| Slot::Lower(Box::new(slot)));
        }
        self.role(name)
            .or_else(|| self.pool(name).map(Slot::Section))
            .or_else(|| Slot::builtin(name, argument))
    }

    fn pool(&self, name: &str) -> Option<usize> {
        self.scopes.find(self.genre, name)
    }
}

impl Scope<'_> {
    /// `doc.sig`, `home`, `fac.short`, `dob`, `kin.word`, `range`.
    fn role(&self, name: &str) -> Option<Slot> {
        let of = |role, section: &str| self.scopes.find(None, section).map(|id| Slot::Of(role, id));
        if name == "range" {
            return of(Role::Range, "date.range");
        }
        for (index, (day, form)) in DAYS.into_iter().enumerate() {
            if let Some(rest) = name.strip_prefix(day).filter(|rest| rest.is_empty() || rest.starts_with('.'))
            {
                let form = rest.strip_prefix('.').unwrap_or(form);
                return of(Role::Day(index), &format!("date.{form}"));
            }
        }
        let (role, form) = name.split_once('.').unwrap_or((name, "any"));
        let index_in = |names: &[&str]| names.iter().position(|known| *known == role);
        if let Some(index) = index_in(&PEOPLE) {
            return match form {
                "word" => Some(Slot::About(index, About::Relation)),
                "cred" => Some(Slot::About(index, About::Credential)),
                "title" => Some(Slot::About(index, About::Title)),
                _ => of(Role::Person(index), &format!("name.{form}")),
            };
        }
        if let Some(index) = index_in(&PLACES) {
            return of(Role::Place(index), &format!("geo.{form}"));
        }
        index_in(&ORGS).and_then(|index| of(Role::Org(index), &format!("org.{form}")))
    }
}

fn compile(raw: &RawSection, scopes: &Scopes) -> Result<Section, String> {
    let mark = match raw.mark.as_deref() {
        None => None,
        Some(name) => {
            Some(Mark::Phi(Category::from_name(name).ok_or_else(|| format!("no category {name}"))?))
        }
    };
    let scope = Scope { scopes, genre: raw.genre };
    let is_form = raw.name.starts_with("date.");
    if !is_form && (scope.role(&raw.name).is_some() || Slot::builtin(&raw.name, "").is_some()) {
        return Err("its name is that of a slot".to_owned());
    }
    let mut entries = Vec::new();
    for (weight, line) in &raw.lines {
        let nodes = if raw.is_words {
            vec![Node::Text(line.clone())]
        } else if raw.is_pattern {
            bounds(line)
        } else {
            parse(line, mark.is_some(), &scope)?
        };
        let bounded = nodes.iter().any(|node| matches!(node, Node::Open));
        entries.push(Entry { weight: *weight, nodes, free: true, bounded });
    }
    if entries.is_empty() {
        return Err("it has no line".to_owned());
    }
    let is_pool = !raw.is_words && mark.is_none() && raw.is_pool;
    Ok(Section { name: raw.name.clone(), genre: raw.genre, mark, once: raw.once, is_pool, entries })
}

/// Refuses a section that would write a part of PHI without marking it.
fn only_in_spans(section: Section, own: &RawSection, raw: &[RawSection]) -> Result<Section, String> {
    let shows = |slot: &Slot| match slot {
        Slot::Section(id) => raw.get(*id).is_some_and(|section| section.is_part),
        Slot::Name(..)
        | Slot::Place(..)
        | Slot::Org(_)
        | Slot::Day(..)
        | Slot::Invented(_)
        | Slot::Lower(_) => true,
        _ => false,
    };
    let bare = section.mark.is_none()
        && !own.is_part
        && section.entries.iter().any(|entry| any_slot(&entry.nodes, &shows));
    if bare { Err("it writes a part of PHI outside a span".to_owned()) } else { Ok(section) }
}

fn any_slot(nodes: &[Node], is: &dyn Fn(&Slot) -> bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Slot { slot, .. } => is(slot),
        Node::Choice(branches) => branches.iter().any(|branch| any_slot(branch, is)),
        _ => false,
    })
}

/// A line of patterns, cut at its bounds.
fn bounds(line: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for piece in line.split_inclusive(['<', '>']) {
        let (body, bound) = match piece.strip_suffix('<') {
            Some(body) => (body, Some(Node::Open)),
            None => piece.strip_suffix('>').map_or((piece, None), |body| (body, Some(Node::Close))),
        };
        if !body.is_empty() {
            nodes.push(Node::Slot { slot: Slot::Pattern(body.to_owned()), capital: false });
        }
        nodes.extend(bound);
    }
    nodes
}
