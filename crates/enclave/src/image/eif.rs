//! The enclave image format, version 4.

use sha2::{Digest as _, Sha384};

const MAGIC: &[u8; 4] = b".eif";
const VERSION: u16 = 4;
/// Places for sections in the header.
const MAX_SECTIONS: usize = 32;
const SECTION_HEAD: usize = 12;
/// What the official builder writes; `nitro-cli run-enclave` is told the real numbers.
const DEFAULT_MEMORY: u64 = 1024 * 1024 * 1024;
const DEFAULT_CPUS: u64 = 2;

const KERNEL: u16 = 1;
const COMMAND_LINE: u16 = 2;
const RAMDISK: u16 = 3;
const METADATA: u16 = 5;

/// What the image runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Architecture {
    /// Intel and AMD.
    X86_64,
    /// Graviton.
    Aarch64,
}

/// The parts of an image.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Image {
    /// What it runs on.
    pub architecture: Architecture,
    /// The kernel.
    pub kernel: Vec<u8>,
    /// Its command line.
    pub command_line: String,
    /// The ramdisk that boots, which PCR1 measures.
    pub boot: Vec<u8>,
    /// The ramdisk of the program, which PCR2 measures.
    pub program: Vec<u8>,
    /// JSON that tools show. It is not measured.
    pub metadata: String,
}

impl Image {
    /// Puts an image together, with metadata that name no time and no place.
    #[must_use]
    pub fn new(
        architecture: Architecture,
        kernel: Vec<u8>,
        command_line: &str,
        [boot, program]: [Vec<u8>; 2],
    ) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let metadata = serde_json::json!({
            "ImageName": "phiward-enclave",
            "ImageVersion": version,
            "BuildMetadata": {
                "BuildTime": "1970-01-01T00:00:00+00:00",
                "BuildTool": "phiward",
                "BuildToolVersion": version,
                "OperatingSystem": "Linux",
                "KernelVersion": "unknown",
            },
            "DockerInfo": {},
            "CustomMetadata": {},
        });
        let metadata = metadata.to_string();
        Self { architecture, kernel, command_line: command_line.into(), boot, program, metadata }
    }

    /// PCR0, PCR1 and PCR2: of all, of kernel, command line and boot, and of the program.
    #[must_use]
    pub fn measurements(&self) -> [[u8; 48]; 3] {
        let boot: [&[u8]; 3] = [&self.kernel, self.command_line.as_bytes(), &self.boot];
        let all: Vec<_> = boot.into_iter().chain([self.program.as_slice()]).collect();
        [measure(&all), measure(&boot), measure(&[&self.program])]
    }

    /// The image.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let sections: [(u16, &[u8]); 5] = [
            (KERNEL, &self.kernel),
            (COMMAND_LINE, self.command_line.as_bytes()),
            (METADATA, self.metadata.as_bytes()),
            (RAMDISK, &self.boot),
            (RAMDISK, &self.program),
        ];
        let mut head = self.head(&sections.map(|(_, content)| content.len()));
        let mut body = Vec::new();
        for (kind, content) in sections {
            body.extend(kind.to_be_bytes());
            body.extend(0_u16.to_be_bytes());
            body.extend(number(content.len()).to_be_bytes());
            body.extend(content);
        }
        let checksum = crc32(&[&head, &body]);
        head.extend(checksum.to_be_bytes());
        head.extend(body);
        head
    }

    /// The header without its checksum.
    fn head(&self, sizes: &[usize]) -> Vec<u8> {
        let flags: u16 = match self.architecture {
            Architecture::X86_64 => 0,
            Architecture::Aarch64 => 1,
        };
        let mut head = Vec::with_capacity(HEAD_LEN);
        head.extend(MAGIC);
        head.extend(VERSION.to_be_bytes());
        head.extend(flags.to_be_bytes());
        head.extend(DEFAULT_MEMORY.to_be_bytes());
        head.extend(DEFAULT_CPUS.to_be_bytes());
        head.extend(0_u16.to_be_bytes());
        head.extend(u16::try_from(sizes.len()).unwrap_or(u16::MAX).to_be_bytes());
        let offsets = sizes.iter().scan(HEAD_LEN, |at, size| {
            let offset = *at;
            *at += SECTION_HEAD + size;
            Some(offset)
        });
        for numbers in [offsets.collect::<Vec<_>>(), sizes.to_vec()] {
            let padded = numbers.iter().copied().chain(core::iter::repeat(0)).take(MAX_SECTIONS);
            padded.for_each(|value| head.extend(number(value).to_be_bytes()));
        }
        head.extend(0_u32.to_be_bytes());
        head
    }
}

/// Length of the header: 28 bytes, an offset and a size for each section, and 8 bytes.
const HEAD_LEN: usize = 28 + MAX_SECTIONS * 16 + 8;

fn number(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// What a register holds that was zero and was extended once, with the digest of the parts.
fn measure(parts: &[&[u8]]) -> [u8; 48] {
    let mut digest = Sha384::new();
    parts.iter().for_each(|part| digest.update(part));
    Sha384::new().chain_update([0; 48]).chain_update(digest.finalize()).finalize().into()
}

/// CRC-32 as in ISO-HDLC, the one of gzip.
fn crc32(parts: &[&[u8]]) -> u32 {
    let bytes = parts.iter().copied().flatten();
    !bytes.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(a: usize, b: usize, len: usize) -> Vec<u8> {
        (0..len).map(|index| u8::try_from((index * a + b) % 256).unwrap()).collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn image() -> Image {
        let ramdisks = [pattern(3, 2, 3000), pattern(5, 3, 4001)];
        Image::new(Architecture::X86_64, pattern(7, 1, 5000), "console=ttyS0 quiet", ramdisks)
    }

    #[test]
    fn the_checksum_is_that_of_everybody() {
        assert_eq!(crc32(&[b"1234", b"56789"]), 0xcbf4_3926);
    }

    /// Computed with Python's hashlib from the definition of the registers.
    #[test]
    fn measurements_are_those_of_another_implementation() {
        let [pcr0, pcr1, pcr2] = image().measurements().map(|register| hex(&register));
        assert_eq!(
            pcr0,
            "3093010f45058c3a301237455790ffbd09129783d8bcae52627c457cec1a837f\
             699bf245ff51712ad8285605ef0b17ca"
        );
        assert_eq!(
            pcr1,
            "a430b27f4bf63c750f7faf55a8b3578bcf84fcccd1de2be6e07a0ed97d996d49\
             2c5cca73207901f47ed3fbd892131aeb"
        );
        assert_eq!(
            pcr2,
            "4cd072a354e372e0b388af39350a53f9249be61c46ede947e558b86af87162a2\
             cd2fcfc9509c49667ca002d73a687376"
        );
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        assert_eq!(image().to_bytes(), image().to_bytes());
        assert_eq!(image().head(&[1, 2, 3]).len() + 4, 548);
    }

    #[test]
    fn each_part_is_measured_where_it_should_be() {
        let before = image().measurements();
        let changed = |change: fn(&mut Image)| {
            let mut image = image();
            change(&mut image);
            let after = image.measurements();
            [0, 1, 2].map(|index| after[index] != before[index])
        };
        assert_eq!(changed(|image| image.kernel[0] ^= 1), [true, true, false]);
        assert_eq!(changed(|image| image.command_line.push('x')), [true, true, false]);
        assert_eq!(changed(|image| image.boot[0] ^= 1), [true, true, false]);
        assert_eq!(changed(|image| image.program[0] ^= 1), [true, false, true]);
        assert_eq!(changed(|image| image.metadata.push(' ')), [false, false, false]);
    }
}
