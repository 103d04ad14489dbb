//! Story 5: a storm of 429 is waited out in 1, 2 and 4 seconds; a breaker opens at five failures, and another process
//! knows of it.

use std::net::TcpListener;

use phiward_resilience::{Attempt, Retry, RetryConfig, RetryPolicy, RetryVerdict};

use crate::world::World;

#[test]
fn a_call_waits_one_two_and_four_seconds() {
    let policy = RetryPolicy::new(RetryConfig::API).unwrap();
    let (mut retry, mut now_ms, mut waits) = (Retry::default(), 0, Vec::new());
    while let RetryVerdict::Retry { delay_ms } = policy.next(&mut retry, Attempt::RETRYABLE, now_ms, 0) {
        waits.push(delay_ms);
        now_ms += delay_ms;
    }
    assert_eq!(waits, [1000, 2000, 4000]);
}

#[tokio::test]
async fn a_breaker_opens_lets_one_probe_through_and_is_known_to_the_next_process() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut world = World::alone(|config| config.enclave = Some(nobody)).await;
    let ask = async |world: &World| {
        let reply = world.call_with("app", "POST", "/v1/ai/analyze", &[], b"\x01x").await;
        assert_eq!(reply.status, 503);
        (reply.code(), reply.header("retry-after").unwrap().parse::<u64>().unwrap())
    };
    for _ in 0..5 {
        assert_eq!(ask(&world).await.0, "enclave_down");
    }
    assert_eq!(ask(&world).await, ("dependency_down".to_owned(), 60));
    world.clock.advance(20_000);
    world.restart().await;
    assert_eq!(ask(&world).await, ("dependency_down".to_owned(), 40));
    world.clock.advance(40_000);
    // One probe, which fails, and the wait begins again.
    assert_eq!(ask(&world).await.0, "enclave_down");
    assert_eq!(ask(&world).await.0, "dependency_down");
}
