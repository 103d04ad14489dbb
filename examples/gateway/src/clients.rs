//! Who may call, and how they prove it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use phiward_resilience::Tier;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::config::{Client, Config, ConfigError, from_hex, tier};
use crate::failure::Failure;

/// What a client's key looks like: `phw_`, its id, `_`, its secret.
const PREFIX: &str = "phw_";

/// A client that has proved who it is.
#[derive(Debug, Clone)]
pub(crate) struct Caller(Arc<Known>);

#[derive(Debug)]
struct Known {
    client: Client,
    secret_hash: [u8; 32],
    tier: Tier,
    plan: Tier,
    /// The name of the account, when it is a person's.
    account: Option<String>,
}

/// All clients, by id.
pub(crate) struct Clients(BTreeMap<String, Caller>);

impl Clients {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let known = config.clients.iter().map(|client| {
            let hash = from_hex(&client.secret_sha256).and_then(|hash| hash.try_into().ok());
            let fault = || ConfigError::new(format!("client {}: secret_sha256 is no hash", client.id));
            let known = Known {
                secret_hash: hash.ok_or_else(fault)?,
                tier: tier(&client.tier).ok_or_else(fault)?,
                plan: tier(&client.plan).ok_or_else(fault)?,
                client: client.clone(),
                account: None,
            };
            Ok((client.id.clone(), Caller(Arc::new(known))))
        });
        known.collect::<Result<_, _>>().map(Self)
    }

    /// The client of a request: none without a key.
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Option<Caller>, Failure> {
        let Some(given) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let key = given.to_str().ok().and_then(|given| given.strip_prefix("Bearer "));
        let named = key.and_then(|key| key.strip_prefix(PREFIX)).and_then(|key| key.split_once('_'));
        let (id, secret) = named.ok_or(Failure::UNAUTHENTICATED)?;
        let caller = self.0.get(id).ok_or(Failure::UNAUTHENTICATED)?;
        let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let is_right = bool::from(hash.ct_eq(&caller.0.secret_hash));
        is_right.then(|| Some(caller.clone())).ok_or(Failure::UNAUTHENTICATED)
    }
}

impl Caller {
    /// A person, who has a tenant for themselves and no role.
    pub(crate) fn person(id: &str, account: &str, plan: Tier) -> Self {
        let client = Client {
            id: id.to_owned(),
            secret_sha256: String::new(),
            tenant: id.to_owned(),
            tier: Tier::AGENCY.name().to_owned(),
            plan: plan.name().to_owned(),
            roles: BTreeSet::new(),
            agency: None,
        };
        let account = Some(account.to_owned());
        Self(Arc::new(Known { client, secret_hash: [0; 32], tier: Tier::AGENCY, plan, account }))
    }

    /// The name of the account, when it is a person's.
    pub(crate) fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.client.id
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.0.client.tenant
    }

    pub(crate) fn tier(&self) -> Tier {
        self.0.tier
    }

    pub(crate) fn plan(&self) -> Tier {
        self.0.plan
    }

    pub(crate) fn agency(&self) -> Option<&str> {
        self.0.client.agency.as_deref()
    }

    pub(crate) fn roles(&self) -> impl Iterator<Item = &str> {
        self.0.client.roles.iter().map(String::as_str)
    }

    pub(crate) fn has(&self, role: &str) -> bool {
        self.0.client.roles.contains(role)
    }
}

/// The key of a client, and the hash of its secret for the configuration.
pub(crate) fn make_key(id: &str, random: &[u8; 32]) -> (String, String) {
    let secret = crate::config::to_hex(random);
    let hash = crate::config::to_hex(&Sha256::digest(secret.as_bytes()));
    (format!("{PREFIX}{id}_{secret}"), hash)
}
