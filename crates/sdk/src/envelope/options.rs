//! What the caller says about an envelope.

use alloc::{string::String, vec::Vec};

use phiward_envelope::{Context, Extension, Purpose, Sealer};

use super::info::Content;
use crate::{Error, json};

/// The options of sealing and opening, as JSON: `{"context": {..}, "purpose": "record", "content": "json"}`.
#[derive(Debug)]
pub(crate) struct SealOptions {
    context: Vec<(String, String)>,
    purpose: Purpose,
    content: Content,
}

impl SealOptions {
    /// Reads options, of which an empty text is the default.
    ///
    /// # Errors
    /// `invalid_configuration`.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        let mut fields = json::fields(json)?;
        let mut options = Self { context: Vec::new(), purpose: Purpose::RECORD, content: Content::Bytes };
        if let Some(context) = fields.take("context") {
            options.context = json::pairs(context).ok_or_else(Error::configuration)?;
        }
        if let Some(name) = fields.take("purpose") {
            options.purpose = match name.as_text() {
                Some("record") => Purpose::RECORD,
                Some("file") => Purpose::FILE,
                Some("file-metadata") => Purpose::FILE_METADATA,
                Some("export") => Purpose::EXPORT,
                _ => return Err(Error::configuration()),
            };
        }
        if let Some(name) = fields.take("content") {
            options.content = name.as_text().and_then(Content::of_name).ok_or_else(Error::configuration)?;
        }
        json::end(&fields)?;
        Ok(options)
    }

    /// # Errors
    /// `malformed` for a name that occurs twice, `limit_exceeded`.
    pub(crate) fn context(&self) -> Result<Context, Error> {
        if self.context.is_empty() {
            return Ok(Context::empty());
        }
        Ok(Context::new(self.context.iter().map(|(name, value)| (name.as_str(), value.as_str())))?)
    }

    pub(crate) fn sealer<'a>(
        &self,
        key: &'a phiward_envelope::DataKey,
        context: &'a Context,
    ) -> Result<Sealer<'a>, Error> {
        let sealer = Sealer::new(key, context, self.purpose);
        match self.content.extension() {
            None => Ok(sealer),
            Some((kind, value)) => Ok(sealer.with_extensions(&[Extension::new(kind, &[value])?])?),
        }
    }
}
