//! vsock where the hypervisor offers it as Unix sockets: Firecracker, Cloud Hypervisor, `vhost-device-vsock`.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use crate::{Connect, Connection};

/// How long the hypervisor may take to connect.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest acknowledgement: `OK`, a number, and the end of the line.
const MAX_ACKNOWLEDGEMENT: usize = 32;

/// An enclave behind a Unix socket. Towards it, the host names a port in a line of text; what comes from it arrives
/// at sockets with the port in their name.
#[derive(Debug, Clone)]
pub struct HybridVsock(PathBuf);

impl HybridVsock {
    /// The enclave whose socket has this path.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Takes what the enclave sends to a port of its parent.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn listen(&self, port: u32) -> io::Result<UnixListener> {
        let mut path = self.0.clone().into_os_string();
        path.push(format!("_{port}"));
        let path = Path::new(&path);
        // What an earlier parent has left.
        let _ = std::fs::remove_file(path);
        UnixListener::bind(path)
    }

    /// Connects to a port of the enclave.
    ///
    /// # Errors
    /// Those of the socket; [`io::ErrorKind::ConnectionRefused`] when nobody listens there.
    pub fn stream(&self, port: u32) -> io::Result<UnixStream> {
        let mut stream = UnixStream::connect(&self.0)?;
        stream.set_timeout(PATIENCE)?;
        stream.write_all(format!("CONNECT {port}\n").as_bytes())?;
        let mut line = Vec::new();
        while !line.ends_with(b"\n") && line.len() < MAX_ACKNOWLEDGEMENT {
            // Byte by byte: what follows the line is the enclave's.
            let mut byte = [0];
            stream.read_exact(&mut byte).map_err(|_| io::ErrorKind::ConnectionRefused)?;
            line.extend(byte);
        }
        if line.starts_with(b"OK ") { Ok(stream) } else { Err(io::ErrorKind::ConnectionRefused.into()) }
    }
}

impl Connect for HybridVsock {
    fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
        Ok(Box::new(self.stream(port)?))
    }
}
