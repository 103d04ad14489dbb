//! Finding out what the input is, without reading more of it than needed.

use phiward_envelope::{Error, Header, Inspection, Layout, legacy};
use phiward_keys::{MAX_VAULT_FILE_LEN, SlotInfo, Vault};

use crate::failure::Failure;
use crate::input::Input;
use crate::vault_file;

/// Bytes that are enough for every prefix of an envelope and every key slot.
const START: usize = 4096;
/// The first byte of a v1 envelope.
const V1: u8 = 1;

/// What the input is, with the bytes that tell so.
pub(super) enum Found {
    Envelope { inspection: Inspection, start: Vec<u8> },
    Slot { info: SlotInfo, bytes: Vec<u8> },
    Vault(Vault),
}

impl Found {
    pub(super) fn read(mut input: Input) -> Result<Self, Failure> {
        let mut first = Vec::new();
        input.fill(&mut first, 1)?;
        let kind = first.first().copied();
        let known_len = input.len();
        let mut input = input.preceded_by(first);
        match kind {
            // The text of versions 1 to 3 starts with `A`, that of a slot with `S`, a vault file with `{`.
            // No version will ever have one of these as its byte.
            Some(b'A' | b'S') => Self::binary(&mut input.decoded(), None),
            Some(b'{') => {
                let mut file = Vec::new();
                input.fill(&mut file, MAX_VAULT_FILE_LEN + 1)?;
                Ok(Self::Vault(vault_file::of_bytes(&file)?))
            }
            _ => Self::binary(&mut input, known_len),
        }
    }

    fn binary(input: &mut Input, known_len: Option<u64>) -> Result<Self, Failure> {
        let mut start = Vec::with_capacity(START);
        input.fill(&mut start, START)?;
        if start.first() == Some(&b'K') {
            return Ok(Self::Slot { info: phiward_keys::inspect(&start)?, bytes: start });
        }
        // What the header says is judged before a long stream is read to its end.
        let header = if start.first() == Some(&V1) { None } else { Some(Header::parse(&start)?) };
        let len = match known_len {
            Some(len) => len,
            None => start.len() as u64 + input.count_rest()?,
        };
        let inspection = match header {
            Some(header) => {
                let layout = Layout::new(&header, len)?;
                Inspection::Envelope { header, layout }
            }
            None => Inspection::V1 {
                plaintext_len: len.checked_sub(legacy::OVERHEAD as u64).ok_or(Error::Truncated)?,
            },
        };
        Ok(Self::Envelope { inspection, start })
    }
}
