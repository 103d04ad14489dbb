//! A client that keeps its connections.

use std::cell::RefCell;
use std::collections::HashMap;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

type Connections = Client<HttpConnector, Full<Bytes>>;

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub bytes: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The stable name of the failure.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

thread_local! {
    // A test has a runtime of its own, and connections belong to one.
    static CLIENT: RefCell<Option<Connections>> = const { RefCell::new(None) };
}

pub fn client() -> Connections {
    CLIENT.with(|client| {
        let make = || Client::builder(TokioExecutor::new()).build_http();
        client.borrow_mut().get_or_insert_with(make).clone()
    })
}

pub async fn send(url: &str, method: &str, headers: &[(&str, String)], body: &[u8]) -> Reply {
    try_send(&client(), url, method, headers, body).await.unwrap()
}

pub async fn try_send(
    client: &Connections,
    url: &str,
    method: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> Result<Reply, hyper_util::client::legacy::Error> {
    let mut request = axum::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(body))).unwrap();
    let response = client.request(request).await?;
    let (head, body) = response.into_parts();
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()));
    let bytes = match body.collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(_) => Bytes::new(),
    };
    Ok(Reply { status: head.status.as_u16(), headers: headers.collect(), bytes })
}
