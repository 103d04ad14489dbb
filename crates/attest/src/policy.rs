//! What a document must say to be accepted.

use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::document::PCR_LEN;
use crate::{Document, Error};

/// SHA-256 of the DER form of `aws.nitro-enclaves`, root G1, valid from 2019 to 2049.
///
/// AWS publishes the certificate with its documentation of attestation.
const AWS_NITRO_ROOT_G1: [u8; 32] = [
    0x64, 0x1a, 0x03, 0x21, 0xa3, 0xe2, 0x44, 0xef, 0xe4, 0x56, 0x46, 0x31, 0x95, 0xd6, 0x06, 0x31, 0x7e,
    0xd7, 0xcd, 0xcc, 0x3c, 0x17, 0x56, 0xe0, 0x98, 0x93, 0xf3, 0xc6, 0x8f, 0x79, 0xbb, 0x5b,
];
/// How old a document may be unless a policy says otherwise: long enough for a slow network.
const DEFAULT_MAX_AGE_MS: u64 = 5 * 60 * 1000;

/// The root that a chain must begin with, by its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Root([u8; 32]);

impl Root {
    pub(crate) const fn fingerprint(&self) -> &[u8; 32] {
        &self.0
    }
}

/// One build of an enclave image, by its measurements.
///
/// PCR0 measures the whole image, PCR1 kernel and boot, PCR2 the application. All three are named always:
/// whoever checks PCR0 alone trusts that no other image was ever made to have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// By index; the first three are there unless the constructor says `insecure`.
    pcrs: Vec<(u8, Vec<u8>)>,
}

impl Build {
    /// The build with these measurements, as `nitro-cli build-enclave` prints them.
    ///
    /// ```
    /// let build = phiward_attest::Build::new([1; 48], [2; 48], [3; 48]).with_pcr(8, [4; 48]);
    /// assert_eq!(build.pcr(8), Some([4; 48].as_slice()));
    /// ```
    #[must_use]
    pub fn new(pcr0: [u8; PCR_LEN], pcr1: [u8; PCR_LEN], pcr2: [u8; PCR_LEN]) -> Self {
        Self { pcrs: [pcr0, pcr1, pcr2].into_iter().map(Vec::from).zip(0..).map(|(v, i)| (i, v)).collect() }
    }

    /// Names one more register: 3 (role of the instance), 4 (the instance), 8 (signer of the image),
    /// or one that the enclave extends, 16 to 31. Naming a register again requires both values, which none has.
    #[must_use]
    pub fn with_pcr(mut self, index: u8, value: [u8; PCR_LEN]) -> Self {
        self.pcrs.push((index, value.to_vec()));
        self
    }

    /// A build of which any registers are named: for vectors.
    #[must_use]
    pub fn insecure_partial(pcrs: impl IntoIterator<Item = (u8, Vec<u8>)>) -> Self {
        Self { pcrs: pcrs.into_iter().collect() }
    }

    /// The value of a register that the build names.
    #[must_use]
    pub fn pcr(&self, index: u8) -> Option<&[u8]> {
        self.pcrs.iter().find(|(named, _)| *named == index).map(|(_, value)| value.as_slice())
    }

    /// Whether the document has every register that the build names; the time tells nothing of the values.
    fn matches(&self, document: &Document<'_>) -> Choice {
        self.pcrs.iter().fold(Choice::from(1), |all, (index, value)| {
            all & document.pcr(*index).unwrap_or_default().ct_eq(value)
        })
    }
}

/// The nonce that a document must answer.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nonce<'a> {
    /// The random bytes that were sent for this document: at least 16, and never used before.
    Expected(&'a [u8]),
    /// Any nonce or none. A document of the last hours, recorded by anyone, is then as good as a new one.
    InsecureAny,
}

impl fmt::Debug for Nonce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expected(_) => "Expected(..)",
            Self::InsecureAny => "InsecureAny",
        })
    }
}

/// What a document must say: its root, the builds that are allowed, its age.
///
/// There is no default: a policy without builds allows nothing. Whatever skips a check has `insecure` in its name.
///
/// ```
/// use phiward_attest::{Build, Policy};
///
/// // During a deployment two builds are allowed: the one that runs and the one that comes.
/// let running = Build::new([1; 48], [2; 48], [3; 48]);
/// let coming = Build::new([4; 48], [2; 48], [5; 48]);
/// let policy = Policy::new([running, coming]).with_max_age_ms(60_000);
/// # let _ = policy;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    root: Root,
    /// `None`: any build.
    builds: Option<Vec<Build>>,
    max_age_ms: Option<u64>,
    allow_debug: bool,
    public_key: Option<Vec<u8>>,
    user_data: Option<Vec<u8>>,
}

impl Policy {
    /// Allows these builds, on AWS, with documents of the last five minutes.
    #[must_use]
    pub fn new(builds: impl IntoIterator<Item = Build>) -> Self {
        Self { builds: Some(builds.into_iter().collect()), ..Self::insecure_any_build() }
    }

    /// Allows any build: for looking at a document. Whoever wrote the enclave then reads what is sent to it.
    #[must_use]
    pub const fn insecure_any_build() -> Self {
        Self {
            root: Root(AWS_NITRO_ROOT_G1),
            builds: None,
            max_age_ms: Some(DEFAULT_MAX_AGE_MS),
            allow_debug: false,
            public_key: None,
            user_data: None,
        }
    }

    /// Sets how old a document may be, in milliseconds.
    #[must_use]
    pub const fn with_max_age_ms(mut self, max_age_ms: u64) -> Self {
        self.max_age_ms = Some(max_age_ms);
        self
    }

    /// Requires this public key in the document.
    #[must_use]
    pub fn with_public_key(mut self, public_key: &[u8]) -> Self {
        self.public_key = Some(public_key.to_vec());
        self
    }

    /// Requires this user data in the document.
    #[must_use]
    pub fn with_user_data(mut self, user_data: &[u8]) -> Self {
        self.user_data = Some(user_data.to_vec());
        self
    }

    /// Accepts documents of any age within the validity of their certificates, some three hours.
    #[must_use]
    pub const fn insecure_without_max_age(mut self) -> Self {
        self.max_age_ms = None;
        self
    }

    /// Accepts enclaves in debug mode, whose console, and so whose memory, their host reads.
    #[must_use]
    pub const fn insecure_allow_debug(mut self) -> Self {
        self.allow_debug = true;
        self
    }

    /// Trusts another root, given in DER: a test root, whose key anyone may have.
    #[must_use]
    pub fn insecure_with_root(mut self, der: &[u8]) -> Self {
        self.root = Root(Sha256::digest(der).into());
        self
    }

    pub(crate) const fn root(&self) -> &Root {
        &self.root
    }

    pub(crate) const fn max_age_ms(&self) -> Option<u64> {
        self.max_age_ms
    }

    pub(crate) const fn allows_debug(&self) -> bool {
        self.allow_debug
    }

    /// Finds the build of the document. All builds are compared, so the time does not tell which one it was.
    pub(crate) fn find_build(&self, document: &Document<'_>) -> Result<Option<&Build>, Error> {
        let Some(builds) = &self.builds else { return Ok(None) };
        let mut found = None;
        for build in builds {
            if build.matches(document).into() {
                found = Some(build);
            }
        }
        found.map(Some).ok_or(Error::PcrMismatch)
    }

    pub(crate) fn check_fields(&self, document: &Document<'_>) -> Result<(), Error> {
        if !is_as_expected(self.public_key.as_deref(), document.public_key) {
            return Err(Error::PublicKeyMismatch);
        }
        if !is_as_expected(self.user_data.as_deref(), document.user_data) {
            return Err(Error::UserDataMismatch);
        }
        Ok(())
    }
}

fn is_as_expected(expected: Option<&[u8]>, found: Option<&[u8]>) -> bool {
    expected.is_none_or(|expected| found.is_some_and(|found| expected.ct_eq(found).into()))
}

impl Nonce<'_> {
    pub(crate) fn check(&self, document: &Document<'_>) -> Result<(), Error> {
        let is_answered = match self {
            Self::Expected(nonce) => is_as_expected(Some(nonce), document.nonce),
            Self::InsecureAny => true,
        };
        if is_answered { Ok(()) } else { Err(Error::NonceMismatch) }
    }
}
