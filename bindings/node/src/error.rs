//! Errors cross as the text `code`, a line break, `reason`, which the shell turns into a `PhiwardError`.

use napi::{Error, Status};

/// The error as napi throws it.
pub(crate) fn thrown(error: phiward_sdk::Error) -> Error {
    Error::new(Status::GenericFailure, format!("{}\n{}", error.code, error.reason))
}

/// Copies a result into memory of the caller, and gives its length.
pub(crate) fn copy_into(bytes: &[u8], out: &mut [u8]) -> napi::Result<u32> {
    let place = out.get_mut(..bytes.len());
    let place = place.ok_or_else(|| Error::new(Status::InvalidArg, "internal\nthe output is too short"))?;
    place.copy_from_slice(bytes);
    Ok(u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}
