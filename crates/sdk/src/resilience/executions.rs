//! Executions of idempotency keys that were begun and have not ended.

use alloc::{borrow::ToOwned as _, collections::BTreeMap, string::String, vec::Vec};

use phiward_resilience::Execution;

/// The last execution of each key. The map holds places alone, so that it is the same code as that of the core's maps.
#[derive(Debug, Default)]
pub(super) struct Executions {
    places: BTreeMap<String, usize>,
    slots: Vec<Slot>,
    free: Vec<usize>,
}

#[derive(Debug)]
struct Slot {
    key: String,
    /// What the host was told.
    number: f64,
    /// None once it has ended.
    execution: Option<Execution>,
    /// Until when it is waited for.
    until_ms: u64,
}

impl Executions {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Adds the execution of a key in the place of an earlier one.
    pub(super) fn insert(&mut self, key: &str, number: f64, execution: Execution, until_ms: u64) {
        self.remove(key);
        let slot = Slot { key: key.to_owned(), number, execution: Some(execution), until_ms };
        let place = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(place) {
            Some(free) => *free = slot,
            None => self.slots.push(slot),
        }
        self.places.insert(key.to_owned(), place);
    }

    /// Takes out the execution of a key, if it is the one of this number.
    #[expect(clippy::float_cmp, reason = "numbers of executions are whole")]
    pub(super) fn take(&mut self, key: &str, number: f64) -> Option<Execution> {
        let place = *self.places.get(key)?;
        if self.slots.get(place)?.number != number {
            return None;
        }
        self.remove(key)
    }

    /// Forgets the executions that nobody waits for any longer.
    pub(super) fn forget(&mut self, now_ms: u64) {
        let is_over = |slot: &&Slot| slot.execution.is_some() && now_ms >= slot.until_ms;
        let over: Vec<String> = self.slots.iter().filter(is_over).map(|slot| slot.key.clone()).collect();
        for key in over {
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &str) -> Option<Execution> {
        let place = self.places.remove(key)?;
        self.free.push(place);
        let slot = self.slots.get_mut(place)?;
        slot.key = String::new();
        slot.execution.take()
    }
}

#[cfg(test)]
mod tests {
    use phiward_resilience::{Begin, Idempotency, IdempotencyConfig, MemoryStore};
    use proptest::prelude::*;

    use alloc::string::ToString as _;

    use super::*;

    fn execution(at_ms: u64) -> Execution {
        let store = MemoryStore::new(1).expect("one is a capacity");
        let mut requests = Idempotency::new(IdempotencyConfig::default(), store).expect("it is the default");
        match requests.begin("a", b"", at_ms).expect("there is room") {
            Begin::Execute(execution) => execution,
            _ => unreachable!("the store is empty"),
        }
    }

    #[derive(Debug, Clone)]
    enum Op {
        Insert(u8, u64),
        Take(u8, u8),
        Forget(u64),
    }

    proptest! {
        /// The model is a map from keys to numbers and times.
        #[test]
        fn it_is_a_map(ops in prop::collection::vec(
            prop_oneof![
                (0..5_u8, 0..40_u64).prop_map(|(key, until_ms)| Op::Insert(key, until_ms)),
                (0..5_u8, 0..40_u8).prop_map(|(key, number)| Op::Take(key, number)),
                (0..40_u64).prop_map(Op::Forget),
            ],
            0..40,
        )) {
            let mut executions = Executions::default();
            let mut model: BTreeMap<u8, (u8, u64)> = BTreeMap::new();
            for (number, op) in (1_u8..).zip(ops) {
                match op {
                    Op::Insert(key, until_ms) => {
                        executions.insert(&key.to_string(), number.into(), execution(number.into()), until_ms);
                        model.insert(key, (number, until_ms));
                    }
                    Op::Take(key, asked) => {
                        let expected = model.get(&key).filter(|(number, _)| *number == asked).map(|_| asked);
                        if expected.is_some() {
                            model.remove(&key);
                        }
                        let found = executions.take(&key.to_string(), asked.into());
                        prop_assert_eq!(found, expected.map(|number| execution(number.into())));
                    }
                    Op::Forget(now_ms) => {
                        executions.forget(now_ms);
                        model.retain(|_, (_, until_ms)| now_ms < *until_ms);
                    }
                }
                prop_assert_eq!(executions.len(), model.len());
                prop_assert!(executions.slots.len() <= 5);
            }
        }
    }
}
