//! Redis, for the limits of several instances.

use core::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ConnectionAddr, Script, TlsCertificates};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;

use super::database::Unavailable;
use super::write::Cell;
use crate::tls;

const PATIENCE: Duration = Duration::from_millis(500);
/// How often a server with TLS is asked at the start before its silence counts.
const GREETINGS: u32 = 5;

/// Sets a cell if its version is the expected one, as one step of the server.
const SWAP: &str = "
local found = redis.call('HGET', KEYS[1], 'version')
if (found or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'value', ARGV[3], 'until', ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return 1";

pub(crate) struct RedisCells {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    swap: Script,
}

impl RedisCells {
    /// Reads a URL: `rediss` is TLS with certificate and name checked, by these authorities (PEM) or the public ones.
    pub(crate) fn new(url: &str, authorities: Option<Vec<u8>>) -> Result<Self, Unavailable> {
        // The client takes the process's primitives; where there are some already, they are these.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let certificates = TlsCertificates { client_tls: None, root_cert: authorities };
        let client = if url.starts_with("rediss:") {
            Client::build_with_tls(url, certificates)
        } else {
            Client::open(url)
        };
        let client = client.map_err(|_| Unavailable::Unreadable)?;
        Ok(Self { client, connection: OnceCell::new(), swap: Script::new(SWAP) })
    }

    /// The connection, which comes back by itself after the server was gone.
    async fn connection(&self) -> Result<ConnectionManager, Unavailable> {
        let connect = || async {
            let config = ConnectionManagerConfig::new()
                .set_connection_timeout(Some(PATIENCE))
                .set_response_timeout(Some(PATIENCE))
                .set_number_of_retries(1);
            let connect = ConnectionManager::new_with_config(self.client.clone(), config);
            in_time(connect).await
        };
        self.connection.get_or_try_init(connect).await.cloned()
    }

    /// Looks at the start whether the server is there, and the one that is meant.
    ///
    /// A server without TLS does not answer what it takes for a long line, so it is known by being there and silent.
    pub(crate) async fn greet(&self) -> Result<(), Unavailable> {
        let ConnectionAddr::TcpTls { host, port, .. } = self.client.get_connection_info().addr() else {
            return self.ping().await;
        };
        for _ in 0..GREETINGS {
            match self.ping().await {
                Err(Unavailable::Gone) => {}
                said => return said,
            }
        }
        let connected = tokio::time::timeout(PATIENCE, TcpStream::connect((host.as_str(), *port))).await;
        Err(if matches!(connected, Ok(Ok(_))) { Unavailable::WithoutTls } else { Unavailable::Gone })
    }

    pub(crate) async fn ping(&self) -> Result<(), Unavailable> {
        let mut connection = self.connection().await?;
        in_time(redis::cmd("PING").query_async::<()>(&mut connection)).await
    }

    pub(crate) async fn load(&self, key: &str) -> Result<Option<Cell>, Unavailable> {
        let mut connection = self.connection().await?;
        let mut load = redis::cmd("HMGET");
        load.arg(key).arg("version").arg("value").arg("until");
        type Fields = (Option<u64>, Option<Vec<u8>>, Option<u64>);
        let fields: Fields = in_time(load.query_async(&mut connection)).await?;
        Ok(match fields {
            (Some(version), Some(value), Some(until_ms)) => Some(Cell { version, value, until_ms }),
            _ => None,
        })
    }

    pub(crate) async fn swap(
        &self,
        key: &str,
        expected: Option<u64>,
        cell: Cell,
    ) -> Result<bool, Unavailable> {
        let mut connection = self.connection().await?;
        let mut swap = self.swap.key(key);
        swap.arg(expected.map(|version| version.to_string()).unwrap_or_default());
        swap.arg(cell.version).arg(cell.value).arg(cell.until_ms);
        in_time(swap.invoke_async::<bool>(&mut connection)).await
    }
}

async fn in_time<T>(run: impl Future<Output = redis::RedisResult<T>>) -> Result<T, Unavailable> {
    match tokio::time::timeout(2 * PATIENCE, run).await {
        Ok(outcome) => outcome
            .map_err(|error| if tls::is_cause(&error) { Unavailable::Untrusted } else { Unavailable::Gone }),
        Err(_) => Err(Unavailable::Gone),
    }
}
