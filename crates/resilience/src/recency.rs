//! A bounded map that knows what was used least recently.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::borrow::Borrow;

/// The index that stands for "none".
const NONE: usize = usize::MAX;

/// A map whose entries are chained from the most to the least recently used.
#[derive(Debug, Clone)]
pub(crate) struct Recency<K, V> {
    places: BTreeMap<K, usize>,
    slots: Vec<Option<Slot<K, V>>>,
    free: Vec<usize>,
    newest: usize,
    oldest: usize,
}

#[derive(Debug, Clone)]
struct Slot<K, V> {
    key: K,
    value: V,
    newer: usize,
    older: usize,
}

impl<K: Ord + Clone, V> Recency<K, V> {
    pub(crate) const fn new() -> Self {
        Self { places: BTreeMap::new(), slots: Vec::new(), free: Vec::new(), newest: NONE, oldest: NONE }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The value of a key, which becomes the most recently used.
    pub(crate) fn use_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = *self.places.get(key)?;
        if place != self.newest {
            self.unlink(place);
            self.link_newest(place);
        }
        self.slot(place).map(|slot| &mut slot.value)
    }

    /// The value of a key, whose age does not change.
    pub(crate) fn peek<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = *self.places.get(key)?;
        self.slots.get(place)?.as_ref().map(|slot| &slot.value)
    }

    /// Adds a value as the most recently used, and gives back the one that the key had.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let replaced = self.remove(&key);
        let slot = Some(Slot { key: key.clone(), value, newer: NONE, older: NONE });
        let place = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(place) {
            Some(free) => *free = slot,
            None => self.slots.push(slot),
        }
        self.places.insert(key, place);
        self.link_newest(place);
        replaced
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.places.remove(key)?;
        self.unlink(place);
        self.free.push(place);
        self.slots.get_mut(place)?.take().map(|slot| slot.value)
    }

    /// The least recently used entry.
    pub(crate) fn oldest(&self) -> Option<(&K, &V)> {
        self.oldest_first().next()
    }

    /// All entries from the least recently used on.
    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut place = self.oldest;
        core::iter::from_fn(move || {
            let slot = self.slots.get(place)?.as_ref()?;
            place = slot.newer;
            Some((&slot.key, &slot.value))
        })
    }

    /// Takes out the least recently used entry among the `tries` oldest that may go; if none may, the oldest.
    pub(crate) fn evict(&mut self, tries: usize, may_go: impl Fn(&V) -> bool) -> Option<(K, V)> {
        let willing = self.oldest_first().take(tries).find(|(_, value)| may_go(value));
        let key = willing.or_else(|| self.oldest()).map(|(key, _)| key.clone())?;
        let value = self.remove(&key)?;
        Some((key, value))
    }

    fn slot(&mut self, place: usize) -> Option<&mut Slot<K, V>> {
        self.slots.get_mut(place)?.as_mut()
    }

    fn unlink(&mut self, place: usize) {
        let Some((newer, older)) = self.slot(place).map(|slot| (slot.newer, slot.older)) else { return };
        match self.slot(newer) {
            Some(slot) => slot.older = older,
            None => self.newest = older,
        }
        match self.slot(older) {
            Some(slot) => slot.newer = newer,
            None => self.oldest = newer,
        }
    }

    fn link_newest(&mut self, place: usize) {
        let second = self.newest;
        if let Some(slot) = self.slot(place) {
            (slot.newer, slot.older) = (NONE, second);
        }
        match self.slot(second) {
            Some(slot) => slot.newer = place,
            None => self.oldest = place,
        }
        self.newest = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Op {
        Use(u8),
        Insert(u8),
        Remove(u8),
        Evict,
    }

    fn ops() -> impl Strategy<Value = Vec<Op>> {
        let key = 0..6_u8;
        let op = prop_oneof![
            key.clone().prop_map(Op::Use),
            key.clone().prop_map(Op::Insert),
            key.prop_map(Op::Remove),
            Just(Op::Evict),
        ];
        proptest::collection::vec(op, 0..60)
    }

    proptest! {
        /// The model is a list in the order of use.
        #[test]
        fn it_is_a_list_in_the_order_of_use(ops in ops()) {
            let mut map = Recency::new();
            let mut model: Vec<(u8, usize)> = Vec::new();
            for (step, op) in ops.into_iter().enumerate() {
                match op {
                    Op::Use(key) => {
                        let at = model.iter().position(|(other, _)| *other == key);
                        prop_assert_eq!(map.use_mut(&key).map(|value| *value), at.map(|at| model[at].1));
                        if let Some(at) = at {
                            let entry = model.remove(at);
                            model.push(entry);
                        }
                    }
                    Op::Insert(key) => {
                        map.insert(key, step);
                        model.retain(|(other, _)| *other != key);
                        model.push((key, step));
                    }
                    Op::Remove(key) => {
                        map.remove(&key);
                        model.retain(|(other, _)| *other != key);
                    }
                    Op::Evict => {
                        let oldest = (!model.is_empty()).then(|| model.remove(0));
                        prop_assert_eq!(map.evict(9, |_| true), oldest);
                    }
                }
                let listed: Vec<_> = map.oldest_first().map(|(key, value)| (*key, *value)).collect();
                prop_assert_eq!(&listed, &model);
                prop_assert_eq!(map.len(), model.len());
            }
        }
    }
}
