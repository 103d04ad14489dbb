//! What the caller says about an envelope.

use phiward_envelope::{Context, Extension, Purpose, Sealer};
use serde::Deserialize;

use super::info::Content;
use crate::{Error, json, json::Pairs};

/// The options of sealing and opening, as JSON: `{"context": {..}, "purpose": "record", "content": "json"}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SealOptions {
    context: Pairs,
    purpose: PurposeName,
    content: Content,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PurposeName {
    #[default]
    Record,
    File,
    FileMetadata,
    Export,
}

impl SealOptions {
    /// Reads options, of which an empty text is the default.
    ///
    /// # Errors
    /// `invalid_configuration`.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        json::configuration(json)
    }

    /// # Errors
    /// `malformed` for a name that occurs twice, `limit_exceeded`.
    pub(crate) fn context(&self) -> Result<Context, Error> {
        if self.context.0.is_empty() {
            return Ok(Context::empty());
        }
        Ok(Context::new(self.context.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))?)
    }

    pub(crate) fn sealer<'a>(
        &self,
        key: &'a phiward_envelope::DataKey,
        context: &'a Context,
    ) -> Result<Sealer<'a>, Error> {
        let purpose = match self.purpose {
            PurposeName::Record => Purpose::RECORD,
            PurposeName::File => Purpose::FILE,
            PurposeName::FileMetadata => Purpose::FILE_METADATA,
            PurposeName::Export => Purpose::EXPORT,
        };
        let sealer = Sealer::new(key, context, purpose);
        match self.content.extension() {
            None => Ok(sealer),
            Some((kind, value)) => Ok(sealer.with_extensions(&[Extension::new(kind, &[value])?])?),
        }
    }
}
