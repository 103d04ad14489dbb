//! The parent's side: moves sealed frames between HTTP and the enclave, and can read none of them.

use std::io::{self, Read as _};

use crate::frame::write_in_pieces;
use crate::{Connect, Connection, Frame, MAX_FRAME};

/// The path of the one POST that is answered.
pub const PATH: &str = "/v1/enclave";
/// The port on which an enclave takes requests.
pub const ENCLAVE_PORT: u32 = 5000;

const MAX_HEAD: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;

/// Answers one HTTP request: its body is the type and the body of a frame, and so is the answer's.
///
/// The shape and the size of the message are checked, and nothing else: all of it is public or sealed.
///
/// # Errors
/// Those of the client's stream. What goes wrong towards the enclave is told to the client by a status.
pub fn relay(client: &mut dyn Connection, enclave: &dyn Connect) -> io::Result<()> {
    let request = match read_request(client)? {
        Ok(request) => request,
        Err(status) => return respond(client, status, &[]),
    };
    match forward(&request, enclave) {
        Ok(answer) => respond(client, "200 OK", &answer),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => respond(client, "400 Bad Request", &[]),
        Err(_) => respond(client, "502 Bad Gateway", &[]),
    }
}

/// Carries one message to the enclave and its answer back.
fn forward(message: &[u8], enclave: &dyn Connect) -> io::Result<Vec<u8>> {
    let len = u32::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let framed = [&len.to_be_bytes(), message].concat();
    // Read it as the enclave will, so that nothing else reaches it.
    let frame = Frame::read(&mut framed.as_slice())?.ok_or(io::ErrorKind::InvalidData)?;
    let mut stream = enclave.connect(ENCLAVE_PORT)?;
    stream.set_timeout(core::time::Duration::from_secs(120))?;
    frame.write(&mut stream)?;
    let answer = Frame::read(&mut stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut bytes = Vec::with_capacity(answer.body.len() + 5);
    answer.write(&mut bytes)?;
    Ok(bytes.split_off(4))
}

/// The body of a request, or the status that says what is wrong with it.
fn read_request(client: &mut dyn Connection) -> io::Result<Result<Vec<u8>, &'static str>> {
    let mut received = Vec::new();
    let (head_len, body_len) = loop {
        match parse_head(&received) {
            Ok(Some(head)) => break head,
            Ok(None) if received.len() < MAX_HEAD => {}
            Ok(None) => return Ok(Err("431 Request Header Fields Too Large")),
            Err(status) => return Ok(Err(status)),
        }
        let mut piece = [0; 4096];
        let len = client.read(&mut piece)?;
        if len == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        received.extend_from_slice(piece.get(..len).unwrap_or_default());
    };
    let mut body = received.split_off(head_len);
    let missing = body_len.saturating_sub(body.len());
    client.take(u64::try_from(missing).unwrap_or_default()).read_to_end(&mut body)?;
    if body.len() == body_len { Ok(Ok(body)) } else { Ok(Err("400 Bad Request")) }
}

fn parse_head(bytes: &[u8]) -> Result<Option<(usize, usize)>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let parsed = request.parse(bytes).map_err(|_| "400 Bad Request")?;
    let httparse::Status::Complete(head_len) = parsed else { return Ok(None) };
    if request.path != Some(PATH) {
        return Err("404 Not Found");
    }
    if request.method != Some("POST") {
        return Err("405 Method Not Allowed");
    }
    let named = |name: &'static str| {
        request.headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name))
    };
    if named("transfer-encoding").next().is_some() || named("content-length").count() > 1 {
        return Err("411 Length Required");
    }
    let len = named("content-length").next().and_then(|header| str::from_utf8(header.value).ok());
    let len: usize = len.and_then(|len| len.trim().parse().ok()).ok_or("411 Length Required")?;
    if len > MAX_FRAME { Err("413 Content Too Large") } else { Ok(Some((head_len, len))) }
}

fn respond(client: &mut dyn Connection, status: &str, body: &[u8]) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut client = client;
    client.write_all(head.as_bytes())?;
    write_in_pieces(&mut client, body)
}
