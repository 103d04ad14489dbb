//! Documents without a secure module: signed by a root of our own whose name says INSECURE.

use core::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use phiward_attest::Build;
use phiward_attest::insecure::{Chain, DocumentFields};

use super::{Attested, Nsm, NsmError};

/// Signs documents with keys that anyone may know: for tests, and for development without an enclave.
///
/// Its documents have the shape of real ones, and pass through the same verifier, which must be told to trust
/// its root by a call whose name says `insecure`.
pub struct InsecureSoftwareNsm {
    chain: Chain,
    registers: [u8; 3],
}

impl InsecureSoftwareNsm {
    /// A module whose keys are those of a seed, and whose registers 0 to 2 hold these bytes throughout.
    #[must_use]
    pub fn new(seed: u64, registers: [u8; 3]) -> Self {
        Self { chain: Chain::from_seed(seed), registers }
    }

    /// The root, in DER.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        self.chain.root()
    }

    /// The build that its documents tell of.
    #[must_use]
    pub fn build(&self) -> Build {
        let [pcr0, pcr1, pcr2] = self.registers.map(|byte| [byte; 48]);
        Build::new(pcr0, pcr1, pcr2)
    }
}

impl Nsm for InsecureSoftwareNsm {
    fn attest(&self, attested: &Attested<'_>) -> Result<Vec<u8>, NsmError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| NsmError::Unavailable)?;
        let mut fields = DocumentFields::new(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        for ((_, value), byte) in fields.pcrs.iter_mut().zip(self.registers) {
            value.fill(byte);
        }
        fields.nonce = attested.nonce.map(<[u8]>::to_vec);
        fields.public_key = attested.public_key.map(<[u8]>::to_vec);
        fields.user_data = attested.user_data.map(<[u8]>::to_vec);
        Ok(self.chain.document(&fields))
    }
}

impl fmt::Debug for InsecureSoftwareNsm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsecureSoftwareNsm").finish_non_exhaustive()
    }
}
