//! A client, an enclave and an AI server in one process: what passes, and what each sees.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use phiward_attest::session::{Answer, Key, Request};
use phiward_enclave::{Accept, Audit, Connection, Frame, FrameType, Limits, Provider, Refusal, serve};

use support::*;

fn answered(text: &str) -> Answer {
    Answer::Answered(text.into())
}

#[test]
fn the_model_sees_tokens_and_the_client_gets_values() {
    let ai = FakeAi::helpful();
    let world = world(ai.clone());
    assert_eq!(world.ask(&request(1)).unwrap(), answered("Maria Lopez should avoid ibuprofen."));
    let received = ai.received.lock().unwrap();
    let [post] = received.as_slice() else { panic!("{received:?}") };
    assert!(post.starts_with(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer credential-1\r\n"
    ));
    assert!(
        post.contains("[NAME_1]") && post.contains("[MRN_1]") && post.contains("warfarin 5 mg"),
        "{post}"
    );
    for secret in SECRETS {
        assert!(!post.contains(secret), "{secret}: {post}");
    }
}

#[test]
fn both_kinds_of_api_are_spoken() {
    let ai = FakeAi::new(|post| {
        assert!(post.contains("POST /v1/messages ") && post.contains("anthropic-version: 2023-06-01"));
        ok(r#"{"content":[{"type":"text","text":"[NAME_1]: no aspirin."}]}"#)
    });
    assert_eq!(world(ai).ask(&request(2)).unwrap(), answered("Maria Lopez: no aspirin."));
}

#[test]
fn records_of_json_keep_their_shape() {
    let ai = FakeAi::helpful();
    let world = world(ai.clone());
    let record = r#"{"patient_name":"Maria Lopez","mrn":"00625079","note":"BP 120/80"}"#;
    world.ask(&request_about(record, 1)).unwrap();
    let received = ai.received.lock().unwrap().concat();
    assert!(received.contains("BP 120/80") && !received.contains("Maria") && !received.contains("00625079"));
}

#[test]
fn a_prompt_alone_is_redacted_too() {
    let ai = FakeAi::helpful();
    let world = world(ai.clone());
    let request =
        Request::new(Key::Wrapped(Vec::new()), Vec::new(), 1, "Is Maria Lopez, MRN: 00625079, well?");
    world.ask(&request).unwrap();
    let received = ai.received.lock().unwrap().concat();
    assert!(!received.contains("00625079") && received.contains("[MRN_1]"), "{received}");
}

#[test]
fn a_request_is_answered_once() {
    let world = world(FakeAi::helpful());
    let (sealed, opener) = world.seal(&request(1));
    let first = world.send(&sealed);
    assert_eq!(world.send(&sealed).refusal_code(), Some("replayed"));
    assert!(matches!(opener.open(&first.body), Ok(Answer::Answered(_))));
    // A request that does not open was seen as well: it cannot be tried again and again.
    let (mut broken, _) = world.seal(&request(1));
    broken.sealed[0] ^= 1;
    assert_eq!(world.send(&broken).refusal_code(), Some("rejected"));
    assert_eq!(world.send(&broken).refusal_code(), Some("replayed"));
}

#[test]
fn a_full_epoch_gives_way_to_the_next() {
    let world = world_with(FakeAi::helpful(), [destination(1, Provider::OpenAi)], 3);
    let (early, _) = world.seal(&request(1));
    for _ in 0..3 {
        world.ask(&request(1)).unwrap();
    }
    assert_eq!(world.send(&early).refusal_code(), Some("wrong_epoch"));
    world.ask(&request(1)).unwrap();
}

#[test]
fn requests_of_another_enclave_or_epoch_are_refused() {
    let (world, other) = (world(FakeAi::helpful()), world(FakeAi::helpful()));
    let (mut sealed, _) = other.seal(&request(1));
    sealed.epoch = world.enclave().statement().epoch;
    assert_eq!(world.send(&sealed).refusal_code(), Some("rejected"));
    let (mut sealed, _) = world.seal(&request(1));
    sealed.epoch += 1;
    assert_eq!(world.send(&sealed).refusal_code(), Some("wrong_epoch"));
}

#[test]
fn refusals_are_sealed_and_as_long_as_answers() {
    let world = world(FakeAi::helpful());
    assert_eq!(world.refusal(&request(3)), "destination_unknown");
    assert_eq!(world.refusal(&request(1).with_deadline_ms(now_ms() - 1)), "deadline");
    let mut wrong_key = request(1);
    wrong_key.key = Key::Sealed { id: [0; 16], key: [0; 32] };
    assert_eq!(world.refusal(&wrong_key), "record_rejected");
    assert_eq!(world.refusal(&request(1).with_context([("tenant", "clinic-8")])), "record_rejected");
    let mut wrapped = request(1);
    wrapped.key = Key::Wrapped(vec![1; 32]);
    assert_eq!(world.refusal(&wrapped), "key_unavailable");
}

#[test]
fn faults_of_the_destination_are_told_apart_and_tell_nothing() {
    let refusal = |reply: Vec<u8>| world(FakeAi::new(move |_| reply.clone())).refusal(&request(1));
    assert_eq!(refusal(b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n".to_vec()), "destination_refused");
    assert_eq!(refusal(b"HTTP/1.1 302 Go\r\nlocation: https://x\r\n\r\n".to_vec()), "destination_refused");
    assert_eq!(refusal(Vec::new()), "answer_rejected");
    assert_eq!(refusal(ok("{}")), "answer_rejected");
    assert_eq!(refusal(ok("not json")), "answer_rejected");
    let long = format!(r#"{{"choices":[{{"message":{{"content":"{}"}}}}]}}"#, "a".repeat(20_000));
    assert_eq!(refusal(ok(&long)), "answer_too_long");
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec();
    assert_eq!(refusal(huge), "answer_rejected");
}

#[test]
fn a_destination_that_does_not_answer_costs_no_more_than_the_deadline() {
    let slow = FakeAi::new(|_| {
        thread::sleep(Duration::from_secs(20));
        Vec::new()
    });
    let start = std::time::Instant::now();
    let refusal = world(slow).refusal(&request(1).with_deadline_ms(now_ms() + 500));
    assert_eq!(refusal, "destination_unavailable");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_destination_that_fails_is_left_alone() {
    let ai = FakeAi::new(|_| b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n".to_vec());
    let world = world(ai.clone());
    for _ in 0..5 {
        assert_eq!(world.refusal(&request(1)), "destination_refused");
    }
    assert_eq!(world.refusal(&request(1)), "destination_unavailable");
    assert_eq!(ai.received.lock().unwrap().len(), 5);
    // The other destination has a breaker of its own.
    assert_eq!(world.refusal(&request(2)), "destination_refused");
}

#[test]
fn messages_that_are_none_are_refused_in_one_length() {
    let world = world(FakeAi::helpful());
    let mut lengths = Vec::new();
    for (kind, body, code) in [
        (FrameType::Hello, &b"hello"[..], "malformed"),
        (FrameType::Request, b"", "malformed"),
        (FrameType::Evidence, b"", "malformed"),
        (FrameType::Answer, b"", "malformed"),
        (FrameType::Refusal, b"", "malformed"),
    ] {
        let answer = world.service.answer(&Frame::new(kind, body.to_vec()));
        assert_eq!(answer.refusal_code(), Some(code));
        lengths.push(answer.body.len());
    }
    lengths.push(world.send(&world.seal(&request(1)).0).body.len());
    assert!(lengths[..5].iter().all(|len| *len == 32), "{lengths:?}");
}

#[test]
fn the_audit_holds_numbers_in_a_chain() {
    let world = world(FakeAi::helpful());
    world.ask(&request(1)).unwrap();
    world.refusal(&request(3));
    let mut events = world.events.0.lock().unwrap().clone();
    assert_eq!(events.len(), 2);
    assert!(Audit::verify(&AUDIT_KEY, &events));
    assert!(!Audit::verify(&[0; 32], &events));
    for event in &events {
        assert!(event.len() <= phiward_enclave::SEALED_EVENT_LEN);
        let text = String::from_utf8_lossy(event);
        assert!(SECRETS.iter().chain(&["clinic", "model"]).all(|secret| !text.contains(secret)));
    }
    assert!(!Audit::verify(&AUDIT_KEY, &events[1..]));
    events[0][5] ^= 1;
    assert!(!Audit::verify(&AUDIT_KEY, &events));
}

/// Hands out prepared connections, then ends the service.
struct Prepared(std::sync::Mutex<std::sync::mpsc::Receiver<UnixStream>>);

impl Accept for Prepared {
    fn accept(&self) -> std::io::Result<Option<Box<dyn Connection>>> {
        let next = self.0.lock().unwrap().recv().ok();
        Ok(next.map(|stream| Box::new(stream) as Box<dyn Connection>))
    }
}

#[test]
fn a_server_goes_on_after_broken_connections_and_many_clients_are_served() {
    let world = world(FakeAi::helpful());
    let (sender, receiver) = std::sync::mpsc::channel();
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        let accept = Prepared(std::sync::Mutex::new(receiver));
        let service = &world.service;
        scope.spawn(move || serve(service, &accept, &Limits::default()).unwrap());
        let connect = || {
            let (ours, theirs) = UnixStream::pair().unwrap();
            sender.send(theirs).unwrap();
            ours
        };
        for broken in [
            &b""[..],
            b"\0\0\0",
            b"\0\0\0\x05\x01a",
            b"\xff\xff\xff\xff\x01",
            b"\0\0\0\0",
            b"\0\0\0\x02\x09a",
        ] {
            std::io::Write::write_all(&mut connect(), broken).unwrap();
        }
        let clients: Vec<_> = (0..6).map(|_| connect()).collect();
        let (world, done) = (&world, &done);
        let handles: Vec<_> = clients
            .into_iter()
            .map(|mut stream| {
                scope.spawn(move || {
                    for _ in 0..3 {
                        let (sealed, opener) = world.seal(&request(1));
                        Frame::new(FrameType::Request, sealed.to_bytes()).write(&mut stream).unwrap();
                        let answer = Frame::read(&mut stream).unwrap().unwrap();
                        match opener.open(&answer.body).unwrap() {
                            // An unoptimised build on a busy machine may not keep to the windows.
                            Answer::Refused(ref code) => assert_eq!(code, b"internal"),
                            answer => assert_eq!(answer, answered("Maria Lopez should avoid ibuprofen.")),
                        }
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        handles.into_iter().for_each(|handle| handle.join().unwrap());
        drop(sender);
    });
    assert_eq!(done.load(Ordering::SeqCst), 18);
}

#[test]
fn more_connections_than_the_queue_holds_are_told_so() {
    let world = world(FakeAi::helpful());
    let mut limits = Limits::default();
    (limits.workers, limits.queue, limits.patience) = (1, 1, Duration::from_millis(700));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("enclave.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let world: &'static _ = Box::leak(Box::new(world));
    thread::spawn(move || serve(&world.service, &listener, &limits));
    // One is with the worker, one waits, and the others are refused.
    let mut streams: Vec<_> = (0..6).map(|_| UnixStream::connect(&path).unwrap()).collect();
    let busy = streams.iter_mut().filter_map(|stream| Frame::read(stream).ok().flatten());
    let busy = busy.filter(|frame| frame.refusal_code() == Some(Refusal::Busy.code())).count();
    assert!((3..=5).contains(&busy), "{busy}");
    drop(streams);
}

#[test]
fn nothing_is_written_in_large_pieces() {
    struct Largest(usize);
    impl std::io::Write for Largest {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.max(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut largest = Largest(0);
    Frame::new(FrameType::Answer, vec![0; 40_000]).write(&mut largest).unwrap();
    assert_eq!(largest.0, phiward_enclave::MAX_WRITE);
    assert!(Frame::new(FrameType::Answer, vec![0; 1 << 20]).write(&mut largest).is_err());
}

#[test]
fn windows_of_a_large_record_are_short() {
    let world = world(FakeAi::helpful());
    let record = RECORD.repeat(64 * 1024 / RECORD.len());
    let mut request = request_about(&record, 1);
    request.deadline_ms = u64::MAX;
    for _ in 0..5 {
        match world.ask(&request) {
            Ok(Answer::Answered(_)) => {}
            // An unoptimised build on a busy machine may take longer than a window may: then nothing was sent.
            Ok(Answer::Refused(ref code)) => assert_eq!(code, b"internal"),
            other => panic!("{other:?}"),
        }
    }
}
