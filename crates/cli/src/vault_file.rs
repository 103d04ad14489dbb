//! Reading a vault file, and replacing it without losing another command's change.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use phiward_keys::{MAX_VAULT_FILE_LEN, Vault};

use crate::failure::{Failure, Place};
use crate::output::Pending;

/// A vault that is going to change. Until it is dropped, no other command can change it.
#[derive(Debug)]
pub(crate) struct LockedVault {
    pub(crate) vault: Vault,
    path: PathBuf,
    _locked: File,
}

/// Reads a vault.
pub(crate) fn read(path: &Path) -> Result<Vault, Failure> {
    parse(open(path)?, path)
}

/// Writes a new vault file; an existing one is never replaced.
pub(crate) fn create(path: &Path, vault: &Vault) -> Result<(), Failure> {
    write(path, vault, false).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => Failure::writing(&Place::Path(path.to_owned()), &error),
    })
}

/// Says early what [`create`] would say late, after a password was typed.
pub(crate) fn check_absent(path: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() { Err(exists()) } else { Ok(()) }
}

fn exists() -> Failure {
    Failure::new("output_exists", "the vault file exists, and a vault is never replaced by a new one")
}

impl LockedVault {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let place = Place::Path(path.to_owned());
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            // A file system without locks: the command goes on as it would without this care.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(Failure::reading(&place, &error)),
        }
        if was_replaced(&file, path).map_err(|error| Failure::reading(&place, &error))? {
            return Err(busy());
        }
        let locked = file.try_clone().map_err(|error| Failure::reading(&place, &error))?;
        Ok(Self { vault: parse(file, path)?, path: path.to_owned(), _locked: locked })
    }

    /// Replaces the file by the vault as it is now, in one step.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        write(&self.path, &self.vault, true)
            .map_err(|error| Failure::writing(&Place::Path(self.path.clone()), &error))
    }
}

fn busy() -> Failure {
    Failure::new("vault_busy", "another command is changing the vault")
}

/// Whether another command renamed a new file over this one between opening and locking it.
#[cfg(unix)]
fn was_replaced(file: &File, path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (locked, named) = (file.metadata()?, fs::metadata(path)?);
    Ok((locked.dev(), locked.ino()) != (named.dev(), named.ino()))
}

#[cfg(not(unix))]
fn was_replaced(_: &File, _: &Path) -> std::io::Result<bool> {
    // Elsewhere a file that is open cannot be replaced.
    Ok(false)
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::reading(&Place::Path(path.to_owned()), &error))
}

fn parse(file: File, path: &Path) -> Result<Vault, Failure> {
    let mut bytes = Vec::new();
    let read = file.take(MAX_VAULT_FILE_LEN as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::reading(&Place::Path(path.to_owned()), &error))?;
    of_bytes(&bytes)
}

/// Reads a vault of the bytes of its file.
pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Vault, Failure> {
    let text = core::str::from_utf8(bytes).map_err(|_| phiward_keys::Error::Malformed)?;
    Ok(Vault::from_json(text)?)
}

fn write(path: &Path, vault: &Vault, replace: bool) -> std::io::Result<()> {
    let mut pending = Pending::create(path, replace)?;
    pending.write_all(vault.to_json().as_bytes())?;
    pending.write_all(b"\n")?;
    pending.commit()
}
