//! An enclave on this machine: software NSM, an AI server that records what it gets, a client.
#![allow(dead_code, reason = "each test uses a part")]

use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use phiward_attest::Policy as AttestPolicy;
use phiward_attest::session::{
    Answer, AnswerOpener, Enclave, Evidence, Hello, Key, Request, SealedRequest, Seed, SessionError, Terms,
};
use phiward_enclave::{
    AiHandler, Audit, AuditSink, Clock, Connection, Destination, Dial, Egress, Frame, FrameType, Handler,
    InsecureSoftwareNsm, NoKeyService, Provider, Refusal, Service, Settings, Trust,
};
use phiward_envelope::{Context, DataKey, Entropy as _, OsEntropy, seal};
use phiward_redact::{Mode, Policy};

pub(crate) const RECORD: &str = "Patient: Maria Lopez, MRN: 00625079, DOB 03/04/1961.\nBP 120/80, on warfarin 5 mg. \
                                 Call Maria Lopez at 206-555-0123.";
pub(crate) const PROMPT: &str = "What should Maria Lopez avoid?";
/// What must never leave the enclave unsealed.
pub(crate) const SECRETS: [&str; 5] = ["Maria", "Lopez", "00625079", "03/04/1961", "555-0123"];

/// What the AI server does with a request.
pub(crate) type Reply = dyn Fn(&str) -> Vec<u8> + Send + Sync;

/// An AI server behind a pair of sockets.
#[derive(Clone)]
pub(crate) struct FakeAi {
    pub(crate) received: Arc<Mutex<Vec<String>>>,
    reply: Arc<Reply>,
}

impl FakeAi {
    pub(crate) fn new(reply: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self { received: Arc::default(), reply: Arc::new(reply) }
    }

    /// Answers as a model would that repeats the tokens it was given.
    pub(crate) fn helpful() -> Self {
        Self::new(|_| ok(r#"{"choices":[{"message":{"content":"[NAME_1] should avoid ibuprofen."}}]}"#))
    }

    pub(crate) fn serve(&self, mut stream: impl std::io::Read + std::io::Write) {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let len = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if body.len() >= len.parse().unwrap() {
                    self.received.lock().unwrap().push(text.clone());
                    let _ = stream.write_all(&(self.reply)(&text));
                    let _ = stream.flush();
                    return;
                }
            }
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return,
                Ok(len) => bytes.extend(&piece[..len]),
            }
        }
    }
}

pub(crate) fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

impl Dial for FakeAi {
    fn dial(&self, _: &Destination, patience: Duration) -> Result<Box<dyn Connection>, Refusal> {
        let (ours, theirs) = UnixStream::pair().map_err(|_| Refusal::DestinationUnavailable)?;
        ours.set_timeout(patience).unwrap();
        let server = self.clone();
        thread::spawn(move || server.serve(theirs));
        Ok(Box::new(ours))
    }
}

/// Events that a test can read while the service runs.
#[derive(Clone, Default)]
pub(crate) struct Events(pub(crate) Arc<Mutex<Vec<Vec<u8>>>>);

impl AuditSink for Events {
    fn record(&mut self, event: &[u8]) {
        self.0.lock().unwrap().push(event.to_vec());
    }
}

pub(crate) const AUDIT_KEY: [u8; 32] = [6; 32];

pub(crate) struct World<D> {
    pub(crate) service: Service<AiHandler<D>>,
    pub(crate) policy: AttestPolicy,
    pub(crate) events: Events,
}

pub(crate) fn destination(id: u64, provider: Provider) -> Destination {
    Destination::new(id, 8001, "localhost", Trust::Authorities(Vec::new()), provider, "model-1")
}

pub(crate) fn world<D: Dial>(dialer: D) -> World<D> {
    world_with(dialer, [destination(1, Provider::OpenAi), destination(2, Provider::Anthropic)], 1000)
}

pub(crate) fn world_with<D: Dial>(
    dialer: D,
    destinations: impl IntoIterator<Item = Destination>,
    requests: usize,
) -> World<D> {
    let nsm = InsecureSoftwareNsm::new(1, [1, 2, 3]);
    let policy = AttestPolicy::new([nsm.build()]).insecure_with_root(nsm.root());
    let (handler, settings, events) = handler_and_settings(dialer, destinations);
    let clock = Arc::new(Clock::of(&nsm).unwrap());
    let settings = settings.with_requests_per_epoch(requests);
    let service = Service::start(Box::new(nsm), clock, handler, settings).unwrap();
    World { service, policy, events }
}

/// What a service is made of, for a test that puts it together by itself.
pub(crate) fn parts<D: Dial>(dialer: D) -> (InsecureSoftwareNsm, AiHandler<D>, Settings) {
    let (handler, settings, _) = handler_and_settings(dialer, [destination(1, Provider::OpenAi)]);
    (InsecureSoftwareNsm::new(1, [1, 2, 3]), handler, settings)
}

fn handler_and_settings<D: Dial>(
    dialer: D,
    destinations: impl IntoIterator<Item = Destination>,
) -> (AiHandler<D>, Settings, Events) {
    let egress = Egress::new(destinations).unwrap();
    let redaction = Policy::ai_round_trip(Mode::Balanced);
    let handler = AiHandler::new(egress, dialer, redaction, Box::new(NoKeyService)).unwrap();
    let handler = handler.with_credential(1, String::from("credential-1").into());
    let events = Events::default();
    let audit = Audit::new(AUDIT_KEY, Box::new(events.clone()));
    (handler, Settings::new(audit), events)
}

/// Asks a service, and opens its answer.
pub(crate) fn ask<H: Handler>(service: &Service<H>, policy: &AttestPolicy, request: &Request) -> Answer {
    let hello = Hello::new(random());
    let evidence = service.answer(&Frame::new(FrameType::Hello, hello.to_bytes()));
    let evidence = Evidence::parse(&evidence.body).unwrap();
    let enclave = evidence.verify(&hello, policy, &service.handler().terms(), now_ms()).unwrap();
    let (sealed, opener) = enclave.seal(request, 4000, seed(), now_ms()).unwrap();
    let answer = service.answer(&Frame::new(FrameType::Request, sealed.to_bytes()));
    opener.open(&answer.body).unwrap()
}

pub(crate) fn now_ms() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsEntropy.fill(&mut bytes).unwrap();
    bytes
}

pub(crate) fn seed() -> Seed {
    Seed::from_bytes(random())
}

/// A record that was sealed on a phone, and what asks about it.
pub(crate) fn request(destination: u64) -> Request {
    request_about(RECORD, destination)
}

pub(crate) fn request_about(record: &str, destination: u64) -> Request {
    let key = DataKey::generate(&mut OsEntropy).unwrap();
    let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")]).unwrap();
    let envelope = seal(&key, &context, record.as_bytes(), &mut OsEntropy).unwrap();
    let key = Key::Sealed { id: *key.id().as_bytes(), key: *key.expose_secret() };
    Request::new(key, envelope, destination, PROMPT)
        .with_context([("tenant", "clinic-7"), ("record", "obs/42")])
}

impl<D: Dial> World<D> {
    pub(crate) fn terms(&self) -> Terms {
        self.service.handler().terms()
    }

    pub(crate) fn enclave(&self) -> Enclave {
        let hello = Hello::new(random());
        let answer = self.service.answer(&Frame::new(FrameType::Hello, hello.to_bytes()));
        assert_eq!(answer.kind, FrameType::Evidence, "{:?}", answer.refusal_code());
        let evidence = Evidence::parse(&answer.body).unwrap();
        evidence.verify(&hello, &self.policy, &self.terms(), now_ms()).unwrap()
    }

    pub(crate) fn seal(&self, request: &Request) -> (SealedRequest, AnswerOpener) {
        self.enclave().seal(request, 4000, seed(), now_ms()).unwrap()
    }

    pub(crate) fn send(&self, sealed: &SealedRequest) -> Frame {
        self.service.answer(&Frame::new(FrameType::Request, sealed.to_bytes()))
    }

    /// Asks, and opens the answer.
    pub(crate) fn ask(&self, request: &Request) -> Result<Answer, SessionError> {
        let (sealed, opener) = self.seal(request);
        let answer = self.send(&sealed);
        assert_eq!(answer.kind, FrameType::Answer, "{:?}", answer.refusal_code());
        assert_eq!(answer.body.len(), opener.message_len());
        opener.open(&answer.body)
    }

    /// Asks, and expects a sealed refusal.
    pub(crate) fn refusal(&self, request: &Request) -> String {
        match self.ask(request).unwrap() {
            Answer::Refused(ref code) => String::from_utf8(code.clone()).unwrap(),
            _ => panic!("the request was answered"),
        }
    }
}
