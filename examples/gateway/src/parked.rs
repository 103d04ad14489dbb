//! Values of patients that must wait for a while: sealed from the moment in which they are kept.

use phiward_envelope::{Context, DataKey, KeyId, Opener, OsEntropy, Plaintext, Purpose, Sealer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A text of a patient in a message or in what is kept: wiped when it is dropped, and shown by no `Debug`.
pub(crate) struct Private(Zeroizing<String>);

impl Private {
    pub(crate) fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Private {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'d> Deserialize<'d> for Private {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Zeroizing::new(text)))
    }
}

/// The key of what waits, derived of the root.
pub(crate) struct Parking(DataKey);

impl Parking {
    pub(crate) fn new(secret: &Zeroizing<[u8; 32]>) -> Self {
        // All that waits has one key, which needs no id to be found by.
        Self(DataKey::from_bytes(KeyId::from_bytes(*b"phiward-gateway1"), secret))
    }

    /// Seals a value for a place: it opens there and nowhere else.
    pub(crate) fn seal(&self, space: &str, id: &str, plaintext: &[u8]) -> Result<Vec<u8>, Failure> {
        let context = context(space, id)?;
        let sealer = Sealer::new(&self.0, &context, Purpose::RECORD);
        sealer.seal(plaintext, &mut OsEntropy).map_err(|_| Failure::INTERNAL)
    }

    pub(crate) fn open(&self, space: &str, id: &str, envelope: &[u8]) -> Result<Plaintext, Failure> {
        let context = context(space, id)?;
        Opener::new(&self.0, &context).open(envelope).map_err(|_| Failure::INTERNAL)
    }
}

fn context(space: &str, id: &str) -> Result<Context, Failure> {
    Context::new([("waits-as", space), ("id", id)]).map_err(|_| Failure::INTERNAL)
}
