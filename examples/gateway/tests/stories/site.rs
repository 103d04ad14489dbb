//! The files of a page, with the policy that its scripts live under.

use crate::world::World;
use crate::world::client::send;

#[tokio::test]
async fn a_page_is_served_under_a_strict_policy_and_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html><p>page").unwrap();
    std::fs::write(folder.path().join("assets/app-1234.js"), "export {}").unwrap();
    let world = World::with(|config| config.site = Some(folder.path().to_owned())).await;
    let page = world.call("", "GET", "/site/", "").await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-cache")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    assert!(!policy.contains("unsafe-inline"));
    let script = world.call("", "GET", "/site/assets/app-1234.js", "").await;
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(script.header("cache-control").unwrap().contains("immutable"));
    let tag = [("if-none-match", page.header("etag").unwrap().to_owned())];
    let known = send(&format!("{}/site/", world.base()), "GET", &tag, b"").await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    for absent in ["/site/none.js", "/site/../gateway.toml", "/site/..%2fgateway.toml", "/site/assets"] {
        assert_eq!(world.call("", "GET", absent, "").await.status, 404, "{absent}");
    }
}
