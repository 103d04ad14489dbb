//! PostgreSQL, for several instances.

use core::error::Error;
use core::net::IpAddr;
use core::time::Duration;

use async_trait::async_trait;
use bytes::BytesMut;
use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType, Timeouts,
};
use rustls::ClientConfig;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::database::{Database, Row, Statement, Unavailable, Value};
use super::migrations::{MIGRATIONS, TABLE};
use crate::tls;

/// How long anything may take before the database counts as gone.
const PATIENCE: Duration = Duration::from_secs(3);
/// What the client says of a server that offers no TLS.
const NO_TLS: &str = "error performing TLS handshake";
/// The lock under which tables are changed: any number that nobody else takes.
const MIGRATION_LOCK: i64 = 0x7068_6977_6172_6400;

pub(crate) struct Postgres(Pool);

impl Postgres {
    /// Makes a pool of so many connections. It connects when it is first used.
    ///
    /// TLS is the rule, and always with the certificate and the name checked: `sslmode=verify-full` and `require` are
    /// one here. Only `sslmode=disable`, a socket and an address of this machine go without.
    pub(crate) fn new(url: &str, connections: usize, tls: ClientConfig) -> Result<Self, Unavailable> {
        let url = url.replace("sslmode=verify-full", "sslmode=require");
        let mut config: Config = url.parse().map_err(|_| Unavailable::Unreadable)?;
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE).application_name("phiward-gateway");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        let manager = if is_plain(&config) {
            Manager::from_config(config, NoTls, recycling)
        } else {
            config.ssl_mode(SslMode::Require);
            Manager::from_config(config, MakeRustlsConnect::new(tls), recycling)
        };
        let pool = Pool::builder(manager).max_size(connections).runtime(Runtime::Tokio1).timeouts(timeouts);
        pool.build().map(Self).map_err(|_| Unavailable::Gone)
    }

    /// Makes the tables, or changes them to what they are now. Instances that begin together wait for each other.
    pub(crate) async fn migrate(&self) -> Result<(), Unavailable> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(|error| unavailable(&error))?;
        let run = async {
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).await?;
            transaction.batch_execute(TABLE).await?;
            let row = transaction.query_one("SELECT COALESCE(MAX(version), 0) FROM migrations", &[]).await?;
            let done: i64 = row.try_get(0)?;
            for (version, step) in (1_i64..).zip(MIGRATIONS).filter(|(version, _)| *version > done) {
                transaction.batch_execute(step).await?;
                transaction.execute("INSERT INTO migrations (version) VALUES ($1)", &[&version]).await?;
            }
            transaction.commit().await
        };
        run.await.map_err(|error: tokio_postgres::Error| unavailable(&error))
    }

    async fn client(&self) -> Result<Object, Unavailable> {
        self.0.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => Unavailable::Busy,
            PoolError::Backend(error) => unavailable(&error),
            _ => Unavailable::Gone,
        })
    }
}

/// Whether connections go without TLS: where the URL says so, or says nothing and nothing leaves this machine.
fn is_plain(config: &Config) -> bool {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        Host::Unix(_) => true,
    };
    match config.get_ssl_mode() {
        SslMode::Disable => true,
        SslMode::Prefer => {
            config.get_hosts().iter().all(is_here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
        }
        _ => false,
    }
}

#[async_trait]
impl Database for Postgres {
    async fn rows(&self, query: Statement) -> Result<Vec<Row>, Unavailable> {
        let client = self.client().await?;
        let run = async {
            let prepared = client.prepare_cached(query.sql).await?;
            client.query(&prepared, &parameters(&query)).await
        };
        let rows = in_time(run).await?;
        let rows = rows.iter().map(|row| {
            let values = (0..row.len()).map(|column| row.try_get(column));
            values.collect::<Result<Vec<_>, _>>().map(Row).map_err(|_| Unavailable::Unreadable)
        });
        rows.collect()
    }

    async fn commit(&self, statements: Vec<Statement>) -> Result<bool, Unavailable> {
        let mut client = self.client().await?;
        let run = async {
            let transaction = client.transaction().await?;
            for statement in &statements {
                let prepared = transaction.prepare_cached(statement.sql).await?;
                let changed = transaction.execute(&prepared, &parameters(statement)).await?;
                if changed == 0 && statement.must_change {
                    transaction.rollback().await?;
                    return Ok(false);
                }
            }
            transaction.commit().await.map(|()| true)
        };
        in_time(run).await
    }
}

fn parameters(statement: &Statement) -> Vec<&(dyn ToSql + Sync)> {
    statement.values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}

async fn in_time<T>(run: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Unavailable> {
    match tokio::time::timeout(PATIENCE, run).await {
        Ok(outcome) => outcome.map_err(|error| unavailable(&error)),
        Err(_) => Err(Unavailable::Gone),
    }
}

fn unavailable(error: &tokio_postgres::Error) -> Unavailable {
    if tls::is_cause(error) {
        return Unavailable::Untrusted;
    }
    // The one fault of TLS that comes before TLS: the server said that it has none.
    if error.to_string() == NO_TLS {
        return Unavailable::WithoutTls;
    }
    match error.code() {
        Some(code) if *code == SqlState::DISK_FULL => Unavailable::Full,
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS || *code == SqlState::T_R_DEADLOCK_DETECTED => {
            Unavailable::Busy
        }
        _ => Unavailable::Gone,
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Number(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    accepts!(INT8, TEXT, BYTEA);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Self::Number(i64::from_sql(kind, raw)?),
            Type::TEXT => Self::Text(String::from_sql(kind, raw)?),
            _ => Self::Bytes(raw.to_vec()),
        })
    }

    accepts!(INT8, TEXT, BYTEA);
}
