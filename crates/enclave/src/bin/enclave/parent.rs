//! The ports of the parent, which is the only one that an enclave can reach.

use std::io::{self, Read as _, Write as _};

use phiward_enclave::kms::AwsCredentials;
use phiward_enclave::parent::{AUDIT_PORT, CREDENTIALS_PORT, ENCLAVE_PORT};
use phiward_enclave::{Accept, AuditSink, Connect, Connection, Refusal};
use vsock::{VMADDR_CID_ANY, VsockListener, VsockStream};
use zeroize::Zeroizing;

/// The address of the parent, as seen from an enclave; under QEMU it is that of every host.
const PARENT: u32 = if cfg!(feature = "qemu") { 2 } else { 3 };
const MAX_CREDENTIALS: u64 = 16 * 1024;
/// Where the Nitro hypervisor waits for a sign of life, and the sign.
const HEARTBEAT_PORT: u32 = 9000;
const HEARTBEAT: u8 = 0xb7;
/// What the line of the credentials for KMS begins with.
const AWS: &str = "aws";

/// Reaches ports of the parent, and nothing else.
pub(crate) struct Parent;

impl Connect for Parent {
    fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
        Ok(Box::new(VsockStream::connect_with_cid_port(PARENT, port)?))
    }
}

/// Takes connections of the parent, and drops those of others.
pub(crate) struct Requests(VsockListener);

impl Requests {
    pub(crate) fn bind() -> io::Result<Self> {
        VsockListener::bind_with_cid_port(VMADDR_CID_ANY, ENCLAVE_PORT).map(Self)
    }
}

impl Accept for Requests {
    fn accept(&self) -> io::Result<Option<Box<dyn Connection>>> {
        loop {
            let (stream, peer) = self.0.accept()?;
            if peer.cid() == PARENT {
                return Ok(Some(Box::new(stream)));
            }
        }
    }
}

/// Sends events to the parent. One that cannot be sent is a gap in the chain, which its reader sees.
#[derive(Default)]
pub(crate) struct Events(Option<Box<dyn Connection>>);

impl AuditSink for Events {
    fn record(&mut self, event: &[u8]) {
        let connection = self.0.take().map_or_else(|| Parent.connect(AUDIT_PORT), Ok);
        if let Ok(mut connection) = connection
            && connection.write_all(event).is_ok()
        {
            self.0 = Some(connection);
        }
    }
}

/// The credentials of destinations. A parent that gives none has none to give.
pub(crate) fn credentials() -> Vec<(u64, Zeroizing<String>)> {
    let line = |line: &str| {
        let (id, credential) = line.split_once(' ')?;
        Some((id.parse().ok()?, Zeroizing::new(credential.to_owned())))
    };
    lines().map_or_else(|_| Vec::new(), |text| text.lines().filter_map(line).collect())
}

/// The credentials for KMS, asked for anew.
pub(crate) fn aws_credentials() -> Result<AwsCredentials, Refusal> {
    let text = lines().map_err(|_| Refusal::KeyUnavailable)?;
    let mut found = text.lines().filter_map(|line| line.split_once(' ')).filter(|(name, _)| *name == AWS);
    found.next().and_then(|(_, rest)| AwsCredentials::parse(rest)).ok_or(Refusal::KeyUnavailable)
}

/// What the parent gives: a line for each credential, which begins with whose it is.
fn lines() -> io::Result<Zeroizing<String>> {
    let stream = Parent.connect(CREDENTIALS_PORT)?;
    stream.set_timeout(core::time::Duration::from_secs(5))?;
    let mut text = Zeroizing::new(String::new());
    stream.take(MAX_CREDENTIALS).read_to_string(&mut text)?;
    Ok(text)
}

/// Tells the hypervisor that the enclave is up.
pub(crate) fn beat() {
    if let Ok(mut stream) = Parent.connect(HEARTBEAT_PORT) {
        let _ = stream.write_all(&[HEARTBEAT]).and_then(|()| stream.read_exact(&mut [0]));
    }
}
