//! Agencies and sources of webhooks, with their keys.

use std::collections::BTreeMap;
use std::path::Path;

use phiward_ems::{Agencies, RequestVerifier, SigningKey};
use phiward_envelope::{DataKey, KeyId};
use zeroize::Zeroizing;

use crate::config::{Agency, Config, ConfigError, Secret, Webhook, from_hex};

/// The id that signatures of exports carry.
const EXPORT_KEY: &str = "gateway-1";

pub(crate) struct Directory {
    pub(crate) agencies: Agencies,
    /// The keys of launch tokens. A token names its key.
    pub(crate) token_keys: Vec<DataKey>,
    protocols: BTreeMap<String, String>,
    export_keys: BTreeMap<String, SigningKey>,
    verifiers: BTreeMap<String, RequestVerifier>,
}

impl Directory {
    pub(crate) fn read(config: &Config) -> Result<Self, ConfigError> {
        let profiles = config.agencies.iter().map(Agency::profile).collect::<Result<Vec<_>, _>>()?;
        let agencies = Agencies::new(profiles).map_err(|_| ConfigError::new("two agencies have one name"))?;
        let (mut protocols, mut export_keys) = (BTreeMap::new(), BTreeMap::new());
        let mut token_keys = Vec::new();
        for agency in &config.agencies {
            protocols.insert(agency.id.clone(), agency.protocols.clone());
            if let Some(file) = &agency.export_key_file {
                export_keys.insert(agency.id.clone(), signing_key(EXPORT_KEY, &config.path(file))?);
            }
            if let Some(file) = &agency.launch_key_file {
                token_keys.push(token_key(&config.path(file))?);
            }
        }
        let verifiers = config.webhooks.iter().map(|hook| Ok((hook.source.clone(), verifier(hook, config)?)));
        let verifiers = verifiers.collect::<Result<_, ConfigError>>()?;
        Ok(Self { agencies, token_keys, protocols, export_keys, verifiers })
    }

    /// The name of an agency's protocols.
    pub(crate) fn protocols_of(&self, agency: &str) -> Option<&str> {
        self.protocols.get(agency).map(String::as_str)
    }

    /// What signs exports of an agency.
    pub(crate) fn export_key(&self, agency: &str) -> Option<&SigningKey> {
        self.export_keys.get(agency)
    }

    /// What checks webhooks of a source.
    pub(crate) fn verifier(&self, source: &str) -> Option<&RequestVerifier> {
        self.verifiers.get(source)
    }
}

/// The first secret by id is the active one; a second one still counts while it is replaced.
fn verifier(hook: &Webhook, config: &Config) -> Result<RequestVerifier, ConfigError> {
    let mut keys = hook.secret_files.iter().map(|(id, file)| signing_key(id, &config.path(file)));
    let first = keys.next().ok_or_else(|| ConfigError::new("a webhook has no secret"))??;
    let verifier = RequestVerifier::new(first);
    match keys.next() {
        Some(second) => verifier
            .with_retiring(second?, u64::MAX)
            .map_err(|_| ConfigError::new("a webhook has two secrets of one id")),
        None => Ok(verifier),
    }
}

/// A key of signatures, as hexadecimal digits in a file.
pub(crate) fn signing_key(id: &str, path: &Path) -> Result<SigningKey, ConfigError> {
    let fault = || ConfigError::new(format!("{}: 64 hexadecimal digits are wanted", path.display()));
    SigningKey::new(id, &read_hex(path)?).map_err(|_| fault())
}

/// The key of launch tokens: 16 bytes of id and 32 of key, as 96 hexadecimal digits.
fn token_key(path: &Path) -> Result<DataKey, ConfigError> {
    let fault = || ConfigError::new(format!("{}: 96 hexadecimal digits are wanted", path.display()));
    let bytes = read_hex(path)?;
    let (id, secret) = bytes.split_first_chunk::<16>().ok_or_else(fault)?;
    let secret: &[u8; 32] = secret.try_into().map_err(|_| fault())?;
    Ok(DataKey::from_bytes(KeyId::from_bytes(*id), secret))
}

fn read_hex(path: &Path) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let text = Secret::read(path)?;
    let fault = || ConfigError::new(format!("{}: hexadecimal digits are wanted", path.display()));
    from_hex(text.expose()).map(Zeroizing::new).ok_or_else(fault)
}
