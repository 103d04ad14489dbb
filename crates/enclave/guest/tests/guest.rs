//! The enclave's program in a machine with `/dev/nsm`: what passes, what is left in memory, and what does not start.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

#[path = "../../tests/support/kms_message.rs"]
mod kms_message;

use core::time::Duration;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs};

use phiward_attest::session::{Answer, Evidence, Hello, Key, Request, Seed, Terms};
use phiward_attest::{Nonce, Policy as AttestPolicy, Unverified};
use phiward_enclave::{
    AiHandler, Connection, Destination, Dial, Egress, Frame, FrameType, Handler as _, NoKeyService, Refusal,
    SEALED_EVENT_LEN,
};
use phiward_enclave_guest::{
    Authority, Machine, Model, Options, Parts, SecureModule, count, count_in_process, tls_records,
};
use phiward_envelope::{Context, DataKey, Entropy as _, OsEntropy, seal, text};
use phiward_redact::{Mode, Policy};
use serde_json::{Value, json};

/// The folder of the parts, which `cargo xtask test-enclave` sets.
const PARTS: &str = "PHIWARD_GUEST";
/// Identifiers that the record has and nothing else does.
const CANARIES: [&str; 3] = ["90417733", "Quillfeather", "917-555-0148"];
const RECORD: &str =
    "Patient: Ada Quillfeather, MRN: 90417733, phone 917-555-0148. BP 120/80, on warfarin 5 mg.\n";
const PROMPT: &str = "What should Ada Quillfeather avoid?";
const CONTEXT: [(&str, &str); 2] = [("tenant", "clinic-7"), ("record", "obs/42")];
const CREDENTIAL: &str = "credential-of-the-guest";
const EGRESS: &str = r#"[{"id": 1, "port": 8001, "server_name": "ai.example", "authorities": ["ai.der"],
    "provider": "openai", "model": "model-1"}]"#;

fn parts() -> Option<Parts> {
    let Some(folder) = env::var_os(PARTS) else {
        let reason = "SKIPPED guest: run `cargo xtask test-enclave`";
        println!("{reason}");
        if let Some(log) = env::var_os("PHIWARD_SKIP_LOG") {
            let mut log = fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
            writeln!(log, "{reason}").unwrap();
        }
        return None;
    };
    Some(Parts::below(Path::new(&folder)))
}

fn now_ms() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsEntropy.fill(&mut bytes).unwrap();
    bytes
}

fn configuration(authority: &Authority) -> Vec<(String, Vec<u8>)> {
    vec![("egress.json".into(), EGRESS.into()), ("ai.der".into(), authority.certificate.clone())]
}

/// The terms that a client of this enclave expects, made from the published table.
fn terms(authority: &Authority) -> Terms {
    struct Nowhere;
    impl Dial for Nowhere {
        fn dial(&self, _: &Destination, _: Duration) -> Result<Box<dyn Connection>, Refusal> {
            Err(Refusal::DestinationUnavailable)
        }
    }
    let egress = Egress::from_json(EGRESS, |_| Some(authority.certificate.clone())).unwrap();
    let policy = Policy::ai_round_trip(Mode::Balanced);
    AiHandler::new(egress, Nowhere, policy, Box::new(NoKeyService)).unwrap().terms()
}

fn request() -> Request {
    let key = DataKey::generate(&mut OsEntropy).unwrap();
    let sealed = Key::Sealed { id: *key.id().as_bytes(), key: *key.expose_secret() };
    request_under(&key, sealed)
}

/// A request whose record is sealed under a key, which reaches the enclave in one way or the other.
fn request_under(key: &DataKey, way: Key) -> Request {
    let context = Context::new(CONTEXT).unwrap();
    let envelope = seal(key, &context, RECORD.as_bytes(), &mut OsEntropy).unwrap();
    Request::new(way, envelope, 1, PROMPT).with_context(CONTEXT)
}

/// A machine, its client, and all that its parent has seen.
struct World {
    machine: Machine,
    policy: AttestPolicy,
    terms: Terms,
    traffic: Mutex<Vec<u8>>,
}

impl World {
    fn start(parts: &Parts, model: &Model, configuration: Vec<(String, Vec<u8>)>) -> Self {
        Self::start_with(parts, model, Options::new(configuration))
    }

    fn start_with(parts: &Parts, model: &Model, mut options: Options) -> Self {
        let authority = Authority::from_seed(50);
        let address = model.serve(&authority, "ai.example").unwrap();
        options.credentials.push_str(&format!("1 {CREDENTIAL}\n"));
        options.leads.push((8001, address));
        let machine = Machine::start(parts, &options).unwrap();
        let policy = AttestPolicy::new([machine.build()]).insecure_with_root(machine.root());
        let world = Self { machine, policy, terms: terms(&authority), traffic: Mutex::default() };
        let up = world.machine.wait(&Frame::new(FrameType::Hello, Hello::new(random()).to_bytes()));
        assert!(up.is_ok(), "{}", world.machine.printed().unwrap());
        world
    }

    fn post(&self, kind: FrameType, body: Vec<u8>) -> Frame {
        self.machine.post(&Frame::new(kind, body), &mut self.traffic.lock().unwrap()).unwrap()
    }

    fn ask(&self, request: &Request, capacity: usize) -> Answer {
        let hello = Hello::new(random());
        let evidence = self.post(FrameType::Hello, hello.to_bytes());
        let evidence = Evidence::parse(&evidence.body).unwrap();
        let enclave = evidence.verify(&hello, &self.policy, &self.terms, now_ms()).unwrap();
        let seed = Seed::from_bytes(random());
        let (sealed, opener) = enclave.seal(request, capacity, seed, now_ms()).unwrap();
        let answer = self.post(FrameType::Request, sealed.to_bytes());
        assert_eq!(answer.body.len(), opener.message_len());
        opener.open(&answer.body).unwrap()
    }

    /// Asks until the enclave answers: an emulated processor may not keep to the windows of plaintext.
    fn answer(&self, request: &Request, capacity: usize) -> String {
        for _ in 0..10 {
            match self.ask(request, capacity) {
                Answer::Answered(ref text) => return String::from_utf8(text.clone()).unwrap(),
                Answer::Refused(ref code) => {
                    assert_eq!(code, b"internal", "{}", String::from_utf8_lossy(code));
                }
                _ => {}
            }
        }
        panic!("the enclave refused ten times")
    }

    fn hits(&self) -> usize {
        CANARIES.iter().map(|canary| count(&self.machine.memory(), canary).unwrap()).sum()
    }

    /// Searches until nothing is found. What is written arrives before the window that wrote it has ended, and an
    /// emulated processor may take a while to end it.
    fn assert_wiped(&self, when: &str) {
        let start = Instant::now();
        while self.hits() > 0 {
            assert!(start.elapsed() < Duration::from_secs(10), "{when}: {} hits", self.hits());
        }
    }
}

#[test]
fn a_record_passes_through_a_machine_and_leaves_nothing_in_it() {
    let Some(parts) = parts() else { return };
    // The model waits until the memory of the machine has been searched.
    let (asked, is_asked) = mpsc::channel::<()>();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let (asked, may_go_on) = (Mutex::new(asked), Mutex::new(may_go_on));
    let long: Arc<str> = format!("[NAME_1] should avoid ibuprofen. {}", "a".repeat(40_000)).into();
    let answer = Arc::clone(&long);
    let model = Model::new(move |_| {
        asked.lock().unwrap().send(()).unwrap();
        may_go_on.lock().unwrap().recv_timeout(Duration::from_secs(30)).unwrap();
        answer.to_string()
    });
    let world = World::start(&parts, &model, configuration(&Authority::from_seed(50)));

    // An answer of 40,000 bytes: writes of a guest that were longer than 16 KiB were lost or altered.
    let answer = std::thread::scope(|scope| {
        let asking = scope.spawn(|| world.answer(&request(), 50_000));
        while !asking.is_finished() {
            if is_asked.recv_timeout(Duration::from_millis(50)).is_ok() {
                world.assert_wiped("while the model works");
                go_on.send(()).unwrap();
            }
        }
        asking.join().unwrap()
    });
    assert_eq!(answer, long.replace("[NAME_1]", "Ada Quillfeather"));
    world.assert_wiped("after the answer");
    assert!(count(&world.machine.memory(), world.machine.planted()).unwrap() > 0, "the search finds nothing");

    let received = model.received().concat();
    assert!(
        received.contains("[NAME_1]") && received.contains("[MRN_1]") && received.contains("warfarin 5 mg")
    );
    assert!(received.contains(&format!("authorization: Bearer {CREDENTIAL}\r\n")));
    assert!(CANARIES.iter().all(|canary| !received.contains(canary)), "{received}");

    assert_nothing_readable_passed_to(&model, "ai.example");

    // The parent: its traffic, its memory, and what it and the console have printed.
    let traffic = String::from_utf8_lossy(&world.traffic.lock().unwrap()).into_owned();
    let printed = world.machine.printed().unwrap();
    for secret in CANARIES.iter().chain(&["ibuprofen", "warfarin", "clinic-7"]) {
        assert!(!traffic.contains(secret) && !printed.contains(secret), "{secret}");
        assert_eq!(count_in_process(world.machine.parent(), secret).unwrap(), 0, "{secret}");
    }
    assert!(traffic.len() > 40_000);
    assert!(count_in_process(world.machine.parent(), "ai.example").is_ok());

    let audit = world.machine.audit().unwrap();
    assert!(!audit.is_empty() && audit.len() < 20 * SEALED_EVENT_LEN);
    let audit = String::from_utf8_lossy(&audit);
    assert!(CANARIES.iter().chain(&["clinic", "model", "ai.example"]).all(|text| !audit.contains(text)));
}

/// What passed between the enclave and a server, which the parent carries: records of TLS, and in them what the server
/// received. The control is what TLS does not hide, the name of the server, which the same search finds.
fn assert_nothing_readable_passed_to(server: &Model, name: &str) {
    const APPLICATION_DATA: u8 = 23;
    let (wire, received) = (server.wire(), server.received());
    assert!(wire.count(name) > 0, "the search finds nothing");
    let record = ["[NAME_1]", "[MRN_1]", "warfarin", "ibuprofen", "HTTP/1.1", CREDENTIAL, "content-length"];
    for text in CANARIES.iter().chain(&record) {
        assert_eq!(wire.count(text), 0, "{text}");
    }
    let mut sent = 0;
    for [out, back] in wire.connections() {
        let (out, back) = (tls_records(&out).unwrap(), tls_records(&back).unwrap());
        let mut records = out.iter().chain(&back);
        assert!(records.all(|(kind, _)| (20..=APPLICATION_DATA).contains(kind)), "{out:?} {back:?}");
        sent += out.iter().filter(|(kind, _)| *kind == APPLICATION_DATA).map(|(_, len)| len).sum::<usize>();
    }
    assert!(sent > received.concat().len(), "{sent} bytes carry more");
}

/// The control of the test above: where the machine does hold a record, the same search finds it.
#[test]
fn the_search_finds_a_record_that_is_there() {
    let Some(parts) = parts() else { return };
    let mut configuration = configuration(&Authority::from_seed(50));
    configuration.push(("note".into(), RECORD.into()));
    let world = World::start(&parts, &Model::new(|_| String::new()), configuration);
    assert!(CANARIES.iter().all(|canary| count(&world.machine.memory(), canary).unwrap() > 0));
}

const KMS: &str = r#"{"region": "us-east-1", "port": 8443, "authorities": ["ai.der"]}"#;

/// What KMS does with a wrapped key: it looks at the document, and encrypts to the key in it.
fn unwrap_for_recipient(request: &str, root: &[u8], key: &[u8; 32]) -> String {
    assert!(request.contains("authorization: AWS4-HMAC-SHA256 Credential=AKID/"), "{request}");
    assert!(request.contains("x-amz-security-token: token\r\n") && !request.contains("secret"), "{request}");
    let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["EncryptionContext"], json!({ "tenant": "clinic-7", "record": "obs/42" }));
    let document = text::decode(body["Recipient"]["AttestationDocument"].as_str().unwrap()).unwrap();
    let policy = AttestPolicy::insecure_any_build().insecure_with_root(root);
    let unverified = Unverified::parse(&document).unwrap();
    let verified = unverified.verify(&policy, &Nonce::InsecureAny, now_ms()).unwrap();
    let sealed = kms_message::ciphertext_for_recipient(verified.public_key().unwrap(), key);
    json!({ "CiphertextForRecipient": text::encode(&sealed), "KeyId": "k" }).to_string()
}

#[test]
fn a_key_of_kms_is_unwrapped_inside_the_machine() {
    let Some(parts) = parts() else { return };
    let authority = Authority::from_seed(50);
    let key = DataKey::generate(&mut OsEntropy).unwrap();
    let (secret, root) = (*key.expose_secret(), SecureModule::new([[0; 48]; 3]).root().to_vec());
    let kms = Model::with_body(move |request| unwrap_for_recipient(request, &root, &secret));
    let address = kms.serve(&authority, "kms.us-east-1.amazonaws.com").unwrap();
    let mut options = Options::new(configuration(&authority));
    options.configuration.push(("kms.json".into(), KMS.into()));
    options.credentials = "aws AKID secret token\n".into();
    options.leads.push((8443, address));
    let model = Model::new(|_| "[NAME_1], [MRN_1]: rest.".into());
    let world = World::start_with(&parts, &model, options);
    let request = request_under(&key, Key::Wrapped(b"wrapped".to_vec()));
    assert_eq!(world.answer(&request, 4000), "Ada Quillfeather, 90417733: rest.");
    assert_nothing_readable_passed_to(&model, "ai.example");
    let wire = kms.wire();
    assert!(wire.count("kms.us-east-1.amazonaws.com") > 0 && wire.count("CiphertextForRecipient") == 0);
    world.assert_wiped("after the answer");
    assert_eq!(count_in_process(world.machine.parent(), "Quillfeather").unwrap(), 0);
}

#[test]
fn a_machine_that_is_no_enclave_starts_nothing() {
    let Some(parts) = parts() else { return };
    let authority = Authority::from_seed(50);
    let mut debug = Options::new(configuration(&authority));
    debug.has_registers = false;
    let mut without = Options::new(configuration(&authority));
    without.has_secure_module = false;
    let mut table = Options::new(configuration(&authority));
    table.configuration[0].1 = b"[{}]".to_vec();
    for (options, code) in [(debug, "start_debug_mode"), (without, "start_nsm"), (table, "start_egress")] {
        let machine = Machine::start(&parts, &options).unwrap();
        let printed = machine.wait_for_console(&format!("error[{code}]"));
        assert!(printed.is_ok(), "{code}: {}", machine.printed().unwrap());
    }
}

#[test]
fn the_parts_are_where_set_up_has_put_them() {
    let Some(parts) = parts() else { return };
    let programs: [&PathBuf; 3] = [&parts.vsock, &parts.enclave, &parts.parent];
    assert!(programs.iter().all(|program| program.is_file()), "{parts:?}");
    assert_eq!(parts.modules().unwrap().len(), 4);
}
