//! Each kind of bad input, over a socket: a code of its own, one length, nothing of a record, and the next client is
//! served. TLS with a wrong name or authority is in `tls.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use phiward_attest::session::{Answer, Evidence, Hello, Key};
use phiward_attest::{Build, Policy as AttestPolicy};
use phiward_enclave::{
    Connection, Frame, FrameType, InsecureSoftwareNsm, Limits, MAX_FRAME, Provider, serve,
};

use support::*;

/// Length of a frame that refuses without a seal: its own length, its type, its body.
const UNSEALED: usize = 4 + 1 + 32;

/// A service behind a socket, and a copy of all that it has written.
struct Server {
    world: &'static World<FakeAi>,
    path: PathBuf,
    written: Mutex<Vec<u8>>,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(ai: FakeAi) -> Self {
        Self::of(world(ai))
    }

    fn of(world: World<FakeAi>) -> Self {
        let world: &'static World<FakeAi> = Box::leak(Box::new(world));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("enclave.sock");
        let listener = UnixListener::bind(&path).unwrap();
        thread::spawn(move || serve(&world.service, &listener, &Limits::default()));
        Self { world, path, written: Mutex::default(), _folder: folder }
    }

    fn connect(&self) -> UnixStream {
        let stream = UnixStream::connect(&self.path).unwrap();
        stream.set_timeout(Duration::from_secs(30)).unwrap();
        stream
    }

    /// Sends bytes and the end of the stream, and gives all that comes back.
    fn send(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The service may close before it has read everything.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        self.written.lock().unwrap().extend(&answer);
        answer
    }

    fn exchange(&self, frame: &Frame) -> Frame {
        let answer = self.send(&framed(frame));
        Frame::read(&mut answer.as_slice()).unwrap().unwrap()
    }

    /// Sends bytes that are refused without a seal.
    fn refused(&self, bytes: &[u8]) -> String {
        let answer = self.send(bytes);
        assert_eq!(answer.len(), UNSEALED);
        let frame = Frame::read(&mut answer.as_slice()).unwrap().unwrap();
        frame.refusal_code().unwrap().to_owned()
    }

    /// Sends a request that is refused under a seal, of the length that an answer would have.
    fn sealed_refusal(&self, request: &phiward_attest::session::Request) -> String {
        let (sealed, opener) = self.world.seal(request);
        let answer = self.exchange(&Frame::new(FrameType::Request, sealed.to_bytes()));
        assert_eq!((answer.kind, answer.body.len()), (FrameType::Answer, opener.message_len()));
        match opener.open(&answer.body).unwrap() {
            Answer::Refused(ref code) => String::from_utf8(code.clone()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// A client that does everything right is answered, and nothing that was written so far can be read.
    fn assert_serves(&self) {
        for _ in 0..20 {
            let (sealed, opener) = self.world.seal(&request(2));
            let answer = self.exchange(&Frame::new(FrameType::Request, sealed.to_bytes()));
            match opener.open(&answer.body).unwrap() {
                // An unoptimised build on a busy machine may not keep to the windows.
                Answer::Refused(ref code) => assert_eq!(code, b"internal"),
                answer => {
                    assert_eq!(answer, Answer::Answered(b"Maria Lopez: no aspirin.".to_vec()));
                    break;
                }
            }
        }
        self.assert_nothing_leaked();
    }

    fn assert_nothing_leaked(&self) {
        let written = self.written.lock().unwrap();
        let events = self.world.events.0.lock().unwrap().concat();
        for bytes in [written.as_slice(), &events] {
            let text = String::from_utf8_lossy(bytes);
            for secret in SECRETS.iter().chain(&["warfarin", "aspirin", "clinic-7", "NAME_1", "credential"]) {
                assert!(!text.contains(secret), "{secret}");
            }
        }
    }
}

fn framed(frame: &Frame) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame.write(&mut bytes).unwrap();
    bytes
}

fn head(len: usize, kind: u8) -> Vec<u8> {
    [u32::try_from(len).unwrap().to_be_bytes().as_slice(), &[kind]].concat()
}

/// A model that answers as Anthropic's does, so that destination 2 works, and 1 finds no answer in it.
fn model() -> FakeAi {
    FakeAi::new(|_| ok(r#"{"content":[{"type":"text","text":"[NAME_1]: no aspirin."}]}"#))
}

#[test]
fn oversized_frames() {
    let server = Server::start(model());
    for len in [MAX_FRAME + 1, 1 << 30, usize::try_from(u32::MAX).unwrap()] {
        assert_eq!(server.refused(&head(len, 3)), "limit_exceeded");
    }
    // A frame that is as long as one may be, and holds no request.
    let largest = [head(MAX_FRAME, 3), vec![0; MAX_FRAME - 1]].concat();
    assert_eq!(server.refused(&largest), "malformed");
    server.assert_serves();
}

#[test]
fn frames_of_no_length_or_type() {
    let server = Server::start(model());
    assert_eq!(server.refused(&[0; 4]), "malformed");
    for kind in [0, 6, 255] {
        assert_eq!(server.refused(&head(2, kind)), "malformed");
    }
    server.assert_serves();
}

#[test]
fn truncated_frames() {
    let server = Server::start(model());
    let (sealed, _) = server.world.seal(&request(2));
    let whole = framed(&Frame::new(FrameType::Request, sealed.to_bytes()));
    // Cut on the stream: there is no message, so there is no answer either.
    for cut in (0..40).chain((40..whole.len()).step_by(97)).chain([whole.len() - 1]) {
        assert_eq!(server.send(&whole[..cut]), b"", "{cut}");
    }
    // Cut before it was framed.
    let body = sealed.to_bytes();
    for cut in (0..40).chain((40..body.len()).step_by(97)).chain([body.len() - 1]) {
        let frame = Frame::new(FrameType::Request, body[..cut].to_vec());
        assert_eq!(server.refused(&framed(&frame)), "malformed", "{cut}");
    }
    assert_eq!(server.world.service.answer(&Frame::new(FrameType::Request, body)).kind, FrameType::Answer);
    server.assert_serves();
}

#[test]
fn replayed_frames() {
    let server = Server::start(model());
    let (sealed, opener) = server.world.seal(&request(2));
    let frame = framed(&Frame::new(FrameType::Request, sealed.to_bytes()));
    // Twice on one connection, then on another one.
    let both = server.send(&[frame.clone(), frame.clone()].concat());
    let mut stream = both.as_slice();
    let first = Frame::read(&mut stream).unwrap().unwrap();
    assert!(opener.open(&first.body).is_ok());
    assert_eq!(Frame::read(&mut stream).unwrap().unwrap().refusal_code(), Some("replayed"));
    assert_eq!(server.refused(&frame), "replayed");
    // Other content under the same key is the same request.
    let mut other = sealed.clone();
    other.sealed.reverse();
    assert_eq!(server.refused(&framed(&Frame::new(FrameType::Request, other.to_bytes()))), "replayed");
    server.assert_serves();
}

#[test]
fn reordered_frames() {
    let server = Server::start(model());
    // What only an enclave says.
    for kind in [FrameType::Evidence, FrameType::Answer, FrameType::Refusal] {
        assert_eq!(server.refused(&framed(&Frame::new(kind, vec![0; 32]))), "malformed");
    }
    // The pieces of a request in another order.
    let (sealed, _) = server.world.seal(&request(2));
    let mut swapped = sealed.clone();
    let middle = swapped.sealed.len() / 2;
    swapped.sealed.rotate_left(middle);
    assert_eq!(server.refused(&framed(&Frame::new(FrameType::Request, swapped.to_bytes()))), "rejected");
    // The answers to two requests in another order open for neither.
    let [(first, first_opener), (second, second_opener)] = [1, 2].map(|_| server.world.seal(&request(2)));
    let answers = [first, second]
        .map(|sealed| server.exchange(&Frame::new(FrameType::Request, sealed.to_bytes())).body);
    assert!(first_opener.open(&answers[1]).is_err() && second_opener.open(&answers[0]).is_err());
    server.assert_serves();
}

#[test]
fn requests_of_a_wrong_epoch() {
    let server = Server::of(world_with(model(), [destination(2, Provider::Anthropic)], 2));
    let wrong = |change: fn(u64) -> u64| {
        let (mut sealed, _) = server.world.seal(&request(2));
        sealed.epoch = change(sealed.epoch);
        server.refused(&framed(&Frame::new(FrameType::Request, sealed.to_bytes())))
    };
    assert_eq!(wrong(|epoch| epoch + 1), "wrong_epoch");
    assert_eq!(wrong(|_| 0), "wrong_epoch");
    assert_eq!(wrong(|_| u64::MAX), "wrong_epoch");
    server.assert_serves();
    // The client has waited while others filled the epoch.
    let (early, _) = server.world.seal(&request(2));
    (0..4).for_each(|_| server.assert_serves());
    assert_eq!(server.refused(&framed(&Frame::new(FrameType::Request, early.to_bytes()))), "wrong_epoch");
    server.assert_serves();
}

/// What the client makes of evidence: nothing is sealed to an enclave that fails here.
#[test]
fn documents_that_are_expired_of_the_future_or_of_a_wrong_pcr_nonce_or_key() {
    let server = Server::start(model());
    let world = server.world;
    let hello = Hello::new(random());
    let answer = server.exchange(&Frame::new(FrameType::Hello, hello.to_bytes()));
    let judge = |evidence: &Evidence, hello: &Hello, policy: &AttestPolicy, now_ms: u64| {
        evidence
            .verify(hello, policy, &world.terms(), now_ms)
            .map_or_else(|error| error.code(), |_| "accepted")
    };
    let evidence = Evidence::parse(&answer.body).unwrap();
    let now = now_ms();
    assert_eq!(judge(&evidence, &hello, &world.policy, now), "accepted");
    assert_eq!(judge(&evidence, &hello, &world.policy, now + 3_600_000), "too_old");
    assert_eq!(judge(&evidence, &hello, &world.policy, now - 600_000), "too_old");
    assert_eq!(judge(&evidence, &hello, &world.policy, now + 40_000_000_000_000), "certificate_expired");
    let nsm = InsecureSoftwareNsm::new(1, [1, 2, 3]);
    for register in 0..3 {
        let mut registers = [[1; 48], [2; 48], [3; 48]];
        registers[register] = [9; 48];
        let [pcr0, pcr1, pcr2] = registers;
        let policy = AttestPolicy::new([Build::new(pcr0, pcr1, pcr2)]).insecure_with_root(nsm.root());
        assert_eq!(judge(&evidence, &hello, &policy, now), "pcr_mismatch");
    }
    assert_eq!(judge(&evidence, &hello, &AttestPolicy::new([nsm.build()]), now), "untrusted_root");
    assert_eq!(judge(&evidence, &Hello::new(random()), &world.policy, now), "nonce_mismatch");
    let mut other_key = Evidence::parse(&answer.body).unwrap();
    other_key.key[0] ^= 1;
    assert_eq!(judge(&other_key, &hello, &world.policy, now), "public_key_mismatch");
    server.assert_serves();
}

#[test]
fn what_is_refused_under_a_seal_is_told_apart_by_the_client_alone() {
    let server = Server::start(model());
    let mut codes = BTreeSet::new();
    let mut refused = |request, code: &str| {
        assert_eq!(server.sealed_refusal(&request), code);
        assert!(codes.insert(code.to_owned()), "{code} says two things");
    };
    // Also the number of an endpoint for keys, which is no destination.
    assert_eq!(server.sealed_refusal(&request(0)), "destination_unknown");
    refused(request(3), "destination_unknown");
    refused(request(1).with_deadline_ms(now_ms() - 1), "deadline");
    let mut wrong_key = request(2);
    wrong_key.key = Key::Sealed { id: [0; 16], key: [0; 32] };
    refused(wrong_key, "record_rejected");
    let mut wrapped = request(2);
    wrapped.key = Key::Wrapped(vec![1; 32]);
    refused(wrapped, "key_unavailable");
    // The answer of the other API.
    refused(request(1), "answer_rejected");
    server.assert_serves();
}

#[test]
fn errors_and_silence_of_the_model_open_its_breaker_and_no_other() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let server = Server::start(FakeAi::new(move |post| {
        if post.contains("/v1/messages") {
            return ok(r#"{"content":[{"type":"text","text":"[NAME_1]: no aspirin."}]}"#);
        }
        match counter.fetch_add(1, Ordering::SeqCst) {
            // An error that quotes what it was sent.
            0 => format!("HTTP/1.1 400 Bad\r\ncontent-length: {}\r\n\r\n{post}", post.len()).into_bytes(),
            1 => b"HTTP/1.1 429 Later\r\nretry-after: 9\r\ncontent-length: 0\r\n\r\n".to_vec(),
            2 => b"HTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n".to_vec(),
            _ => {
                thread::sleep(Duration::from_secs(3));
                Vec::new()
            }
        }
    }));
    let mut codes = Vec::new();
    for _ in 0..12 {
        // Errors come at once; silence is not waited for.
        let patience = if asked.load(Ordering::SeqCst) < 3 { 20_000 } else { 500 };
        let code = server.sealed_refusal(&request(1).with_deadline_ms(now_ms() + patience));
        // On a busy machine an unoptimised build may not keep to the windows, or to so short a deadline.
        if code != "internal" && code != "deadline" {
            codes.push(code);
        }
    }
    assert_eq!(codes[..3], ["destination_refused", "destination_refused", "destination_refused"]);
    assert!(codes[3..].iter().all(|code| code == "destination_unavailable"), "{codes:?}");
    // Silent twice, then it is no longer asked.
    assert!((4..=6).contains(&asked.load(Ordering::SeqCst)), "{asked:?}");
    server.assert_serves();
}

/// The tests above search what a service writes. This one makes sure that they would find something.
#[test]
#[should_panic(expected = "warfarin")]
fn a_leak_is_found() {
    let server = Server::start(model());
    server.written.lock().unwrap().extend(b"on warfarin 5 mg");
    server.assert_serves();
}
