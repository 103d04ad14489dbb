//! How many retries all calls together may cause, so that a failing service is not buried under them.

use alloc::vec::Vec;

use crate::error::{ConfigError, SnapshotError, check};
use crate::rate::Rate;
use crate::sliding::{Entry, Sliding};
use crate::snapshot::{Kind, Reader, Writer};

/// What one retry costs, in millionths.
const RETRY_COST: u128 = 1_000_000;
/// What a failure costs, in thousandths of a token.
const TOKEN: u64 = 1000;

/// What a budget is filled by.
///
/// The default lets 10 % of the calls of the last 10 s be made again, and has no reserve: on a phone or in a browser
/// a reserve of the size of a server's defeats the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BudgetConfig {
    /// A failure takes a token, a success gives a part of one back, and retries pass while more than half are left.
    /// This is the retry throttling of gRPC (proposal A6).
    GrpcTokens {
        /// How many tokens there are, 1 to 1,000,000.
        max_tokens: u32,
        /// The part that a success gives back.
        token_ratio: Rate,
    },
    /// Retries are at most a share of the calls of the last so many milliseconds.
    Ratio {
        /// The share: 30 % lets 3 of 10 calls be made again.
        ratio: Rate,
        /// Retries that are possible without any calls, in thousandths of a retry a second, at most 10 million.
        min_per_s_milli: u32,
        /// After how many milliseconds a call and a retry are forgotten.
        ttl_ms: u64,
    },
}

impl Default for BudgetConfig {
    fn default() -> Self {
        Self::Ratio { ratio: Rate::percent(10), min_per_s_milli: 0, ttl_ms: 10_000 }
    }
}

/// A retry budget.
///
/// ```
/// use phiward_resilience::{BudgetConfig, RetryBudget};
/// let mut budget = RetryBudget::new(BudgetConfig::default())?;
/// (0..10).for_each(|now| budget.call(now));
/// assert!(budget.try_retry(10));
/// assert!(!budget.try_retry(10));
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RetryBudget(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Tokens {
        most: u64,
        refund: u64,
        tokens: u64,
    },
    Ratio {
        ratio: Rate,
        /// In millionths of a retry.
        reserve: u128,
        /// Calls and retries.
        window: Sliding,
        latest_ms: u64,
    },
}

impl RetryBudget {
    /// Makes a full budget.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: BudgetConfig) -> Result<Self, ConfigError> {
        Ok(Self(match config {
            BudgetConfig::GrpcTokens { max_tokens, token_ratio } => {
                check::count("max_tokens", max_tokens.into(), 1_000_000)?;
                token_ratio.check("token_ratio")?;
                let most = u64::from(max_tokens) * TOKEN;
                Form::Tokens { most, refund: u64::from(token_ratio.ppm()) / 1000, tokens: most }
            }
            BudgetConfig::Ratio { ratio, min_per_s_milli, ttl_ms } => {
                ratio.check("ratio")?;
                check::at_most("min_per_s", min_per_s_milli.into(), 10_000_000)?;
                check::duration("ttl_ms", ttl_ms)?;
                // Thousandths a second times milliseconds are millionths.
                let reserve = u128::from(min_per_s_milli) * u128::from(ttl_ms);
                Form::Ratio { ratio, reserve, window: Sliding::new(ttl_ms), latest_ms: 0 }
            }
        }))
    }

    /// Counts the first attempt of a call.
    pub fn call(&mut self, now_ms: u64) {
        if let Form::Ratio { window, latest_ms, .. } = &mut self.0 {
            *latest_ms = (*latest_ms).max(now_ms);
            window.add([1, 0, 0], *latest_ms);
        }
    }

    /// Counts a success.
    pub fn success(&mut self) {
        if let Form::Tokens { most, refund, tokens } = &mut self.0 {
            *tokens = (*tokens + *refund).min(*most);
        }
    }

    /// Counts a failure that is worth a retry, and tells whether it may be retried. A refusal takes nothing from
    /// a share; a token is taken by the failure itself.
    #[must_use]
    pub fn try_retry(&mut self, now_ms: u64) -> bool {
        match &mut self.0 {
            Form::Tokens { most, tokens, .. } => {
                *tokens = tokens.saturating_sub(TOKEN);
                *tokens > *most / 2
            }
            Form::Ratio { ratio, reserve, window, latest_ms } => {
                *latest_ms = (*latest_ms).max(now_ms);
                let [calls, retries, _] = window.total(*latest_ms);
                let credit = reserve.saturating_add(u128::from(ratio.ppm()) * u128::from(calls));
                let is_left = credit >= (u128::from(retries) + 1) * RETRY_COST;
                if is_left {
                    window.add([0, 1, 0], *latest_ms);
                }
                is_left
            }
        }
    }

    /// The state as bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Writer::new(Kind::RetryBudget);
        match &self.0 {
            Form::Tokens { tokens, .. } => {
                bytes.u8(0).u64(*tokens);
            }
            Form::Ratio { window, latest_ms, .. } => {
                let entries = window.entries();
                bytes.u8(1).u64(*latest_ms).u32(u32::try_from(entries.len()).unwrap_or(u32::MAX));
                for Entry { at_ms, sums: [calls, retries, _] } in entries {
                    bytes.u64(*at_ms).u64(*calls).u64(*retries);
                }
            }
        }
        bytes.finish()
    }

    /// Goes on where a snapshot was taken. One of the other form leaves the budget full.
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no snapshot of a budget. The budget is then as it was.
    pub fn restore(&mut self, bytes: &[u8], now_ms: u64) -> Result<(), SnapshotError> {
        let mut restored = self.clone();
        let mut reader = Reader::new(Kind::RetryBudget, bytes)?;
        match reader.u8()? {
            0 => {
                let saved = reader.u64()?;
                if let Form::Tokens { most, tokens, .. } = &mut restored.0 {
                    *tokens = saved.min(*most);
                }
            }
            1 => {
                let moved_ms = reader.u64()?.saturating_sub(now_ms);
                for _ in 0..reader.u32()? {
                    let at_ms = reader.u64()?.saturating_sub(moved_ms);
                    let sums = [reader.u64()?, reader.u64()?, 0];
                    if let Form::Ratio { window, latest_ms, .. } = &mut restored.0 {
                        *latest_ms = (*latest_ms).max(at_ms);
                        window.add(sums, *latest_ms);
                    }
                }
            }
            _ => return Err(SnapshotError::Corrupt),
        }
        reader.finish()?;
        *self = restored;
        Ok(())
    }
}
