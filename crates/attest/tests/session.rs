//! A session between a client and an enclave whose documents a test root signs.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skips"
)]

mod support;

use phiward_attest::insecure::{Chain, DocumentFields};
use phiward_attest::session::{
    Answer, AnswerOpener, Enclave, Evidence, Hello, Key, RecipientKey, Request, SealedRequest, Seed,
    SessionError, Statement, Suite, Terms, bucket,
};
use phiward_attest::{Error, Policy};
use proptest::prelude::*;

use support::{NONCE, NOW_MS, setting};

const TERMS: Terms = Terms::new([1; 48], [2; 48], 1);
const STATEMENT: Statement = Statement::new(7, NOW_MS + 3_600_000, TERMS);
const CANARY: &str = "CANARY-2718281828";

struct Side {
    chain: Chain,
    policy: Policy,
    key: RecipientKey,
}

impl Side {
    fn new(suite: Suite) -> Self {
        let (chain, policy) = setting();
        Self { chain, policy, key: RecipientKey::generate(suite, &Seed::from_bytes([3; 64])).unwrap() }
    }

    fn fields(&self) -> DocumentFields {
        let mut fields = DocumentFields::new(NOW_MS);
        fields.nonce = Some(NONCE.to_vec());
        fields.public_key = Some(self.key.attested_key());
        fields.user_data = Some(STATEMENT.digest().to_vec());
        fields
    }

    fn evidence(&self, fields: &DocumentFields) -> Evidence {
        let document = self.chain.document(fields);
        let evidence = Evidence::new(self.key.suite(), self.key.public_key().to_vec(), &STATEMENT, document);
        Evidence::parse(&evidence.to_bytes()).unwrap()
    }

    fn verify(&self, evidence: &Evidence) -> Result<Enclave, SessionError> {
        evidence.verify(&Hello::new(NONCE), &self.policy, &TERMS, NOW_MS)
    }

    fn enclave(&self) -> Enclave {
        self.verify(&self.evidence(&self.fields())).unwrap()
    }
}

fn request() -> Request {
    let key = Key::Sealed { id: [4; 16], key: [5; 32] };
    Request::new(key, vec![6; 3000], 2, CANARY)
        .with_context([("tenant", "clinic-7")])
        .with_deadline_ms(NOW_MS)
}

fn seal(enclave: &Enclave, seed: u8) -> (SealedRequest, AnswerOpener) {
    enclave.seal(&request(), 900, Seed::from_bytes([seed; 64]), NOW_MS).unwrap()
}

#[test]
fn a_request_and_its_answer_pass_in_every_suite() {
    for suite in Suite::SUPPORTED {
        let side = Side::new(*suite);
        let (sealed, opener) = seal(&side.enclave(), 1);
        let bytes = sealed.to_bytes();
        assert!(!bytes.windows(8).any(|window| window == &CANARY.as_bytes()[..8]));
        let opened = side.key.open(SealedRequest::parse(&bytes).unwrap()).unwrap();
        assert_eq!(opened.request.unwrap(), request());
        let answer = Answer::Answered(b"stable".to_vec());
        let message = opened.sealer.seal(&answer, [9; 32]).unwrap();
        assert_eq!(message.len(), opener.message_len());
        assert_eq!(opener.open(&message).unwrap(), answer);
    }
}

#[test]
fn answers_and_refusals_of_any_length_are_equally_long() {
    let side = Side::new(Suite::X25519);
    let enclave = side.enclave();
    for answer_len in [0, 900, 5000, 40_000] {
        let mut lengths = Vec::new();
        let seal = || enclave.seal(&request(), answer_len, Seed::from_bytes([1; 64]), NOW_MS).unwrap();
        let open = || side.key.open(seal().0).unwrap().sealer;
        for answer in [
            Answer::Answered(Vec::new()),
            Answer::Answered(vec![b'a'; answer_len]),
            Answer::Answered(vec![b'a'; open().capacity()]),
            Answer::Refused(b"deadline".to_vec()),
        ] {
            let message = open().seal(&answer, [9; 32]).unwrap();
            assert_eq!(seal().1.open(&message).unwrap(), answer);
            lengths.push(message.len());
        }
        assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]), "{lengths:?}");
        let sealer = open();
        let longer = Answer::Answered(vec![0; sealer.capacity() + 1]);
        assert_eq!(sealer.seal(&longer, [9; 32]), Err(SessionError::LimitExceeded));
    }
}

#[test]
fn requests_tell_their_bucket_only() {
    let enclave = Side::new(Suite::X25519).enclave();
    let len = |prompt: usize| {
        let request = Request::new(Key::Wrapped(vec![1; 100]), Vec::new(), 1, &"p".repeat(prompt));
        enclave.seal(&request, 0, Seed::from_bytes([1; 64]), NOW_MS).unwrap().0.sealed.len()
    };
    assert_eq!(len(0), 1024 + 16);
    assert_eq!(len(800), len(0));
    assert_eq!(len(1000), 4096 + 16);
}

#[test]
fn a_key_that_was_not_attested_gets_nothing() {
    let side = Side::new(Suite::X25519);
    let other = RecipientKey::generate(Suite::X25519, &Seed::from_bytes([8; 64])).unwrap();
    let mut evidence = side.evidence(&side.fields());
    evidence.key = other.public_key().to_vec();
    assert_eq!(side.verify(&evidence).err(), Some(SessionError::KeyMismatch));
    for absent in [None, Some(Vec::new())] {
        let mut fields = side.fields();
        fields.public_key = absent;
        assert_eq!(side.verify(&side.evidence(&fields)).err(), Some(SessionError::KeyMismatch));
    }
}

#[test]
fn a_statement_that_was_not_attested_is_refused() {
    let side = Side::new(Suite::X25519);
    let mut evidence = side.evidence(&side.fields());
    evidence.statement = Statement::new(7, u64::MAX, TERMS).to_bytes();
    let mismatch = Some(SessionError::Attestation(Error::UserDataMismatch));
    assert_eq!(side.verify(&evidence).err(), mismatch);
    let mut fields = side.fields();
    fields.user_data = None;
    assert_eq!(side.verify(&side.evidence(&fields)).err(), mismatch);
}

#[test]
fn other_terms_nonces_and_times_are_told_apart() {
    let side = Side::new(Suite::X25519);
    let evidence = side.evidence(&side.fields());
    let check = |hello: &Hello, terms: &Terms, now_ms: u64| {
        evidence.verify(hello, &side.policy, terms, now_ms).map(|_| ()).map_err(|error| error.code())
    };
    let hello = Hello::new(NONCE);
    assert_eq!(check(&hello, &TERMS, NOW_MS), Ok(()));
    assert_eq!(check(&Hello::new([0; 32]), &TERMS, NOW_MS), Err("nonce_mismatch"));
    assert_eq!(check(&hello, &Terms::new([0; 48], [2; 48], 1), NOW_MS), Err("terms_mismatch"));
    assert_eq!(check(&hello, &Terms::new([1; 48], [0; 48], 1), NOW_MS), Err("terms_mismatch"));
    assert_eq!(check(&hello, &TERMS, NOW_MS + 400_000), Err("too_old"));
    let old =
        evidence.verify(&hello, &side.policy.clone().with_max_age_ms(u64::MAX), &TERMS, NOW_MS + 3_600_000);
    assert_eq!(old.err(), Some(SessionError::EpochExpired));
    let enclave = side.enclave();
    let late = enclave.seal(&request(), 0, Seed::from_bytes([1; 64]), NOW_MS + 3_600_000);
    assert_eq!(late.err(), Some(SessionError::EpochExpired));
}

#[test]
fn a_request_opens_under_its_own_header_only() {
    let side = Side::new(Suite::X25519);
    let (sealed, _) = seal(&side.enclave(), 1);
    let altered: [fn(&mut SealedRequest); 6] = [
        |request| request.epoch += 1,
        |request| request.answer_len = 4096,
        |request| request.document[0] ^= 1,
        |request| request.enc[0] ^= 1,
        |request| request.sealed[0] ^= 1,
        |request| *request.sealed.last_mut().unwrap() ^= 1,
    ];
    for alter in altered {
        let mut request = sealed.clone();
        alter(&mut request);
        assert_eq!(side.key.open(request).err(), Some(SessionError::Rejected));
    }
    let other = RecipientKey::generate(Suite::X25519, &Seed::from_bytes([8; 64])).unwrap();
    assert_eq!(other.open(sealed).err(), Some(SessionError::Rejected));
}

#[test]
fn an_answer_belongs_to_one_request() {
    let side = Side::new(Suite::X25519);
    let enclave = side.enclave();
    let answer = |sealed: SealedRequest| {
        side.key.open(sealed).unwrap().sealer.seal(&Answer::Answered(b"a".to_vec()), [9; 32]).unwrap()
    };
    let ((first, first_opener), (second, second_opener)) = (seal(&enclave, 1), seal(&enclave, 2));
    let (to_first, to_second) = (answer(first), answer(second));
    assert_eq!(first_opener.open(&to_second), Err(SessionError::Rejected));
    assert_eq!(second_opener.open(&to_first), Err(SessionError::Rejected));
}

#[test]
fn an_answer_cannot_be_cut_reordered_or_altered() {
    let side = Side::new(Suite::X25519);
    let enclave = side.enclave();
    let pair = || enclave.seal(&request(), 40_000, Seed::from_bytes([1; 64]), NOW_MS).unwrap();
    let sealer = side.key.open(pair().0).unwrap().sealer;
    let message = sealer.seal(&Answer::Answered(vec![7; 40_000]), [9; 32]).unwrap();
    let chunk = 16 * 1024 + 16;
    let refused = |altered: &[u8]| assert_eq!(pair().1.open(altered), Err(SessionError::Rejected));
    refused(&message[..message.len() - chunk]);
    refused(&message[..message.len() - 1]);
    refused(&[message.as_slice(), &[0]].concat());
    refused(&[]);
    let mut swapped = message.clone();
    let (first, second) = swapped[32..].split_at_mut(chunk);
    first.swap_with_slice(&mut second[..chunk]);
    refused(&swapped);
    for at in (0..message.len()).step_by(997) {
        let mut altered = message.clone();
        altered[at] ^= 0x10;
        refused(&altered);
    }
}

#[test]
fn sizes_that_the_protocol_has_not_are_refused() {
    let enclave = Side::new(Suite::X25519).enclave();
    let (sealed, _) = seal(&enclave, 1);
    let parse = |alter: fn(&mut SealedRequest)| {
        let mut request = sealed.clone();
        alter(&mut request);
        SealedRequest::parse(&request.to_bytes()).err()
    };
    assert_eq!(parse(|_| ()), None);
    assert_eq!(parse(|request| request.answer_len = 1000), Some(SessionError::Malformed));
    assert_eq!(parse(|request| request.answer_len = 1 << 30), Some(SessionError::LimitExceeded));
    assert_eq!(parse(|request| request.sealed.push(0)), Some(SessionError::Malformed));
    assert_eq!(parse(|request| request.sealed.truncate(15)), Some(SessionError::Malformed));
    assert_eq!(
        parse(|request| request.sealed.resize(bucket(1 << 20) + 16, 0)),
        Some(SessionError::LimitExceeded)
    );
    let large = Request::new(Key::Wrapped(Vec::new()), vec![0; 1 << 20], 1, "");
    let refused = enclave.seal(&large, 0, Seed::from_bytes([1; 64]), NOW_MS);
    assert_eq!(refused.err(), Some(SessionError::LimitExceeded));
    let refused = enclave.seal(&request(), 1 << 20, Seed::from_bytes([1; 64]), NOW_MS);
    assert_eq!(refused.err(), Some(SessionError::LimitExceeded));
}

#[test]
fn nothing_secret_is_printed() {
    let side = Side::new(Suite::X25519);
    let request = request();
    let (sealed, opener) = seal(&side.enclave(), 1);
    let opened = side.key.open(sealed).unwrap();
    let answer = Answer::Answered(CANARY.into());
    let refusal = Answer::Refused(CANARY.into());
    let seed = Seed::from_bytes([7; 64]);
    let texts = format!("{request:?} {opened:?} {answer:?} {refusal:?} {opener:?} {seed:?} {:?}", side.key);
    for secret in [CANARY, "67, 65, 78", "7, 7, 7", "5, 5, 5", "clinic"] {
        assert!(!texts.contains(secret), "{texts}");
    }
}

proptest! {
    #[test]
    fn parsers_accept_nothing_that_they_do_not_write(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(hello) = Hello::parse(&bytes) {
            prop_assert!(hello.suites.len() <= bytes.len());
        }
        if let Ok(evidence) = Evidence::parse(&bytes) {
            prop_assert_eq!(evidence.to_bytes(), bytes.clone());
        }
        if let Ok(request) = SealedRequest::parse(&bytes) {
            prop_assert_eq!(request.to_bytes(), bytes);
        }
    }

    #[test]
    fn any_request_passes(
        envelope in prop::collection::vec(any::<u8>(), 0..20_000),
        prompt in ".{0,200}",
        context in prop::collection::vec((".{0,9}", ".{0,9}"), 0..9),
        wrapped in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let side = Side::new(Suite::X25519);
        let request = Request::new(Key::Wrapped(wrapped), envelope, 1, &prompt).with_context(context);
        let (sealed, _) = side.enclave().seal(&request, 0, Seed::from_bytes([1; 64]), NOW_MS).unwrap();
        let opened = side.key.open(SealedRequest::parse(&sealed.to_bytes()).unwrap()).unwrap();
        prop_assert_eq!(opened.request.unwrap(), request);
    }
}
