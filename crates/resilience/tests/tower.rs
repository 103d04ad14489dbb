//! The tower layers around a real client, against a real server on the loopback interface that misbehaves on schedule.
#![cfg(feature = "tower")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use core::convert::Infallible;
use core::future::{Future, poll_fn};
use core::net::SocketAddr;
use core::pin::Pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::get;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use phiward_resilience::edge::{CallError, Circuit, TokioClock};
use phiward_resilience::tower::{BreakerLayer, LimitError, RateLimitLayer, RetryLayer};
use phiward_resilience::vendor::{Classified, Vendor, VendorError, parse_retry_after};
use phiward_resilience::{
    Attempt, BreakerConfig, BudgetConfig, Exponential, Factor, Jitter, LimitRule, OpenPeriod, Outcome,
    PushBack, RateLimiter, RetryBudget, RetryConfig, RetryPolicy, State,
};
use tower::{Service, ServiceBuilder};

/// What the server does with one request.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Status(u16),
    /// This status, and a wish to be left alone for so many seconds.
    Busy(u16, u64),
    /// No answer at all.
    Silence,
}

/// A server that follows a schedule, and then answers 200.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    seen: Arc<AtomicUsize>,
}

impl Server {
    async fn start(schedule: Vec<Answer>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        let answer = move || {
            let at = counter.fetch_add(1, Ordering::SeqCst);
            let answer = schedule.get(at).copied().unwrap_or(Answer::Status(200));
            async move {
                let (status, wait) = match answer {
                    Answer::Status(status) => (status, None),
                    Answer::Busy(status, seconds) => (status, Some(seconds)),
                    Answer::Silence => core::future::pending().await,
                };
                let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
                if let Some(seconds) = wait {
                    response = response.header(header::RETRY_AFTER, seconds);
                }
                Ok::<_, Infallible>(response.body(Body::empty()).unwrap())
            }
        };
        let app = Router::new().route(
            "/",
            get(move || {
                let answer = answer();
                async move { answer.await.unwrap_or_default() }
            }),
        );
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, seen }
    }

    fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }

    fn client(&self) -> Get {
        Get { client: Client::builder(TokioExecutor::new()).build_http(), address: self.address }
    }
}

/// Asks the server once, and gives up after 300 ms. An answer that is no success is an error, classified.
#[derive(Clone)]
struct Get {
    client: Client<HttpConnector, Body>,
    address: SocketAddr,
}

impl Service<()> for Get {
    type Response = StatusCode;
    type Error = Classified;
    type Future = Pin<Box<dyn Future<Output = Result<StatusCode, Classified>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Classified>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, (): ()) -> Self::Future {
        let request = Request::get(format!("http://{}/", self.address)).body(Body::empty()).unwrap();
        let response = self.client.request(request);
        Box::pin(async move {
            let named =
                |name| Vendor::Http.classify(&VendorError { name: Some(name), ..VendorError::default() });
            let response = match tokio::time::timeout(Duration::from_millis(300), response).await {
                Err(_) => return Err(named("timeout")),
                Ok(Err(error)) if error.is_connect() => return Err(named("connect")),
                Ok(Err(_)) => return Err(named("reset")),
                Ok(Ok(response)) => response,
            };
            if response.status().is_success() {
                return Ok(response.status());
            }
            let push_back = response.headers().get(header::RETRY_AFTER).map_or(PushBack::None, |value| {
                value.to_str().map_or(PushBack::Unreadable, |value| parse_retry_after(value, 0))
            });
            let error =
                VendorError { status: Some(response.status().as_u16()), push_back, ..VendorError::default() };
            Err(Vendor::Http.classify(&error))
        })
    }
}

async fn call<S: Service<()>>(service: &mut S) -> Result<S::Response, S::Error> {
    poll_fn(|cx| service.poll_ready(cx)).await?;
    service.call(()).await
}

fn outcome(result: &Result<StatusCode, Classified>) -> Outcome {
    result.as_ref().map_or_else(Classified::outcome, |_| Outcome::Success)
}

fn attempt(result: &Result<StatusCode, Classified>) -> Attempt {
    result.as_ref().map_or_else(|error| error.attempt(), |_| Attempt::SUCCESS)
}

fn circuit(open_ms: u64) -> Arc<Circuit<TokioClock>> {
    let config = BreakerConfig { open: OpenPeriod::Fixed { open_ms }, ..BreakerConfig::default() };
    Arc::new(Circuit::new(config, TokioClock::new()).unwrap())
}

fn policy(initial_ms: u64) -> RetryPolicy {
    let backoff = Exponential { initial_ms, factor: Factor::times(2), max_ms: Some(2_000) };
    RetryPolicy::new(RetryConfig { max_attempts: 4, backoff, jitter: Jitter::None, idempotent: true })
        .unwrap()
}

fn budget(reserve: u32) -> RetryBudget {
    let min_per_s_milli = reserve * 1000;
    let ratio = phiward_resilience::Rate::percent(10);
    RetryBudget::new(BudgetConfig::Ratio { ratio, min_per_s_milli, ttl_ms: 10_000 }).unwrap()
}

#[tokio::test]
async fn the_breaker_stops_calling_and_comes_back() {
    let server = Server::start(vec![Answer::Status(500); 5]).await;
    let circuit = circuit(200);
    let mut service = ServiceBuilder::new()
        .layer(BreakerLayer::new(Arc::clone(&circuit), outcome))
        .service(server.client());
    for _ in 0..5 {
        assert!(matches!(call(&mut service).await, Err(CallError::Failed(_))));
    }
    for _ in 0..20 {
        assert!(matches!(call(&mut service).await, Err(CallError::Rejected(_))));
    }
    assert_eq!(server.seen(), 5);
    tokio::time::sleep(Duration::from_millis(210)).await;
    assert_eq!(call(&mut service).await, Ok(StatusCode::OK));
    assert_eq!((server.seen(), circuit.state()), (6, State::Closed));
}

#[tokio::test]
async fn what_the_caller_did_wrong_does_not_open_the_breaker() {
    let server = Server::start(vec![Answer::Status(422); 20]).await;
    let circuit = circuit(60_000);
    let mut service = ServiceBuilder::new()
        .layer(BreakerLayer::new(Arc::clone(&circuit), outcome))
        .service(server.client());
    for _ in 0..20 {
        assert!(call(&mut service).await.is_err());
    }
    assert_eq!((server.seen(), circuit.state()), (20, State::Closed));
}

#[tokio::test]
async fn silence_is_a_failure() {
    let server = Server::start(vec![Answer::Silence; 5]).await;
    let circuit = circuit(60_000);
    let service = ServiceBuilder::new()
        .layer(BreakerLayer::new(Arc::clone(&circuit), outcome))
        .service(server.client());
    let calls = (0..5).map(|_| {
        let mut service = service.clone();
        tokio::spawn(async move { call(&mut service).await })
    });
    for task in calls.collect::<Vec<_>>() {
        assert!(task.await.unwrap().is_err());
    }
    assert_eq!(circuit.state(), State::Open);
}

#[tokio::test]
async fn a_call_that_is_dropped_decides_nothing() {
    let server = Server::start([vec![Answer::Status(500); 5], vec![Answer::Silence]].concat()).await;
    let circuit = circuit(100);
    let mut service = ServiceBuilder::new()
        .layer(BreakerLayer::new(Arc::clone(&circuit), outcome))
        .service(server.client());
    for _ in 0..5 {
        assert!(call(&mut service).await.is_err());
    }
    tokio::time::sleep(Duration::from_millis(110)).await;
    assert!(tokio::time::timeout(Duration::from_millis(50), call(&mut service)).await.is_err());
    assert_eq!(circuit.state(), State::HalfOpen);
    assert_eq!(call(&mut service).await, Ok(StatusCode::OK));
    assert_eq!(circuit.state(), State::Closed);
}

#[tokio::test]
async fn calls_are_made_again_until_they_work() {
    let server = Server::start(vec![Answer::Status(503), Answer::Silence, Answer::Status(429)]).await;
    let retry = RetryLayer::new(policy(10), budget(100), attempt);
    let mut service = ServiceBuilder::new().layer(retry).service(server.client());
    assert_eq!(call(&mut service).await, Ok(StatusCode::OK));
    assert_eq!(server.seen(), 4);
}

#[tokio::test]
async fn a_retry_after_is_kept() {
    let server = Server::start(vec![Answer::Busy(429, 1)]).await;
    let retry = RetryLayer::new(policy(10), budget(100), attempt);
    let mut service = ServiceBuilder::new().layer(retry).service(server.client());
    let start = std::time::Instant::now();
    assert_eq!(call(&mut service).await, Ok(StatusCode::OK));
    assert!(start.elapsed() >= Duration::from_secs(1));
    // One that is longer than the policy waits is an answer, not a wait.
    let server = Server::start(vec![Answer::Busy(503, 3600)]).await;
    let retry = RetryLayer::new(policy(10), budget(100), attempt);
    let mut service = ServiceBuilder::new().layer(retry).service(server.client());
    let error = call(&mut service).await.unwrap_err();
    assert_eq!((error.push_back, server.seen()), (PushBack::After(3_600_000), 1));
}

#[tokio::test]
async fn the_budget_bounds_the_load() {
    let server = Server::start(vec![Answer::Status(503); 1000]).await;
    let retry = RetryLayer::new(policy(1), budget(0), attempt);
    let mut service = ServiceBuilder::new().layer(retry).service(server.client());
    for _ in 0..100 {
        assert!(call(&mut service).await.is_err());
    }
    // A hundred calls, and a tenth of them again.
    assert_eq!(server.seen(), 110);
}

#[tokio::test]
async fn a_rejection_is_not_made_again() {
    let server = Server::start(Vec::new()).await;
    let circuit = circuit(60_000);
    circuit.force_open();
    let classify = |result: &Result<StatusCode, CallError<Classified>>| match result {
        Ok(_) => Attempt::SUCCESS,
        Err(error) => error.attempt(Classified::attempt),
    };
    let mut service = ServiceBuilder::new()
        .layer(RetryLayer::new(policy(1), budget(100), classify))
        .layer(BreakerLayer::new(circuit, outcome))
        .service(server.client());
    assert!(matches!(call(&mut service).await, Err(CallError::Rejected(_))));
    assert_eq!(server.seen(), 0);
}

#[tokio::test]
async fn the_limit_denies_at_once() {
    let server = Server::start(Vec::new()).await;
    let limiter = RateLimiter::new(&[LimitRule::Gcra { limit: 10, window_ms: 60_000, burst: 10 }]).unwrap();
    let layer = RateLimitLayer::new(limiter, TokioClock::new());
    let mut service = ServiceBuilder::new().layer(layer).service(server.client());
    let mut denied = 0;
    for _ in 0..100 {
        match call(&mut service).await {
            Ok(_) => {}
            Err(LimitError::Denied { retry_after_ms }) => {
                assert!((1..=6_000).contains(&retry_after_ms));
                denied += 1;
            }
            Err(LimitError::Failed(error)) => panic!("{error:?}"),
        }
    }
    assert_eq!((denied, server.seen()), (90, 10));
}

#[tokio::test]
async fn nobody_listens() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let classify = move |result: &Result<StatusCode, Classified>| {
        log.lock().unwrap().push(outcome(result));
        attempt(result)
    };
    let client = Server { address, seen: Arc::default() }.client();
    let retry = RetryLayer::new(policy(1), budget(100), classify);
    assert!(call(&mut ServiceBuilder::new().layer(retry).service(client)).await.is_err());
    assert_eq!(*seen.lock().unwrap(), [Outcome::Failure; 4]);
}
