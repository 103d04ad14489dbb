//! The human-readable form: field by field, where it stands, what it holds, what it means.

use core::ops::Range;

use phiward_envelope::{CHUNK_LEN, Header, Inspection, Layout, Purpose};
use phiward_keys::{Caps, KdfParams, SlotInfo, SlotKind, Vault};

use crate::hex;

/// Offset, length, field, value, meaning.
pub(crate) type Row = [String; 5];

/// Bytes of a long value that are shown.
const SHOWN: usize = 8;

/// The parts of a byte string, taken one after another.
struct Fields<'a> {
    bytes: &'a [u8],
    offset: usize,
    rows: Vec<Row>,
}

impl<'a> Fields<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let titles = ["offset", "length", "field", "value", "meaning"].map(str::to_owned);
        Self { bytes, offset: 0, rows: vec![titles] }
    }

    /// Takes a field; its value is shown as hexadecimal digits.
    fn take(&mut self, len: usize, field: &str, meaning: impl Into<String>) -> &'a [u8] {
        let value = self.bytes.get(self.offset..self.offset + len).unwrap_or_default();
        // Ids are shown whole, for they are to be compared and copied.
        let most = if len == 16 { len } else { SHOWN };
        self.push(
            self.offset as u64..(self.offset + len) as u64,
            field,
            hex::abbreviate(value, most),
            meaning,
        );
        self.offset += len;
        value
    }

    fn push(&mut self, at: Range<u64>, field: &str, value: impl Into<String>, meaning: impl Into<String>) {
        let len = at.end - at.start;
        self.rows.push([
            at.start.to_string(),
            len.to_string(),
            field.to_owned(),
            value.into(),
            meaning.into(),
        ]);
    }
}

/// The rows of an envelope, whose first bytes are `start`.
pub(super) fn of(inspection: &Inspection, start: &[u8]) -> Vec<Row> {
    match inspection {
        Inspection::Envelope { header, layout } => envelope_rows(header, layout, start),
        other => legacy_rows(start, other.plaintext_len()),
    }
}

pub(crate) fn envelope_rows(header: &Header, layout: &Layout, start: &[u8]) -> Vec<Row> {
    let mut fields = Fields::new(start);
    let version = if header.version() == 2 { "a record, sealed whole" } else { "a stream" };
    fields.take(1, "version", version);
    fields.take(1, "suite", "Cobblestone-256: AES-256-GCM in chunks");
    fields.take(1, "flags", "none are defined");
    fields.take(1, "purpose", purpose_text(header.purpose()));
    fields.take(16, "key id", "of the key that opens it; random");
    fields.take(2, "ext length", "bytes of extensions");
    for extension in header.extensions() {
        let meaning = format!("type {}, authenticated, not encrypted", extension.kind());
        fields.take(3 + extension.value().len(), "extension", meaning);
    }
    fields.take(24, "salt", "random: a new key for every envelope");
    fields.take(32, "commitment", "to key, header and context");
    for row in chunk_rows(layout) {
        fields.push(row.0, &row.1, "", row.2);
    }
    fields.rows
}

/// The first and the last chunk, and what is between them.
fn chunk_rows(layout: &Layout) -> Vec<(Range<u64>, String, String)> {
    let last = layout.chunks() - 1;
    let mut rows = Vec::new();
    if let (Some(first), true) = (layout.chunk_range(0), last > 0) {
        let end = layout.last_chunk_range().start;
        let field = if last == 1 { "chunk 0".to_owned() } else { format!("chunks 0-{}", last - 1) };
        rows.push((first.start..end, field, format!("each {CHUNK_LEN} bytes, sealed, and a tag")));
    }
    let range = layout.last_chunk_range();
    let content = range.end - range.start - 16;
    let meaning = format!("the last: {content} bytes, sealed, and a tag");
    rows.push((range, format!("chunk {last}"), meaning));
    rows
}

/// The rows of a v1 envelope, whose first bytes are `start`.
fn legacy_rows(start: &[u8], plaintext_len: u64) -> Vec<Row> {
    let mut fields = Fields::new(start);
    fields.take(1, "version", "legacy: no context, no commitment, no key id");
    fields.take(12, "iv", "random");
    fields.take(16, "tag", "of everything; v1 has it in front");
    fields.push(29..29 + plaintext_len, "ciphertext", "", format!("{plaintext_len} bytes sealed"));
    fields.rows
}

/// The rows of a key slot.
pub(super) fn slot_rows(info: &SlotInfo, bytes: &[u8]) -> Vec<Row> {
    let mut fields = Fields::new(bytes);
    fields.take(1, "magic", "K: a key slot");
    fields.take(1, "version", "1");
    fields.take(1, "type", format!("{}: {}", info.kind.name(), opened_by(info.kind)));
    fields.take(16, "key id", "the data key in it");
    fields.take(16, "slot id", "random");
    for (field, meaning) in [("salt", "random".to_owned()), ("parameters", cost_text(info))] {
        let len = fields.take(1, &format!("{field} length"), "bytes").first().copied().unwrap_or(0);
        if len > 0 {
            fields.take(usize::from(len), field, meaning);
        }
    }
    let body = fields.bytes.len().saturating_sub(fields.offset);
    fields.take(body, "body", "the data key, sealed; bound to all bytes above");
    fields.rows
}

/// One row for each slot of a vault.
pub(super) fn vault_rows(vault: &Vault) -> Vec<[String; 4]> {
    let mut rows = vec![
        ["key id".to_owned(), vault.key_id().to_string(), String::new(), String::new()],
        ["slot", "slot id", "type", "derivation"].map(str::to_owned),
    ];
    for (index, info) in vault.slot_infos().enumerate() {
        rows.push([
            (index + 1).to_string(),
            info.slot_id.to_string(),
            info.kind.name().to_owned(),
            cost_text(&info),
        ]);
    }
    rows
}

fn purpose_text(purpose: Purpose) -> &'static str {
    purpose.name().unwrap_or("not known to this release")
}

const fn opened_by(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Password => "opened by a password",
        SlotKind::Recovery => "opened by 24 recovery words",
        SlotKind::WebAuthnPrf => "opened by a passkey or security key",
        SlotKind::Hpke => "opened by a recipient's private key",
        SlotKind::Kek => "opened by a key that the host keeps",
        SlotKind::BreakGlass => "opened by a key of the host and an audited reason",
        _ => "not known to this release",
    }
}

/// What opening the slot costs, and whether it would be tried at all.
fn cost_text(info: &SlotInfo) -> String {
    match info.kdf {
        Some(params) => match params.check_opening(&Caps::default()) {
            Ok(()) => kdf_text(&params),
            Err(error) => format!("{}: refused, {}", kdf_text(&params), error.code()),
        },
        None if info.kind == SlotKind::Hpke => "HPKE".to_owned(),
        None => "HKDF-SHA-512".to_owned(),
    }
}

/// A derivation in words.
pub(crate) fn kdf_text(params: &KdfParams) -> String {
    match params {
        KdfParams::Argon2id { m_kib, t, p } if m_kib % 1024 == 0 => {
            format!("Argon2id, {} MiB, {t} passes, {p} lanes", m_kib / 1024)
        }
        KdfParams::Argon2id { m_kib, t, p } => format!("Argon2id, {m_kib} KiB, {t} passes, {p} lanes"),
        KdfParams::Pbkdf2Sha256 { iterations } => format!("PBKDF2-HMAC-SHA-256, {iterations} iterations"),
        _ => "a derivation that is not known to this release".to_owned(),
    }
}
