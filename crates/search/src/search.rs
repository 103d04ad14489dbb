//! Searching a shard.

use crate::answer::{self, Answer};
use crate::query::{Query, plan};
use crate::rank::{self, Explanation};
use crate::shard::Shard;
use crate::text::Analyzer;

impl<B: AsRef<[u8]>> Shard<B> {
    /// Finds the protocols that a query means, or tells why there is none.
    ///
    /// ```
    /// # use phiward_search::{AbstainReason, Answer, IndexBuilder, Lexicon, Query, Section, Shard};
    /// # let mut builder = IndexBuilder::new(Lexicon::prehospital());
    /// # builder.add(Section { id: "a".into(), number: "TP-101".into(), name: "Seizure".into(), ..Section::default() })?;
    /// # let built = builder.build()?.remove(0);
    /// let shard = Shard::open(built.index)?;
    /// assert!(matches!(shard.search(&Query::new("tp 101")), Answer::Hits(_)));
    /// let Answer::Abstain(abstention) = shard.search(&Query::new("tp 102")) else { unreachable!() };
    /// assert_eq!(abstention.reason, AbstainReason::NumberNotInAgency);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn search(&self, query: &Query<'_>) -> Answer<'_> {
        let view = self.view();
        let plan = plan(&view, self.age_policy(), query, &Analyzer::default());
        answer::answer(&view, &plan, query)
    }

    /// Accounts for every point of a protocol's score, if the protocol is among the query's hits.
    #[must_use]
    pub fn explain(&self, query: &Query<'_>, protocol: u32) -> Option<Explanation> {
        let view = self.view();
        let plan = plan(&view, self.age_policy(), query, &Analyzer::default());
        rank::explain(&view, &plan, query, protocol)
    }
}
