//! The program, in a folder of its own, with many clients and many protocols.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use axum::http::{Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use phiward_envelope::{Context, DataKey, OsEntropy, seal, text};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// Clients whose limits are far enough for a measurement.
const PARTNERS: u32 = 40;

pub struct Program {
    child: Child,
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
    app: String,
    records: std::sync::atomic::AtomicU64,
    _folder: TempDir,
}

impl Program {
    pub fn start(sections: usize) -> Self {
        Self::start_with(sections, "")
    }

    /// Starts with so many sections of protocols in one agency, and with lines for `[bounds]`.
    pub fn start_with(sections: usize, bounds: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        phiward_gateway::set_up::make(folder.path()).unwrap();
        let config = folder.path().join("gateway.toml");
        let mut text = std::fs::read_to_string(&config).unwrap();
        for number in 0..PARTNERS {
            let hash: String = Sha256::digest(b"secret").iter().map(|byte| format!("{byte:02x}")).collect();
            text.push_str(&format!(
                "\n[[clients]]\nid = \"load-{number}\"\nsecret_sha256 = \"{hash}\"\ntenant = \"load\"\n\
                 tier = \"partner\"\nplan = \"pro\"\nagency = \"DEMO\"\n"
            ));
        }
        text.push_str(&format!("\n[bounds]\n{bounds}\n[log]\nfile = \"gateway.log\"\nformat = \"json\"\n"));
        std::fs::write(&config, text).unwrap();
        std::fs::write(folder.path().join("protocols/demo.jsonl"), corpus(sections)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_phiward-gateway"))
            .arg("--folder")
            .arg(folder.path())
            .env("PHIWARD_GATEWAY_LISTEN", "127.0.0.1:0")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let base = loop {
            let line = lines.next().expect("the program tells where it listens").unwrap();
            if let Some((_, rest)) = line.split_once("listening on ") {
                break rest.split(';').next().unwrap().to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        let app = std::fs::read_to_string(folder.path().join("secrets/app.key")).unwrap().trim().to_owned();
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { child, base, client, app, records: Default::default(), _folder: folder }
    }

    /// The key of one of many partners.
    pub fn partner(&self, number: u32) -> String {
        format!("phw_load-{}_secret", number % PARTNERS)
    }

    pub async fn write_records(&self, count: u64) {
        let key = DataKey::generate(&mut OsEntropy).unwrap();
        for number in 0..count {
            let sealed = seal(&key, &Context::empty(), &[b'x'; 700], &mut OsEntropy).unwrap();
            let body = format!("{{\"envelope\":\"{}\"}}", text::encode(&sealed));
            let request = Request::put(format!("{}/v1/records/note-{number}", self.base))
                .header("authorization", format!("Bearer {}", self.app))
                .header("if-none-match", "*")
                .body(Full::new(body.into()))
                .unwrap();
            let response = self.client.request(request).await.unwrap();
            assert_eq!(response.status(), 201);
            response.into_body().collect().await.unwrap();
        }
        self.records.store(count, std::sync::atomic::Ordering::Relaxed);
    }

    /// Reads one of the records, and gives the status. A refusal tells when to come again.
    pub async fn read(&self, number: u64) -> u16 {
        let records = self.records.load(std::sync::atomic::Ordering::Relaxed);
        let request = Request::get(format!("{}/v1/records/note-{}", self.base, number % records))
            .header("authorization", format!("Bearer {}", self.app))
            .body(Full::default())
            .unwrap();
        let response = self.client.request(request).await.unwrap();
        let status = response.status().as_u16();
        if status == 503 {
            assert!(response.headers().contains_key("retry-after"));
        }
        response.into_body().collect().await.unwrap();
        status
    }

    pub async fn get(&self, path: &str, key: &str) -> (u16, String) {
        let request = Request::get(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {key}"))
            .body(Full::default())
            .unwrap();
        let response = self.client.request(request).await.unwrap();
        let status = response.status().as_u16();
        (
            status,
            String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap(),
        )
    }

    /// Memory of the program that is in RAM, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn post(program: &Program, path: &str, key: &str, body: &str) -> Response<Incoming> {
    let request = Request::post(format!("{}{path}", program.base))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::new(body.to_owned().into()))
        .unwrap();
    program.client.request(request).await.unwrap()
}

/// So many sections of one agency: the sample, and invented protocols of four sections each.
fn corpus(sections: usize) -> Vec<u8> {
    const WORDS: [&str; 24] = [
        "seizure",
        "fever",
        "burn",
        "fracture",
        "bleeding",
        "overdose",
        "stroke",
        "asthma",
        "allergy",
        "trauma",
        "fall",
        "drowning",
        "heat",
        "cold",
        "syncope",
        "headache",
        "nausea",
        "vomiting",
        "childbirth",
        "airway",
        "shock",
        "poison",
        "bite",
        "sepsis",
    ];
    let mut lines = include_bytes!("../../../protocols/demo.jsonl").to_vec();
    let sample = lines.iter().filter(|byte| **byte == b'\n').count();
    for number in 0..sections.saturating_sub(sample) {
        let protocol = number / 4;
        let (a, b, c) =
            (WORDS[protocol % 24], WORDS[protocol / 24 % 24], WORDS[(protocol / 7 + number) % 24]);
        let section =
            ["Recognition and Assessment", "Treatment", "Medication Dosing", "Base Contact"][number % 4];
        let line = serde_json::json!({
            "_id": format!("DEMO:XP-{protocol}#{}", number % 4), "agency": "DEMO", "number": format!("XP-{protocol}"),
            "name": format!("{a} with {b}"), "title": format!("XP-{protocol} {a} with {b} - {section}"),
            "section": section, "age": "all", "level": "BLS",
            "text": format!("Sample text, not clinical guidance. The crew notes {a}, {b} and {c}, and follows card {number}."),
        });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}
