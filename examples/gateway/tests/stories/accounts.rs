//! Story 3, for people: another password rewrites the account and no record, and no password is ever sent.

use phiward_envelope::{Context, OsEntropy, Purpose, Sealer, text};
use phiward_gateway::config::People;
use phiward_keys::{KdfParams, Password, Unlocked, Vault};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::world::client::send;
use crate::world::{Reply, World, sealed};

const NAME: &str = "0c4f1f3ab1c1e1ac79cc5b3c6e2e0a3b5d7f1e0d2c4b6a8990a1b2c3d4e5f607";
const OTHER: &str = "1c4f1f3ab1c1e1ac79cc5b3c6e2e0a3b5d7f1e0d2c4b6a8990a1b2c3d4e5f607";

async fn world() -> World {
    World::with(|config| config.people = Some(People { plan: "pro".to_owned() })).await
}

fn vault() -> (Vault, Unlocked) {
    Vault::create(&Password::new("correct horse"), KdfParams::PBKDF2, &mut OsEntropy).unwrap()
}

/// What an app stores of a person, and the header that proves it later.
fn account(name: &str, vault: &Vault, unlocked: &Unlocked, token: char) -> (Value, String) {
    let token = token.to_string().repeat(64);
    let context = Context::new([("account", name), ("field", "token")]).unwrap();
    let envelope = Sealer::new(unlocked.data_key(), &context, Purpose::RECORD)
        .seal(token.as_bytes(), &mut OsEntropy)
        .unwrap();
    let hash: String = Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let body =
        json!({ "vault": vault.to_json(), "sealedToken": text::encode(&envelope), "tokenSha256": hash });
    (body, format!("Bearer php_{name}_{token}"))
}

async fn call(world: &World, bearer: &str, method: &str, path: &str, tag: &str, body: &Value) -> Reply {
    let mut headers = vec![("authorization", bearer.to_owned())];
    match tag {
        "" => {}
        "*" => headers.push(("if-none-match", "*".to_owned())),
        tag => headers.push(("if-match", tag.to_owned())),
    }
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(&format!("{}{path}", world.base()), method, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_person_has_records_of_their_own_and_another_password_changes_none() {
    let world = world().await;
    let (vault, unlocked) = vault();
    let (body, bearer) = account(NAME, &vault, &unlocked, 'a');
    let made = call(&world, "", "POST", "/v1/accounts", "", &json!({ "name": NAME, "account": body })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let again = call(&world, "", "POST", "/v1/accounts", "", &json!({ "name": NAME, "account": body })).await;
    assert_eq!((again.status, again.code().as_str()), (412, "version_conflict"));

    let key = sealed::key();
    let record = json!({ "envelope": sealed::record(&key, "note-1", "a private note") });
    let put = call(&world, &bearer, "PUT", "/v1/records/note-1", "*", &record).await;
    assert_eq!(put.status, 201, "{}", put.text());
    // A new device begins with the vault, and proves itself with what is sealed under it.
    let read = call(&world, "", "GET", &format!("/v1/accounts/{NAME}"), "", &Value::Null).await;
    assert_eq!(read.json()["vault"], vault.to_json());
    assert_eq!(read.header("etag"), made.header("etag"));
    assert!(!read.text().contains(&"a".repeat(64)), "the token comes back sealed alone");

    let path = format!("/v1/accounts/{NAME}");
    let (changed, new_bearer) = account(NAME, &vault, &unlocked, 'b');
    let etag = read.header("etag").unwrap();
    let replaced = call(&world, &bearer, "PUT", &path, etag, &changed).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    assert_eq!(replaced.json()["id"], made.json()["id"]);
    let stale = call(&world, &new_bearer, "PUT", &path, etag, &changed).await;
    assert_eq!(stale.status, 412);
    let with_old = call(&world, &bearer, "GET", "/v1/records/note-1", "", &Value::Null).await;
    assert_eq!(with_old.status, 401, "what was signed in before is signed out");
    let note = call(&world, &new_bearer, "GET", "/v1/records/note-1", "", &Value::Null).await;
    assert_eq!(note.header("etag"), put.header("etag"), "the note was not touched");
    assert_eq!(note.json()["envelope"], record["envelope"]);
}

#[tokio::test]
async fn nobody_reaches_what_is_of_somebody_else() {
    let world = world().await;
    let (vault, unlocked) = vault();
    let (one, bearer) = account(NAME, &vault, &unlocked, 'a');
    let (two, other) = account(OTHER, &vault, &unlocked, 'c');
    for (name, body) in [(NAME, &one), (OTHER, &two)] {
        let made = json!({ "name": name, "account": body });
        assert_eq!(call(&world, "", "POST", "/v1/accounts", "", &made).await.status, 201);
    }
    let record = json!({ "envelope": sealed::record(&sealed::key(), "note-1", "a private note") });
    assert_eq!(call(&world, &bearer, "PUT", "/v1/records/note-1", "*", &record).await.status, 201);
    for (method, tag) in [("GET", ""), ("DELETE", "\"1\"")] {
        let tried = call(&world, &other, method, "/v1/records/note-1", tag, &Value::Null).await;
        assert_eq!(tried.status, 404, "{method}");
    }
    assert_eq!(world.call("app", "GET", "/v1/records/note-1", "").await.status, 404);
    let path = format!("/v1/accounts/{NAME}");
    let wrong = bearer.replace("aaaa", "dddd");
    for tried in [other.as_str(), wrong.as_str(), "", "Bearer php_x_y"] {
        assert_eq!(call(&world, tried, "PUT", &path, "\"1\"", &one).await.status, 401);
    }
    assert_eq!(call(&world, &wrong, "GET", "/v1/records", "", &Value::Null).await.status, 401);
    // A person has no role.
    let seal = json!({ "purpose": "encrypt-username", "context": {}, "plaintext": "ada" });
    assert_eq!(call(&world, &bearer, "POST", "/v1/encrypt", "", &seal).await.status, 403);
}

#[tokio::test]
async fn what_is_no_vault_is_refused_and_not_quoted() {
    let world = world().await;
    let (vault, unlocked) = vault();
    let (good, _) = account(NAME, &vault, &unlocked, 'a');
    let foreign = sealed::record(&sealed::key(), "note-1", "token");
    for (member, value, code) in [
        ("vault", "Maria Lopez", "malformed"),
        ("sealedToken", foreign.as_str(), "invalid_token"),
        ("sealedToken", "Maria Lopez", "invalid_token"),
        ("tokenSha256", "Maria Lopez", "invalid_hash"),
    ] {
        let mut body = good.clone();
        body[member] = json!(value);
        let made =
            call(&world, "", "POST", "/v1/accounts", "", &json!({ "name": NAME, "account": body })).await;
        assert_eq!((made.status, made.code().as_str()), (400, code));
        assert!(!made.text().contains("Lopez"));
    }
    let made = json!({ "name": "ada@example.org", "account": good });
    assert_eq!(call(&world, "", "POST", "/v1/accounts", "", &made).await.code(), "invalid_name");
}

#[tokio::test]
async fn without_people_there_are_no_accounts() {
    let world = World::start().await;
    let read = call(&world, "", "GET", &format!("/v1/accounts/{NAME}"), "", &Value::Null).await;
    assert_eq!(read.status, 404);
}
