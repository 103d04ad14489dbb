//! How docs/spec/vectors/images/eif.json was made, by AWS's own library of the format.
//!
//! It has 245 dependencies, so it is no part of the workspace:
//!
//! ```sh
//! cargo new eif_vectors && cd eif_vectors
//! cargo add aws-nitro-enclaves-image-format@=0.8.1 hex serde_json sha2@0.10
//! cp PHIWARD/docs/spec/vectors/tools/eif.rs src/main.rs
//! cargo run > eif.json
//! ```
//!
//! Another run gives the same bytes. A part is `len` bytes, of which each is `(place * step + start) % 256`.

use std::fs::{self, File};

use aws_nitro_enclaves_image_format::defs::{EifBuildInfo, EifIdentityInfo};
use aws_nitro_enclaves_image_format::utils::EifBuilder;
use aws_nitro_enclaves_image_format::utils::eif_reader::EifReader;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384};

struct Case {
    id: &'static str,
    architecture: &'static str,
    command_line: &'static str,
    /// Step, start and length of the kernel and of two ramdisks.
    parts: [[usize; 3]; 3],
}

const CASES: [Case; 5] = [
    Case {
        id: "small",
        architecture: "x86_64",
        command_line: "console=ttyS0 quiet",
        parts: [[7, 1, 5000], [3, 2, 3000], [5, 3, 4001]],
    },
    Case {
        id: "graviton",
        architecture: "aarch64",
        command_line: "console=ttyAMA0 panic=-1 init_on_free=1 init_on_alloc=1",
        parts: [[11, 0, 777], [13, 9, 1], [17, 5, 65_536]],
    },
    Case {
        id: "a-command-line-of-nothing",
        architecture: "x86_64",
        command_line: "",
        parts: [[1, 0, 1], [1, 1, 1], [1, 2, 1]],
    },
    Case {
        id: "ramdisks-in-another-order",
        architecture: "x86_64",
        command_line: "console=ttyS0 quiet",
        parts: [[7, 1, 5000], [5, 3, 4001], [3, 2, 3000]],
    },
    Case {
        id: "large",
        architecture: "x86_64",
        command_line: "reboot=k panic=30 pci=off nomodules console=ttyS0 random.trust_cpu=off",
        parts: [[251, 17, 1_048_583], [249, 3, 524_287], [241, 200, 2_097_153]],
    },
];

fn pattern([step, start, len]: [usize; 3]) -> Vec<u8> {
    (0..len).map(|place| ((place * step + start) % 256) as u8).collect()
}

fn information(id: &str) -> EifIdentityInfo {
    let at = "1970-01-01T00:00:00+00:00";
    EifIdentityInfo {
        img_name: id.into(),
        img_version: "1".into(),
        build_info: EifBuildInfo {
            build_time: at.into(),
            build_tool: "eif_vectors".into(),
            build_tool_version: "1".into(),
            img_os: "Linux".into(),
            img_kernel: "unknown".into(),
        },
        docker_info: json!({}),
        custom_info: json!({}),
    }
}

fn build(case: &Case) -> Value {
    let folder = std::env::temp_dir().join(format!("eif-vectors-{}-{}", std::process::id(), case.id));
    fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name);
    for (name, part) in ["kernel", "boot", "program"].into_iter().zip(case.parts) {
        fs::write(path(name), pattern(part)).unwrap();
    }
    let flags = u16::from(case.architecture == "aarch64");
    let information = information(case.id);
    let metadata = serde_json::to_string(&information).unwrap();
    let command_line = case.command_line.to_owned();
    let mut builder = EifBuilder::new(&path("kernel"), command_line, None, Sha384::new(), flags, information);
    builder.add_ramdisk(&path("boot"));
    builder.add_ramdisk(&path("program"));
    let registers = builder.write_to(&mut File::create(path("eif")).unwrap());
    // The reader of the same library must agree with its builder.
    let mut reader = EifReader::from_eif(path("eif").display().to_string()).unwrap();
    assert!(reader.check_crc());
    let read = reader.get_measurements().unwrap();
    assert!(["PCR0", "PCR1", "PCR2"].iter().all(|name| read[*name] == registers[*name]));
    let image = fs::read(path("eif")).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let [kernel, boot, program] = case.parts.map(|[step, start, len]| json!({"step": step, "start": start, "len": len}));
    json!({
        "id": case.id,
        "architecture": case.architecture,
        "command_line": case.command_line,
        "kernel": kernel,
        "boot": boot,
        "program": program,
        "metadata": metadata,
        "expect": {
            "pcr0": registers["PCR0"],
            "pcr1": registers["PCR1"],
            "pcr2": registers["PCR2"],
            "header": hex::encode(&image[..548]),
            "len": image.len(),
            "sha256": hex::encode(Sha256::digest(&image)),
        },
    })
}

fn main() {
    let cases: Vec<_> = CASES.iter().map(build).collect();
    let file = json!({
        "kind": "eif",
        "note": "Images by the crate aws-nitro-enclaves-image-format 0.8.1; see tools/eif.rs.",
        "cases": cases,
    });
    println!("{}", serde_json::to_string_pretty(&file).unwrap());
}
