//! Breakers for those whom this service calls. What opened them is kept, so that another process goes on from there.

use std::collections::BTreeMap;

use phiward_resilience::{Breaker, BreakerConfig, Outcome, Permit};
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::store::{Cell, Space, Store, Write};

pub(crate) struct Breakers {
    store: Store,
    config: BreakerConfig,
    held: Mutex<BTreeMap<String, Breaker>>,
}

impl Breakers {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, config: BreakerConfig::default(), held: Mutex::new(BTreeMap::new()) }
    }

    /// Asks to call somebody. The failure tells when to ask again.
    pub(crate) async fn acquire(&self, whom: &str, now_ms: u64) -> Result<Permit, Failure> {
        let mut held = self.held.lock().await;
        if !held.contains_key(whom) {
            let breaker = self.load(whom, now_ms).await?;
            held.insert(whom.to_owned(), breaker);
        }
        let breaker = held.get_mut(whom).ok_or(Failure::INTERNAL)?;
        breaker.acquire(now_ms).map_err(|rejected| {
            let seconds = rejected.retry_after_ms.unwrap_or(1000).div_ceil(1000);
            Failure::with(
                axum::http::StatusCode::SERVICE_UNAVAILABLE,
                "dependency_down",
                "the other side is not asked for a while, since it does not answer",
            )
            .after(seconds.max(1))
        })
    }

    /// Tells how the call ended. A change of the breaker is written down; when that fails, it is only not passed on.
    pub(crate) async fn report(&self, whom: &str, permit: Permit, outcome: Outcome, now_ms: u64) {
        let mut held = self.held.lock().await;
        let Some(breaker) = held.get_mut(whom) else { return };
        if breaker.report(permit, outcome, now_ms).is_none() && outcome == Outcome::Success {
            return;
        }
        let snapshot = breaker.snapshot();
        drop(held);
        let Ok(found) = self.store.cell(Space::Breaker, whom).await else { return };
        let expected = found.as_ref().map(|found| found.version);
        let cell = Cell::after(found.as_ref(), snapshot, u64::MAX >> 1, now_ms);
        let write = Write::Cell { space: Space::Breaker, key: whom.to_owned(), expected, cell };
        let _ = self.store.commit(vec![write]).await;
    }

    async fn load(&self, whom: &str, now_ms: u64) -> Result<Breaker, Failure> {
        let mut breaker = Breaker::new(self.config).map_err(|_| Failure::INTERNAL)?;
        if let Some(cell) = self.store.cell(Space::Breaker, whom).await? {
            // One that cannot be read is of another release: the breaker begins closed.
            let _ = breaker.restore(&cell.value, now_ms);
        }
        Ok(breaker)
    }
}
