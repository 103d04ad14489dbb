//! Images against those of AWS's own library: `docs/spec/vectors/images/eif.json`, made by `tools/eif.rs` beside it.
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use phiward_enclave::image::{Architecture, Image};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/vectors/images/eif.json");
const HEADER_LEN: usize = 548;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// Bytes of which each is `(place * step + start) % 256`.
fn pattern(part: &Value) -> Vec<u8> {
    let [step, start, len] = ["step", "start", "len"].map(|name| number(&part[name]));
    (0..len).map(|place| u8::try_from((place * step + start) % 256).unwrap()).collect()
}

fn image(case: &Value) -> Image {
    let architecture = match case["architecture"].as_str().unwrap() {
        "aarch64" => Architecture::Aarch64,
        _ => Architecture::X86_64,
    };
    let ramdisks = ["boot", "program"].map(|name| pattern(&case[name]));
    let command_line = case["command_line"].as_str().unwrap();
    let mut image = Image::new(architecture, pattern(&case["kernel"]), command_line, ramdisks);
    image.metadata = case["metadata"].as_str().unwrap().into();
    image
}

#[test]
fn registers_and_bytes_are_those_of_the_official_library() {
    let cases = cases();
    assert_eq!(cases.len(), 5);
    for case in &cases {
        let (image, expect) = (image(case), &case["expect"]);
        for (register, name) in image.measurements().iter().zip(["pcr0", "pcr1", "pcr2"]) {
            assert_eq!(hex(register), expect[name].as_str().unwrap(), "{} {name}", case["id"]);
        }
        let bytes = image.to_bytes();
        assert_eq!(hex(&bytes[..HEADER_LEN]), expect["header"].as_str().unwrap(), "{}", case["id"]);
        assert_eq!(bytes.len(), number(&expect["len"]), "{}", case["id"]);
        assert_eq!(hex(&Sha256::digest(&bytes)), expect["sha256"].as_str().unwrap(), "{}", case["id"]);
    }
}

/// Ours name no time and no place, so that the same parts give the same file; nothing else of it is measured.
#[test]
fn our_metadata_have_the_fields_of_the_official_ones_and_change_no_register() {
    for case in &cases() {
        let theirs: Value = serde_json::from_str(case["metadata"].as_str().unwrap()).unwrap();
        let [boot, program] = ["boot", "program"].map(|name| pattern(&case[name]));
        let ours = Image::new(Architecture::X86_64, Vec::new(), "", [boot, program]).metadata;
        let ours: Value = serde_json::from_str(&ours).unwrap();
        let names = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
        assert_eq!(names(&ours), names(&theirs));
        assert_eq!(names(&ours["BuildMetadata"]), names(&theirs["BuildMetadata"]));
        let mut other = image(case);
        other.metadata = "{}".into();
        assert_eq!(other.measurements(), image(case).measurements());
        assert_ne!(other.to_bytes(), image(case).to_bytes());
    }
}
