//! Story 6: a launch from a patient care record, and what it must not do.

use phiward_ems::{Field, TOKEN_CONTEXT, TokenId, TokenLaunch};
use phiward_envelope::{Context, DataKey, KeyId, OsEntropy, seal, text};
use serde_json::{Value, json};

use crate::world::{NOON_MS, Reply, World};

const PATH: &str = "/api/imagetrend/launch";

async fn launch(world: &World, form: &str) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    world.call_with("agency", "POST", PATH, &headers, form.as_bytes()).await
}

/// What the page behind a launch gets.
async fn page(world: &World, launched: &Reply) -> Value {
    assert_eq!(launched.status, 302, "{}", launched.text());
    let location = launched.header("location").unwrap();
    let handle = location.rsplit_once("launch=").unwrap().1;
    world.call("agency", "GET", &format!("/api/launches/{handle}"), "").await.json()
}

#[tokio::test]
async fn eighteen_months_is_a_child_and_a_bad_age_is_unknown() {
    let world = World::start().await;
    for (age, category, rule) in [
        ("&user_age=18&user_age_unit=2516007", "pediatric", "age"),
        ("&user_age=62&user_age_unit=2516009", "adult", "age"),
        ("&user_age=14&user_age_unit=2516009", "pediatric", "age"),
        ("&user_age=15&user_age_unit=2516009", "adult", "age"),
        ("&user_age=62&user_age_unit=2516009&user_weight_kg=30", "pediatric", "weight"),
        ("&user_age=18", "unknown", "not_usable"),
        ("&user_age=0&user_age_unit=2516009", "pediatric", "age"),
        ("&user_age=-3&user_age_unit=2516009", "unknown", "not_usable"),
        ("&user_age=abc&user_age_unit=2516009", "unknown", "not_usable"),
        ("&user_age=18+months&user_age_unit=2516009", "unknown", "not_usable"),
        ("&user_age=1e2&user_age_unit=2516009", "unknown", "not_usable"),
        ("", "unknown", "not_given"),
    ] {
        let launched = launch(&world, &format!("agency_id=demo-county-fd&search_term=chest+pain{age}")).await;
        let location = launched.header("location").unwrap_or_default().to_owned();
        assert!(
            location.starts_with(&format!("/app/protocol-search?age={category}&launch=")),
            "{age} {location}"
        );
        let page = page(&world, &launched).await;
        assert_eq!(
            (page["ageCategory"].as_str(), page["ageRule"].as_str()),
            (Some(category), Some(rule)),
            "{age}"
        );
    }
}

#[tokio::test]
async fn the_page_gets_protocols_of_the_right_age_and_no_age() {
    let world = World::start().await;
    let form = "agency_id=demo-county-fd&search_term=crushing+chest+pain&user_age=62&user_age_unit=2516009\
                &impression=I21.9&incident_id=IT-12345&return_url=elite%3A%2F%2Fback%3Fcase%3D7";
    let launched = launch(&world, form).await;
    let location = launched.header("location").unwrap();
    assert!(
        !location.contains("62") || location.rsplit_once("launch=").unwrap().1.contains("62"),
        "{location}"
    );
    assert!(
        !location.contains("I21") && !location.contains("IT-12345") && !location.contains("chest"),
        "{location}"
    );
    let page = page(&world, &launched).await;
    assert_eq!(page["answer"]["answer"], "hits", "{page}");
    assert_eq!(page["answer"]["protocols"][0]["number"], "TP-101");
    assert_eq!(page["returnUrl"], "elite://back?case=7");
    assert_eq!(page["canExport"], false);
    assert!(page.get("age").is_none() && page.get("impression").is_none() && page.get("incident").is_none());
    // The handle ends after an hour, and one that nobody was given finds nothing.
    world.clock.advance(3_600_001);
    let handle = location.rsplit_once("launch=").unwrap().1;
    assert_eq!(world.call("agency", "GET", &format!("/api/launches/{handle}"), "").await.status, 404);
    let guess = "0".repeat(32);
    assert_eq!(world.call("agency", "GET", &format!("/api/launches/{guess}"), "").await.status, 404);
}

#[tokio::test]
async fn what_is_dangerous_is_refused_by_name_and_not_quoted() {
    let world = World::start().await;
    for (more, field) in [
        ("&return_url=javascript%3Aalert(1)", "return_url"),
        ("&return_url=data%3Atext%2Fhtml%2Cx", "return_url"),
        ("&return_url=https%3A%2F%2Fevil.example%2F", "return_url"),
        ("&callback_url=http%3A%2F%2Fhooks.example.org%2F", "callback_url"),
        ("&callback_url=https%3A%2F%2F169.254.169.254%2Flatest%2Fmeta-data", "callback_url"),
        ("&callback_url=https%3A%2F%2Flocalhost%2F", "callback_url"),
        ("&callback_url=https%3A%2F%2Fhooks.example.org%40evil.example%2F", "callback_url"),
        ("&callback_url=https%3A%2F%2F%5B%3A%3A1%5D%2F", "callback_url"),
        ("&incident_id=12", "incident_id"),
        ("&impression=heart+attack", "impression"),
        ("&search_term=a&search_term=b", "search_term"),
    ] {
        let refused = launch(&world, &format!("agency_id=demo-county-fd{more}")).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (400, "invalid_fields"),
            "{more} {}",
            refused.text()
        );
        assert_eq!(refused.json()["errors"][0]["field"].as_str(), Some(field), "{more}");
        assert!(
            !refused.text().contains("evil") && !refused.text().contains("169.254"),
            "{}",
            refused.text()
        );
    }
    assert_eq!(launch(&world, "agency_id=nobody").await.json()["errors"][0]["field"], "agency_id");
    assert_eq!(launch(&world, "agency_id=demo-county-fd&patient_name=Maria").await.code(), "unknown_key");
    // Age and impression in a link are seen by every proxy: the agency's links may not carry them.
    let link = format!("{PATH}?agency_id=demo-county-fd&user_age=62&user_age_unit=2516009");
    let refused = world.call("agency", "GET", &link, "").await;
    assert_eq!(refused.json()["errors"][0]["field"], "user_age", "{}", refused.text());
    let link = format!("{PATH}?agency_id=demo-county-fd");
    assert_eq!(world.call("agency", "GET", &link, "").await.status, 302);
}

#[tokio::test]
async fn the_sixth_anonymous_call_gets_429() {
    let world = World::start().await;
    let link = format!("{PATH}?agency_id=demo-county-fd");
    for left in ["4", "3", "2", "1", "0"] {
        let reply = world.call("", "GET", &link, "").await;
        assert_eq!(
            (reply.status, reply.header("x-ratelimit-remaining")),
            (302, Some(left)),
            "{}",
            reply.text()
        );
    }
    let sixth = world.call("", "GET", &link, "").await;
    assert_eq!((sixth.status, sixth.code().as_str()), (429, "rate_limited"));
    // Five in fifteen minutes: one every three.
    assert_eq!(sixth.header("retry-after"), Some("180"));
    assert_eq!(world.call("agency", "GET", &link, "").await.status, 302);
    world.clock.advance(180_000);
    assert_eq!(world.call("", "GET", &link, "").await.status, 302);
}

#[tokio::test]
async fn a_sealed_link_shows_nothing_and_works_once() {
    let world = World::start().await;
    let file = std::fs::read_to_string(world.folder.path().join("secrets/launch.key")).unwrap();
    let bytes: Vec<u8> =
        (0..48).map(|at| u8::from_str_radix(&file[2 * at..2 * at + 2], 16).unwrap()).collect();
    let key = DataKey::from_bytes(
        KeyId::from_bytes(bytes[..16].try_into().unwrap()),
        bytes[16..].try_into().unwrap(),
    );
    let token = |id: u8, until_ms: u64| {
        let fields = [
            (Field::AgencyId, "demo-county-fd"),
            (Field::SearchTerm, "crushing chest pain"),
            (Field::UserAge, "18"),
            (Field::UserAgeUnit, "2516007"),
        ];
        let plaintext = TokenLaunch::write(&fields, TokenId::from_random([id; 16]), until_ms);
        let context = Context::new(TOKEN_CONTEXT).unwrap();
        let sealed = text::encode(&seal(&key, &context, plaintext.as_bytes(), &mut OsEntropy).unwrap());
        format!("{PATH}?t={}", sealed.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"))
    };
    let link = token(1, NOON_MS + 60_000);
    let launched = world.call("agency", "GET", &link, "").await;
    assert!(launched.header("location").unwrap_or_default().contains("age=pediatric"), "{}", launched.text());
    assert_eq!(world.call("agency", "GET", &link, "").await.code(), "bad_token");
    assert_eq!(world.call("agency", "GET", &token(2, NOON_MS - 1), "").await.code(), "token_expired");
    // Cut where no escape is cut: what is left is well formed, and no token.
    let cut = link.trim_end_matches("%3D");
    let at = (10..40).map(|less| cut.len() - less).find(|at| !cut[at - 2..*at].contains('%')).unwrap();
    let refused = world.call("agency", "GET", &cut[..at], "").await;
    assert_eq!(refused.code(), "bad_token", "{}", refused.text());
}

#[tokio::test]
async fn clients_search_the_protocols_of_their_own_agency() {
    let world = World::start().await;
    let ask = |query: &str, age: &str| json!({ "query": query, "age": age }).to_string();
    let path = "/api/protocols/search";
    let found = world.call("partner", "POST", path, &ask("chest pain", "adult")).await;
    assert_eq!(found.json()["protocols"][0]["number"], "TP-101", "{}", found.text());
    let silent = world.call("partner", "POST", path, &ask("quarterly budget forecast", "adult")).await;
    assert_eq!(silent.json()["answer"], "none", "{}", silent.text());
    assert_eq!(world.call("app", "POST", path, &ask("chest pain", "adult")).await.status, 403);
    assert_eq!(world.call("partner", "POST", path, &ask("chest pain", "62")).await.code(), "invalid_age");
}
