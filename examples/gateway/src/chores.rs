//! What is done beside requests: counts are written, what is over is dropped, keys that are due are rotated, alerts are
//! evaluated.

use core::time::Duration;

use tracing::{info, warn};

use crate::app::{App, Shared};
use crate::failure::Failure;
use crate::routes::period;
use crate::store::{Space, Unavailable, Write};
use crate::watch;

/// How often counts are written.
const EVERY: Duration = Duration::from_secs(1);
/// How many times that passes between two cleanings.
const CLEANING: u32 = 60;
/// How often it is looked whether alerts are to be evaluated; when is up to the service's clock.
const LOOKING: Duration = Duration::from_millis(100);
/// Uploads that are given up at a time.
const MOST_GIVEN_UP: u64 = 100;

/// Works until the service stops, and writes what is left then.
pub(crate) async fn run(app: Shared) {
    let mut turn: u32 = 0;
    while app.stopping.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        if let Err(failure) = write_usage(&app).await {
            warn!(step = "usage", code = failure.code, "counts wait");
        }
        turn = turn.wrapping_add(1);
        if turn % CLEANING == 1 {
            write_head(&app);
            match clean(&app).await {
                Ok(rotated) if rotated > 0 => info!(step = "rotation", "keys were rotated"),
                Ok(_) => {}
                Err(failure) => warn!(step = "cleaning", code = failure.code, "cleaning waits"),
            }
        }
    }
    let _ = write_usage(&app).await;
    write_head(&app);
}

/// Evaluates alerts and objectives until the service stops, and tells of what changed.
pub(crate) async fn watch(app: Shared) {
    let mut due_ms = app.now_ms().saturating_add(watch::EVERY_MS);
    while app.stopping.run_until_cancelled(tokio::time::sleep(LOOKING)).await.is_some() {
        let now_ms = app.now_ms();
        // A clock that stepped back far must not stop this for as long.
        let is_early = now_ms < due_ms && due_ms - now_ms <= watch::EVERY_MS;
        if is_early {
            continue;
        }
        due_ms = now_ms.saturating_add(watch::EVERY_MS);
        app.watch.looked(app.store.ping().await.is_ok() && app.audit.is_working());
        let found = app.watch.evaluate(now_ms);
        app.metrics.stands(&found);
        found.notifications.iter().for_each(|told| app.sinks.tell(told));
    }
}

fn write_head(app: &App) {
    if app.audit.write_head(app.now_ms()).is_err() {
        warn!(step = "audit", "the head of the audit log cannot be written");
    }
}

/// Adds what was counted since the last time. A crash loses the counts of a second.
pub(crate) async fn write_usage(app: &App) -> Result<(), Failure> {
    let counts = app.usage.take();
    if counts.is_empty() {
        return Ok(());
    }
    let month = period(app.now_ms());
    let writes = counts.iter().map(|((client, kind), more)| Write::Usage {
        client: client.clone(),
        period: month.clone(),
        kind: (*kind).to_owned(),
        more: *more,
    });
    let written = app.store.commit(writes.collect()).await;
    if written.is_err() {
        app.usage.put_back(counts);
    }
    written.map(|_| ()).map_err(Failure::from)
}

async fn clean(app: &App) -> Result<u32, Failure> {
    let now_ms = app.now_ms();
    for space in Space::SWEPT {
        app.store.sweep(space, now_ms).await?;
    }
    give_up_uploads(app, now_ms).await?;
    app.keys.rotate_due(now_ms).await
}

/// Drops uploads that have rested too long, with what has arrived of them.
pub(crate) async fn give_up_uploads(app: &App, now_ms: u64) -> Result<(), Unavailable> {
    for (id, cell) in app.store.due(Space::Upload, now_ms, MOST_GIVEN_UP).await? {
        let drop = Write::DropCell { space: Space::Upload, key: id.clone(), expected: cell.version };
        // False when the client went on meanwhile.
        app.store.commit(vec![drop, Write::DropParts { file: id }]).await?;
    }
    Ok(())
}
