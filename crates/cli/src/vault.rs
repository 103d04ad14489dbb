//! `phiward vault`.

use std::io::Write as _;
use std::path::Path;

use phiward_envelope::OsEntropy;
use phiward_keys::{Caps, Password, SlotInfo, Unlocked, Vault};
use serde_json::{Value, json};

use crate::args::{KdfArgs, NewPasswordArgs, PasswordArgs, VaultCommand};
use crate::failure::{Failure, Place};
use crate::input::check_standard_input_once;
use crate::inspect::{self, kdf_text, slot_json};
use crate::vault_file::{self, LockedVault};
use crate::{secrets, table};

/// What a command has to say when it is done, for people and for programs.
struct Answer {
    rows: Vec<[String; 2]>,
    json: Value,
}

pub(crate) fn run(command: &VaultCommand, as_json: bool) -> Result<(), Failure> {
    let answer = match command {
        VaultCommand::Create { vault, password, kdf } => create(&vault.vault, password, kdf)?,
        VaultCommand::Unlock { vault, password } => unlock(&vault.vault, password)?,
        VaultCommand::ChangePassword { vault, password, new } => {
            change_password(&vault.vault, password, new)?
        }
        VaultCommand::AddRecovery { vault, password } => add_recovery(&vault.vault, password)?,
        VaultCommand::Recover { vault, words_file, new } => {
            recover(&vault.vault, words_file.as_deref(), new)?
        }
        VaultCommand::List { vault } => {
            return inspect::tell_vault(&vault_file::read(&vault.vault)?, as_json);
        }
    };
    let mut out = anstream::stdout().lock();
    let written =
        if as_json { writeln!(out, "{}", answer.json) } else { table::write(&mut out, "", &answer.rows) };
    written.and_then(|()| out.flush()).map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}

fn create(path: &Path, password: &PasswordArgs, kdf: &KdfArgs) -> Result<Answer, Failure> {
    vault_file::check_absent(path)?;
    let password = secrets::first_password(password.password_file.as_deref())?;
    let (vault, unlocked) = Vault::create(&password, kdf.kdf.params(), &mut OsEntropy)?;
    vault_file::create(path, &vault)?;
    Ok(Answer::of_slot("made", &vault, &unlocked))
}

fn unlock(path: &Path, password: &PasswordArgs) -> Result<Answer, Failure> {
    let unlocked = unlocked(&vault_file::read(path)?, password)?;
    let retired: Vec<String> = unlocked.retired_keys().map(|id| id.to_string()).collect();
    let mut rows =
        vec![row("the password opens slot", &unlocked.slot_id()), row("key id", &unlocked.data_key().id())];
    rows.extend(retired.iter().map(|id| row("retired key id", id)));
    let json = json!({
        "key_id_hex": unlocked.data_key().id().to_string(),
        "slot_id_hex": unlocked.slot_id().to_string(),
        "retired_key_ids_hex": retired,
    });
    Ok(Answer { rows, json })
}

fn change_password(path: &Path, password: &PasswordArgs, new: &NewPasswordArgs) -> Result<Answer, Failure> {
    check_standard_input_once(
        Some(path),
        &[password.password_file.as_deref(), new.new_password_file.as_deref()],
    )?;
    let mut locked = LockedVault::read(path)?;
    let unlocked = unlocked(&locked.vault, password)?;
    replace_password(&mut locked, unlocked, new)
}

fn add_recovery(path: &Path, password: &PasswordArgs) -> Result<Answer, Failure> {
    let mut locked = LockedVault::read(path)?;
    let unlocked = unlocked(&locked.vault, password)?;
    let words = locked.vault.add_recovery(&unlocked, &mut OsEntropy)?;
    // The slot is stored before the words are shown: words that open nothing would be worse than a slot
    // whose words nobody saw.
    locked.save()?;
    let words = words.expose_words();
    let rows = vec![
        row("words", words.as_str()),
        row("note", "write them down now: they open the vault without a password and are stored nowhere"),
    ];
    Ok(Answer {
        rows,
        json: json!({ "words": words.as_str(), "key_id_hex": locked.vault.key_id().to_string() }),
    })
}

fn recover(path: &Path, words: Option<&Path>, new: &NewPasswordArgs) -> Result<Answer, Failure> {
    check_standard_input_once(Some(path), &[words, new.new_password_file.as_deref()])?;
    let mut locked = LockedVault::read(path)?;
    let unlocked = locked.vault.recover(&secrets::recovery_code(words)?)?;
    replace_password(&mut locked, unlocked, new)
}

fn unlocked(vault: &Vault, password: &PasswordArgs) -> Result<Unlocked, Failure> {
    let password = Password::from_utf8(&secrets::password(password.password_file.as_deref())?)?;
    Ok(vault.unlock(&password, &Caps::default())?)
}

fn replace_password(
    locked: &mut LockedVault,
    mut unlocked: Unlocked,
    new: &NewPasswordArgs,
) -> Result<Answer, Failure> {
    let password = secrets::new_password(new.new_password_file.as_deref())?;
    locked.vault.change_password(&mut unlocked, &password, new.kdf.kdf.params(), &mut OsEntropy)?;
    locked.save()?;
    Ok(Answer::of_slot("changed", &locked.vault, &unlocked))
}

impl Answer {
    /// Tells of the slot that was just made.
    fn of_slot(what: &str, vault: &Vault, unlocked: &Unlocked) -> Self {
        let is_new = |info: &SlotInfo| info.slot_id == unlocked.slot_id();
        let info = vault.slot_infos().find(is_new);
        let slot = info.as_ref().map(|info| slot_json(info).to_text());
        let slot: Value = slot.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let derivation = info.and_then(|info| info.kdf).as_ref().map(kdf_text).unwrap_or_default();
        let rows = vec![
            row("vault", what),
            row("key id", &unlocked.data_key().id()),
            row("password slot", &unlocked.slot_id()),
            row("derivation", &derivation),
        ];
        Self { rows, json: json!({ "key_id_hex": vault.key_id().to_string(), "slot": slot }) }
    }
}

fn row(name: &str, value: &(impl ToString + ?Sized)) -> [String; 2] {
    [name.to_owned(), value.to_string()]
}
