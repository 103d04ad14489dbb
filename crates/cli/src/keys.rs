//! The key that the arguments name.

use phiward_envelope::{Context, DataKey, Error, KeyId, legacy};
use phiward_keys::{Caps, Password, Unlocked, v1_key};

use crate::args::KeyArgs;
use crate::failure::Failure;
use crate::secrets;
use crate::vault_file;

const NO_ID: Failure = Failure::Usage("sealing with --key-file needs --key-id");

/// A key, ready to be used.
#[derive(Debug)]
pub(crate) enum Keys {
    Raw(DataKey),
    Vault(Unlocked),
    Legacy(Box<legacy::Key>),
}

impl Keys {
    /// Reads and derives what the arguments name.
    ///
    /// `found` is the id in the envelope, for a raw key that was given without one.
    pub(crate) fn load(args: &KeyArgs, found: Option<KeyId>) -> Result<Self, Failure> {
        let password_file = args.password.password_file.as_deref();
        if let Some(file) = &args.key_file {
            let id = parse_id(args)?.or(found).ok_or(NO_ID)?;
            return Ok(Self::Raw(DataKey::from_bytes(id, &*secrets::raw_key(file)?)));
        }
        if let Some(path) = &args.vault {
            let vault = vault_file::read(path)?;
            let password = Password::from_utf8(&secrets::password(password_file)?)?;
            return Ok(Self::Vault(vault.unlock(&password, &Caps::default())?));
        }
        let email = args.email.as_deref().ok_or(Failure::Usage("--v1 needs --email"))?;
        let password = secrets::password(password_file)?;
        let password =
            core::str::from_utf8(&password).map_err(|_| phiward_keys::Error::InvalidPasswordEncoding)?;
        Ok(Self::Legacy(Box::new(v1_key(email, password))))
    }

    /// The key that seals.
    pub(crate) fn for_sealing(&self) -> Result<&DataKey, Failure> {
        match self {
            Self::Raw(key) => Ok(key),
            Self::Vault(unlocked) => Ok(unlocked.data_key()),
            Self::Legacy(_) => Err(Error::LegacyRefused.into()),
        }
    }

    /// The key that opens an envelope of this key id.
    pub(crate) fn for_opening(&self, id: &KeyId) -> Result<&DataKey, Failure> {
        match self {
            Self::Vault(unlocked) => Ok(unlocked.key_for(id)?),
            Self::Raw(_) | Self::Legacy(_) => self.for_sealing(),
        }
    }
}

/// Checks what can be checked before anything is read.
pub(crate) fn check(args: &KeyArgs) -> Result<(), Failure> {
    parse_id(args).map(drop)
}

/// Checks the same for sealing, where no envelope can tell the id of a raw key.
pub(crate) fn check_for_sealing(args: &KeyArgs) -> Result<(), Failure> {
    match parse_id(args)? {
        None if args.key_file.is_some() => Err(NO_ID),
        _ => Ok(()),
    }
}

fn parse_id(args: &KeyArgs) -> Result<Option<KeyId>, Failure> {
    // The text is not told back: somebody may have put the key there.
    let wrong = |_| Failure::Usage("--key-id must be 32 hexadecimal digits");
    args.key_id.as_deref().map(KeyId::from_hex).transpose().map_err(wrong)
}

/// The encryption context of `NAME=VALUE` arguments.
pub(crate) fn context(pairs: &[String]) -> Result<Context, Failure> {
    // The text is not told back: values may name a patient.
    let wrong = Failure::Usage("--context must be NAME=VALUE");
    let split = pairs.iter().map(|pair| pair.split_once('=').filter(|(name, _)| !name.is_empty()));
    let pairs: Vec<_> = split.collect::<Option<_>>().ok_or(wrong)?;
    Context::new(pairs).map_err(|error| match error {
        Error::Malformed => Failure::Usage("a name of the context is given twice"),
        other => other.into(),
    })
}
