//! Protocol search.

use phiward_sdk::search;

use crate::{Offsets, PhiwardError};

/// Builds an index of a corpus: one JSON object a line.
///
/// # Errors
/// `invalid_configuration`, and those of the corpus.
#[uniffi::export]
pub fn build_index(lines: &str, options: &str) -> Result<Vec<u8>, PhiwardError> {
    Ok(search::build_index(lines, options)?)
}

/// The protocols of some agencies, ready to be searched.
#[derive(Debug, uniffi::Object)]
pub struct ProtocolLibrary(search::ProtocolLibrary);

#[uniffi::export]
impl ProtocolLibrary {
    /// Opens the bytes that `build_index` or `phiward index build` made.
    ///
    /// # Errors
    /// `not_an_index`, `truncated`, `unsupported_version`, `corrupt`.
    #[uniffi::constructor]
    pub fn open(bytes: Vec<u8>) -> Result<Self, PhiwardError> {
        Ok(Self(search::ProtocolLibrary::open(bytes)?))
    }

    /// The names of the agencies, ascending.
    #[must_use]
    pub fn agencies(&self) -> Vec<String> {
        self.0.agencies()
    }

    /// Finds the protocols that a text means, or tells why there is none, as JSON.
    ///
    /// # Errors
    /// `invalid_configuration`, `unknown_agency`, `corrupt`.
    pub fn search(&self, text: &str, options: &str, offsets: Offsets) -> Result<String, PhiwardError> {
        Ok(self.0.search(text, options, offsets.into())?)
    }

    /// Protocols that a query in the making may be after: a JSON array of `{number, name}`.
    ///
    /// # Errors
    /// As `search`.
    pub fn suggest(&self, text: &str, options: &str) -> Result<String, PhiwardError> {
        Ok(self.0.suggest(text, options)?)
    }

    /// Puts the agencies of another index in the place of those that are here: all of them, or none where one is
    /// not sound.
    ///
    /// # Errors
    /// Those of `open`.
    pub fn swap(&self, bytes: &[u8]) -> Result<(), PhiwardError> {
        Ok(self.0.swap(bytes)?)
    }
}
