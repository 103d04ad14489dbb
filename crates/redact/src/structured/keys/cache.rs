//! Names of fields that were looked up before: a document has few, and many of each.

use alloc::{string::String, vec::Vec};

use crate::{lexicon::hash32, structured::treatment::Treatment};

const SLOTS: usize = 256;
/// Longest pair of names that is kept, in bytes.
const LONGEST: usize = 128;

/// What is known of a name, by the name around it.
#[derive(Default)]
pub(crate) struct KeyCache {
    slots: Vec<Option<Entry>>,
}

struct Entry {
    parent: String,
    key: String,
    field: Field,
}

/// What is known of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) treatment: Treatment,
    /// Whether the name itself is no PHI.
    pub(crate) is_clean: bool,
}

impl KeyCache {
    fn slot(parent: &str, key: &str) -> usize {
        (hash32(key.as_bytes()) ^ hash32(parent.as_bytes()).rotate_left(5)) as usize % SLOTS
    }

    pub(crate) fn find(&self, parent: &str, key: &str) -> Option<Field> {
        let entry = self.slots.get(Self::slot(parent, key))?.as_ref()?;
        (entry.key == key && entry.parent == parent).then_some(entry.field)
    }

    pub(crate) fn keep(&mut self, parent: &str, key: &str, field: Field) {
        // A name that is PHI is not kept in memory longer than needed.
        if parent.len() + key.len() > LONGEST || !field.is_clean {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        if let Some(slot) = self.slots.get_mut(Self::slot(parent, key)) {
            *slot = Some(Entry { parent: parent.into(), key: key.into(), field });
        }
    }
}
