//! A gateway that runs.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;

use phiward_resilience::edge::{Clock, UnixClock};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::app::App;
use crate::config::{Config, ConfigError};
use crate::server::{self, Server};
use crate::{chores, exports, routes, sinks};

/// A gateway that runs until it is stopped.
#[derive(Debug)]
pub struct Gateway {
    address: SocketAddr,
    stopping: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Gateway {
    /// Opens what the configuration names, and begins to serve.
    ///
    /// # Errors
    /// [`ConfigError`] names what cannot be used.
    pub async fn start(config: &Config) -> Result<Self, ConfigError> {
        Self::start_with_clock(config, Arc::new(UnixClock)).await
    }

    /// As [`start`](Self::start), with a clock that a test can move.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with_clock(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        let tls = config.tls.as_ref().map(|tls| server::acceptor(tls, &config.folder)).transpose()?;
        let app = Arc::new(App::new(config, clock).await?);
        let listener = server::listen(config.listen).await?;
        let address = listener.local_addr().map_err(|_| ConfigError::new("the socket has no address"))?;
        let stopping = app.stopping.clone();
        let server = Server {
            listener,
            tls,
            router: routes::router(Arc::clone(&app)),
            connections: config.bounds.connections,
            drain: Duration::from_secs(config.bounds.drain_seconds),
            stopping: stopping.clone(),
        };
        let tasks = vec![
            tokio::spawn(server.run()),
            tokio::spawn(chores::run(Arc::clone(&app))),
            tokio::spawn(chores::watch(Arc::clone(&app))),
            tokio::spawn(sinks::run(Arc::clone(&app))),
            tokio::spawn(exports::run(app)),
        ];
        info!(step = "start", "listening");
        Ok(Self { address, stopping, tasks })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new requests, lets those end that are under way, and writes what is left.
    pub async fn stop(self) {
        self.stopping.cancel();
        for task in self.tasks {
            let _ = task.await;
        }
        info!(step = "stop", "stopped");
    }

    /// Runs until the process is asked to stop, and drains.
    ///
    /// # Errors
    /// Those of the operating system when it gives no signals.
    pub async fn run_until_asked(self) -> std::io::Result<()> {
        server::asked_to_stop().await?;
        self.stop().await;
        Ok(())
    }
}
