//! The writer: events in, chained lines out. It keeps no file and reads no clock.

use alloc::string::String;

use crate::{
    error::LogError,
    event::Event,
    head::Head,
    key::{ChainKey, HeadKey, LogId, TAG_LEN, Tag},
    record::{self, Content, Kind},
    retention::RetentionPolicy,
};

/// When heads are signed and segments end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainPolicy {
    /// Records between two heads, 1 to 1,000,000.
    pub head_every: u64,
    /// Records of a segment, 2 to 100,000,000.
    pub segment_records: u64,
    /// How long segments are kept.
    pub retention: RetentionPolicy,
}

impl Default for ChainPolicy {
    /// A head every 1,000 records, segments of 100,000 records, kept for seven years.
    fn default() -> Self {
        Self { head_every: 1_000, segment_records: 100_000, retention: RetentionPolicy::DEFAULT }
    }
}

impl ChainPolicy {
    const fn check(&self) -> Result<(), LogError> {
        let heads = self.head_every >= 1 && self.head_every <= 1_000_000;
        let records = self.segment_records >= 2 && self.segment_records <= 100_000_000;
        if heads && records { Ok(()) } else { Err(LogError::Policy) }
    }
}

/// A log that is being written.
///
/// Each call gives the text that has to be added to the segment; it counts when it is stored.
///
/// ```
/// use phiward_audit::{Action, Chain, ChainKey, ChainPolicy, Event, HeadKey, LogId, Outcome, Verifier};
/// # use phiward_phi::{Access, ActorId, PurposeOfUse, RequestId};
/// # let access = Access {
/// #     actor: ActorId::parse("usr-17")?,
/// #     purpose: PurposeOfUse::Treatment,
/// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
/// #     at_ms: 1_767_225_600_000,
/// # };
/// let (first, heads) = ([7; 32], [9; 32]); // take random bytes
/// let (mut chain, mut segment) = Chain::begin(
///     LogId::parse("gateway-1")?,
///     ChainKey::first(&first),
///     HeadKey::from_bytes(&heads),
///     ChainPolicy::default(),
///     1_767_225_600_000,
/// )?;
/// segment += &chain.append(&Event::new(access, Action::Read, Outcome::Success)?);
/// let head = chain.head(1_767_225_600_001); // keep it elsewhere
///
/// let mut verifier = Verifier::new(ChainKey::first(&first))
///     .with_head_key(HeadKey::from_bytes(&heads))
///     .with_anchor(head);
/// verifier.segment(segment.as_bytes());
/// assert!(verifier.finish().is_intact());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Chain {
    log: LogId,
    key: ChainKey,
    head_key: HeadKey,
    policy: ChainPolicy,
    /// The number of the last record.
    seq: u64,
    previous: Tag,
    in_segment: u64,
    since_head: u64,
    first_of_segment: u64,
}

/// A segment that is complete: what to name its object, and until when to lock it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedSegment {
    /// The name of the object: `gateway-1/00000003-300001-400000.jsonl`.
    pub object_name: String,
    /// The number of the segment.
    pub segment: u64,
    /// The number of its first record.
    pub first_seq: u64,
    /// The number of its last record.
    pub last_seq: u64,
    /// Until when it must be kept, in milliseconds since 1970-01-01T00:00:00Z: the date of the object lock.
    pub retain_until_ms: u64,
    /// How far the log goes with it.
    pub head: Head,
}

impl Chain {
    /// Begins a log, or goes on with one whose last segment is closed.
    ///
    /// A new log begins with [`ChainKey::first`].
    ///
    /// # Errors
    /// [`LogError::Policy`].
    pub fn begin(
        log: LogId,
        key: ChainKey,
        head_key: HeadKey,
        policy: ChainPolicy,
        now_ms: u64,
    ) -> Result<(Self, String), LogError> {
        policy.check()?;
        let previous = [0; TAG_LEN];
        let mut chain = Self {
            log,
            key,
            head_key,
            policy,
            seq: 0,
            previous,
            in_segment: 0,
            since_head: 0,
            first_of_segment: 1,
        };
        let text = chain.open_segment(now_ms);
        Ok((chain, text))
    }

    /// Goes on with the last segment after the program was started again.
    ///
    /// A line that was half written when the program ended was never confirmed to anybody.
    /// Do what [`Resumed`] says before anything is added.
    ///
    /// # Errors
    /// [`LogError::NotAuthentic`] if the last whole line is not of this key; [`LogError::Malformed`] if there is no
    /// whole line; [`LogError::Policy`].
    pub fn resume(
        log: LogId,
        key: ChainKey,
        head_key: HeadKey,
        policy: ChainPolicy,
        segment: &[u8],
        now_ms: u64,
    ) -> Result<(Self, Resumed), LogError> {
        policy.check()?;
        let keep = segment.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let whole =
            segment.get(..keep).and_then(|lines| lines.strip_suffix(b"\n")).ok_or(LogError::Malformed)?;
        let mut lines = whole.split(|byte| *byte == b'\n');
        let in_segment = u64::try_from(lines.clone().count()).unwrap_or(u64::MAX);
        let first = lines.clone().next().and_then(record::parse).ok_or(LogError::Malformed)?;
        let last = lines.next_back().and_then(record::parse).ok_or(LogError::Malformed)?;
        if [&first, &last].iter().any(|record| !key.verifies(&log, record.body, &record.tag)) {
            return Err(LogError::NotAuthentic);
        }
        let mut chain = Self {
            log,
            key,
            head_key,
            policy,
            seq: last.seq,
            previous: last.tag,
            in_segment,
            since_head: in_segment % policy.head_every,
            first_of_segment: first.seq,
        };
        let resumed = if matches!(last.kind, Kind::Close { .. }) {
            chain.key = chain.key.successor();
            Resumed::InNext { text: chain.open_segment(now_ms) }
        } else {
            let torn = u64::try_from(segment.len() - keep).unwrap_or(u64::MAX);
            Resumed::InThis { keep, text: chain.add(now_ms, &Content::Resume { torn }) }
        };
        Ok((chain, resumed))
    }

    /// Adds an event; a head follows it when one is due.
    #[must_use]
    pub fn append(&mut self, event: &Event) -> String {
        let at_ms = event.access.at_ms;
        let mut text = self.add(at_ms, &Content::Event(event));
        if self.since_head >= self.policy.head_every {
            let signature = self.head(at_ms).signature;
            text += &self.add(at_ms, &Content::Head { signature });
            self.since_head = 0;
        }
        text
    }

    /// How far the log goes now, signed; to be kept elsewhere.
    #[must_use]
    pub fn head(&self, now_ms: u64) -> Head {
        Head::sign(&self.head_key, self.log.clone(), self.key.segment(), self.seq, now_ms, self.previous)
    }

    /// Whether the segment has as many records as it should, and is to be [rotated](Self::rotate).
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.in_segment >= self.policy.segment_records
    }

    /// Ends the segment and begins the next, with the next key; the key of the ended one is wiped.
    #[must_use]
    pub fn rotate(&mut self, now_ms: u64) -> Rotated {
        let signature = self.head(now_ms).signature;
        let close = self.add(now_ms, &Content::Close { signature });
        let (segment, first_seq, last_seq) = (self.key.segment(), self.first_of_segment, self.seq);
        let closed = ClosedSegment {
            object_name: alloc::format!("{}/{segment:08}-{first_seq}-{last_seq}.jsonl", self.log),
            segment,
            first_seq,
            last_seq,
            retain_until_ms: self.policy.retention.until(now_ms),
            head: self.head(now_ms),
        };
        self.key = self.key.successor();
        let open = self.open_segment(now_ms);
        Rotated { close, closed, open }
    }

    /// The key of the segment that is written now, for the store of secrets.
    #[must_use]
    pub const fn key(&self) -> &ChainKey {
        &self.key
    }

    /// The number of the last record.
    #[must_use]
    pub const fn last_seq(&self) -> u64 {
        self.seq
    }

    fn open_segment(&mut self, now_ms: u64) -> String {
        self.in_segment = 0;
        self.since_head = 0;
        self.first_of_segment = self.seq.saturating_add(1);
        let segment = self.key.segment();
        self.add(now_ms, &Content::Open { segment })
    }

    fn add(&mut self, at_ms: u64, content: &Content<'_>) -> String {
        self.seq = self.seq.saturating_add(1);
        let (line, tag) = record::write(&self.key, &self.log, self.seq, at_ms, &self.previous, content);
        self.previous = tag;
        self.in_segment += 1;
        self.since_head += 1;
        line
    }
}

/// How a log goes on after the program was started again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must do what it says")]
pub enum Resumed {
    /// In the same segment.
    InThis {
        /// How many bytes of the segment are whole lines; cut the rest off.
        keep: usize,
        /// What to add then.
        text: String,
    },
    /// The segment was closed: in a new one.
    InNext {
        /// How the new segment begins.
        text: String,
    },
}

/// A change of segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// What to add to the ended segment.
    pub close: String,
    /// What the ended segment is.
    pub closed: ClosedSegment,
    /// How the new segment begins.
    pub open: String,
}
