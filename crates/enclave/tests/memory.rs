//! The memory of a process that has answered: a search for what the record said.
//!
//! The enclave is a process of its own, with the allocator that its program has, and this one is its client. What
//! the kernel's own options add is measured in a guest; here the process itself must have wiped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::FileExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use phiward_attest::Policy;
use phiward_attest::session::{Answer, Evidence, Hello};
use phiward_enclave::{Frame, FrameType, InsecureSoftwareNsm, Limits, ZeroizingAllocator, serve};

use support::*;

#[global_allocator]
static ALLOCATOR: ZeroizingAllocator = ZeroizingAllocator;

const CHILD: &str = "the_enclave_of_the_memory_test";
const SOCKET: &str = "PHIWARD_TEST_SOCKET";
/// Identifiers that the record has and nothing else does.
const CANARIES: [&str; 3] = ["90417733", "Quillfeather", "917-555-0148"];

#[test]
#[ignore = "not a test: the process whose memory is searched"]
fn the_enclave_of_the_memory_test() {
    let Some(path) = std::env::var_os(SOCKET) else { return };
    let ai = FakeAi::new(|_| {
        std::thread::sleep(Duration::from_millis(1500));
        ok(r#"{"choices":[{"message":{"content":"[NAME_1], [MRN_1]: rest."}}]}"#)
    });
    let world: &'static _ = Box::leak(Box::new(world(ai)));
    let listener = UnixListener::bind(path).unwrap();
    println!("ready");
    let mut limits = Limits::default();
    limits.workers = 2;
    serve(&world.service, &listener, &limits).unwrap();
}

struct Enclave {
    child: Child,
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl Enclave {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("enclave.sock");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", CHILD])
            .env(SOCKET, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("ready")));
        Self { child, path, _folder: folder }
    }

    /// Sends a message; `meanwhile` runs when the answer is being worked on.
    fn exchange(&self, frame: &Frame, meanwhile: impl FnOnce()) -> Frame {
        let mut stream = UnixStream::connect(&self.path).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        frame.write(&mut stream).unwrap();
        meanwhile();
        Frame::read(&mut stream).unwrap().unwrap()
    }

    fn assert_wiped(&self, when: &str) {
        for canary in CANARIES {
            assert_eq!(self.hits(canary), 0, "{canary} {when}");
        }
    }

    /// How often a text is in the memory that the process can write to.
    fn hits(&self, text: &str) -> usize {
        let process = format!("/proc/{}", self.child.id());
        let memory = File::open(format!("{process}/mem")).unwrap();
        let maps = fs::read_to_string(format!("{process}/maps")).unwrap();
        let mut hits = 0;
        for line in
            maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|mode| mode.starts_with("rw")))
        {
            let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let (start, end) =
                (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
            if memory.read_exact_at(&mut bytes, start).is_ok() {
                hits += bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count();
            }
        }
        hits
    }
}

impl Drop for Enclave {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn nothing_of_a_record_is_there_while_the_model_works_and_after_the_answer() {
    let enclave = Enclave::start();
    let nsm = InsecureSoftwareNsm::new(1, [1, 2, 3]);
    let policy = Policy::new([nsm.build()]).insecure_with_root(nsm.root());
    let terms = world(FakeAi::helpful()).terms();
    // Long enough for libraries to allocate and free large pieces of it.
    let line = "Patient: Ada Quillfeather, MRN: 90417733, phone 917-555-0148. BP 120/80, on warfarin.\n";
    let request = request_about(&line.repeat(60), 1);
    // An unoptimised build on a busy machine may not keep to its windows, and refuses: then it is asked again.
    let answered = (0..10).any(|_| {
        let hello = Hello::new(random());
        let evidence = enclave.exchange(&Frame::new(FrameType::Hello, hello.to_bytes()), || ());
        let evidence = Evidence::parse(&evidence.body).unwrap();
        let verified = evidence.verify(&hello, &policy, &terms, now_ms()).unwrap();
        let (sealed, opener) = verified.seal(&request, 4000, seed(), now_ms()).unwrap();
        let answer = enclave.exchange(&Frame::new(FrameType::Request, sealed.to_bytes()), || {
            std::thread::sleep(Duration::from_millis(900));
            enclave.assert_wiped("while the model works");
        });
        enclave.assert_wiped("after the answer");
        match opener.open(&answer.body).unwrap() {
            Answer::Refused(ref code) => assert_eq!(code, b"internal"),
            answer => {
                assert_eq!(answer, Answer::Answered(b"Ada Quillfeather, 90417733: rest.".to_vec()));
                return true;
            }
        }
        false
    });
    assert!(answered);
    // The search itself works: this text is in a table that the process has in memory.
    assert!(enclave.hits("model-1") > 0);
}
