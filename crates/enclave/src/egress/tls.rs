//! TLS that ends inside the enclave.

use core::fmt;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::{Connect, Destination, Dial, Trust};
use crate::{Clock, Connection, MAX_WRITE, Refusal};

/// Dials with TLS 1.3, the authorities of the destination, and the clock of the enclave.
pub struct TlsDialer<C> {
    connect: C,
    clock: Arc<Clock>,
}

impl<C: Connect> TlsDialer<C> {
    /// A dialer over connections of `connect`; certificates are judged by `clock`.
    #[must_use]
    pub const fn new(connect: C, clock: Arc<Clock>) -> Self {
        Self { connect, clock }
    }

    fn config(&self, trust: &Trust) -> Option<ClientConfig> {
        let Trust::Authorities(authorities) = trust;
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(CertificateDer::from_slice(authority)).ok()?;
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let time = Arc::new(EnclaveTime(Arc::clone(&self.clock)));
        let versions = ClientConfig::builder_with_details(provider, time)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .ok()?;
        let mut config = versions.with_root_certificates(roots).with_no_client_auth();
        // A ticket would let the destination link two requests.
        config.resumption = rustls::client::Resumption::disabled();
        Some(config)
    }
}

impl<C: Connect> Dial for TlsDialer<C> {
    fn dial(&self, destination: &Destination, patience: Duration) -> Result<Box<dyn Connection>, Refusal> {
        let unavailable = Refusal::DestinationUnavailable;
        let config = self.config(&destination.trust).ok_or(unavailable)?;
        let name = ServerName::try_from(destination.server_name.clone()).map_err(|_| unavailable)?;
        let mut session = ClientConnection::new(Arc::new(config), name).map_err(|_| unavailable)?;
        let mut socket = InPieces(self.connect.connect(destination.port).map_err(|_| unavailable)?);
        socket.0.set_timeout(patience).map_err(|_| unavailable)?;
        // The handshake is over before there is any plaintext to send.
        while session.is_handshaking() {
            session.complete_io(&mut socket).map_err(|_| unavailable)?;
        }
        Ok(Box::new(TlsConnection(StreamOwned::new(session, socket))))
    }
}

impl<C> fmt::Debug for TlsDialer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsDialer").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct EnclaveTime(Arc<Clock>);

impl TimeProvider for EnclaveTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_millis(self.0.now_ms())))
    }
}

/// Never writes more than [`MAX_WRITE`] at a time.
struct InPieces(Box<dyn Connection>);

impl Read for InPieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for InPieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes.get(..MAX_WRITE).unwrap_or(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

struct TlsConnection(StreamOwned<ClientConnection, InPieces>);

impl Read for TlsConnection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for TlsConnection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Connection for TlsConnection {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.0.sock.0.set_timeout(timeout)
    }
}
