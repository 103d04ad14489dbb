//! Sealed requests to an enclave: carried there by its parent, and read by nobody on the way.

use core::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use phiward_enclave::{MAX_FRAME, parent};
use phiward_resilience::Outcome;

use crate::app::Shared;
use crate::clients::Caller;
use crate::failure::Failure;

/// The name of the enclave among the breakers.
const ENCLAVE: &str = "enclave";
/// Models are slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// What clients send: a greeting, or a sealed request. Both begin with the type of their frame.
const CLIENT_FRAMES: [u8; 2] = [1, 3];

/// The way to the parent of the enclave, which is on this machine or next to it.
pub(crate) struct Enclave {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
}

impl Enclave {
    pub(crate) fn new(address: core::net::SocketAddr) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url: format!("http://{address}{}", parent::PATH) }
    }

    async fn ask(&self, message: Bytes) -> Result<(StatusCode, Bytes), ()> {
        let request = axum::http::Request::post(&self.url).body(Full::new(message)).map_err(|_| ())?;
        let answer = self.client.request(request).await.map_err(|_| ())?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MAX_FRAME + 1).collect().await.map_err(|_| ())?;
        Ok((status, body.to_bytes()))
    }
}

pub(super) async fn analyze(
    State(app): State<Shared>,
    Extension(_): Extension<Caller>,
    message: Bytes,
) -> Result<Response, Failure> {
    let enclave = app.enclave.as_ref().ok_or(Failure::NOT_FOUND)?;
    if message.len() > MAX_FRAME {
        return Err(Failure::with(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the message is larger than a frame",
        ));
    }
    if !message.first().is_some_and(|kind| CLIENT_FRAMES.contains(kind)) {
        return Err(Failure::invalid("not_sealed", "the message is neither a greeting nor a sealed request"));
    }
    let permit = app.breakers.acquire(ENCLAVE, app.now_ms()).await?;
    let asked = tokio::time::timeout(PATIENCE, enclave.ask(message)).await.unwrap_or(Err(()));
    let outcome = match &asked {
        Ok((status, _)) if status.as_u16() < 500 => Outcome::Success,
        _ => Outcome::Failure,
    };
    app.breakers.report(ENCLAVE, permit, outcome, app.now_ms()).await;
    let down = Failure::with(StatusCode::SERVICE_UNAVAILABLE, "enclave_down", "the enclave does not answer")
        .after(5);
    match asked {
        Ok((StatusCode::OK, answer)) => {
            Ok(([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response())
        }
        Ok((StatusCode::TOO_MANY_REQUESTS, _)) => Err(Failure::limited(1000)),
        Ok((StatusCode::BAD_REQUEST, _)) => {
            Err(Failure::invalid("malformed", "the message has no such shape"))
        }
        _ => Err(down),
    }
}
