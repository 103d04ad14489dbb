//! A full disk: what was stored can be read, what cannot be stored is refused cleanly, and it goes on when there is
//! room again.

use crate::world::{World, sealed};

#[tokio::test]
async fn a_full_disk_refuses_writes_and_gives_what_it_has() {
    // SQLite answers as it does on a full disk when its file may not grow: one code, one path.
    let mut world = World::alone(|config| config.bounds.database_bytes = Some(400 * 1024)).await;
    let key = sealed::key();
    let text = "x".repeat(20_000);
    let (mut stored, mut refused) = (Vec::new(), 0);
    for number in 0..40 {
        let id = format!("note-{number}");
        let body = sealed::body(&sealed::record(&key, &id, &text));
        let path = format!("/v1/records/{id}");
        let reply = world.call_with("app", "PUT", &path, &[("if-none-match", "*")], body.as_bytes()).await;
        match reply.status {
            201 => stored.push(id),
            _ => {
                assert_eq!((reply.status, reply.code().as_str()), (503, "storage_full"), "{}", reply.text());
                assert_eq!(reply.header("retry-after"), Some("2"));
                refused += 1;
            }
        }
    }
    assert!(stored.len() > 5 && refused > 5, "{} {refused}", stored.len());
    for id in &stored {
        let read = world.call("app", "GET", &format!("/v1/records/{id}"), "").await;
        let envelope = read.json()["envelope"].as_str().unwrap().to_owned();
        assert_eq!(sealed::open(&key, id, &envelope).unwrap(), text);
    }
    world.config.bounds.database_bytes = None;
    world.restart().await;
    let body = sealed::body(&sealed::record(&key, "late", &text));
    let late =
        world.call_with("app", "PUT", "/v1/records/late", &[("if-none-match", "*")], body.as_bytes()).await;
    assert_eq!(late.status, 201, "{}", late.text());
}
