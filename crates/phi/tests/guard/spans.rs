//! Fields of spans follow the same rules.

use phiward_phi::MASK;
use serde_json::json;
use tracing::{info, info_span, warn};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::sink::{CANARY, Keep, Redactor, Sink, under};

#[test]
fn fields_of_spans_are_guarded_when_made_and_when_recorded_later() {
    let program = || {
        let outer = info_span!("launch", user_age = 62, step = tracing::field::Empty, search_term = CANARY);
        let _outer = outer.enter();
        let inner = info_span!("search", agency_id = "a-1", impression = tracing::field::Empty);
        let _inner = inner.enter();
        inner.record("impression", CANARY);
        outer.record("step", "one");
        outer.record("step", "two");
        warn!("inside");
    };
    let (sink, counts) = under(|sink| sink.guard().with_scrub(Redactor), program);
    let expected = json!([
        {"name": "launch", "fields": {"user_age": MASK, "search_term": "[NAME]", "step": "two"}},
        {"name": "search", "fields": {"agency_id": "a-1", "impression": MASK}},
    ]);
    assert_eq!(sink.records().first().unwrap()["spans"], expected);
    assert_eq!((counts.written(), counts.dropped()), (1, 0));
}

#[test]
fn two_guards_of_one_subscriber_do_not_share_what_they_showed() {
    let (strict, loose) = (Sink::default(), Sink::default());
    let both = tracing_subscriber::registry().with(loose.guard().with_scrub(Keep)).with(strict.guard());
    tracing::subscriber::with_default(both, || {
        let span = info_span!("launch", search_term = CANARY);
        let _entered = span.enter();
        info!(step = "one");
    });
    assert_eq!(loose.records().first().unwrap()["spans"][0]["fields"]["search_term"], CANARY);
    assert_eq!(strict.records().first().unwrap()["spans"][0]["fields"]["search_term"], MASK);
}
