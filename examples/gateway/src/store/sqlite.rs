//! SQLite in this process: one thread writes, several connections read.
//!
//! Whatever waits to be written is written in one transaction, so the disk is asked once for many requests.
//! A request is answered after the disk has what it changed, unless that may be lost when the power fails.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_trait::async_trait;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql, params_from_iter};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::database::{Database, Row, Statement, Unavailable, Value};
use super::migrations::{MIGRATIONS, TABLE};

/// Requests that may wait to be written.
const MOST_WAITING: usize = 2048;
/// Requests that are written in one transaction.
const MOST_TOGETHER: usize = 256;
const READERS: usize = 4;
const PAGE: u64 = 4096;

/// A list of statements, and where to say whether it was done.
type Task = (Vec<Statement>, oneshot::Sender<Result<bool, Unavailable>>);

pub(crate) struct Sqlite {
    tasks: mpsc::Sender<Task>,
    readers: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
}

impl Sqlite {
    /// Opens the file, or makes it. It grows to `max_bytes` at most, where that is given.
    pub(crate) fn open(path: &Path, max_bytes: Option<u64>) -> rusqlite::Result<Self> {
        let mut writer = connect(path)?;
        migrate(&mut writer)?;
        if let Some(max_bytes) = max_bytes {
            writer.pragma_update(None, "max_page_count", (max_bytes / PAGE).max(1))?;
        }
        let readers = (0..READERS).map(|_| connect(path)).collect::<rusqlite::Result<Vec<_>>>()?;
        let (tasks, waiting) = mpsc::channel(MOST_WAITING);
        thread::spawn(move || write_all(&mut writer, waiting));
        Ok(Self { tasks, readers: Arc::new(Mutex::new(readers)), free: Arc::new(Semaphore::new(READERS)) })
    }
}

#[async_trait]
impl Database for Sqlite {
    async fn rows(&self, query: Statement) -> Result<Vec<Row>, Unavailable> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(|_| Unavailable::Gone)?;
        let readers = Arc::clone(&self.readers);
        let read = move || {
            let take = || readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = take().ok_or(Unavailable::Gone)?;
            let rows = read(&connection, &query).map_err(|error| unavailable(&error));
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            rows
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| Unavailable::Gone)?
    }

    async fn commit(&self, statements: Vec<Statement>) -> Result<bool, Unavailable> {
        let (done, answer) = oneshot::channel();
        self.tasks.try_send((statements, done)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Unavailable::Busy,
            mpsc::error::TrySendError::Closed(_) => Unavailable::Gone,
        })?;
        answer.await.map_err(|_| Unavailable::Gone)?
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(core::time::Duration::from_secs(5))?;
    // In WAL mode readers do not wait for the writer; FULL has the disk keep each commit.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute_batch(TABLE)?;
    let done: i64 =
        transaction.query_row("SELECT COALESCE(MAX(version), 0) FROM migrations", [], |row| row.get(0))?;
    for (version, step) in (1_i64..).zip(MIGRATIONS).filter(|(version, _)| *version > done) {
        transaction.execute_batch(step)?;
        transaction.execute("INSERT INTO migrations (version) VALUES (?1)", [version])?;
    }
    transaction.commit()
}

fn read(connection: &Connection, query: &Statement) -> rusqlite::Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(query.sql)?;
    let columns = prepared.column_count();
    let rows = prepared.query_map(params_from_iter(&query.values), |row| {
        let values = (0..columns).map(|column| {
            Ok(match row.get_ref(column)? {
                ValueRef::Integer(number) => Value::Number(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
                ValueRef::Null | ValueRef::Real(_) => Value::Number(0),
            })
        });
        values.collect::<rusqlite::Result<Vec<_>>>().map(Row)
    })?;
    rows.collect()
}

/// Writes until nobody can send any more.
fn write_all(connection: &mut Connection, mut waiting: mpsc::Receiver<Task>) {
    let mut batch = Vec::new();
    let mut waits_for_disk = true;
    while let Some(first) = waiting.blocking_recv() {
        batch.push(first);
        while batch.len() < MOST_TOGETHER
            && let Ok(next) = waiting.try_recv()
        {
            batch.push(next);
        }
        let (tasks, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let lasts = !tasks.iter().flatten().all(|statement| statement.is_fleeting);
        if lasts != waits_for_disk {
            // In WAL mode NORMAL is safe against a kill, and leaves the disk to keep the log with the next FULL commit.
            let word = if lasts { "FULL" } else { "NORMAL" };
            if connection.pragma_update(None, "synchronous", word).is_ok() {
                waits_for_disk = lasts;
            }
        }
        let outcome = write_batch(connection, &tasks).map_err(|error| unavailable(&error));
        for (at, answer) in answers.into_iter().enumerate() {
            let outcome = match &outcome {
                Ok(outcomes) => outcomes.get(at).copied().unwrap_or(Err(Unavailable::Gone)),
                Err(error) => Err(*error),
            };
            // Who no longer waits does not hear it; what was asked for is done all the same.
            let _ = answer.send(outcome);
        }
    }
}

/// Each list stands or falls by itself; the transaction around them is for the disk.
fn write_batch(
    connection: &mut Connection,
    tasks: &[Vec<Statement>],
) -> rusqlite::Result<Vec<Result<bool, Unavailable>>> {
    let mut transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(tasks.len());
    for statements in tasks {
        let savepoint = transaction.savepoint()?;
        match write(&savepoint, statements) {
            Ok(true) => {
                savepoint.commit()?;
                outcomes.push(Ok(true));
            }
            Ok(false) => outcomes.push(Ok(false)),
            // A full disk ends the transaction, and with it everybody's statements.
            Err(error) if unavailable(&error) == Unavailable::Full => return Err(error),
            Err(error) => outcomes.push(Err(unavailable(&error))),
        }
    }
    transaction.commit()?;
    Ok(outcomes)
}

fn write(connection: &Connection, statements: &[Statement]) -> rusqlite::Result<bool> {
    for statement in statements {
        let changed =
            connection.prepare_cached(statement.sql)?.execute(params_from_iter(&statement.values))?;
        if changed == 0 && statement.must_change {
            return Ok(false);
        }
    }
    Ok(true)
}

fn unavailable(error: &rusqlite::Error) -> Unavailable {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Unavailable::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Unavailable::Busy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Unavailable::Unreadable,
        _ => Unavailable::Gone,
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Number(number) => ToSqlOutput::from(*number),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
            Self::Bytes(bytes) => ToSqlOutput::from(bytes.as_slice()),
        })
    }
}
