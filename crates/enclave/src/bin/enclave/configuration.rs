//! The files of the image that say where the enclave may talk to.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use phiward_enclave::Egress;
use phiward_enclave::kms::KmsEndpoint;

const FOLDER: &str = "/etc/phiward";

/// The table of destinations. Without one, nothing is allowed.
pub(crate) fn egress() -> Result<Egress, &'static str> {
    let json = read("egress.json", "start_egress")?.unwrap_or_else(|| "[]".to_owned());
    Egress::from_json(&json, authority).map_err(|_| "start_egress")
}

/// Which KMS unwraps keys. Without one, clients seal keys to the enclave themselves.
pub(crate) fn kms() -> Result<Option<KmsEndpoint>, &'static str> {
    let json = read("kms.json", "start_kms")?;
    json.map(|json| KmsEndpoint::from_json(&json, authority)).transpose().map_err(|_| "start_kms")
}

fn read(name: &str, code: &'static str) -> Result<Option<String>, &'static str> {
    match fs::read_to_string(Path::new(FOLDER).join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(_) => Err(code),
    }
}

fn authority(name: &str) -> Option<Vec<u8>> {
    let is_plain = !name.contains('/') && !name.starts_with('.');
    is_plain.then(|| fs::read(Path::new(FOLDER).join(name)).ok()).flatten()
}
