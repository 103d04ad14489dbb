//! Passwords, keys and recovery words: from files, the environment or a prompt, never from arguments.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Read};
use std::path::Path;

use phiward_keys::{Error, Password, RecoveryCode};
use zeroize::Zeroizing;

use crate::failure::{Failure, Place};
use crate::hex;
use crate::input::is_standard;
use crate::signals;

/// Most bytes of a file that holds a secret: the longest password and a newline.
const MAX_SECRET_LEN: usize = Password::MAX_LEN + 2;

/// A secret that is asked for.
pub(crate) struct Wanted<'a> {
    /// The file that the user named.
    pub(crate) file: Option<&'a Path>,
    /// The environment variable that is looked at when no file was named.
    pub(crate) variable: Option<&'static str>,
    /// What is asked on the terminal when there is neither.
    pub(crate) prompt: &'static str,
    /// Whether it is typed twice, because a slip of the finger would lock its owner out.
    pub(crate) twice: bool,
}

/// The password of something that exists.
pub(crate) fn password(file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read(&Wanted { file, variable: Some("PHIWARD_PASSWORD"), prompt: "Password: ", twice: false })
}

/// The password of a vault in the making.
pub(crate) fn first_password(file: Option<&Path>) -> Result<Password, Failure> {
    let wanted =
        Wanted { file, variable: Some("PHIWARD_PASSWORD"), prompt: "Password of the vault: ", twice: true };
    Ok(Password::from_utf8(&read(&wanted)?)?)
}

/// The password that replaces another one.
pub(crate) fn new_password(file: Option<&Path>) -> Result<Password, Failure> {
    let wanted =
        Wanted { file, variable: Some("PHIWARD_NEW_PASSWORD"), prompt: "New password: ", twice: true };
    Ok(Password::from_utf8(&read(&wanted)?)?)
}

/// The 24 words of a recovery slot.
pub(crate) fn recovery_code(file: Option<&Path>) -> Result<RecoveryCode, Failure> {
    let words = read(&Wanted { file, variable: None, prompt: "Recovery words: ", twice: false })?;
    let text = core::str::from_utf8(&words).map_err(|_| Error::MalformedRecoveryCode)?;
    Ok(RecoveryCode::parse(text)?)
}

/// The 32 bytes of a raw key.
pub(crate) fn raw_key(file: &Path) -> Result<Zeroizing<[u8; 32]>, Failure> {
    let text = read_file(file)?;
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_into(text.trim_ascii(), key.as_mut())
        .ok_or_else(|| Failure::new("malformed", "the key file does not hold 64 hexadecimal digits"))?;
    Ok(key)
}

fn read(wanted: &Wanted<'_>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if let Some(file) = wanted.file {
        let mut secret = read_file(file)?;
        strip_newline(&mut secret);
        return Ok(secret);
    }
    if let Some(value) = wanted.variable.and_then(std::env::var_os) {
        return Ok(Zeroizing::new(value.into_encoded_bytes()));
    }
    // Whoever sends the messages elsewhere does not watch the terminal, and would wait for ever.
    if !io::stderr().is_terminal() {
        return Err(Failure::new(
            "secret_required",
            "a password or recovery words are needed, and no file, variable or terminal gives them",
        ));
    }
    let typed = ask(wanted.prompt)?;
    if wanted.twice && *typed != *ask("The same again: ")? {
        return Err(Failure::new("passwords_differ", "the two passwords differ"));
    }
    Ok(typed)
}

fn ask(prompt: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    match signals::while_prompting(|| rpassword::prompt_password(prompt)) {
        Ok(typed) => Ok(Zeroizing::new(typed.into_bytes())),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(Error::InvalidPasswordEncoding.into()),
        Err(error) if error.kind() == ErrorKind::Interrupted => {
            signals::interrupt();
            Err(Failure::Silent)
        }
        Err(_) => Err(Failure::new("secret_required", "nothing was typed at the prompt")),
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if is_standard(path) {
        return read_all(io::stdin().lock(), &Place::StandardInput);
    }
    let place = Place::Path(path.to_owned());
    let file = File::open(path).map_err(|error| Failure::reading(&place, &error))?;
    read_all(file, &place)
}

fn read_all(reader: impl Read, place: &Place) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // All of it is reserved at once: memory that grows leaves copies behind that nobody wipes.
    let mut secret = Zeroizing::new(Vec::with_capacity(MAX_SECRET_LEN + 1));
    let limit = MAX_SECRET_LEN as u64 + 1;
    reader.take(limit).read_to_end(&mut secret).map_err(|error| Failure::reading(place, &error))?;
    if secret.len() > MAX_SECRET_LEN {
        return Err(Failure::new("limit_exceeded", "the file is too large to hold a secret"));
    }
    Ok(secret)
}

/// Takes one newline off the end, in either spelling: editors put it there.
fn strip_newline(secret: &mut Vec<u8>) {
    if secret.pop_if(|last| *last == b'\n').is_some() {
        secret.pop_if(|last| *last == b'\r');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_newline_is_not_part_of_a_password() {
        for (file, password) in [
            ("secret", "secret"),
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            ("secret\n\n", "secret\n"),
            ("secret\r", "secret\r"),
            (" secret \n", " secret "),
            ("\n", ""),
            ("", ""),
        ] {
            let mut bytes = file.as_bytes().to_vec();
            strip_newline(&mut bytes);
            assert_eq!(bytes, password.as_bytes(), "{file:?}");
        }
    }
}
