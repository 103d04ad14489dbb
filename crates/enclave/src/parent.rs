//! The parent's side: moves sealed frames between HTTP and the enclave, and can read none of them.

#[cfg(unix)]
mod hybrid;

#[cfg(unix)]
pub use hybrid::HybridVsock;

use std::io::{self, Read as _};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use phiward_resilience::{
    Breaker, BreakerConfig, ConfigError, LimitDecision, LimitRule, Outcome, RateLimiter,
};

use crate::frame::write_in_pieces;
use crate::{Connect, Connection, Frame, MAX_FRAME};

/// The path of the one POST that is answered.
pub const PATH: &str = "/v1/enclave";
/// The port on which an enclave takes requests.
pub const ENCLAVE_PORT: u32 = 5000;
/// The port of the parent that gives credentials: a line for each, with the number of a destination, a space and the
/// credential, or with `aws`, an id, a secret and a token.
pub const CREDENTIALS_PORT: u32 = 5001;
/// The port of the parent that takes audit events.
pub const AUDIT_PORT: u32 = 5002;

const MAX_HEAD: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;

/// Keeps an enclave from being asked too often, and from being asked while it does not answer.
pub struct Gate {
    begun: Instant,
    limiter: Mutex<RateLimiter>,
    breaker: Mutex<Breaker>,
}

impl Gate {
    /// Lets through so many messages a second, and twice as many at once.
    ///
    /// # Errors
    /// [`ConfigError`] for a limit of zero.
    pub fn new(per_second: u32) -> Result<Self, ConfigError> {
        let burst = per_second.saturating_mul(2);
        let rule = LimitRule::Gcra { limit: per_second, window_ms: 1000, burst };
        Ok(Self {
            begun: Instant::now(),
            limiter: Mutex::new(RateLimiter::new(&[rule])?),
            breaker: Mutex::new(Breaker::new(BreakerConfig::default())?),
        })
    }

    /// Forwards a message, or says by a status why not.
    fn forward(&self, message: &[u8], enclave: &dyn Connect) -> Result<Vec<u8>, &'static str> {
        let frame = parse(message).map_err(|_| "400 Bad Request")?;
        let LimitDecision::Allow { .. } = lock(&self.limiter).check(1, self.now_ms()) else {
            return Err("429 Too Many Requests");
        };
        let permit = lock(&self.breaker).acquire(self.now_ms()).map_err(|_| "503 Service Unavailable")?;
        let answer = exchange(&frame, enclave);
        let outcome = if answer.is_ok() { Outcome::Success } else { Outcome::Failure };
        lock(&self.breaker).report(permit, outcome, self.now_ms());
        answer.map_err(|_| "502 Bad Gateway")
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl core::fmt::Debug for Gate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one HTTP request: its body is the type and the body of a frame, and so is the answer's.
///
/// The shape, the size and the number of messages are checked, and nothing else: all of it is public or sealed.
///
/// # Errors
/// Those of the client's stream. What goes wrong towards the enclave is told to the client by a status.
pub fn relay(client: &mut dyn Connection, enclave: &dyn Connect, gate: &Gate) -> io::Result<()> {
    let answer = read_request(client)?.and_then(|message| gate.forward(&message, enclave));
    match answer {
        Ok(answer) => respond(client, "200 OK", &answer),
        Err(status) => respond(client, status, &[]),
    }
}

/// Reads a message as the enclave will, so that nothing else reaches it.
fn parse(message: &[u8]) -> io::Result<Frame> {
    let len = u32::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let framed = [&len.to_be_bytes(), message].concat();
    Frame::read(&mut framed.as_slice())?.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Carries one message to the enclave and its answer back.
fn exchange(frame: &Frame, enclave: &dyn Connect) -> io::Result<Vec<u8>> {
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
