//! The enclave, and what its clients must expect of it.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::TcpStream;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::thread;

use phiward_enclave::{
    AiHandler, Audit, Clock, Connect, Connection, Destination, Dial, Egress, Handler as _,
    InsecureSoftwareNsm, Limits, NoKeyService, Provider, Refusal, Service, Settings, Trust, serve,
};
use phiward_envelope::{Entropy as _, OsEntropy};
use phiward_redact::{Mode, Policy};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Reaches the model of this machine, without TLS: the connection does not leave the machine.
#[derive(Debug, Clone, Copy)]
struct Loopback(SocketAddr);

impl Dial for Loopback {
    fn dial(&self, _: &Destination, patience: Duration) -> Result<Box<dyn Connection>, Refusal> {
        let unavailable = |_| Refusal::DestinationUnavailable;
        let stream = TcpStream::connect(self.0).map_err(unavailable)?;
        stream.set_timeout(patience).map_err(unavailable)?;
        Ok(Box::new(stream))
    }
}

/// An enclave on this machine, behind a Unix socket instead of vsock.
#[derive(Debug)]
pub(crate) struct LocalEnclave {
    folder: TempDir,
    policy: Value,
}

impl LocalEnclave {
    /// Starts an enclave that knows one destination, number 1.
    pub(crate) fn start(model: SocketAddr) -> io::Result<Self> {
        let nsm = InsecureSoftwareNsm::new(1, [1, 2, 3]);
        let trust = Trust::Authorities(Vec::new());
        let destination =
            Destination::new(1, 8001, "localhost", trust, Provider::OpenAi, "model-of-this-machine");
        let egress = Egress::new([destination]).map_err(io::Error::other)?;
        let redaction = Policy::ai_round_trip(Mode::Balanced);
        let handler = AiHandler::new(egress, Loopback(model), redaction, Box::new(NoKeyService));
        let handler = handler.map_err(io::Error::other)?;
        let policy = policy(&nsm, &handler);

        let mut audit_key = [0; 32];
        OsEntropy.fill(&mut audit_key).map_err(|_| io::ErrorKind::Other)?;
        let settings = Settings::new(Audit::new(audit_key, Box::new(Vec::new())));
        let clock = Arc::new(Clock::of(&nsm).map_err(io::Error::other)?);
        let service = Service::start(Box::new(nsm), clock, handler, settings).map_err(io::Error::other)?;
        let folder = TempDir::new()?;
        let listener = UnixListener::bind(folder.path().join("enclave"))?;
        thread::spawn(move || serve(&service, &listener, &Limits::default()));
        Ok(Self { folder, policy })
    }

    /// What a client must accept, in the form that the packages for JavaScript read.
    pub(crate) const fn policy(&self) -> &Value {
        &self.policy
    }
}

impl Connect for LocalEnclave {
    fn connect(&self, _: u32) -> io::Result<Box<dyn Connection>> {
        Ok(Box::new(UnixStream::connect(self.folder.path().join("enclave"))?))
    }
}

fn policy(nsm: &InsecureSoftwareNsm, handler: &AiHandler<Loopback>) -> Value {
    let (build, terms) = (nsm.build(), handler.terms());
    let register = |index| hex(build.pcr(index).unwrap_or_default());
    json!({
        "builds": [{ "pcr0": register(0), "pcr1": register(1), "pcr2": register(2) }],
        "insecureRoot": hex(nsm.root()),
        "terms": {
            "egress": hex(&terms.egress),
            "redaction": hex(&terms.redaction),
            "auditSchema": terms.audit_schema,
        },
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
