//! TLS of this service as a client: certificate and name are always checked.

use core::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use hyper_rustls::ConfigBuilderExt as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::config::ConfigError;

/// TLS 1.2 and 1.3 with the authorities of a PEM file, or with the public ones.
pub(crate) fn client(authorities: Option<&Path>) -> Result<ClientConfig, ConfigError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ConfigError::new("TLS cannot be set up"))?;
    Ok(match authorities {
        Some(path) => tls.with_root_certificates(read_authorities(path)?).with_no_client_auth(),
        None => tls.with_webpki_roots().with_no_client_auth(),
    })
}

fn read_authorities(path: &Path) -> Result<RootCertStore, ConfigError> {
    let fault = || ConfigError::new(format!("{}: no PEM of authorities", path.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|_| fault())? {
        roots.add(certificate.map_err(|_| fault())?).map_err(|_| fault())?;
    }
    Ok(roots)
}

/// Whether an error comes of TLS: the other side speaks none, or is not who it should be.
pub(crate) fn is_cause(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        // An error of the operating system, and one that is shared, hide what they were made of from `source`.
        next = if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner)
        } else if let Some(shared) = error.downcast_ref::<Arc<dyn Error + Send + Sync>>() {
            Some(shared.as_ref())
        } else {
            error.source()
        };
    }
    false
}
