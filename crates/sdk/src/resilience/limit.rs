//! Rate limits by key.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use phiward_resilience::{KeyedRateLimiter, LimitDecision, LimitRule, SnapshotError, Tier, json};

use phiward_json::Value;

use super::{decimal_or_null, host_ms, millis, record, snapshot_bytes};
use crate::{
    Error, hex,
    sync::{Mutex, MutexGuard},
};

/// Limits for each key, such as an agency or a keyed hash of an address, in bounded memory.
///
/// The configuration is `{"algorithm": "gcra", "limits": [{"limit": 5, "window_ms": 900000}]}`; algorithms are `gcra`,
/// `fixed_window`, `sliding_log` and `calendar`. Or it is `{"tier": "anonymous"}`, a named set of rules:
/// `anonymous`, `agency`, `partner`, `free`, `starter`, `pro`, `enterprise`, `per_ip`.
///
/// An IP address identifies a person: use a keyed hash of it as the key.
///
/// ```
/// use phiward_sdk::resilience::RateLimiter;
/// let limiter = RateLimiter::new(r#"{"tier": "anonymous"}"#, 1000)?;
/// assert_eq!(limiter.check("a", 5, 0.0).remaining, Some(0));
/// let verdict = limiter.check("a", 1, 0.0);
/// assert_eq!((verdict.decision, verdict.retry_after_ms), ("deny", Some(180_000.0)));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct RateLimiter {
    /// None when there is no limit.
    limits: Option<Mutex<KeyedRateLimiter<String>>>,
}

/// Whether something may be done.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LimitVerdict {
    /// `allow`; `deny`, and nothing was consumed; or `never`: it costs more than a whole window allows.
    pub decision: &'static str,
    /// How many more units would be allowed now, where it is allowed and there is a limit.
    pub remaining: Option<u32>,
    /// In how many milliseconds it would be allowed, where it is denied.
    pub retry_after_ms: Option<f64>,
}

impl LimitVerdict {
    /// The same as JSON, for a host that reads one text faster than many fields.
    #[must_use]
    pub fn json(&self) -> String {
        record(|writer| {
            writer.field("decision").string(self.decision);
            writer.field("remaining").unsigned_or_null(self.remaining.map(u64::from));
            decimal_or_null(writer.field("retry_after_ms"), self.retry_after_ms);
        })
    }
}

impl RateLimiter {
    /// Makes a limiter for at most `capacity` keys: the least recently used one is forgotten for a new one.
    ///
    /// # Errors
    /// `invalid_config`, which names the field; `unknown_name` for a tier that there is not.
    pub fn new(config: &str, capacity: u32) -> Result<Self, Error> {
        let rules = rules(config)?;
        if rules.is_empty() {
            return Ok(Self { limits: None });
        }
        Ok(Self { limits: Some(Mutex::new(KeyedRateLimiter::new(&rules, capacity)?)) })
    }

    /// Makes a limiter that goes on where a [`snapshot`](Self::snapshot) was taken.
    ///
    /// # Errors
    /// Those of [`new`](Self::new); `truncated`, `unsupported_version`, `wrong_kind` and `corrupt` of the snapshot.
    pub fn restore(config: &str, capacity: u32, snapshot: &str, now_ms: f64) -> Result<Self, Error> {
        let restored = Self::new(config, capacity)?;
        if let Some(mut limits) = restored.lock() {
            for line in snapshot.lines() {
                let (state, key) = line.split_once(' ').ok_or(SnapshotError::Corrupt)?;
                let key = String::from_utf8(snapshot_bytes(key)?).map_err(|_| SnapshotError::Corrupt)?;
                limits.of(&key).restore(&snapshot_bytes(state)?, millis(now_ms))?;
            }
        }
        Ok(restored)
    }

    /// What was used, as text: a line for each key, the least recently used first.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let Some(limits) = self.lock() else { return String::new() };
        let lines = limits
            .iter()
            .map(|(key, limiter)| hex::encode(&limiter.snapshot()) + " " + &hex::encode(key.as_bytes()));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Asks to do something that costs so many units, and does it if it is allowed.
    #[must_use]
    pub fn check(&self, key: &str, cost: u32, now_ms: f64) -> LimitVerdict {
        let none = LimitVerdict { decision: "allow", remaining: None, retry_after_ms: None };
        let Some(mut limits) = self.lock() else { return none };
        match limits.check(&key.to_owned(), cost, millis(now_ms)) {
            LimitDecision::Allow { remaining } => LimitVerdict { remaining: Some(remaining), ..none },
            LimitDecision::Deny { retry_after_ms } => {
                LimitVerdict { decision: "deny", retry_after_ms: Some(host_ms(retry_after_ms)), ..none }
            }
            LimitDecision::Never => LimitVerdict { decision: "never", ..none },
        }
    }

    fn lock(&self) -> Option<MutexGuard<'_, KeyedRateLimiter<String>>> {
        Some(self.limits.as_ref()?.lock())
    }
}

fn rules(config: &str) -> Result<Vec<LimitRule>, Error> {
    let value = Value::parse(config).unwrap_or(Value::Null);
    let Some(name) = value.get("tier") else { return Ok(json::limits(config)?) };
    let alone = value.as_object().is_some_and(|fields| fields.len() == 1);
    let name = name.as_text().filter(|_| alone).ok_or_else(Error::configuration)?;
    let tier = Tier::ALL.into_iter().find(|tier| tier.name() == name).ok_or_else(Error::unknown_name)?;
    Ok(tier.rules().to_vec())
}
