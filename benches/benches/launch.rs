//! A launch of eight keys with two URLs, read strictly, against splitting the same form and parsing its two URLs, which
//! checks nothing of it. Processor time on one thread.

use core::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use phiward_benches::alone;
use phiward_ems::{
    AgePolicy, Agencies, AgencyId, AgencyProfile, CallbackUrlPolicy, LaunchRequest, ReturnUrlPolicy,
};
use url::Url;

const FORM: &[u8] = b"agency_id=pine-county-fd&search_term=chest+pain+radiating+to+left+arm&user_age=62\
&user_age_unit=years&impression=I21.9&incident_id=IT-12345&return_url=elite%3A%2F%2Fback\
&callback_url=https%3A%2F%2Fhooks.example.org%2Fexport%3Frun%3D17";

fn agencies() -> Agencies {
    let id = AgencyId::parse("pine-county-fd").expect("the id is plain");
    let mut profile = AgencyProfile::new(id);
    profile.age = AgePolicy::adult_from(15).expect("15 is in range");
    profile.return_urls = ReturnUrlPolicy::none().allow_app("elite", "back").expect("the scheme is free");
    profile.callback_urls = CallbackUrlPolicy::none().allow("hooks.example.org").expect("the name is public");
    Agencies::new([profile]).expect("there is one")
}

/// What a program does that trusts its partners: keys and values, and two URLs that parse.
fn split() -> (Vec<(String, String)>, usize) {
    let fields: Vec<(String, String)> = form_urlencoded::parse(black_box(FORM)).into_owned().collect();
    let urls = fields.iter().filter(|(key, _)| key.ends_with("_url"));
    let parsed = urls.filter(|(_, value)| Url::parse(value).is_ok()).count();
    assert_eq!((fields.len(), parsed), (8, 2));
    (fields, parsed)
}

fn launch(criterion: &mut Criterion) {
    let agencies = agencies();
    let mut group = criterion.benchmark_group("launch");
    let label = "eight keys";
    group.bench_function(BenchmarkId::new("phiward", label), |bencher| {
        bencher.iter_custom(|count| {
            alone(count, || {
                let launch =
                    LaunchRequest::parse_form(black_box(FORM), &agencies).expect("the form is right");
                assert!(launch.age.is_usable() && launch.callback_url.is_some());
                launch
            })
        });
    });
    group.bench_function(BenchmarkId::new("url and form_urlencoded", label), |bencher| {
        bencher.iter_custom(|count| alone(count, split));
    });
    group.finish();
}

criterion_group!(benches, launch);
criterion_main!(benches);
