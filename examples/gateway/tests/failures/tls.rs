//! TLS to PostgreSQL and Redis: agreed with the server that is meant, or nothing is sent.

use phiward_gateway::Gateway;
use phiward_gateway::config::Secret;

use crate::world::servers::{Servers, are_installed};
use crate::world::{World, config_in, sealed};

/// What the service says when it begins with these URLs and authorities.
async fn start(postgres: &str, redis: &str, authority: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config_in(folder.path());
    std::fs::write(folder.path().join("servers.pem"), authority).unwrap();
    config.server_authorities = Some("servers.pem".into());
    config.urls.database = Some(Secret::new(postgres.to_owned())).filter(|_| !postgres.is_empty());
    config.urls.redis = Some(Secret::new(redis.to_owned())).filter(|_| !redis.is_empty());
    let gateway = Gateway::start(&config).await.map_err(|error| error.to_string())?;
    gateway.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_server_with_the_right_certificate_is_used() {
    if !are_installed("a_server_with_the_right_certificate_is_used") {
        return;
    }
    let servers = Servers::start_with_tls("localhost").unwrap();
    let host = |mode: &str, host: &str| {
        format!(
            "host={host} hostaddr=127.0.0.1 port={} user=gateway dbname=postgres {mode}",
            servers.postgres.port
        )
    };
    let redis = format!("rediss://localhost:{}/0", servers.redis.port);
    let world = World::alone(|config| {
        std::fs::write(config.folder.join("servers.pem"), &servers.authority).unwrap();
        config.server_authorities = Some("servers.pem".into());
        config.urls.database = Some(Secret::new(host("sslmode=verify-full", "localhost")));
        config.urls.redis = Some(Secret::new(redis.clone()));
    })
    .await;
    let body = sealed::body(&sealed::record(&sealed::key(), "note", "text"));
    let put =
        world.call_with("app", "PUT", "/v1/records/note", &[("if-none-match", "*")], body.as_bytes()).await;
    assert_eq!((put.status, put.header("x-ratelimit-scope")), (201, None), "{}", put.text());
    assert_eq!(world.call("", "GET", "/v1/ready", "").await.json()["status"], "ok");

    // The server's own account of the connections: every one of the gateway's is encrypted.
    let (client, connection) = tokio_postgres::Config::new()
        .host("127.0.0.1")
        .port(servers.postgres.port)
        .user("gateway")
        .dbname("postgres")
        .connect(tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let query = "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl) FROM pg_stat_ssl \
                 JOIN pg_stat_activity USING (pid) WHERE application_name = 'phiward-gateway'";
    let row = client.query_one(query, &[]).await.unwrap();
    assert!(row.get::<_, i64>(0) > 0 && row.get::<_, i64>(1) == 0);

    // The same server by another name, by a stranger's word, and without a word.
    let untrusted = |told: Result<(), String>| {
        let told = told.unwrap_err();
        assert!(told.contains("its certificate is not trusted for its name"), "{told}");
    };
    let stranger = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
    untrusted(start(&host("sslmode=require", "db.example.org"), "", &servers.authority).await);
    untrusted(start(&host("sslmode=verify-full", "localhost"), "", &stranger).await);
    untrusted(start("", &redis, &stranger).await);
    // A host that is elsewhere is asked for TLS without the URL's asking.
    untrusted(start(&host("", "db.example.org"), "", &servers.authority).await);
}

#[tokio::test]
async fn a_server_without_tls_is_refused_in_words() {
    if !are_installed("a_server_without_tls_is_refused_in_words") {
        return;
    }
    let servers = Servers::start().unwrap();
    let authority = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
    let postgres = |mode: &str| {
        format!(
            "host=localhost hostaddr=127.0.0.1 port={} user=gateway dbname=postgres {mode}",
            servers.postgres.port
        )
    };
    let told = start(&postgres("sslmode=verify-full"), "", &authority).await.unwrap_err();
    assert_eq!(told, "PostgreSQL: the server offers no TLS, which is asked for; nothing was sent to it");
    let told =
        start("", &format!("rediss://localhost:{}/0", servers.redis.port), &authority).await.unwrap_err();
    assert_eq!(told, "Redis: the server offers no TLS, which is asked for; nothing was sent to it");
    // Without TLS only where it is said.
    assert_eq!(start(&postgres("sslmode=disable"), "", &authority).await, Ok(()));
}
