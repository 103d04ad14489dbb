//! A vendor with TLS: takes requests, and answers with the status that a test wants.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsAcceptor;

/// The name in the vendor's certificate.
pub const HOST: &str = "hooks.example.org";

pub struct Vendor {
    pub port: u16,
    /// PEM of who vouches for it.
    pub authority: String,
}

pub struct Received {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Vendor {
    pub async fn start(answer: impl Fn(Received) -> u16 + Send + Sync + 'static) -> Self {
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let key = rustls_pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer) = (acceptor.clone(), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = service_fn(move |request| {
                        let answer = Arc::clone(&answer);
                        async move { Ok::<_, Infallible>(respond(request, answer).await) }
                    });
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self { port, authority: made.cert.pem() }
    }
}

async fn respond(
    request: hyper::Request<hyper::body::Incoming>,
    answer: Arc<dyn Fn(Received) -> u16 + Send + Sync>,
) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned())).collect();
    let path = head.uri.path_and_query().unwrap().as_str().to_owned();
    let received = Received { path, headers, body: body.collect().await.unwrap().to_bytes().to_vec() };
    // A vendor that thinks long does not hold up the test's runtime.
    let status = tokio::task::spawn_blocking(move || answer(received)).await.unwrap();
    let mut response = hyper::Response::new(Full::new(Bytes::new()));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap();
    if status == 429 {
        response.headers_mut().insert("retry-after", "7".parse().unwrap());
    }
    response
}
