//! Story 7: a sealed request passes the gateway, and the gateway sees nothing of it.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use phiward_attest::session::{Answer, Evidence, Hello};
use phiward_attest::{Build, Policy};
use phiward_enclave::parent::{self, Gate};
use phiward_enclave::{AiHandler, Connect, Connection, Frame, Service};

use crate::support::{self, FakeAi, SECRETS};
use crate::world::{Reply, World};

struct ToService(&'static Service<AiHandler<FakeAi>>);

impl Connect for ToService {
    fn connect(&self, _: u32) -> io::Result<Box<dyn Connection>> {
        let (ours, mut theirs) = UnixStream::pair()?;
        let service = self.0;
        thread::spawn(move || {
            while let Ok(Some(frame)) = Frame::read(&mut theirs) {
                service.answer(&frame).write(&mut theirs).unwrap();
            }
        });
        Ok(Box::new(ours))
    }
}

/// A stream that keeps a copy of all that passes.
struct Tapped(std::net::TcpStream, Arc<Mutex<Vec<u8>>>);

impl Read for Tapped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.0.read(buffer)?;
        self.1.lock().unwrap().extend(&buffer[..len]);
        Ok(len)
    }
}

impl Write for Tapped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
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

/// An enclave, its parent, and a gateway in front: with what passed between gateway and parent.
async fn world() -> (World, &'static support::World<FakeAi>, Arc<Mutex<Vec<u8>>>) {
    // It lives as long as the parent's thread, which is as long as the test program.
    let enclave: &'static support::World<FakeAi> = Box::leak(Box::new(support::world(FakeAi::helpful())));
    let (listener, seen) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(Mutex::new(Vec::new())));
    let (address, tap) = (listener.local_addr().unwrap(), Arc::clone(&seen));
    thread::spawn(move || {
        let gate = Gate::new(1000).unwrap();
        for stream in listener.incoming().flatten() {
            let mut client = Tapped(stream, Arc::clone(&tap));
            let _ = parent::relay(&mut client, &ToService(&enclave.service), &gate);
        }
    });
    let world = World::with(|config| config.enclave = Some(address)).await;
    (world, enclave, seen)
}

const GREETING: u8 = 1;
const REQUEST: u8 = 3;

async fn ask(world: &World, kind: u8, body: &[u8]) -> Reply {
    let message = [&[kind], body].concat();
    world.call_with("app", "POST", "/v1/ai/analyze", &[], &message).await
}

#[tokio::test]
async fn a_sealed_request_is_answered_and_nobody_on_the_way_reads_it() {
    let (world, enclave, seen) = world().await;
    let hello = Hello::new(support::random());
    let greeted = ask(&world, GREETING, &hello.to_bytes()).await;
    assert_eq!(greeted.status, 200, "{}", greeted.text());
    let evidence = Evidence::parse(&greeted.bytes[1..]).unwrap();
    let verified = evidence.verify(&hello, &enclave.policy, &enclave.terms(), support::now_ms()).unwrap();
    let (sealed, opener) =
        verified.seal(&support::request(1), 4000, support::seed(), support::now_ms()).unwrap();
    let answered = ask(&world, REQUEST, &sealed.to_bytes()).await;
    let answer = opener.open(&answered.bytes[1..]).unwrap();
    assert_eq!(answer, Answer::Answered(b"Maria Lopez should avoid ibuprofen.".to_vec()));
    let seen = seen.lock().unwrap().clone();
    assert!(seen.len() > 4000);
    for secret in SECRETS {
        assert!(!seen.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    // The same request again is told apart from one that was altered.
    let again = ask(&world, REQUEST, &sealed.to_bytes()).await;
    assert!(String::from_utf8_lossy(&again.bytes).contains("replayed"), "{}", again.text());
}

#[tokio::test]
async fn evidence_that_is_not_right_fails_by_its_own_name() {
    let (world, enclave, _) = world().await;
    let hello = Hello::new(support::random());
    let greeted = ask(&world, GREETING, &hello.to_bytes()).await;
    let evidence = Evidence::parse(&greeted.bytes[1..]).unwrap();
    let (terms, now_ms) = (enclave.terms(), support::now_ms());
    let nsm = phiward_enclave::InsecureSoftwareNsm::new(1, [1, 2, 3]);
    let other = Policy::new([Build::new([9; 48], [9; 48], [9; 48])]).insecure_with_root(nsm.root());
    let code = |error: phiward_attest::session::SessionError| error.code().to_owned();
    assert_eq!(code(evidence.verify(&hello, &other, &terms, now_ms).unwrap_err()), "pcr_mismatch");
    let stale = evidence.verify(&hello, &enclave.policy, &terms, now_ms + 3_600_000).unwrap_err();
    assert!(matches!(stale.code(), "too_old" | "certificate_expired" | "epoch_expired"), "{}", stale.code());
    let another = Hello::new(support::random());
    assert_eq!(
        code(evidence.verify(&another, &enclave.policy, &terms, now_ms).unwrap_err()),
        "nonce_mismatch"
    );
    let amazon = Policy::new([nsm.build()]);
    assert_eq!(code(evidence.verify(&hello, &amazon, &terms, now_ms).unwrap_err()), "untrusted_root");
}

#[tokio::test]
async fn what_is_not_sealed_goes_no_further() {
    let (world, _, seen) = world().await;
    let plain = world.call("app", "POST", "/v1/ai/analyze", "What should Maria Lopez avoid?").await;
    assert_eq!((plain.status, plain.code().as_str()), (400, "not_sealed"));
    assert!(seen.lock().unwrap().is_empty());
    assert_eq!(world.call("", "POST", "/v1/ai/analyze", "x").await.status, 401);
}

#[tokio::test]
async fn an_enclave_that_is_gone_is_not_asked_for_a_while() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let world = World::with(|config| config.enclave = Some(nobody)).await;
    let mut codes = Vec::new();
    for _ in 0..14 {
        let reply = ask(&world, GREETING, b"x").await;
        assert_eq!(reply.status, 503);
        assert!(reply.header("retry-after").is_some());
        codes.push(reply.code());
    }
    assert_eq!(codes[0], "enclave_down");
    // Five failures of an instance, and there are two at most.
    assert_eq!(codes.last().map(String::as_str), Some("dependency_down"), "{codes:?}");
}
