//! A [`tracing`](https://docs.rs/tracing) layer that writes only what the field table allows.
//!
//! [`FieldGuard`] is a whole output, not a filter in front of another one.
//! A layer cannot change what its neighbours see, so **a `fmt` layer beside the guard writes everything**
//! that the guard holds back; so does every exporter that is a layer of its own.
//! Replacing the field formatter of the `fmt` layer is no way out: its JSON format does not use it for
//! events, and when a formatter fails, the layer prints the values of the span to standard error.
//!
//! ```
//! use phiward_phi::{FieldTable, guard::FieldGuard};
//! use tracing_subscriber::{fmt::time::SystemTime, layer::SubscriberExt as _};
//!
//! let guard = FieldGuard::new(std::io::stderr).with_timer(SystemTime);
//! let counts = guard.counts();
//! let subscriber = tracing_subscriber::registry().with(guard); // and no other output
//!
//! tracing::subscriber::with_default(subscriber, || {
//!     // {"time":"...","level":"INFO",...,"fields":{"request_id":"it-17-9f8a","user_age":"[REDACTED]"}}
//!     tracing::info!(request_id = "it-17-9f8a", user_age = 62);
//! });
//! assert_eq!((counts.written(), counts.masked()), (1, 1));
//! ```
//!
//! # What happens to a field
//!
//! | policy | number, `bool` | text, `Debug`, `Display` |
//! |---|---|---|
//! | `Loggable` | as it is | as it is when it is one token: up to 128 letters, digits and `-_.:/`; else scrubbed |
//! | `LogAfterRedaction` | scrubbed | scrubbed |
//! | `LogPseudonym` | pseudonym | pseudonym; the mask without a key |
//! | `NeverLog`, unknown | mask | mask; the value is not even formatted |
//!
//! The message is scrubbed, literals too, because a layer cannot tell a literal from a formatted text.
//! The default scrubber shows nothing, so give the guard one with [`with_scrub`](FieldGuard::with_scrub);
//! each line also tells the place in the source that it comes from.
//!
//! # When something fails
//!
//! When the scrubber fails, or anything panics while a record is made (the scrubber, or a `Debug` of the
//! program), the record is dropped and [`GuardCounts::dropped`] counts it.
//! With `panic = "abort"` a panic ends the program instead.
//! The panic hook of the program prints panic messages and does not pass through any layer.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{fmt, panic::AssertUnwindSafe};
use std::{io::Write as _, panic::catch_unwind};

use tracing_core::{Event, Subscriber, span};
use tracing_subscriber::{
    fmt::{MakeWriter, format::Writer, time::FormatTime},
    layer::{Context, Layer},
    registry::LookupSpan,
};

use crate::{
    fields::FieldTable,
    guard::{
        counts::Counter,
        line::Record,
        visit::{Shown, Visitor},
    },
    pseudonym::PseudonymKey,
    scrub::{MaskAll, Scrub, ScrubFailed},
};

mod counts;
mod line;
mod visit;

pub use crate::guard::{counts::GuardCounts, line::LineFormat};

/// A `tracing` layer that writes records as lines, with every field shown as its policy says.
///
/// See [the module](self) for the rules.
pub struct FieldGuard<W> {
    rules: Rules,
    format: LineFormat,
    timer: Option<Box<dyn FormatTime + Send + Sync>>,
    writer: W,
}

/// What decides how a field is shown.
pub(crate) struct Rules {
    pub(crate) fields: FieldTable,
    pub(crate) scrub: Box<dyn Scrub + Send + Sync>,
    pub(crate) key: Option<PseudonymKey>,
    pub(crate) counts: GuardCounts,
}

impl<W> FieldGuard<W> {
    /// Makes a guard that knows [`FieldTable::launch`], masks every text that is not a token, has no key for
    /// pseudonyms, and writes JSON lines without a time.
    #[must_use]
    pub fn new(writer: W) -> Self {
        let rules = Rules {
            fields: FieldTable::launch(),
            scrub: Box::new(MaskAll),
            key: None,
            counts: GuardCounts::default(),
        };
        Self { rules, format: LineFormat::Json, timer: None, writer }
    }

    /// Replaces the field table.
    #[must_use]
    pub fn with_fields(mut self, fields: FieldTable) -> Self {
        self.rules.fields = fields;
        self
    }

    /// Gives the guard a scrubber for messages and other free text.
    #[must_use]
    pub fn with_scrub(mut self, scrub: impl Scrub + Send + Sync + 'static) -> Self {
        self.rules.scrub = Box::new(scrub);
        self
    }

    /// Gives the guard a key, so that fields of [`LogPseudonym`](crate::FieldPolicy::LogPseudonym) show a
    /// pseudonym instead of the mask.
    ///
    /// The scope is the name in the field table, so [`Phi::pseudonym`](crate::Phi::pseudonym) with the scope
    /// `incident_id` and a field `incidentId` of a record agree.
    #[must_use]
    pub fn with_pseudonyms(mut self, key: PseudonymKey) -> Self {
        self.rules.key = Some(key);
        self
    }

    /// Chooses how lines look.
    #[must_use]
    pub const fn with_format(mut self, format: LineFormat) -> Self {
        self.format = format;
        self
    }

    /// Puts a time on each line; the guard itself reads no clock.
    #[must_use]
    pub fn with_timer(mut self, timer: impl FormatTime + Send + Sync + 'static) -> Self {
        self.timer = Some(Box::new(timer));
        self
    }

    /// The counts of this guard, which go on counting after the guard has become a part of a subscriber.
    #[must_use]
    pub fn counts(&self) -> GuardCounts {
        self.rules.counts.clone()
    }

    /// Runs a step that makes a record or a part of one; a failure or panic in it drops that.
    fn or_drop(&self, step: impl FnOnce() -> Result<(), Dropped>) {
        // A record that was half made is not looked at again, so a panic leaves nothing inconsistent.
        if !matches!(catch_unwind(AssertUnwindSafe(step)), Ok(Ok(()))) {
            self.rules.counts.add(Counter::Dropped);
        }
    }

    fn time(&self) -> Result<Option<String>, Dropped> {
        let Some(timer) = &self.timer else { return Ok(None) };
        let mut time = String::new();
        timer.format_time(&mut Writer::new(&mut time)).map_err(|_| Dropped)?;
        time.truncate(time.trim_end().len());
        Ok(Some(time))
    }
}

impl<W> fmt::Debug for FieldGuard<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldGuard")
            .field("format", &self.format)
            .field("key", &self.rules.key)
            .field("counts", &self.rules.counts)
            .finish_non_exhaustive()
    }
}

/// A record, or the fields of a span, could not be made safely.
pub(crate) struct Dropped;

impl From<ScrubFailed> for Dropped {
    fn from(_: ScrubFailed) -> Self {
        Self
    }
}

/// Guarded fields, in the order in which they were recorded.
type Fields = Vec<(&'static str, Shown)>;

/// The guarded fields of a span, kept with the span, one entry for each guard of the subscriber.
///
/// Two guards have two rules, so neither may write what the other one showed.
#[derive(Default)]
struct SpanFields(Vec<(GuardCounts, Fields)>);

impl SpanFields {
    fn add(&mut self, guard: &GuardCounts, fields: Fields) {
        if !self.0.iter().any(|(owner, _)| owner.is(guard)) {
            self.0.push((guard.clone(), Fields::new()));
        }
        let Some((_, kept)) = self.0.iter_mut().find(|(owner, _)| owner.is(guard)) else { return };
        // A later value of a field replaces the earlier one.
        kept.retain(|(name, _)| !fields.iter().any(|(newer, _)| newer == name));
        kept.extend(fields);
    }

    fn of(&self, guard: &GuardCounts) -> Fields {
        self.0.iter().find(|(owner, _)| owner.is(guard)).map_or_else(Fields::new, |(_, kept)| kept.clone())
    }
}

impl<W> FieldGuard<W> {
    fn record_span<S>(
        &self,
        id: &span::Id,
        record: impl FnOnce(&mut Visitor<'_>),
        context: &Context<'_, S>,
    ) -> Result<(), Dropped>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let mut visitor = Visitor::new(&self.rules);
        record(&mut visitor);
        let fields = visitor.finish()?;
        let span = context.span(id).ok_or(Dropped)?;
        let mut extensions = span.extensions_mut();
        if extensions.get_mut::<SpanFields>().is_none() {
            extensions.insert(SpanFields::default());
        }
        extensions.get_mut::<SpanFields>().ok_or(Dropped)?.add(&self.rules.counts, fields);
        Ok(())
    }

    fn spans<S>(&self, event: &Event<'_>, context: &Context<'_, S>) -> Vec<(&'static str, Fields)>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let scope = context.event_scope(event).into_iter().flat_map(|scope| scope.from_root());
        scope
            .map(|span| {
                let kept = span.extensions().get::<SpanFields>().map(|all| all.of(&self.rules.counts));
                (span.name(), kept.unwrap_or_default())
            })
            .collect()
    }
}

impl<S, W> Layer<S> for FieldGuard<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        self.or_drop(|| self.record_span(id, |visitor| attributes.record(visitor), &context));
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        self.or_drop(|| self.record_span(id, |visitor| values.record(visitor), &context));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        self.or_drop(|| {
            let mut visitor = Visitor::new(&self.rules);
            event.record(&mut visitor);
            let record = Record {
                time: self.time()?,
                metadata: event.metadata(),
                fields: visitor.finish()?,
                spans: self.spans(event, &context),
            };
            let line = record.line(self.format);
            let mut writer = self.writer.make_writer_for(event.metadata());
            writer.write_all(line.as_bytes()).map_err(|_| Dropped)?;
            self.rules.counts.add(Counter::Written);
            Ok(())
        });
    }
}
