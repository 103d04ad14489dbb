//! Servers with TLS that record what they receive: a model, and whatever else a test makes of a body.

use core::net::SocketAddr;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use phiward_attest::insecure::{CertificateFields, Key};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivateSec1KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::Wire;

const AUTHORITY: &str = "INSECURE TLS AUTHORITY";

/// Signs the certificates of servers.
#[derive(Debug, Clone)]
pub struct Authority {
    key: Key,
    /// Its own certificate, in DER.
    pub certificate: Vec<u8>,
}

impl Authority {
    /// The authority of a seed that anyone may know.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let key = Key::from_seed(seed);
        let certificate = key.issue(&CertificateFields::authority(AUTHORITY, AUTHORITY), &key);
        Self { key, certificate }
    }

    fn config(&self, name: &str) -> io::Result<ServerConfig> {
        let leaf = Key::from_seed(77);
        let chain =
            vec![CertificateDer::from(self.key.issue(&CertificateFields::server(AUTHORITY, name), &leaf))];
        let key = PrivateKeyDer::Sec1(PrivateSec1KeyDer::from(leaf.to_sec1_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(io::Error::other)?.with_no_client_auth();
        builder.with_single_cert(chain, key).map_err(io::Error::other)
    }
}

/// The body of an answer to a request.
type Reply = dyn Fn(&str) -> String + Send + Sync;

/// A model behind an API as OpenAI has it.
#[derive(Clone)]
pub struct Model {
    received: Arc<Mutex<Vec<String>>>,
    wire: Wire,
    reply: Arc<Reply>,
}

impl Model {
    /// A model that answers so.
    #[must_use]
    pub fn new(reply: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::with_body(move |request| {
            serde_json::json!({ "choices": [{ "message": { "content": reply(request) } }] }).to_string()
        })
    }

    /// A server that answers with this body.
    #[must_use]
    pub fn with_body(reply: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self { received: Arc::default(), wire: Wire::default(), reply: Arc::new(reply) }
    }

    /// Takes connections on this machine, under a name.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn serve(&self, authority: &Authority, name: &str) -> io::Result<SocketAddr> {
        let config = Arc::new(authority.config(name)?);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let model = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (model, config) = (model.clone(), Arc::clone(&config));
                let stream = model.wire.tap(stream);
                // A client that breaks off is no concern of the server's.
                thread::spawn(move || {
                    let session = ServerConnection::new(config).map_err(io::Error::other)?;
                    model.converse(StreamOwned::new(session, stream))
                });
            }
        });
        Ok(address)
    }

    /// Requests so far, with their heads.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All bytes between the enclave and this server: below TLS, while [`received`](Self::received) is what it held.
    #[must_use]
    pub const fn wire(&self) -> &Wire {
        &self.wire
    }

    fn converse(&self, mut stream: impl Read + Write) -> io::Result<()> {
        let request = read_request(&mut stream)?;
        self.received.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        let body = (self.reply)(&request);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        stream.flush()
    }
}

fn read_request(stream: &mut impl Read) -> io::Result<String> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let len = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= len.unwrap_or(0) {
                return Ok(text.into_owned());
            }
        }
        match stream.read(&mut piece)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            len => bytes.extend_from_slice(piece.get(..len).unwrap_or_default()),
        }
    }
}

impl core::fmt::Debug for Model {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Model").finish_non_exhaustive()
    }
}
