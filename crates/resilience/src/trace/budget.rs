//! Traces of the retry budget.

use super::step::{Step, fields, unknown_op};
use super::{Observed, Replay, TraceFailure};
use crate::RetryBudget;
use crate::json::{self, Fields};

pub(super) struct BudgetReplay(RetryBudget);

impl BudgetReplay {
    pub(super) fn new(config: &Fields<'_>) -> Result<Self, TraceFailure> {
        Ok(Self(RetryBudget::new(config.checked(json::budget_of(config))?)?))
    }
}

impl Replay for BudgetReplay {
    fn step(&mut self, step: &Step<'_>) -> Observed {
        let now_ms = step.now_ms()?;
        let allow = match step.op()? {
            "deposit" => {
                self.0.call(now_ms);
                None
            }
            "success" => {
                self.0.success();
                None
            }
            "withdraw" | "failure" => Some(self.0.try_retry(now_ms)),
            other => return Err(unknown_op(other)),
        };
        Ok(fields([("allow", allow.map(Into::into))]))
    }
}
