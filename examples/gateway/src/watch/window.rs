//! Counts in slices of time, so that every window that ends now can be looked at.

use std::collections::VecDeque;

use phiward_observe::Histogram;
use phiward_observe::metric::LATENCY_MS;

/// What begins the steps of the integration.
const INTEGRATION: [&str; 3] = ["launch/", "protocols/", "export/"];

/// How many there were, and how many of them were bad.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) all: u64,
    pub(super) bad: u64,
}

impl Share {
    pub(super) fn count(&mut self, is_bad: bool) {
        self.all += 1;
        self.bad += u64::from(is_bad);
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.bad += other.bad;
    }
}

/// What was counted in some time. What a client does wrong is not bad: it is no fault of the service.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) all: Share,
    pub(super) unavailable: u64,
    pub(super) integration: Share,
    pub(super) uploads: Share,
    pub(super) ai: Share,
    pub(super) up: Share,
    pub(super) launches: u64,
    pub(super) all_ms: Histogram,
    pub(super) integration_ms: Histogram,
    pub(super) search_ms: Histogram,
    pub(super) metadata_ms: Histogram,
    pub(super) ai_ms: Histogram,
}

impl Default for Counts {
    fn default() -> Self {
        let none = || Histogram::new(LATENCY_MS);
        Self {
            all: Share::default(),
            unavailable: 0,
            integration: Share::default(),
            uploads: Share::default(),
            ai: Share::default(),
            up: Share::default(),
            launches: 0,
            all_ms: none(),
            integration_ms: none(),
            search_ms: none(),
            metadata_ms: none(),
            ai_ms: none(),
        }
    }
}

impl Counts {
    pub(super) fn request(&mut self, step: &str, status: u16, duration_ms: u64) {
        let is_bad = status >= 500;
        self.unavailable += u64::from(status == 503);
        self.all.count(is_bad);
        if step == "sealed-request/analyze" {
            // A model may think long: its time is not that of this service.
            self.ai.count(is_bad);
            self.ai_ms.observe(duration_ms);
            return;
        }
        self.all_ms.observe(duration_ms);
        if INTEGRATION.iter().any(|prefix| step.starts_with(prefix)) {
            self.integration.count(is_bad);
            self.integration_ms.observe(duration_ms);
        }
        if step == "protocols/read" {
            self.search_ms.observe(duration_ms);
        }
        if step.starts_with("metadata/") {
            self.metadata_ms.observe(duration_ms);
        }
        if step.starts_with("upload/") || step == "file/create" {
            self.uploads.count(is_bad);
        }
    }

    fn add(&mut self, other: &Self) {
        self.all.add(other.all);
        self.unavailable += other.unavailable;
        self.integration.add(other.integration);
        self.uploads.add(other.uploads);
        self.ai.add(other.ai);
        self.up.add(other.up);
        self.launches += other.launches;
        self.all_ms.add(&other.all_ms);
        self.integration_ms.add(&other.integration_ms);
        self.search_ms.add(&other.search_ms);
        self.metadata_ms.add(&other.metadata_ms);
        self.ai_ms.add(&other.ai_ms);
    }
}

/// The last slices, each with the time at which it ended.
pub(super) struct Window {
    slices: VecDeque<(u64, Counts)>,
    most: usize,
    open: Counts,
    /// Since when there is something to look at.
    since_ms: u64,
}

impl Window {
    pub(super) fn new(most: usize, now_ms: u64) -> Self {
        Self { slices: VecDeque::with_capacity(most), most, open: Counts::default(), since_ms: now_ms }
    }

    /// The slice that is being counted.
    pub(super) fn open(&mut self) -> &mut Counts {
        &mut self.open
    }

    /// Ends the slice that is being counted.
    pub(super) fn close(&mut self, now_ms: u64) {
        while self.slices.len() >= self.most {
            if let Some((ended_ms, _)) = self.slices.pop_front() {
                self.since_ms = ended_ms;
            }
        }
        self.slices.push_back((now_ms, core::mem::take(&mut self.open)));
    }

    /// The sum of the slices that ended in the last `window_ms`. A clock that steps back leaves none out.
    pub(super) fn over(&self, window_ms: u64, now_ms: u64) -> Counts {
        let is_in = |ended_ms: u64| ended_ms.saturating_add(window_ms) > now_ms;
        let slices = self.slices.iter().filter(|(ended_ms, _)| is_in(*ended_ms));
        slices.fold(Counts::default(), |mut sum, (_, slice)| {
            sum.add(slice);
            sum
        })
    }

    /// What a count was per `window_ms` in the time before the last `window_ms`; 0 until there is one such time.
    pub(super) fn before(&self, window_ms: u64, now_ms: u64, read: impl Fn(&Counts) -> u64) -> u64 {
        let until_ms = now_ms.saturating_sub(window_ms);
        let time_ms = until_ms.saturating_sub(self.since_ms);
        if time_ms < window_ms {
            return 0;
        }
        let older = self.slices.iter().filter(|(ended_ms, _)| *ended_ms <= until_ms);
        let total: u64 = older.map(|(_, slice)| read(slice)).sum();
        u64::try_from(u128::from(total) * u128::from(window_ms) / u128::from(time_ms)).unwrap_or(u64::MAX)
    }
}
