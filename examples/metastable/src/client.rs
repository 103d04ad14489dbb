//! One client: it calls, waits at most a second, and calls again as its strategy says.

use phiward_resilience::{
    Attempt, Breaker, ConfigError, Outcome, Permit, Retry, RetryBudget, RetryPolicy, RetryVerdict,
};

use crate::strategy::Strategy;

/// What a client shares between its calls.
#[derive(Debug)]
pub(crate) struct Client {
    policy: RetryPolicy,
    budget: Option<RetryBudget>,
    breaker: Option<Breaker>,
}

/// One call of a client, with its attempts.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) client: usize,
    retry: Retry,
    permit: Option<Permit>,
}

impl Client {
    pub(crate) fn new(strategy: Strategy) -> Result<Self, ConfigError> {
        let (budget, breaker) = (strategy.budget()?, strategy.breaker()?);
        Ok(Self { policy: Strategy::policy()?, budget, breaker })
    }

    /// Counts a new call.
    pub(crate) fn begin(&mut self, client: usize, now_ms: u64) -> Call {
        if let Some(budget) = &mut self.budget {
            budget.call(now_ms);
        }
        Call { client, ..Call::default() }
    }

    /// Whether an attempt may be sent. One that the breaker rejects is not made again.
    pub(crate) fn may_send(&mut self, call: &mut Call, now_ms: u64) -> bool {
        let Some(breaker) = &mut self.breaker else { return true };
        call.permit = breaker.acquire(now_ms).ok();
        call.permit.is_some()
    }

    /// Ends an attempt. The delay before the next one, if there is one.
    pub(crate) fn end(&mut self, call: &mut Call, attempt: Attempt, now_ms: u64, random: u64) -> Option<u64> {
        let outcome = if attempt == Attempt::SUCCESS { Outcome::Success } else { Outcome::Failure };
        if let (Some(breaker), Some(permit)) = (&mut self.breaker, call.permit.take()) {
            breaker.report(permit, outcome, now_ms);
        }
        match self.policy.next(&mut call.retry, attempt, now_ms, random) {
            RetryVerdict::Retry { delay_ms } => {
                let in_budget = self.budget.as_mut().is_none_or(|budget| budget.try_retry(now_ms));
                in_budget.then_some(delay_ms)
            }
            RetryVerdict::GiveUp { .. } | RetryVerdict::Done => None,
        }
    }
}
