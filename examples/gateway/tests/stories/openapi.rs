//! What `openapi.json` describes is there.

use serde_json::Value;

use crate::world::World;

#[tokio::test]
async fn every_path_of_the_description_is_served_behind_its_guard() {
    let world = World::start().await;
    let file: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let mut asked = 0;
    for (path, methods) in file["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let real = path.replace("{id}", "none").replace("{purpose}", "none").replace("{handle}", "none");
            let real = real.replace("{source}", "partner");
            let reply = world.call("admin", &method.to_uppercase(), &real, "").await;
            assert_ne!(reply.status, 405, "{method} {path}");
            assert!(reply.header("x-request-id").is_some());
            let is_guarded = !operation["security"][0].as_object().unwrap().is_empty()
                && operation["security"][0].get("signature").is_none();
            // Behind a guard it is told what is left, whatever the answer; a path that is not there has no guard.
            // The diagnosis looks at the key itself, since limits need the database that it may be about.
            if path == "/v1/diagnostic" {
                assert_eq!(world.call("free", "GET", path, "").await.status, 403);
                continue;
            }
            assert_eq!(reply.header("x-ratelimit-remaining").is_some(), is_guarded, "{method} {path}");
            asked += 1;
        }
    }
    assert!(asked > 20, "{asked}");
    let absent = world.call("admin", "GET", "/v1/absent", "").await;
    assert_eq!((absent.status, absent.code().as_str()), (404, "not_found"));
    let wrong = world.call("admin", "PATCH", "/v1/records", "").await;
    assert_eq!((wrong.status, wrong.code().as_str()), (405, "method_not_allowed"));
}
