//! Which field may be logged how.

use alloc::vec::Vec;

use crate::{
    launch::{LAUNCH_FIELDS, OPERATIONAL_FIELDS},
    policy::FieldPolicy,
};

/// Whether a field holds protected health information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HoldsPhi {
    /// It does not.
    No,
    /// It can: free text, and ids that others can link to a person.
    Possibly,
    /// It does.
    Yes,
}

/// One row of a field table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name, in snake case.
    pub name: &'static str,
    /// The element of the NEMSIS v3.5.1 data dictionary that the field holds.
    pub nemsis: Option<&'static str>,
    /// Whether it holds protected health information.
    pub phi: HoldsPhi,
    /// What a log may hold of it.
    pub policy: FieldPolicy,
    /// Where the row comes from: the requirement that it answers.
    pub source: &'static str,
}

/// The fields that a program knows, and what a log may hold of each.
///
/// What is not in the table is [`FieldPolicy::NeverLog`].
/// Names are compared without regard to ASCII case, `_` and `-`, so `userAge` and `User-Age` are `user_age`.
///
/// ```
/// use phiward_phi::{Field, FieldPolicy, FieldTable, HoldsPhi};
///
/// let table = FieldTable::launch().with(&[Field {
///     name: "queue_depth",
///     nemsis: None,
///     phi: HoldsPhi::No,
///     policy: FieldPolicy::Loggable,
///     source: "our dashboard",
/// }]);
/// assert_eq!(table.policy("queueDepth"), FieldPolicy::Loggable);
/// assert_eq!(table.policy("userAge"), FieldPolicy::NeverLog);
/// assert_eq!(table.policy("incident_id"), FieldPolicy::LogPseudonym);
/// assert_eq!(table.policy("anything_else"), FieldPolicy::NeverLog);
/// ```
#[derive(Debug, Clone)]
pub struct FieldTable {
    rows: Vec<Field>,
}

impl FieldTable {
    /// The fields of EMS launch links and exports, and the operational fields that every program logs.
    #[must_use]
    pub fn launch() -> Self {
        Self { rows: [LAUNCH_FIELDS, OPERATIONAL_FIELDS].concat() }
    }

    /// Adds rows.
    ///
    /// When two rows have one name, the stricter policy holds: a table can be tightened, never loosened.
    #[must_use]
    pub fn with(mut self, rows: &[Field]) -> Self {
        self.rows.extend_from_slice(rows);
        self
    }

    /// The row of a field, the strictest if there are several.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.rows.iter().filter(|row| same_name(row.name, name)).max_by_key(|row| row.policy)
    }

    /// The row of a NEMSIS element such as `ePatient.15`, the strictest if there are several.
    #[must_use]
    pub fn find_nemsis(&self, element: &str) -> Option<&Field> {
        self.rows.iter().filter(|row| row.nemsis == Some(element)).max_by_key(|row| row.policy)
    }

    /// What a log may hold of a field; nothing, when the table does not know it.
    #[must_use]
    pub fn policy(&self, name: &str) -> FieldPolicy {
        self.find(name).map_or(FieldPolicy::NeverLog, |row| row.policy)
    }

    /// All rows, in the order in which they were added.
    #[must_use]
    pub fn rows(&self) -> &[Field] {
        &self.rows
    }
}

/// Compares names without regard to ASCII case, `_` and `-`.
fn same_name(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
}
