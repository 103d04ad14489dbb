//! The key pair that KMS encrypts to.

use core::fmt;

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use zeroize::Zeroizing;

use crate::{Refusal, cms};

/// An RSA key pair of 2,048 bits that lives as long as the enclave.
pub struct RsaRecipient {
    private: OaepPrivateDecryptingKey,
    public: Vec<u8>,
}

impl RsaRecipient {
    /// Makes a key pair.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`].
    pub fn generate() -> Result<Self, Refusal> {
        let unavailable = |_| Refusal::Unavailable;
        let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).map_err(unavailable)?;
        let public: PublicKeyX509Der<'_> = private.public_key().as_der().map_err(unavailable)?;
        let public = public.as_ref().to_vec();
        Ok(Self { private: OaepPrivateDecryptingKey::new(private).map_err(unavailable)?, public })
    }

    /// The public key as `SubjectPublicKeyInfo`, in DER: what a document holds.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// Opens a `CiphertextForRecipient`.
    ///
    /// Its content is under AES-CBC, which authenticates nothing: what comes out must prove itself, as a data key
    /// does by opening an envelope that commits to it.
    ///
    /// # Errors
    /// [`Refusal::KeyUnavailable`], without saying which step failed.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let unavailable = |_| Refusal::KeyUnavailable;
        let enveloped = cms::read(sealed)?;
        let mut space = Zeroizing::new(vec![0; self.private.min_output_size()]);
        let key = self
            .private
            .decrypt(&OAEP_SHA256_MGF1SHA256, &enveloped.encrypted_key, &mut space, None)
            .map_err(unavailable)?;
        let key = UnboundCipherKey::new(&AES_256, key).map_err(unavailable)?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(unavailable)?;
        let context = DecryptionContext::Iv128(FixedLength::from(enveloped.iv));
        let mut content = Zeroizing::new(enveloped.ciphertext);
        let plaintext = key.decrypt(&mut content, context).map_err(unavailable)?;
        Ok(Zeroizing::new(plaintext.to_vec()))
    }
}

impl fmt::Debug for RsaRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaRecipient").finish_non_exhaustive()
    }
}
