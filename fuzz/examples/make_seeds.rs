//! Writes `seeds/`: valid inputs of every fuzz target, and so short ways into its depth.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example make_seeds`; the same bytes every time.

use std::error::Error;
use std::path::Path;
use std::{fs, io};

use phiward_attest::Policy;
use phiward_attest::insecure::{Chain, DocumentFields};
use phiward_attest::session::{
    Evidence, Hello, Key as RequestKey, RecipientKey, Request, Seed, Statement, Suite, Terms,
};
use phiward_audit::{Chain as AuditChain, ChainKey, ChainPolicy, HeadKey, LogId};
use phiward_ems::{Field, SignedRequest, SigningKey, TokenId, TokenLaunch};
use phiward_enclave::{Frame, FrameType, Refusal};
use phiward_redact::lexicon::{Classes, FORMAT_VERSION, LIST_NAMES, MAGIC, STEP_BITS, fingerprint, hash};
use phiward_search::{AgeGroup, IndexBuilder, Lexicon, Section};
use sha2::{Digest, Sha256};

use phiward_envelope::{Context, DataKey, Extension, KeyId, Purpose, Sealer, legacy, text};
use phiward_fuzz::{CountingEntropy, Cuts, OpenInput, STREAM_KEY, metadata_keyring, stream_key};
use phiward_keys::{
    HpkePrivateKey, KdfParams, Kek, MetadataPurpose, NewSlot, Password, PrfOutput, RecoveryCode, Slot, Vault,
};

use phiward_resilience::{
    Breaker, BreakerConfig, BudgetConfig, Outcome, RetryBudget, Saga, SagaEvent, SagaStep,
};

/// Lengths around a chunk, which has 16,384 bytes.
const LENGTHS: [usize; 4] = [0, 5, 16_384, 16_389];

fn main() -> Result<(), Box<dyn Error>> {
    envelopes()?;
    slots()?;
    vaults()?;
    redaction()?;
    resilience()?;
    search()?;
    attestation()?;
    launches()?;
    audit()?;
    Ok(())
}

fn launches() -> Result<(), Box<dyn Error>> {
    for (name, form) in [
        ("adult", "agency_id=pine-county-fd&search_term=chest+pain&user_age=62&user_age_unit=years"),
        (
            "months",
            "agency_id=pcfd&user_age=18&user_age_unit=2516007&user_weight_kg=11.5&incident_id=IT-12345",
        ),
        (
            "urls",
            "agency_id=pcfd&return_url=elite%3A%2F%2Fback&callback_url=https%3A%2F%2Fhooks.example.org%2Fx",
        ),
        ("impression", "agency_id=pcfd&impression=I21.9&agency_number=CA-0042"),
    ] {
        write("ems_launch", name, form)?;
    }
    let id = TokenId::from_random([7; 16]);
    let fields = [(Field::AgencyId, "pcfd"), (Field::SearchTerm, "50% & more")];
    write("ems_launch", "token", TokenLaunch::write(&fields, id, 1_767_225_660_000).as_bytes())?;
    for (name, url) in [
        ("app", "elite://back?run=17"),
        ("web", "https://epcr.example.org/run/17?x=1#top"),
        ("port", "https://hooks.example.org:8443/x"),
        ("user", "https://epcr.example.org@evil.example/"),
        ("numbers", "https://0x7f.1/"),
    ] {
        write("ems_url", name, url)?;
    }
    let request = SignedRequest { method: "POST", path_and_query: "/hooks", body: b"{}" };
    write("ems_signature", "signed", SigningKey::new("k1", &[7; 32])?.sign(&request, 1_767_225_600_000))?;
    Ok(())
}

fn audit() -> Result<(), Box<dyn Error>> {
    let policy = ChainPolicy { head_every: 2, ..ChainPolicy::default() };
    let (key, heads) = (ChainKey::first(&[7; 32]), HeadKey::from_bytes(&[9; 32]));
    let (mut chain, mut text) =
        AuditChain::begin(LogId::parse("gateway-1")?, key, heads, policy, 1_767_225_600_000)?;
    text += &chain.rotate(1_767_225_600_001).close;
    write("audit_verify", "closed", text)?;
    Ok(())
}

fn write(target: &str, name: &str, seed: impl AsRef<[u8]>) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), seed)
}

fn attestation() -> Result<(), Box<dyn Error>> {
    let chain = Chain::from_seed(1);
    let mut fields = DocumentFields::new(1_800_000_000_000);
    write("attest_document", "definite", chain.document(&fields))?;
    fields.nonce = Some(vec![7; 32]);
    fields.public_key = Some(vec![9; 32]);
    write("attest_document", "fields", chain.document(&fields))?;
    write("attest_certificate", "leaf", &chain.certificate)?;
    for (index, authority) in chain.cabundle.iter().enumerate() {
        write("attest_certificate", &format!("authority-{index}"), authority)?;
    }
    let statement = Statement::new(1, 2, Terms::new([1; 48], [2; 48], 1));
    let evidence = Evidence::new(Suite::X25519, vec![3; 32], &statement, chain.document(&fields));
    let hello = Hello::new([1; 32]).to_bytes();
    write("session_messages", "hello", &hello)?;
    let mut framed = Vec::new();
    Frame::new(FrameType::Hello, hello).write(&mut framed)?;
    write("enclave_frame", "hello", &framed)?;
    Frame::refusal(Refusal::Busy).write(&mut framed)?;
    write("enclave_frame", "hello-and-refusal", &framed)?;
    write("session_messages", "evidence", evidence.to_bytes())?;
    Ok(write("session_messages", "request", request_bytes(&chain)?)?)
}

/// A request to an enclave whose document `chain` signs.
fn request_bytes(chain: &Chain) -> Result<Vec<u8>, Box<dyn Error>> {
    let (now_ms, nonce) = (1_800_000_000_000, [7; 32]);
    let key = RecipientKey::generate(Suite::X25519, &Seed::from_bytes([3; 64]))?;
    let terms = Terms::new([1; 48], [2; 48], 1);
    let statement = Statement::new(1, now_ms + 1000, terms);
    let mut fields = DocumentFields::new(now_ms);
    fields.nonce = Some(nonce.to_vec());
    fields.public_key = Some(key.attested_key());
    fields.user_data = Some(statement.digest().to_vec());
    let evidence =
        Evidence::new(Suite::X25519, key.public_key().to_vec(), &statement, chain.document(&fields));
    let policy = Policy::insecure_any_build().insecure_with_root(chain.root());
    let enclave = evidence.verify(&Hello::new(nonce), &policy, &terms, now_ms)?;
    let request = Request::new(RequestKey::Wrapped(vec![1; 16]), Vec::new(), 1, "How is it?");
    Ok(enclave.seal(&request, 0, Seed::from_bytes([1; 64]), now_ms)?.0.to_bytes())
}

fn resilience() -> Result<(), Box<dyn Error>> {
    let mut breaker = Breaker::new(BreakerConfig::default())?;
    for now in 0..5 {
        write("resilience_snapshot", &format!("breaker-{now}"), breaker.snapshot())?;
        if let Ok(permit) = breaker.acquire(now) {
            breaker.report(permit, Outcome::Failure, now);
        }
    }
    let mut budget = RetryBudget::new(BudgetConfig::default())?;
    (0..10).for_each(|now| budget.call(now));
    write("resilience_snapshot", "budget", budget.snapshot())?;
    let mut saga = Saga::new(&[SagaStep::Once, SagaStep::Repeatable, SagaStep::Once])?;
    [SagaEvent::Started(0), SagaEvent::Failed(0)].into_iter().try_for_each(|event| saga.record(event))?;
    write("resilience_snapshot", "saga", saga.journal())?;
    // The body of a snapshot, whose frame the target makes.
    let body = breaker.snapshot();
    write("resilience_snapshot", "body", [&[1], body.get(10..body.len() - 4).unwrap_or_default()].concat())?;
    write("resilience_header", "seconds", "120")?;
    write("resilience_header", "date", "Sun, 06 Nov 1994 08:49:37 GMT")?;
    write("resilience_header", "duration", "6m0s")?;
    write("resilience_header", "network", "198.51.100.0/24")?;
    let file = include_str!("../../docs/spec/vectors/resilience.json");
    let file: serde_json::Value = serde_json::from_str(file)?;
    for name in ["cb-16", "cb-22", "rt-10", "bg-05", "rl-10", "id-04"] {
        let traces = file.get("traces").and_then(serde_json::Value::as_array).into_iter().flatten();
        let trace = traces.into_iter().find(|trace| trace.get("id").is_some_and(|id| id == name));
        write("resilience_trace", name, serde_json::to_string(&trace)?)?;
    }
    Ok(())
}

fn envelopes() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let (key, empty) = (stream_key(&[]), Context::empty());
    for length in LENGTHS {
        let plaintext = vec![b'a'; length];
        let v2 = Sealer::new(&key, &empty, Purpose::RECORD).seal(&plaintext, entropy)?;
        let mut v3 = Vec::new();
        let mut stream = Sealer::new(&key, &empty, Purpose::FILE).stream(entropy, &mut v3)?;
        stream.update(&plaintext, &mut v3)?;
        stream.finish(&mut v3);
        write("envelope_inspect", &format!("v2-{length}"), &v2)?;
        write("envelope_stream", &format!("v3-{length}"), Cuts::new(&[[0, 1], [64, 16]], &v3).to_bytes())?;
    }
    let extension = Extension::new(1, b"note")?;
    let sealer = Sealer::new(&key, &empty, Purpose::EXPORT).with_extensions(&[extension])?;
    write("envelope_inspect", "v2-extension", sealer.seal(b"plain", entropy)?)?;
    let v1 = legacy::seal(&legacy::Key::from_bytes(&STREAM_KEY), b"plain", entropy)?;
    write("envelope_inspect", "v1", &v1)?;
    write("envelope_text", "v1", text::encode(&v1))?;
    let input = OpenInput { secret: &STREAM_KEY, context: "", envelope: &v1 };
    write("envelope_open", "v1", input.to_bytes())?;

    let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")])?;
    let key = DataKey::from_bytes(KeyId::from_bytes([1; 16]), &STREAM_KEY);
    for length in LENGTHS {
        let envelope = Sealer::new(&key, &context, Purpose::RECORD).seal(&vec![b'a'; length], entropy)?;
        let text = "tenant=clinic-7\nrecord=obs/42";
        let input = OpenInput { secret: &STREAM_KEY, context: text, envelope: &envelope };
        write("envelope_open", &format!("v2-{length}"), input.to_bytes())?;
    }
    Ok(())
}

fn slots() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let key = DataKey::generate(entropy)?;
    let code = RecoveryCode::generate(entropy)?;
    write("recovery_code", "words", code.expose_words().as_str())?;
    let (password, kek) = (Password::new("correct horse"), Kek::from_bytes(&[2; 32]));
    let (prf, recipient) =
        (PrfOutput::from_bytes(&[3; 32]), HpkePrivateKey::from_bytes(&[4; 32]).public_key());
    let kinds = [
        ("pbkdf2", NewSlot::Password(&password, KdfParams::Pbkdf2Sha256 { iterations: 600_000 })),
        ("argon2id", NewSlot::Password(&password, KdfParams::Argon2id { m_kib: 65_536, t: 3, p: 4 })),
        ("recovery", NewSlot::Recovery(&code)),
        ("webauthn", NewSlot::WebAuthnPrf(&prf)),
        ("hpke", NewSlot::Hpke(&recipient)),
        ("kek", NewSlot::Kek(&kek)),
        ("break-glass", NewSlot::BreakGlass(&kek)),
    ];
    for (name, kind) in kinds {
        write("slot_parse", name, Slot::seal(kind, &key, entropy)?.to_bytes())?;
    }
    Ok(())
}

fn vaults() -> Result<(), Box<dyn Error>> {
    let entropy = &mut CountingEntropy::default();
    let params = KdfParams::Pbkdf2Sha256 { iterations: 600_000 };
    let password = Password::new("correct horse");
    let (mut vault, unlocked) = Vault::create(&password, params, entropy)?;
    write("vault_file", "password", vault.to_json())?;
    vault.add_recovery(&unlocked, entropy)?;
    write("vault_file", "recovery", vault.to_json())?;

    let code = RecoveryCode::generate(entropy)?;
    let mut rotation = vault.rotate(&unlocked, entropy)?;
    rotation.add(NewSlot::Recovery(&code), entropy)?;
    let old: Vec<_> = rotation.remaining().map(|slot| slot.slot_id).collect();
    for slot_id in old {
        rotation.drop_slot(&slot_id)?;
    }
    rotation.commit(entropy)?;
    write("vault_file", "rotated", vault.to_json())?;

    let mut keyring = metadata_keyring();
    let purpose = MetadataPurpose::new("email")?;
    keyring.add_purpose(&purpose, 1_700_000_000_000)?;
    keyring.rotate(&purpose, 1_710_000_000_000)?;
    write("keyring_file", "two-versions", keyring.to_json())?;
    Ok(())
}

/// A note with most kinds of PHI, in capitals, small letters and both.
const NOTE: &str = "Patient: Maria Lopez, 93 yo, MRN 00625079, DOB 3/14/1931.\n\
    SSN 219.15.0606, phone (610) 555\u{2013}0123, maria.lopez@example.org, from 10.191.44.113.\n\
    plate 8ABC123 on 4417 Zanzibar Road, Bell County; member id XQZ882019944, serial no. 1LL8-303883\n\
    LOPEZ, MARIA SEEN BY DR PARKINSON FOR PARKINSON'S DISEASE; foley catheter, bp 153/85. [NAME_1]";

const JSON: &str = r#"{"resourceType":"Patient","name":[{"family":"Lopez","given":["Maria"]}],"birthDate":"1931-03-14",
    "identifier":[{"system":"urn:mrn","value":"00625079"}],"note":"SSN 219-15-0606","inner":"{\"ssn\":\"219150606\"}",
    "url":"/patients/42?dob=1931-03-14","list":[1,-2.5e3,true,null,"\u0041 \ud83d\ude00"]}"#;

const XML: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY e \"x\">]>\n<EMSDataSet xmlns=\"http://www.nemsis.org\">\
    <ePatient><ePatient.02>Lopez</ePatient.02><ePatient.17>1931-03-14</ePatient.17></ePatient>\
    <note value=\"MRN: 00625079\">&amp; <![CDATA[Maria ]]>&#x41;<!-- SSN 219-15-0606 --></note></EMSDataSet>";

const HL7: &str = "MSH|^~\\&|A|B|||20240501||ORU^R01|1|P|2.5\rPID|1||00625079^^^MR||LOPEZ^MARIA^J||19310314|F\r\
    NK1|1|LOPEZ^ANA|SPO||(610)555-0123\rOBX|1|TX|||Pt Maria Lopez, SSN 219-15-0606\\.br\\stable\rNTE|1||seen 3/14\r";

const LOG: &str = "2024-05-01T10:22:31Z INFO lookup mrn=00625079 name=\"Maria Lopez\" status=ok\n\
    [TEST MODE] Would send SMS: { to: '+16105550123', body: 'Hi Maria' }\n\
    GET /patients/42?dob=1931-03-14 200 {\"ssn\":\"219150606\"}\n    at Object.<anonymous> (/srv/app.js:1:2)\n";

const POLICY: &str = r##"{"mode":"strict","profile":"limited_data_set","reference_year":2026,
    "operators":{"NAME":"numbered_tag","DATE":"generalise","AGE":"tag"},"allow":["Glasgow"],
    "deny":[{"term":"Project Bluebird","category":"ORG"}],
    "recognisers":[{"name":"crew badge","category":"OTHER_ID","pattern":"CB-####"}]}"##;

const POLICY_TOML: &str = "mode = \"strict\"\nreference_year = 2026\nallow = [\"Glasgow\"]\n\
    deny = [{ term = \"Project Bluebird\", category = \"ORG\" }]\n\n[operators]\nNAME = \"remove\"\n";

fn redaction() -> Result<(), Box<dyn Error>> {
    write("redact_text", "note", NOTE)?;
    write("redact_text", "capitals", NOTE.to_uppercase())?;
    write("redact_text", "small", NOTE.to_lowercase())?;
    write("redact_json", "patient", JSON)?;
    write("redact_xml", "record", XML)?;
    write("redact_hl7", "message", HL7)?;
    write("redact_log", "lines", LOG)?;
    write(
        "redact_url",
        "query",
        "https://ann:pw@example.org/patients/42?dob=1931-03-14&q=Maria%20Lopez#mrn=00625079",
    )?;
    write("redact_policy", "json", POLICY)?;
    write("redact_policy", "toml", POLICY_TOML)?;
    write(
        "redact_stream_splits",
        "note",
        Cuts::new(&[[0, 1], [0, 200], [64, 16]], NOTE.as_bytes()).to_bytes(),
    )?;
    write("lexicon_open", "three-words", lexicon())?;
    Ok(())
}

/// Shards of a few sections, with a lexicon of few lines so that mutations hit the index.
fn search() -> Result<(), Box<dyn Error>> {
    let lexicon = "SOB\tshortness of breath; respiratory distress\tabbreviation\t-\n\
                   ketamine; ketalar\t-\tdrug\t-\nHR\t<50 SOB\tvital\t-\n";
    let mut builder = IndexBuilder::new(Lexicon::parse(lexicon)?);
    for (id, number, name, text) in [
        ("a", "TP-101", "Chest Pain", "Pressure in the chest, shortness of breath."),
        ("b", "TP-101-P", "Chest Pain (Pediatric)", "Rare in a child."),
        ("c", "REF-1.2", "Ketamine", "Ketamine is not carried."),
    ] {
        let age = if number.ends_with('P') { AgeGroup::Pediatric } else { AgeGroup::All };
        let codes = vec!["R07.9".to_owned()];
        let [id, number, name, text] = [id, number, name, text].map(str::to_owned);
        builder.add(Section { id, number, name, text, age, codes, ..Section::default() })?;
    }
    write("search_open", "three-sections", builder.build()?.remove(0).index)?;
    let mut plain = IndexBuilder::new(Lexicon::default());
    plain.add(Section { id: "p".to_owned(), text: "chest pain".to_owned(), ..Section::default() })?;
    write("search_open", "plain-text", plain.build()?.remove(0).index)?;
    Ok(())
}

/// A word table of one bucket: steps of 20 bits with the rest in unary before them, and the numbers of sets.
fn lexicon() -> Vec<u8> {
    let words = [("abdomen", Classes::CLINICAL), ("rose", Classes::GIVEN), ("may", Classes::MONTH)];
    let mut places = words.map(|(word, _)| fingerprint(hash(word.as_bytes())));
    places.sort_unstable();
    let (mut bits, mut next) = (Vec::new(), 0);
    for place in places {
        let step = place - next;
        bits.resize(bits.len() + (step >> STEP_BITS) as usize, false);
        bits.push(true);
        bits.extend((0..STEP_BITS).map(|bit| step >> bit & 1 == 1));
        // Set 2, in gamma code.
        bits.extend([false, true, false]);
        next = place + 1;
    }
    let mut body: Vec<u8> = words.iter().flat_map(|(_, classes)| classes.bits().to_le_bytes()).collect();
    let byte = |byte: &[bool]| byte.iter().rev().fold(0, |all, bit| all << 1 | u8::from(*bit));
    // Every list of the rules is empty.
    body.extend(u32::try_from(LIST_NAMES.len()).unwrap_or_default().to_le_bytes());
    body.extend(LIST_NAMES.iter().map(|_| b'\n'));
    body.extend(bits.chunks(8).map(byte));
    let mut bytes = MAGIC.to_vec();
    // One bucket, three words, three sets and no exception.
    bytes.extend([FORMAT_VERSION, 1, 3, 3].iter().flat_map(|count| count.to_le_bytes()));
    bytes.extend(Sha256::digest(&body));
    bytes.extend(20_260_101_u64.to_le_bytes());
    bytes.extend(body);
    bytes
}
