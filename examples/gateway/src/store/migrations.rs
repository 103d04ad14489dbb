//! The tables, as steps from nothing to now. A step that was released is never changed.

/// Each is done once, in order, in a transaction. Both databases understand them.
pub(super) const MIGRATIONS: &[&str] = &[
    "CREATE TABLE cells (
        space TEXT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL,
        value BYTEA NOT NULL, until_ms BIGINT NOT NULL, PRIMARY KEY (space, name));
     CREATE INDEX cells_until ON cells (space, until_ms);
     CREATE TABLE records (
        tenant TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL,
        envelope BYTEA NOT NULL, key_id TEXT NOT NULL, updated_ms BIGINT NOT NULL,
        PRIMARY KEY (tenant, id));
     CREATE TABLE parts (
        file TEXT NOT NULL, start BIGINT NOT NULL, bytes BYTEA NOT NULL, PRIMARY KEY (file, start));
     CREATE TABLE events (
        source TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, received_ms BIGINT NOT NULL,
        PRIMARY KEY (source, id));",
    "CREATE TABLE usage (
        client TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, total BIGINT NOT NULL,
        PRIMARY KEY (client, period, kind));",
];

/// Where the steps that are done are written down.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (version BIGINT NOT NULL PRIMARY KEY)";
