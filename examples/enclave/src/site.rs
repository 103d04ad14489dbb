//! What a browser is served: files, and the parent of the enclave.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Component, Path, PathBuf};
use std::{fs, thread};

use phiward_enclave::Connection as _;
use phiward_enclave::parent::{self, Gate};

use crate::enclave::LocalEnclave;
use crate::model::Model;

const MESSAGES_PER_SECOND: u32 = 100;
/// Longest first line of a request.
const MAX_LINE: usize = 2048;

pub(crate) struct Site {
    enclave: LocalEnclave,
    model: Model,
    folder: PathBuf,
    gate: Gate,
}

impl Site {
    pub(crate) fn new(
        enclave: LocalEnclave,
        model: Model,
        folder: &Path,
    ) -> Result<Self, Box<dyn core::error::Error>> {
        Ok(Self { enclave, model, folder: folder.canonicalize()?, gate: Gate::new(MESSAGES_PER_SECOND)? })
    }

    /// Answers one request.
    pub(crate) fn answer(&self, client: &mut TcpStream) -> io::Result<()> {
        client.set_timeout(Duration::from_secs(30))?;
        let line = peek_line(client)?;
        if line.starts_with("POST ") {
            return parent::relay(client, &self.enclave, &self.gate);
        }
        // The request is left unread beyond its head, which a browser sends at once.
        let _ = client.read(&mut [0; 16 * 1024])?;
        let path = line.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/");
        match self.content(path) {
            Some((kind, content)) => respond(client, "200 OK", kind, &content),
            None => respond(client, "404 Not Found", "text/plain", b""),
        }
    }

    fn content(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        match path {
            "/policy.json" => Some(("application/json", self.enclave.policy().to_string().into_bytes())),
            "/record.json" => Some(("application/json", serde_json::to_vec(&self.model.record()).ok()?)),
            _ => {
                let path = Path::new(path.strip_prefix('/')?);
                // No way out of the folder.
                path.components().all(|part| matches!(part, Component::Normal(_))).then_some(())?;
                let content = fs::read(self.folder.join(path)).ok()?;
                Some((kind_of(path), content))
            }
        }
    }
}

/// The first line, which stays in the stream.
fn peek_line(client: &TcpStream) -> io::Result<String> {
    let mut bytes = [0; MAX_LINE];
    for _ in 0..100 {
        let len = client.peek(&mut bytes)?;
        let seen = String::from_utf8_lossy(bytes.get(..len).unwrap_or_default()).into_owned();
        match seen.split_once("\r\n") {
            Some((line, _)) => return Ok(line.to_owned()),
            None if len == 0 => break,
            None => thread::sleep(Duration::from_millis(10)),
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn kind_of(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn respond(client: &mut TcpStream, status: &str, kind: &str, content: &[u8]) -> io::Result<()> {
    // The page may load from here and talk to here, and to nowhere else.
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";
    write!(
        client,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncontent-security-policy: {policy}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n",
        content.len()
    )?;
    client.write_all(content)
}
