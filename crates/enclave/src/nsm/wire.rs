//! What the device is told and answers, as CBOR: a name, or a map from a name to fields.

use phiward_attest::cbor::{Reader, Writer};

use super::{Attested, NsmError};

/// Asks for a document.
pub(super) fn attestation(attested: &Attested<'_>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).text("Attestation").map(3);
    writer.text("user_data").bytes_or_null(attested.user_data);
    writer.text("nonce").bytes_or_null(attested.nonce);
    writer.text("public_key").bytes_or_null(attested.public_key);
    writer.into_bytes()
}

/// The document of an answer.
pub(super) fn document(response: &[u8]) -> Result<Vec<u8>, NsmError> {
    let malformed = |_| NsmError::Malformed;
    let mut reader = Reader::new(response);
    let mut pairs = reader.map().map_err(malformed)?;
    if !reader.more(&mut pairs).map_err(malformed)? {
        return Err(NsmError::Malformed);
    }
    match reader.text().map_err(malformed)? {
        "Attestation" => {}
        "Error" => return Err(NsmError::Refused),
        _ => return Err(NsmError::Malformed),
    }
    let mut fields = reader.map().map_err(malformed)?;
    let is_document =
        reader.more(&mut fields).map_err(malformed)? && reader.text().map_err(malformed)? == "document";
    if !is_document {
        return Err(NsmError::Malformed);
    }
    let document = reader.bytes().map_err(malformed)?.to_vec();
    if reader.more(&mut fields).map_err(malformed)? || reader.more(&mut pairs).map_err(malformed)? {
        return Err(NsmError::Malformed);
    }
    reader.finish().map_err(malformed)?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use aws_nitro_enclaves_nsm_api::api::{ErrorCode, Request, Response};
    use serde_bytes::ByteBuf;

    use super::*;

    #[test]
    fn requests_are_those_of_the_official_library() {
        let some = |bytes: &[u8]| Some(ByteBuf::from(bytes.to_vec()));
        for (ours, theirs) in [
            (
                Attested::new(b"nonce", &[9; 300], b"data"),
                Request::Attestation {
                    user_data: some(b"data"),
                    nonce: some(b"nonce"),
                    public_key: some(&[9; 300]),
                },
            ),
            (Attested::default(), Request::Attestation { user_data: None, nonce: None, public_key: None }),
        ] {
            assert_eq!(attestation(&ours), ciborium_bytes(&theirs));
        }
    }

    #[test]
    fn responses_of_the_official_library_are_read() {
        let response = Response::Attestation { document: vec![7; 5000] };
        assert_eq!(document(&ciborium_bytes(&response)), Ok(vec![7; 5000]));
        let error = Response::Error(ErrorCode::InvalidArgument);
        assert_eq!(document(&ciborium_bytes(&error)), Err(NsmError::Refused));
        let other = Response::GetRandom { random: vec![1; 8] };
        assert_eq!(document(&ciborium_bytes(&other)), Err(NsmError::Malformed));
        let bytes = ciborium_bytes(&response);
        for len in 0..bytes.len() {
            assert_eq!(document(&bytes[..len]), Err(NsmError::Malformed), "{len}");
        }
        assert_eq!(document(&[bytes.as_slice(), &[0]].concat()), Err(NsmError::Malformed));
    }

    fn ciborium_bytes(value: &impl serde::Serialize) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    }
}
