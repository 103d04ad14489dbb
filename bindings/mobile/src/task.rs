//! Work that takes long, away from the thread that asks.

use std::thread;

use futures_channel::oneshot;

use crate::PhiwardError;

/// Does `work` on a thread of its own. When the future is dropped the work goes on, and its result is dropped.
///
/// A derivation takes hundreds of milliseconds and is rare, so a thread for each costs nothing.
pub(crate) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PhiwardError> + Send + 'static,
) -> Result<T, PhiwardError> {
    let (sender, receiver) = oneshot::channel();
    let thread = thread::Builder::new().name("phiward".to_owned()).spawn(move || {
        // Nobody waits any more when sending fails.
        let _ = sender.send(work());
    });
    let lost = || PhiwardError::Unavailable {
        code: "backend_unavailable".to_owned(),
        reason: "no thread could be started for the work, or it ended early".to_owned(),
    };
    thread.map_err(|_| lost())?;
    receiver.await.map_err(|_| lost())?
}
