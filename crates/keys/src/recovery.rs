//! Recovery codes: 256 random bits as 24 words.

use alloc::string::String;
use core::fmt;

use phiward_envelope::Entropy;
use zeroize::Zeroizing;

use crate::{Error, derivation, label, slot::SlotId, words};

/// Most bytes of text that are looked at.
const MAX_TEXT_LEN: usize = 4096;

/// A recovery code: 32 random bytes, written as 24 English words of BIP-39.
///
/// The code opens its slot without a password, so it is as secret as the data.
/// The words are only a way to write the bytes down: the bytes are decoded and used as they are, and
/// BIP-39's own derivation plays no part.
///
/// ```
/// use phiward_envelope::OsEntropy;
/// use phiward_keys::RecoveryCode;
///
/// let code = RecoveryCode::generate(&mut OsEntropy)?;
/// assert_eq!(code.expose_words().split(' ').count(), 24);
/// assert!(RecoveryCode::parse(&code.expose_words().to_uppercase()).is_ok());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
pub struct RecoveryCode {
    entropy: Zeroizing<[u8; Self::LEN]>,
}

impl RecoveryCode {
    /// Length of the entropy in bytes.
    pub const LEN: usize = 32;

    /// Draws a new code.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Makes a code of its 32 bytes, which must be uniformly random.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        Self { entropy: Zeroizing::new(*bytes) }
    }

    /// Reads a code that somebody typed.
    ///
    /// Letter case and the amount of white space do not matter; everything else does.
    /// The last word carries a checksum, so one wrong word is noticed in 255 of 256 cases.
    ///
    /// # Errors
    /// [`Error::MalformedRecoveryCode`] when the text is not 24 words of the list with a matching checksum.
    /// No slot is needed to find that out, so a form can say so while the words are typed.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_TEXT_LEN {
            return Err(Error::MalformedRecoveryCode);
        }
        let mut typed = Zeroizing::new(String::with_capacity(text.len() + 1));
        for word in text.split_whitespace() {
            if !typed.is_empty() {
                typed.push(' ');
            }
            typed.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        }
        let entropy = words::decode(typed.split(' ')).ok_or(Error::MalformedRecoveryCode)?;
        Ok(Self::from_bytes(&entropy))
    }

    /// The words in lower case with single spaces, to be shown once and written down.
    #[must_use]
    pub fn expose_words(&self) -> Zeroizing<String> {
        words::encode(&self.entropy)
    }

    /// The bytes that the words stand for, for handing the code to a place that knows the words.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; Self::LEN] {
        &self.entropy
    }

    pub(crate) fn kek(&self, slot_id: &SlotId) -> Zeroizing<[u8; 32]> {
        derivation::extract_and_expand(slot_id.as_bytes(), self.entropy.as_ref(), &[label::RECOVERY])
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCode").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::MAX_PHRASE_LEN;
    use alloc::{string::ToString as _, vec::Vec};

    /// From the BIP-39 reference vectors for 256 bits of entropy.
    const ZEROES: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";

    #[test]
    fn the_words_are_those_of_the_bip39_reference_vectors() {
        let squeezed = ZEROES.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(*RecoveryCode::from_bytes(&[0; 32]).expose_words(), squeezed);
        let ones = RecoveryCode::from_bytes(&[0xFF; 32]);
        assert!(ones.expose_words().starts_with("zoo zoo zoo "));
        assert!(ones.expose_words().ends_with(" zoo vote"));
        let sevens = RecoveryCode::from_bytes(&[0x7F; 32]);
        assert!(sevens.expose_words().starts_with("legal winner thank year wave sausage worth useful "));
        assert!(sevens.expose_words().ends_with(" title"));
    }

    #[test]
    fn case_and_white_space_do_not_matter() {
        let typed = "\n\t Abandon ABANDON\u{A0}abandon\r\n".to_string() + &"abandon  ".repeat(20) + "ART ";
        assert_eq!(*RecoveryCode::parse(&typed).unwrap().entropy, [0; 32]);
    }

    #[test]
    fn everything_else_matters() {
        let good = RecoveryCode::from_bytes(&[7; 32]);
        let words = good.expose_words();
        let words: Vec<&str> = words.split(' ').collect();
        let bad = [
            words[..23].join(" "),
            words[..12].join(" "),
            words.join(" ") + " art",
            words.join("-"),
            words.join(" ").replacen(words[0], "zzzz", 1),
            words.join(" ").replacen(words[0], "äbandon", 1),
            [&words[1..], &words[..1]].concat().join(" "),
            "abandon ".repeat(24),
            // A valid phrase of 12 words holds too little entropy to be ours.
            "abandon ".repeat(11) + "about",
            alloc::format!("{}{}", " ".repeat(MAX_TEXT_LEN), *good.expose_words()),
            String::new(),
        ];
        for text in bad {
            assert_eq!(RecoveryCode::parse(&text).unwrap_err(), Error::MalformedRecoveryCode, "{text}");
        }
    }

    #[test]
    fn the_buffer_of_the_words_never_moves() {
        for byte in 0..=255 {
            assert!(RecoveryCode::from_bytes(&[byte; 32]).expose_words().capacity() == MAX_PHRASE_LEN);
        }
    }
}
