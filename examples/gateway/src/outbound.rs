//! Requests of this service to others: names are resolved here, and only public addresses are connected to.

use core::net::{IpAddr, SocketAddr};
use core::task::{Context, Poll};
use core::time::Duration;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::http::{Request, Uri};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use phiward_ems::is_public_address;
use tower::Service;

use crate::config::{Config, ConfigError};
use crate::tls;

/// Most bytes of an answer that are read.
const MAX_ANSWER: usize = 1024 * 1024;

/// A client for one kind of others.
pub(crate) struct Outbound {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    patience: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// Nothing was sent.
    NotReached,
    /// Whether something was done there is not known.
    Unknown,
}

/// An answer: its status, and when to come again if it says so. Its body is read and dropped.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
}

impl Outbound {
    /// HTTPS to public addresses, and to those that the configuration names.
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let authorities = config.callback_authorities.as_ref().map(|file| config.path(file));
        let patience = Duration::from_secs(config.callback_seconds);
        let tls = tls::client(authorities.as_deref())?;
        let mut http =
            HttpConnector::new_with_resolver(Resolver { fixed: Arc::new(config.callback_addresses.clone()) });
        http.enforce_http(false);
        http.set_connect_timeout(Some(patience));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_only()
            .enable_http1()
            .wrap_connector(http);
        let client =
            Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(30)).build(connector);
        Ok(Self { client, patience })
    }

    /// Sends a POST. Redirects are not followed: they would lead around the list of hosts.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<Answered, NoAnswer> {
        let uri: Uri = url.parse().map_err(|_| NoAnswer::NotReached)?;
        let mut request = Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).map_err(|_| NoAnswer::NotReached)?;
        let exchange = async {
            let answer =
                self.client.request(request).await.map_err(|error| {
                    if error.is_connect() { NoAnswer::NotReached } else { NoAnswer::Unknown }
                })?;
            let (head, body) = answer.into_parts();
            Limited::new(body, MAX_ANSWER).collect().await.map_err(|_| NoAnswer::Unknown)?;
            let retry_after = head.headers.get(axum::http::header::RETRY_AFTER);
            let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
            Ok(Answered { status: head.status.as_u16(), retry_after })
        };
        tokio::time::timeout(self.patience, exchange).await.unwrap_or(Err(NoAnswer::Unknown))
    }
}

/// Resolves names, and drops every address that is not public and not named in the configuration.
#[derive(Clone)]
struct Resolver {
    fixed: Arc<BTreeMap<String, IpAddr>>,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, Result<Self::Response, io::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let fixed = self.fixed.get(name.as_str()).copied();
        Box::pin(async move {
            if let Some(address) = fixed {
                return Ok(vec![SocketAddr::new(address, 0)].into_iter());
            }
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public_address(address.ip())).collect();
            if public.is_empty() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            Ok(public.into_iter())
        })
    }
}
