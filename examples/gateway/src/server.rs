//! Connections: accepted up to a bound, with or without TLS, and drained when the service stops.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing::{debug, warn};

use crate::config::{ConfigError, Tls};
use crate::request::Peer;

/// How long a client may take for a handshake, or for the head of a request.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long accepting waits after the operating system refused, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(50);
/// Longest head of a request.
const MAX_HEAD: usize = 16 * 1024;

pub(crate) struct Server {
    pub(crate) listener: TcpListener,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) router: Router,
    pub(crate) connections: u32,
    pub(crate) drain: Duration,
    pub(crate) stopping: CancellationToken,
}

impl Server {
    /// Serves until the token is set, then lets requests that are under way end.
    pub(crate) async fn run(self) {
        let Self { listener, tls, router, connections, drain, stopping } = self;
        let free = Arc::new(Semaphore::new(usize::try_from(connections).unwrap_or(usize::MAX)));
        let graceful = GracefulShutdown::new();
        loop {
            // Whoever does not fit waits in the queue of the operating system, which is bounded too.
            let accept = async {
                let seat = Arc::clone(&free).acquire_owned().await.ok();
                (seat, listener.accept().await)
            };
            let Some((seat, accepted)) = stopping.run_until_cancelled(accept).await else { break };
            let Ok((stream, peer)) = accepted else {
                warn!(step = "accept", "no connection could be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
            tokio::spawn(async move {
                let _seat = seat;
                match tls {
                    None => serve(stream, peer, router, watcher).await,
                    Some(tls) => {
                        if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
                            serve(stream, peer, router, watcher).await;
                        }
                    }
                }
            });
        }
        drop(listener);
        if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
            warn!(step = "drain", "requests were cut off");
        }
    }
}

async fn serve<S>(stream: S, peer: SocketAddr, router: Router, watcher: hyper_util::server::graceful::Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = router.map_request(move |mut request: axum::http::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(MAX_HEAD.max(64 * 1024));
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if watcher.watch(connection).await.is_err() {
        debug!(step = "connection", "a connection ended early");
    }
}

/// Listens, with an error that names the address.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, ConfigError> {
    TcpListener::bind(address).await.map_err(|error| ConfigError::new(format!("{address}: {error}")))
}

/// TLS 1.2 and 1.3 with a certificate of ours.
pub(crate) fn acceptor(tls: &Tls, folder: &Path) -> Result<TlsAcceptor, ConfigError> {
    let fault = |path: &Path| ConfigError::new(format!("{}: no PEM that TLS can use", path.display()));
    let (certificates, key) = (folder.join(&tls.certificate_file), folder.join(&tls.key_file));
    let chain = CertificateDer::pem_file_iter(&certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|_| fault(&certificates))?;
    let private = PrivateKeyDer::from_pem_file(&key).map_err(|_| fault(&key))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|_| fault(&certificates))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|_| fault(&certificates))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Waits until this process is asked to stop.
pub(crate) async fn asked_to_stop() -> io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        asked = tokio::signal::ctrl_c() => asked,
    }
}
