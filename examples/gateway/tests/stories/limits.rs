//! Limits: shared by all instances, honest about when to come back, and the same after a restart.

use crate::world::World;

#[tokio::test]
async fn the_free_plan_has_a_hundred_a_day_whichever_instance_is_asked() {
    let mut world = World::start().await;
    for left in (0..100).rev() {
        let reply = world.call("free", "GET", "/v1/records", "").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-ratelimit-remaining"), Some(left.to_string().as_str()));
    }
    let refused = world.call("free", "GET", "/v1/records", "").await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
    // Noon: the day ends in twelve hours.
    assert_eq!(refused.header("retry-after"), Some("43200"));
    assert_eq!(refused.json()["retryAfter"], 43_200);
    // A restart forgets nothing, and a clock that steps back grants nothing.
    world.restart().await;
    assert_eq!(world.call("free", "GET", "/v1/records", "").await.status, 429);
    world.clock.set(crate::world::NOON_MS - 86_400_000);
    assert_eq!(world.call("free", "GET", "/v1/records", "").await.status, 429);
    // Another client has its own limit.
    assert_eq!(world.call("app", "GET", "/v1/records", "").await.status, 200);
    world.clock.set(crate::world::NOON_MS + 43_200_000);
    assert_eq!(world.call("free", "GET", "/v1/records", "").await.status, 200);
}

#[tokio::test]
async fn wrong_keys_are_counted_by_address() {
    let world = World::start().await;
    let wrong = [("authorization", "Bearer phw_app_0000")];
    for _ in 0..100 {
        let reply = world.call_with("", "GET", "/v1/records", &wrong, b"").await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "unauthenticated"));
    }
    assert_eq!(world.call_with("", "GET", "/v1/records", &wrong, b"").await.status, 429);
    // Whoever has the right key is not kept out by those guesses.
    assert_eq!(world.call("app", "GET", "/v1/records", "").await.status, 200);
}

#[tokio::test]
async fn usage_is_counted_and_written() {
    let mut world = World::start().await;
    for _ in 0..7 {
        world.call("app", "GET", "/v1/records", "").await;
    }
    world.restart().await;
    let usage = world.call("app", "GET", "/v1/usage", "").await.json();
    assert_eq!(usage["requests"]["v1"], 8, "{usage}");
    assert_eq!((usage["plan"].as_str(), usage["period"].as_str()), (Some("enterprise"), Some("2026-11")));
}
