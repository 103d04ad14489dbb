//! Where an enclave may talk to: a table, and nothing beside it.

#[cfg(feature = "tls")]
mod tls;

#[cfg(feature = "tls")]
pub use tls::TlsDialer;

use core::time::Duration;
use std::io;

use phiward_attest::cbor::Writer;
use serde::Deserialize;
use sha2::{Digest as _, Sha384};

use crate::{Connection, Provider, Refusal};

/// Whose certificates a destination may show.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trust {
    /// Those under one of these authorities, in DER. No list of the system is ever used.
    Authorities(Vec<Vec<u8>>),
}

impl Trust {
    /// The authorities of some files.
    pub(crate) fn of_files(
        files: &[String],
        mut authority: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, Refusal> {
        let authorities = files.iter().map(|file| authority(file)).collect::<Option<Vec<_>>>();
        authorities.map(Self::Authorities).ok_or(Refusal::Malformed)
    }
}

/// One destination. Each part is fixed when the image is made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Destination {
    /// The number by which clients name it: 1 and up.
    pub id: u64,
    /// The port of the parent that leads to it. The parent moves bytes and reads none: TLS ends here.
    pub port: u32,
    /// The name that its certificate must have.
    pub server_name: String,
    /// Who must have signed it.
    pub trust: Trust,
    /// The path of the one POST that is made.
    pub path: String,
    /// What it speaks.
    pub provider: Provider,
    /// The model that is asked for.
    pub model: String,
    /// Most tokens of an answer.
    pub max_tokens: u32,
    /// Most bytes of a request's body.
    pub max_request: usize,
    /// Most bytes of an answer's body.
    pub max_answer: usize,
    /// How long it may take.
    pub patience: Duration,
}

impl Destination {
    /// A destination with 4,096 tokens, 1 MiB each way, and 60 seconds.
    #[must_use]
    pub fn new(id: u64, port: u32, server_name: &str, trust: Trust, provider: Provider, model: &str) -> Self {
        Self {
            id,
            port,
            server_name: server_name.into(),
            trust,
            path: provider.path().into(),
            provider,
            model: model.into(),
            max_tokens: 4096,
            max_request: 1024 * 1024,
            max_answer: 1024 * 1024,
            patience: Duration::from_secs(60),
        }
    }

    fn write(&self, writer: &mut Writer) {
        let Trust::Authorities(authorities) = &self.trust;
        let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        writer.array(11).unsigned(self.id).unsigned(u64::from(self.port)).text(&self.server_name);
        writer.array(number(authorities.len()));
        for authority in authorities {
            writer.bytes(authority);
        }
        writer.text(&self.path).text(self.provider.name()).text(&self.model);
        writer.unsigned(u64::from(self.max_tokens));
        writer.unsigned(number(self.max_request)).unsigned(number(self.max_answer));
        writer.unsigned(self.patience.as_secs());
    }
}

/// A row of the table as it is written in the image.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: u64,
    port: u32,
    server_name: String,
    /// Files of authorities, in DER.
    authorities: Vec<String>,
    provider: Provider,
    model: String,
    path: Option<String>,
    max_tokens: Option<u32>,
}

/// The table of destinations. An empty one allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Egress(Vec<Destination>);

impl Egress {
    /// Makes a table.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when two destinations have one number, or one has 0.
    pub fn new(destinations: impl IntoIterator<Item = Destination>) -> Result<Self, Refusal> {
        let mut table: Vec<_> = destinations.into_iter().collect();
        table.sort_by_key(|destination| destination.id);
        let has_twins = table.windows(2).any(|pair| matches!(pair, [a, b] if a.id == b.id));
        let has_zero = table.first().is_some_and(|first| first.id == 0);
        if has_twins || has_zero { Err(Refusal::Malformed) } else { Ok(Self(table)) }
    }

    /// Reads a table of JSON: an array of rows, in which no field is unknown. `authority` gives the certificate of
    /// a file that a row names.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn from_json(
        json: &str,
        mut authority: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, Refusal> {
        let rows: Vec<Row> = serde_json::from_str(json).map_err(|_| Refusal::Malformed)?;
        let destinations = rows.into_iter().map(|row| {
            let trust = Trust::of_files(&row.authorities, &mut authority)?;
            let mut destination =
                Destination::new(row.id, row.port, &row.server_name, trust, row.provider, &row.model);
            destination.path = row.path.unwrap_or(destination.path);
            destination.max_tokens = row.max_tokens.unwrap_or(destination.max_tokens);
            Ok(destination)
        });
        Self::new(destinations.collect::<Result<Vec<_>, _>>()?)
    }

    /// A destination by its number.
    ///
    /// # Errors
    /// [`Refusal::DestinationUnknown`].
    pub fn find(&self, id: u64) -> Result<&Destination, Refusal> {
        self.0.iter().find(|destination| destination.id == id).ok_or(Refusal::DestinationUnknown)
    }

    /// The numbers of the destinations.
    pub(crate) fn ids(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|destination| destination.id)
    }

    /// SHA-384 of the table, which is attested.
    ///
    /// ```
    /// use phiward_enclave::Egress;
    /// assert_eq!(Egress::default().digest(), Egress::new([])?.digest());
    /// # Ok::<(), phiward_enclave::Refusal>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> [u8; 48] {
        let mut writer = Writer::new();
        writer.array(u64::try_from(self.0.len()).unwrap_or(u64::MAX));
        self.0.iter().for_each(|destination| destination.write(&mut writer));
        Sha384::digest(writer.into_bytes()).into()
    }
}

/// Reaches a port of the parent.
pub trait Connect: Send + Sync {
    /// Connects to a port.
    ///
    /// # Errors
    /// Those of the socket.
    fn connect(&self, port: u32) -> io::Result<Box<dyn Connection>>;
}

/// Reaches a destination, and makes sure that it is the one.
pub trait Dial: Send + Sync {
    /// Connects and authenticates.
    ///
    /// # Errors
    /// [`Refusal::DestinationUnavailable`].
    fn dial(&self, destination: &Destination, patience: Duration) -> Result<Box<dyn Connection>, Refusal>;
}
