//! TLS that ends in the enclave: who is let in as a destination.
#![cfg(feature = "tls")]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use phiward_attest::insecure::{CertificateFields, Key};
use phiward_attest::session::Answer;
use phiward_enclave::{
    Clock, Connect, Connection, Destination, Dial as _, Provider, Refusal, TlsDialer, Trust,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivateSec1KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use support::*;

const CA: &str = "INSECURE TLS AUTHORITY";

/// Leads every port to one address, as the parent does.
struct Loopback(std::net::SocketAddr);

impl Connect for Loopback {
    fn connect(&self, _: u32) -> io::Result<Box<dyn Connection>> {
        Ok(Box::new(TcpStream::connect(self.0)?))
    }
}

struct Authority {
    key: Key,
    certificate: Vec<u8>,
}

impl Authority {
    fn new(seed: u64) -> Self {
        let key = Key::from_seed(seed);
        let certificate = key.issue(&CertificateFields::authority(CA, CA), &key);
        Self { key, certificate }
    }

    /// An AI server under a name, whose certificate this authority signs.
    fn serve(&self, ai: &FakeAi, name: &str, validity: Option<[&str; 2]>) -> std::net::SocketAddr {
        let leaf = Key::from_seed(77);
        let mut fields = CertificateFields::server(CA, name);
        if let Some(validity) = validity {
            fields.validity = validity.map(String::from);
        }
        let chain = vec![CertificateDer::from(self.key.issue(&fields, &leaf))];
        let key = PrivateKeyDer::Sec1(PrivateSec1KeyDer::from(leaf.to_sec1_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ai = ai.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let session = ServerConnection::new(Arc::clone(&config)).unwrap();
                ai.serve(StreamOwned::new(session, stream));
            }
        });
        address
    }
}

fn destination_under(authority: &Authority, name: &str) -> Destination {
    let trust = Trust::Authorities(vec![authority.certificate.clone()]);
    Destination::new(1, 8001, name, trust, Provider::OpenAi, "model-1")
}

fn dialer(address: std::net::SocketAddr) -> TlsDialer<Loopback> {
    TlsDialer::new(Loopback(address), Arc::new(Clock::at(now_ms())))
}

#[test]
fn a_request_passes_through_tls() {
    let (authority, ai) = (Authority::new(50), FakeAi::helpful());
    let address = authority.serve(&ai, "ai.example", None);
    let world = world_with(dialer(address), [destination_under(&authority, "ai.example")], 100);
    assert_eq!(
        world.ask(&request(1)).unwrap(),
        Answer::Answered(b"Maria Lopez should avoid ibuprofen.".to_vec())
    );
    let received = ai.received.lock().unwrap().concat();
    assert!(received.contains("[MRN_1]") && SECRETS.iter().all(|secret| !received.contains(secret)));
}

#[test]
fn another_name_authority_or_time_is_not_let_in() {
    let (authority, other, ai) = (Authority::new(50), Authority::new(60), FakeAi::helpful());
    let dial = |address, destination: &Destination| {
        dialer(address).dial(destination, Duration::from_secs(5)).map(|_| ()).err()
    };
    let unavailable = Some(Refusal::DestinationUnavailable);
    let good = authority.serve(&ai, "ai.example", None);
    assert_eq!(dial(good, &destination_under(&authority, "ai.example")), None);
    assert_eq!(dial(good, &destination_under(&authority, "ai.example.org")), unavailable);
    assert_eq!(dial(good, &destination_under(&other, "ai.example")), unavailable);
    let mut none = destination_under(&authority, "ai.example");
    none.trust = Trust::Authorities(Vec::new());
    assert_eq!(dial(good, &none), unavailable);
    let expired = authority.serve(&ai, "ai.example", Some(["20200101000000Z", "20210101000000Z"]));
    assert_eq!(dial(expired, &destination_under(&authority, "ai.example")), unavailable);
    // A server that speaks no TLS.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = plain.local_addr().unwrap();
    thread::spawn(move || {
        plain.accept().map(|(mut stream, _)| io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\n\r\n"))
    });
    assert_eq!(dial(address, &destination_under(&authority, "ai.example")), unavailable);
    assert!(ai.received.lock().unwrap().is_empty());
}

#[test]
fn certificates_are_judged_by_the_clock_of_the_enclave() {
    let (authority, ai) = (Authority::new(50), FakeAi::helpful());
    let address = authority.serve(&ai, "ai.example", None);
    // 2019: before the certificates of the test begin.
    let early = TlsDialer::new(Loopback(address), Arc::new(Clock::at(1_550_000_000_000)));
    let dialled = early.dial(&destination_under(&authority, "ai.example"), Duration::from_secs(5));
    assert_eq!(dialled.map(|_| ()).err(), Some(Refusal::DestinationUnavailable));
}

#[test]
fn a_wrong_name_or_authority_is_a_sealed_refusal_and_the_next_destination_is_served() {
    let (authority, other, ai) = (Authority::new(50), Authority::new(60), FakeAi::helpful());
    let address = authority.serve(&ai, "ai.example", None);
    let mut wrong_name = destination_under(&authority, "ai.example.org");
    wrong_name.id = 2;
    let mut wrong_authority = destination_under(&other, "ai.example");
    wrong_authority.id = 3;
    let good = destination_under(&authority, "ai.example");
    let world = world_with(dialer(address), [good, wrong_name, wrong_authority], 100);
    for destination in [2, 3] {
        // `ask` holds the length against that of an answer.
        assert_eq!(world.refusal(&request(destination)), "destination_unavailable");
    }
    assert!(ai.received.lock().unwrap().is_empty(), "a request was written to who is not let in");
    let answered = (0..20).any(|_| matches!(world.ask(&request(1)).unwrap(), Answer::Answered(_)));
    assert!(answered);
}
