//! A model that answers with the tokens it was given, and records what it receives.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

/// Most bytes of a request.
const MAX_REQUEST: usize = 2 * 1024 * 1024;

/// A model behind an API as OpenAI has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model(Arc<Mutex<Vec<Value>>>);

impl Model {
    /// Takes requests on this machine.
    pub(crate) fn serve(&self) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let model = self.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let model = model.clone();
                thread::spawn(move || model.converse(&mut stream));
            }
        });
        Ok(address)
    }

    /// The bodies of the requests so far.
    pub(crate) fn record(&self) -> Vec<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn converse(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let body: Value = serde_json::from_str(&read_body(stream)?)?;
        let question = body.pointer("/messages/1/content").and_then(Value::as_str).unwrap_or_default();
        let answer = format!("About {}: avoid ibuprofen while on warfarin.", first_token(question));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(body);
        let answer =
            json!({ "choices": [{ "message": { "role": "assistant", "content": answer } }] }).to_string();
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len())
    }
}

/// The first name that was replaced, or what a model says that knows of nobody.
fn first_token(text: &str) -> &str {
    let token = text.find("[NAME_").and_then(|at| text.get(at..)?.split_inclusive(']').next());
    token.unwrap_or("the patient")
}

fn read_body(stream: &mut impl Read) -> io::Result<String> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    while bytes.len() < MAX_REQUEST {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let len = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= len.unwrap_or(0) {
                return Ok(body.to_owned());
            }
        }
        match stream.read(&mut piece)? {
            0 => break,
            len => bytes.extend_from_slice(piece.get(..len).unwrap_or_default()),
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}
