//! The parent between a client and an enclave: what it carries, what it refuses, what it sees.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use phiward_attest::session::{Answer, Evidence, Hello};
use phiward_enclave::parent::{self, Gate};
use phiward_enclave::{AiHandler, Connect, Connection, Frame, FrameType, Service};

use support::*;

/// A stream that keeps a copy of all that passes.
struct Tapped(UnixStream, Arc<Mutex<Vec<u8>>>);

impl Read for Tapped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.0.read(buffer)?;
        self.1.lock().unwrap().extend(&buffer[..len]);
        Ok(len)
    }
}

impl Write for Tapped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(bytes.len() <= phiward_enclave::MAX_WRITE);
        self.1.lock().unwrap().extend(bytes);
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Connection for Tapped {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.0.set_timeout(timeout)
    }
}

/// Leads to a service in this process.
struct ToService {
    service: &'static Service<AiHandler<FakeAi>>,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Connect for ToService {
    fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>> {
        assert_eq!(port, parent::ENCLAVE_PORT);
        let (ours, mut theirs) = UnixStream::pair()?;
        let service = self.service;
        thread::spawn(move || {
            while let Ok(Some(frame)) = Frame::read(&mut theirs) {
                service.answer(&frame).write(&mut theirs).unwrap();
            }
        });
        Ok(Box::new(Tapped(ours, Arc::clone(&self.seen))))
    }
}

/// Sends bytes to a parent that lets everything through, and gives what it answers.
fn send(enclave: &dyn Connect, bytes: &[u8]) -> Vec<u8> {
    send_through(&Gate::new(1000).unwrap(), enclave, bytes)
}

fn send_through(gate: &Gate, enclave: &dyn Connect, bytes: &[u8]) -> Vec<u8> {
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    theirs.set_timeout(Duration::from_secs(30)).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = parent::relay(&mut theirs, enclave, gate);
            drop(theirs);
        });
        let _ = ours.write_all(bytes);
        let _ = ours.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        ours.read_to_end(&mut answer).unwrap();
        answer
    })
}

/// Posts a frame and gives the frame of the answer.
fn post(enclave: &dyn Connect, frame: &Frame) -> Frame {
    let mut framed = Vec::new();
    frame.write(&mut framed).unwrap();
    let body = &framed[4..];
    let head = format!("POST /v1/enclave HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = send(enclave, &[head.as_bytes(), body].concat());
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&answer[..at]));
    let body = &answer[at..];
    let framed = [&u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat();
    Frame::read(&mut framed.as_slice()).unwrap().unwrap()
}

#[test]
fn a_session_passes_and_the_parent_sees_nothing_of_it() {
    let world: &'static _ = Box::leak(Box::new(world(FakeAi::helpful())));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let enclave = ToService { service: &world.service, seen: Arc::clone(&seen) };
    let hello = Hello::new(random());
    let answer = post(&enclave, &Frame::new(FrameType::Hello, hello.to_bytes()));
    let evidence = Evidence::parse(&answer.body).unwrap();
    let verified = evidence.verify(&hello, &world.policy, &world.terms(), now_ms()).unwrap();
    let (sealed, opener) = verified.seal(&request(1), 40_000, seed(), now_ms()).unwrap();
    let answer = post(&enclave, &Frame::new(FrameType::Request, sealed.to_bytes()));
    let expected = Answer::Answered(b"Maria Lopez should avoid ibuprofen.".to_vec());
    assert_eq!(opener.open(&answer.body).unwrap(), expected);
    let seen = seen.lock().unwrap();
    let text = String::from_utf8_lossy(&seen);
    assert!(seen.len() > 40_000);
    for secret in SECRETS.iter().chain(&["clinic-7", "warfarin", "ibuprofen", "NAME_1"]) {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn what_is_no_message_does_not_reach_the_enclave() {
    struct Never;
    impl Connect for Never {
        fn connect(&self, _: u32) -> io::Result<Box<dyn Connection>> {
            panic!("the enclave was reached")
        }
    }
    for (request, status) in [
        ("GET /v1/enclave HTTP/1.1\r\n\r\n", "405"),
        ("POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\na", "404"),
        ("POST /v1/enclave HTTP/1.1\r\n\r\n", "411"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: x\r\n\r\n", "411"),
        ("POST /v1/enclave HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", "411"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n\x01", "411"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: 1048577\r\n\r\n", "413"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: 0\r\n\r\n", "400"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: 2\r\n\r\n\x09a", "400"),
        ("POST /v1/enclave HTTP/1.1\r\ncontent-length: 5\r\n\r\n\x01a", "400"),
        ("\x01\x02\x03 \r\n\r\n", "400"),
    ] {
        let answer = send(&Never, request.as_bytes());
        let expected = format!("HTTP/1.1 {status}");
        assert!(answer.starts_with(expected.as_bytes()), "{request:?}: {}", String::from_utf8_lossy(&answer));
    }
}

const MESSAGE: &[u8] = b"POST /v1/enclave HTTP/1.1\r\ncontent-length: 2\r\n\r\n\x01a";

struct Away;

impl Connect for Away {
    fn connect(&self, _: u32) -> io::Result<Box<dyn Connection>> {
        Err(io::ErrorKind::ConnectionRefused.into())
    }
}

#[test]
fn an_enclave_that_is_away_is_a_status_and_is_then_left_alone() {
    let gate = Gate::new(1000).unwrap();
    for _ in 0..5 {
        assert!(send_through(&gate, &Away, MESSAGE).starts_with(b"HTTP/1.1 502 "));
    }
    assert!(send_through(&gate, &Away, MESSAGE).starts_with(b"HTTP/1.1 503 "));
}

#[test]
fn more_messages_than_a_second_may_have_are_held_back() {
    let gate = Gate::new(1).unwrap();
    let statuses: Vec<_> = (0..4).map(|_| send_through(&gate, &Away, MESSAGE)[9..12].to_vec()).collect();
    assert_eq!(statuses[..3], [b"502", b"502", b"429"]);
    assert!(Gate::new(0).is_err());
}
