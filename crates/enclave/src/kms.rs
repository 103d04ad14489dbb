//! Keys that AWS KMS unwraps for this enclave and for nobody else.
//!
//! The request carries an attestation document with a public key of ours; KMS checks the document against the
//! policy of its key, and encrypts the answer to that public key. TLS ends in the enclave, so the parent can neither
//! read nor forge the exchange. User keys are never in KMS: clients seal those to the enclave themselves.

mod recipient;
mod sigv4;

pub use recipient::RsaRecipient;
pub use sigv4::{AwsCredentials, Signable};

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use phiward_envelope::text;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{Attested, Clock, Destination, Dial, KeyService, Nsm, Provider, Refusal, Trust, http};

const TARGET: &str = "TrentService.Decrypt";
const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    ciphertext_for_recipient: String,
}

/// Gives what AWS knows the instance by. It is asked before each call, since credentials of a role end after hours.
pub trait CredentialSource: Send + Sync {
    /// The credentials of now.
    ///
    /// # Errors
    /// [`Refusal::KeyUnavailable`] when there are none.
    fn credentials(&self) -> Result<AwsCredentials, Refusal>;
}

impl<F: Fn() -> Result<AwsCredentials, Refusal> + Send + Sync> CredentialSource for F {
    fn credentials(&self) -> Result<AwsCredentials, Refusal> {
        self()
    }
}

/// Which KMS is asked. It is no destination of the egress table: no client can name it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KmsEndpoint {
    /// The region.
    pub region: String,
    /// The port of the parent that leads to the endpoint of the region.
    pub port: u32,
    /// The name that its certificate must have.
    pub server_name: String,
    /// Who must have signed it.
    pub trust: Trust,
}

/// An endpoint as it is written in the image.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    region: String,
    port: u32,
    /// Files of authorities, in DER.
    authorities: Vec<String>,
    server_name: Option<String>,
}

impl KmsEndpoint {
    /// The public endpoint of a region, `kms.REGION.amazonaws.com`.
    #[must_use]
    pub fn new(region: &str, port: u32, trust: Trust) -> Self {
        let server_name = format!("kms.{region}.amazonaws.com");
        Self { region: region.into(), port, server_name, trust }
    }

    /// Reads an endpoint of JSON, in which no field is unknown: `region`, `port`, `authorities`, and `server_name`
    /// for an endpoint within a network of its own. `authority` gives the certificate of a file.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    ///
    /// ```
    /// use phiward_enclave::kms::KmsEndpoint;
    /// let json = r#"{"region": "us-east-1", "port": 8443, "authorities": ["root.der"]}"#;
    /// let endpoint = KmsEndpoint::from_json(json, |_| Some(vec![1, 2, 3]))?;
    /// assert_eq!(endpoint.server_name, "kms.us-east-1.amazonaws.com");
    /// # Ok::<(), phiward_enclave::Refusal>(())
    /// ```
    pub fn from_json(json: &str, authority: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, Refusal> {
        let row: Row = serde_json::from_str(json).map_err(|_| Refusal::Malformed)?;
        let trust = Trust::of_files(&row.authorities, authority)?;
        let endpoint = Self::new(&row.region, row.port, trust);
        Ok(Self { server_name: row.server_name.unwrap_or(endpoint.server_name), ..endpoint })
    }

    /// As what is dialled.
    fn destination(&self) -> Destination {
        // Of a destination, dialling uses the port, the name and the trust.
        Destination::new(0, self.port, &self.server_name, self.trust.clone(), Provider::OpenAi, "")
    }
}

/// Unwraps keys through KMS.
pub struct KmsKeyService<D> {
    nsm: Arc<dyn Nsm>,
    clock: Arc<Clock>,
    dialer: D,
    endpoint: Destination,
    region: String,
    credentials: Box<dyn CredentialSource>,
    recipient: RsaRecipient,
}

impl<D: Dial> KmsKeyService<D> {
    /// A service at an endpoint. The key pair is made here, once: it takes most of a second.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] when no key pair can be made.
    pub fn new(
        nsm: Arc<dyn Nsm>,
        clock: Arc<Clock>,
        dialer: D,
        (endpoint, credentials): (&KmsEndpoint, Box<dyn CredentialSource>),
    ) -> Result<Self, Refusal> {
        let recipient = RsaRecipient::generate()?;
        let region = endpoint.region.clone();
        Ok(Self { nsm, clock, dialer, endpoint: endpoint.destination(), region, credentials, recipient })
    }

    fn body(&self, wrapped: &[u8], context: &[(String, String)]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let attested = Attested { public_key: Some(self.recipient.public_key()), ..Attested::default() };
        let document = self.nsm.attest(&attested).map_err(|_| Refusal::KeyUnavailable)?;
        let context: serde_json::Map<_, _> =
            context.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        let body = serde_json::json!({
            "CiphertextBlob": text::encode(wrapped),
            "EncryptionContext": context,
            "Recipient": {
                "AttestationDocument": text::encode(&document),
                "KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256",
            },
        });
        serde_json::to_vec(&body).map(Zeroizing::new).map_err(|_| Refusal::Internal)
    }

    fn ask(&self, body: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let host = self.endpoint.server_name.as_str();
        let signable = Signable {
            method: "POST",
            path: "/",
            headers: &[("content-type", CONTENT_TYPE), ("host", host), ("x-amz-target", TARGET)],
            body,
            region: &self.region,
            service: "kms",
            at_ms: self.clock.now_ms(),
        };
        let signed = self.credentials.credentials()?.sign(&signable);
        let mut headers = vec![("content-type", CONTENT_TYPE), ("x-amz-target", TARGET)];
        headers.extend(signed.iter().map(|(name, value)| (*name, value.as_str())));
        let patience = self.endpoint.patience.min(Duration::from_secs(10));
        let mut stream = self.dialer.dial(&self.endpoint, patience)?;
        http::post(&mut stream, host, "/", &headers, body)?;
        let answer = http::read_answer(&mut stream, self.endpoint.max_answer)?;
        let answer: Answer =
            serde_json::from_slice(answer.as_bytes()).map_err(|_| Refusal::KeyUnavailable)?;
        let sealed = text::decode(&answer.ciphertext_for_recipient).map_err(|_| Refusal::KeyUnavailable)?;
        self.recipient.open(&sealed)
    }
}

impl<D: Dial> KeyService for KmsKeyService<D> {
    fn unwrap_key(
        &self,
        wrapped: &[u8],
        context: &[(String, String)],
    ) -> Result<Zeroizing<[u8; 32]>, Refusal> {
        let body = self.body(wrapped, context)?;
        // Whatever goes wrong on the way to the key is one thing to the client.
        let key = self.ask(&body).map_err(|_| Refusal::KeyUnavailable)?;
        let key: [u8; 32] = key.as_slice().try_into().map_err(|_| Refusal::KeyUnavailable)?;
        Ok(Zeroizing::new(key))
    }
}

impl<D> fmt::Debug for KmsKeyService<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KmsKeyService").field("region", &self.region).finish_non_exhaustive()
    }
}
