//! What a request may change.

use super::{Statement, Value};

/// What a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    /// What is left of a limit. Forgotten when it is idle.
    Limit,
    /// Answers to requests that may be sent again.
    Answer,
    /// Exports that are under way; `until_ms` is when to look again.
    Export,
    /// Uploads and the files that came of them.
    Upload,
    /// The versions of the metadata keys.
    Keyring,
    /// Breakers, so that another process goes on where one ended.
    Breaker,
    /// What a launch has left for the pages behind it.
    Launch,
    /// Accounts of people.
    Account,
}

impl Space {
    /// Whether its cells may be lost when the power fails: what is left of a limit, and what a page shows for an hour.
    const fn is_fleeting(self) -> bool {
        matches!(self, Self::Limit | Self::Launch)
    }

    /// Those whose cells may be dropped when their time is over.
    pub(crate) const SWEPT: [Self; 3] = [Self::Limit, Self::Answer, Self::Launch];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Answer => "answer",
            Self::Export => "export",
            Self::Upload => "upload",
            Self::Keyring => "keyring",
            Self::Breaker => "breaker",
            Self::Launch => "launch",
            Self::Account => "account",
        }
    }
}

/// A value that is replaced only by those who have seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) version: u64,
    pub(crate) value: Vec<u8>,
    pub(crate) until_ms: u64,
}

impl Cell {
    /// The cell that follows another, or the first one. Versions never repeat, even where a cell was dropped.
    pub(crate) fn after(found: Option<&Self>, value: Vec<u8>, until_ms: u64, now_ms: u64) -> Self {
        let version = found.map_or(0, |found| found.version).saturating_add(1).max(now_ms);
        Self { version, value, until_ms }
    }
}

/// An envelope that this service cannot open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) tenant: String,
    pub(crate) id: String,
    pub(crate) version: u64,
    pub(crate) envelope: Vec<u8>,
    pub(crate) key_id: String,
    pub(crate) updated_ms: u64,
}

const INSERT_EVENT: &str =
    "INSERT INTO events (source, id, kind, received_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// One change. `expected` is the version that must be there; none means that nothing may be there.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    Cell {
        space: Space,
        key: String,
        expected: Option<u64>,
        cell: Cell,
    },
    DropCell {
        space: Space,
        key: String,
        expected: u64,
    },
    Record {
        record: Record,
        expected: Option<u64>,
    },
    DropRecord {
        tenant: String,
        id: String,
        expected: u64,
    },
    Part {
        file: String,
        start: u64,
        bytes: Vec<u8>,
    },
    DropParts {
        file: String,
    },
    /// Something that happened once: an event that is known already undoes the whole list.
    Event {
        source: String,
        id: String,
        kind: String,
        received_ms: u64,
    },
    /// Something that is written down once, and adds nothing when it is there already.
    EventOnce {
        source: String,
        id: String,
        kind: String,
        received_ms: u64,
    },
    Usage {
        client: String,
        period: String,
        kind: String,
        more: u64,
    },
}

impl Write {
    pub(crate) fn into_statement(self) -> Statement {
        match self {
            Self::Cell { space, key, expected, cell } => write_cell(space, key, expected, cell),
            Self::DropCell { space, key, expected } => Statement::expect(
                "DELETE FROM cells WHERE space = $1 AND name = $2 AND version = $3",
                vec![space.name().into(), key.into(), expected.into()],
            ),
            Self::Record { record, expected } => write_record(record, expected),
            Self::DropRecord { tenant, id, expected } => Statement::expect(
                "DELETE FROM records WHERE tenant = $1 AND id = $2 AND version = $3",
                vec![tenant.into(), id.into(), expected.into()],
            ),
            Self::Part { file, start, bytes } => Statement::expect(
                "INSERT INTO parts (file, start, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                vec![file.into(), start.into(), bytes.into()],
            ),
            Self::DropParts { file } => {
                Statement::change("DELETE FROM parts WHERE file = $1", vec![file.into()])
            }
            Self::Event { source, id, kind, received_ms } => Statement::expect(
                INSERT_EVENT,
                vec![source.into(), id.into(), kind.into(), received_ms.into()],
            ),
            Self::EventOnce { source, id, kind, received_ms } => Statement::change(
                INSERT_EVENT,
                vec![source.into(), id.into(), kind.into(), received_ms.into()],
            ),
            Self::Usage { client, period, kind, more } => Statement::change(
                "INSERT INTO usage (client, period, kind, total) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (client, period, kind) DO UPDATE SET total = usage.total + excluded.total",
                vec![client.into(), period.into(), kind.into(), more.into()],
            ),
        }
    }
}

fn write_cell(space: Space, key: String, expected: Option<u64>, cell: Cell) -> Statement {
    let Cell { version, value, until_ms } = cell;
    let is_fleeting = space.is_fleeting();
    let (space, key): (Value, Value) = (space.name().into(), key.into());
    let (version, value, until_ms) = (version.into(), value.into(), until_ms.into());
    let statement = match expected {
        None => Statement::expect(
            "INSERT INTO cells (space, name, version, value, until_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            vec![space, key, version, value, until_ms],
        ),
        Some(expected) => Statement::expect(
            "UPDATE cells SET version = $1, value = $2, until_ms = $3 \
             WHERE space = $4 AND name = $5 AND version = $6",
            vec![version, value, until_ms, space, key, expected.into()],
        ),
    };
    statement.fleeting(is_fleeting)
}

fn write_record(record: Record, expected: Option<u64>) -> Statement {
    let Record { tenant, id, version, envelope, key_id, updated_ms } = record;
    let (tenant, id): (Value, Value) = (tenant.into(), id.into());
    let (version, envelope) = (version.into(), envelope.into());
    let (key_id, updated_ms) = (key_id.into(), updated_ms.into());
    match expected {
        None => Statement::expect(
            "INSERT INTO records (tenant, id, version, envelope, key_id, updated_ms) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            vec![tenant, id, version, envelope, key_id, updated_ms],
        ),
        Some(expected) => Statement::expect(
            "UPDATE records SET version = $1, envelope = $2, key_id = $3, updated_ms = $4 \
             WHERE tenant = $5 AND id = $6 AND version = $7",
            vec![version, envelope, key_id, updated_ms, tenant, id, expected.into()],
        ),
    }
}
