//! What is kept between requests: cells that are compared and swapped, records, parts of files, events, counts.
//!
//! Everything that several instances must agree on is here, and nowhere else.
//! What a request changes is one list of [`Write`]s, which is done whole or not at all.

mod database;
mod migrations;
mod postgres;
mod redis;
mod sqlite;
mod write;

use std::sync::Arc;

use self::database::Row;
pub(crate) use self::database::{Database, Statement, Unavailable, Value};
pub(crate) use self::{
    postgres::Postgres,
    redis::RedisCells,
    sqlite::Sqlite,
    write::{Cell, Record, Space, Write},
};

/// A list entry: a record without its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordHead {
    pub(crate) id: String,
    pub(crate) version: u64,
    pub(crate) key_id: String,
    pub(crate) len: u64,
    pub(crate) updated_ms: u64,
}

/// Typed access to a database.
#[derive(Clone)]
pub(crate) struct Store(Arc<dyn Database>);

impl Store {
    pub(crate) fn new(database: impl Database + 'static) -> Self {
        Self(Arc::new(database))
    }

    /// Does all of it, or nothing: false when something is not as a write expects it.
    pub(crate) async fn commit(&self, writes: Vec<Write>) -> Result<bool, Unavailable> {
        self.0.commit(writes.into_iter().map(Write::into_statement).collect()).await
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<(), Unavailable> {
        self.0.rows(Statement::query("SELECT version FROM migrations LIMIT 1", vec![])).await.map(|_| ())
    }

    pub(crate) async fn cell(&self, space: Space, key: &str) -> Result<Option<Cell>, Unavailable> {
        let query = Statement::query(
            "SELECT version, value, until_ms FROM cells WHERE space = $1 AND name = $2",
            vec![space.name().into(), key.into()],
        );
        let rows = self.0.rows(query).await?;
        rows.into_iter().next().map(read_cell).transpose()
    }

    /// Cells whose time has come, the earliest first.
    pub(crate) async fn due(
        &self,
        space: Space,
        now_ms: u64,
        most: u64,
    ) -> Result<Vec<(String, Cell)>, Unavailable> {
        let query = Statement::query(
            "SELECT version, value, until_ms, name FROM cells WHERE space = $1 AND until_ms <= $2 \
             ORDER BY until_ms LIMIT $3",
            vec![space.name().into(), now_ms.into(), most.into()],
        );
        let rows = self.0.rows(query).await?;
        let cells = rows.into_iter().map(|mut row| {
            let name = row.text()?;
            Ok((name, read_cell(row)?))
        });
        cells.collect()
    }

    /// Drops the cells of a space whose time is over.
    pub(crate) async fn sweep(&self, space: Space, now_ms: u64) -> Result<(), Unavailable> {
        let sweep = Statement::change(
            "DELETE FROM cells WHERE space = $1 AND until_ms <= $2",
            vec![space.name().into(), now_ms.into()],
        );
        self.0.commit(vec![sweep]).await.map(|_| ())
    }

    pub(crate) async fn record(&self, tenant: &str, id: &str) -> Result<Option<Record>, Unavailable> {
        let query = Statement::query(
            "SELECT version, envelope, key_id, updated_ms FROM records WHERE tenant = $1 AND id = $2",
            vec![tenant.into(), id.into()],
        );
        let rows = self.0.rows(query).await?;
        let record = rows.into_iter().next().map(|mut row| {
            let (updated_ms, key_id) = (row.number()?, row.text()?);
            let (envelope, version) = (row.bytes()?, row.number()?);
            Ok(Record { tenant: tenant.to_owned(), id: id.to_owned(), version, envelope, key_id, updated_ms })
        });
        record.transpose()
    }

    /// The next records of a tenant after an id, in the order of ids.
    pub(crate) async fn list(
        &self,
        tenant: &str,
        after: &str,
        most: u64,
    ) -> Result<Vec<RecordHead>, Unavailable> {
        let query = Statement::query(
            "SELECT id, version, key_id, CAST(length(envelope) AS BIGINT), updated_ms FROM records \
             WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
            vec![tenant.into(), after.into(), most.into()],
        );
        let rows = self.0.rows(query).await?;
        let heads = rows.into_iter().map(|mut row| {
            let (updated_ms, len) = (row.number()?, row.number()?);
            let (key_id, version) = (row.text()?, row.number()?);
            Ok(RecordHead { id: row.text()?, version, key_id, len, updated_ms })
        });
        heads.collect()
    }

    /// The parts of a file in order, from the one on that an offset is in.
    pub(crate) async fn parts(
        &self,
        file: &str,
        from: u64,
        most: u64,
    ) -> Result<Vec<(u64, Vec<u8>)>, Unavailable> {
        let query = Statement::query(
            "SELECT start, bytes FROM parts WHERE file = $1 AND start >= \
             (SELECT COALESCE(MAX(start), 0) FROM parts WHERE file = $1 AND start <= $2) ORDER BY start LIMIT $3",
            vec![file.into(), from.into(), most.into()],
        );
        let rows = self.0.rows(query).await?;
        let parts = rows.into_iter().map(|mut row| {
            let bytes = row.bytes()?;
            Ok((row.number()?, bytes))
        });
        parts.collect()
    }

    /// The events of a source, in the order in which they came.
    pub(crate) async fn events(&self, source: &str) -> Result<Vec<(String, String)>, Unavailable> {
        let query = Statement::query(
            "SELECT id, kind FROM events WHERE source = $1 ORDER BY received_ms, id LIMIT 1000",
            vec![source.into()],
        );
        let rows = self.0.rows(query).await?;
        let events = rows.into_iter().map(|mut row| {
            let kind = row.text()?;
            Ok((row.text()?, kind))
        });
        events.collect()
    }

    /// How many requests a client made in a period, by kind.
    pub(crate) async fn usage(&self, client: &str, period: &str) -> Result<Vec<(String, u64)>, Unavailable> {
        let query = Statement::query(
            "SELECT kind, total FROM usage WHERE client = $1 AND period = $2 ORDER BY kind",
            vec![client.into(), period.into()],
        );
        let rows = self.0.rows(query).await?;
        let counts = rows.into_iter().map(|mut row| {
            let total = row.number()?;
            Ok((row.text()?, total))
        });
        counts.collect()
    }
}

fn read_cell(mut row: Row) -> Result<Cell, Unavailable> {
    let until_ms = row.number()?;
    let value = row.bytes()?;
    Ok(Cell { version: row.number()?, value, until_ms })
}
