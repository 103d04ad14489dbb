//! Elements of the NEMSIS v3.5.1 data dictionary that a launch link holds, with its constraints.

use alloc::string::String;
use core::fmt;

use phiward_phi::{LogPseudonym, Loggable, Phi};
use zeroize::Zeroize;

use crate::field::Fault;

/// dAgency.02, EMS Agency Number: the number that the state gave the agency, 1 to 15 characters.
///
/// It is an agency's and not a person's, so it may be logged.
/// An agency can have several; the short name of a product (`county-fd`) is not one of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyNumber(String);

impl AgencyNumber {
    /// The most characters that the dictionary allows.
    pub const MAX_LEN: usize = 15;

    /// Parses 1 to 15 characters: ASCII letters, digits, `-`, `.`, `/` and spaces between them.
    ///
    /// The dictionary allows any text; states use these.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`], [`Fault::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b' ');
        check_length(text, 1, Self::MAX_LEN)?;
        if text.trim() != text || !text.bytes().all(is_allowed) {
            return Err(Fault::Malformed);
        }
        Ok(Self(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgencyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Loggable for AgencyNumber {}

macro_rules! clinical {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Zeroize)]
        #[expect(missing_debug_implementations, reason = "what a link says of a patient must not reach `{:?}`")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

clinical! {
    /// eSituation.04, Complaint: what the patient, or who speaks for the patient, says is wrong; 1 to 255 characters.
    ///
    /// It is free text, so it can hold a name; redact it before a log sees it.
    Complaint
}

impl Complaint {
    /// The most characters that the dictionary allows.
    pub const MAX_LEN: usize = 255;

    /// Parses 1 to 255 characters that are not only white space.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`], [`Fault::Malformed`] for control characters.
    pub fn parse(text: &str) -> Result<Phi<Self>, Fault> {
        check_length(text, 1, Self::MAX_LEN)?;
        if text.trim().is_empty() {
            return Err(Fault::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(Fault::Malformed);
        }
        Ok(Phi::new(Self(text.into())))
    }
}

clinical! {
    /// eSituation.11, Provider's Primary Impression: an ICD-10-CM code.
    Impression
}

impl Impression {
    /// Parses a code that the pattern of the dictionary accepts, upper case only:
    ///
    /// `(R[0-6][0-9](\.[0-9]{1,4})?|(R73\.9)|(R99))|([A-QSTUZ][0-9][0-9A-Z])((\.[0-9A-Z]{1,4})?)`
    ///
    /// Codes of a county's own list are another code system and do not fit.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::Malformed`].
    ///
    /// # Examples
    /// ```
    /// use phiward_ems::{Fault, Impression};
    ///
    /// assert!(Impression::parse("I21.9").is_ok());
    /// assert!(Impression::parse("R07.9").is_ok());
    /// assert_eq!(Impression::parse("R73.0").err(), Some(Fault::Malformed)); // of R7x, only R73.9
    /// assert_eq!(Impression::parse("V43.5").err(), Some(Fault::Malformed)); // V to Y are causes, not impressions
    /// ```
    pub fn parse(text: &str) -> Result<Phi<Self>, Fault> {
        if text.is_empty() {
            return Err(Fault::Empty);
        }
        if matches_impression(text.as_bytes()) {
            Ok(Phi::new(Self(text.into())))
        } else {
            Err(Fault::Malformed)
        }
    }
}

fn matches_impression(text: &[u8]) -> bool {
    if matches!(text, b"R73.9" | b"R99") {
        return true;
    }
    let (is_digit, is_upper) = (u8::is_ascii_digit, u8::is_ascii_uppercase);
    let (allowed, rest): (fn(&u8) -> bool, &[u8]) = match text {
        [b'R', b'0'..=b'6', b'0'..=b'9', rest @ ..] => (u8::is_ascii_digit, rest),
        [b'A'..=b'Q' | b'S' | b'T' | b'U' | b'Z', second, third, rest @ ..]
            if is_digit(second) && (is_digit(third) || is_upper(third)) =>
        {
            (|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase(), rest)
        }
        _ => return false,
    };
    match rest {
        [] => true,
        [b'.', extension @ ..] => (1..=4).contains(&extension.len()) && extension.iter().all(allowed),
        _ => false,
    }
}

clinical! {
    /// eResponse.03, Incident Number: the number of the dispatch, 3 to 50 characters.
    ///
    /// The dictionary says that it can join records of one event "or patient", so a log shows a pseudonym only.
    IncidentNumber
}

impl IncidentNumber {
    /// The fewest characters that the dictionary allows.
    pub const MIN_LEN: usize = 3;
    /// The most characters that the dictionary allows.
    pub const MAX_LEN: usize = 50;

    /// Parses 3 to 50 characters without control characters and without white space at the ends.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooShort`], [`Fault::TooLong`], [`Fault::Malformed`].
    pub fn parse(text: &str) -> Result<Phi<Self>, Fault> {
        check_length(text, Self::MIN_LEN, Self::MAX_LEN)?;
        // A stray space would give one incident two pseudonyms.
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(Fault::Malformed);
        }
        Ok(Phi::new(Self(text.into())))
    }
}

impl LogPseudonym for IncidentNumber {
    fn pseudonym_input(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// eExam.01, Estimated Body Weight in Kilograms: 0.1 to 999.9, with at most one decimal.
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "what a link says of a patient must not reach `{:?}`")]
pub struct Weight {
    tenths_kg: u16,
}

impl Weight {
    /// Parses `36` or `36.5`; no sign, no exponent, no leading zero but before the point.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::Malformed`]; [`Fault::OutOfRange`] for 0 and above 999.9.
    pub fn parse(text: &str) -> Result<Phi<Self>, Fault> {
        tenths(text).map(|tenths_kg| Phi::new(Self { tenths_kg }))
    }

    /// The weight in tenths of a kilogram, 1 to 9999.
    #[must_use]
    pub const fn tenths_kg(&self) -> u16 {
        self.tenths_kg
    }
}

fn tenths(text: &str) -> Result<u16, Fault> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if !all_digits(whole)
        || !all_digits(tenth)
        || tenth.len() > 1
        || (whole.len() > 1 && whole.starts_with('0'))
    {
        return Err(Fault::Malformed);
    }
    if whole.len() > 3 {
        return Err(Fault::OutOfRange);
    }
    let digits = whole.bytes().chain(tenth.bytes()).map(|byte| u16::from(byte - b'0'));
    match digits.fold(0, |sum, digit| sum * 10 + digit) {
        0 => Err(Fault::OutOfRange),
        tenths => Ok(tenths),
    }
}

/// The dictionary counts characters, not bytes.
fn check_length(text: &str, least: usize, most: usize) -> Result<(), Fault> {
    // A character has at most four bytes, so a text that is far too long is not counted through.
    let length = if text.len() > most * 4 { usize::MAX } else { text.chars().count() };
    match length {
        0 => Err(Fault::Empty),
        length if length > most => Err(Fault::TooLong),
        length if length < least => Err(Fault::TooShort),
        _ => Ok(()),
    }
}
