//! PostgreSQL and Redis go, and come back.

use std::time::Duration;

use phiward_gateway::config::Secret;

use crate::world::servers::{Servers, are_installed};
use crate::world::{NOON_MS, World, sealed};

/// A gateway with servers of its own, which a test can stop.
async fn world_with_servers() -> (World, Servers) {
    let servers = Servers::start().unwrap();
    let (database, redis) = (servers.new_database(), servers.new_redis());
    let mut world = World::alone(|config| {
        config.urls.database = Some(Secret::new(database));
        config.urls.redis = Some(Secret::new(redis));
    })
    .await;
    world.start_one().await;
    (world, servers)
}

#[tokio::test]
async fn the_database_goes_and_comes_back() {
    if !are_installed("the_database_goes_and_comes_back") {
        return;
    }
    let (world, mut servers) = world_with_servers().await;
    let key = sealed::key();
    let body = sealed::body(&sealed::record(&key, "note", "text"));
    let put =
        |path: &'static str| world.call_with("app", "PUT", path, &[("if-none-match", "*")], body.as_bytes());
    assert_eq!(put("/v1/records/one").await.status, 201);
    servers.postgres.stop();
    for _ in 0..4 {
        let gone = put("/v1/records/two").await;
        assert_eq!((gone.status, gone.code().as_str()), (503, "storage_gone"), "{}", gone.text());
        assert_eq!(gone.header("retry-after"), Some("2"));
    }
    let ready = world.call("", "GET", "/v1/ready", "").await;
    assert_eq!(
        (ready.status, ready.json()),
        (503, serde_json::json!({ "status": "down", "retryAfter": 2 })),
        "{}",
        ready.text()
    );
    // Operators are told what it is, though the database cannot tell who they are or how often they ask.
    let told = world.call("admin", "GET", "/v1/diagnostic", "").await;
    assert_eq!((told.status, told.json()["checks"][0]["code"].as_str()), (503, Some("storage_gone")));
    // The process itself lives, so nothing kills it for the fault of another.
    assert_eq!(world.call("", "GET", "/v1/health", "").await.status, 200);
    servers.postgres.again();
    let mut status = 0;
    for _ in 0..40 {
        status = put("/v1/records/two").await.status;
        if status == 201 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert_eq!(status, 201);
    assert_eq!(world.call("app", "GET", "/v1/records/one", "").await.status, 200);
    assert_eq!(world.call("", "GET", "/v1/ready", "").await.status, 200);
}

#[tokio::test]
async fn without_redis_each_instance_limits_by_itself() {
    if !are_installed("without_redis_each_instance_limits_by_itself") {
        return;
    }
    let (world, mut servers) = world_with_servers().await;
    let list = || world.call("free", "GET", "/v1/records", "");
    assert_eq!(list().await.header("x-ratelimit-scope"), None);
    servers.redis.stop();
    let alone = list().await;
    assert_eq!(
        (alone.status, alone.header("x-ratelimit-scope")),
        (200, Some("instance")),
        "{}",
        alone.text()
    );
    let ready = world.call("", "GET", "/v1/ready", "").await;
    assert_eq!((ready.status, ready.json()["status"].as_str()), (200, Some("degraded")));
    // Nobody is let in without limit meanwhile: two instances, a hundred each.
    let mut allowed = 1;
    while allowed < 400 && list().await.status == 200 {
        allowed += 1;
    }
    assert!((100..=200).contains(&allowed), "{allowed}");
    servers.redis.again();
    for _ in 0..40 {
        let back = list().await;
        if back.status == 200 && back.header("x-ratelimit-scope").is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("the instances do not share their limits again");
}

#[tokio::test]
async fn instances_that_begin_together_make_the_tables_once() {
    if !are_installed("instances_that_begin_together_make_the_tables_once") {
        return;
    }
    let servers = Servers::start().unwrap();
    let database = servers.new_database();
    let start = |folder: std::path::PathBuf| {
        let mut config = crate::world::config_in(&folder);
        config.urls.database = Some(Secret::new(database.clone()));
        async move {
            let clock = phiward_resilience::edge::ManualClock::default();
            clock.set(NOON_MS);
            phiward_gateway::Gateway::start_with_clock(&config, std::sync::Arc::new(clock)).await
        }
    };
    let folders: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
    let path = |at: usize| folders[at].path().to_path_buf();
    let started = tokio::join!(start(path(0)), start(path(1)), start(path(2)), start(path(3)));
    for gateway in [started.0, started.1, started.2, started.3] {
        gateway.unwrap().stop().await;
    }
}
