//! What a sender's key hands out (RFC 7516, section 5.1; RFC 7518, section 4).

use core::fmt;

use jose_b64::{ObjectWriter, Octets};

use crate::cek::Cek;

/// A JWE Encrypted Key; up to 512 octets, an RSA key of 4096 bits, are stored inline.
pub type EncryptedKey = Octets<512>;

/// A CEK encrypted for one recipient, and what its header must say besides `alg` and `kid`.
#[derive(Clone)]
#[must_use = "without it the recipient cannot decrypt"]
pub struct EncryptedCek {
    pub(crate) encrypted_key: EncryptedKey,
    pub(crate) parameters: ObjectWriter,
}

impl EncryptedCek {
    /// The encrypted key of a mode without header parameters of its own.
    pub fn new(encrypted_key: &[u8]) -> Self {
        Self::with_parameters(encrypted_key, ObjectWriter::new())
    }

    /// The encrypted key, with the header parameters of its mode, such as `epk` or `iv` and `tag`.
    pub fn with_parameters(encrypted_key: &[u8], parameters: ObjectWriter) -> Self {
        EncryptedCek {
            encrypted_key: EncryptedKey::from_slice(encrypted_key),
            parameters,
        }
    }

    /// The JWE Encrypted Key.
    #[must_use]
    pub fn encrypted_key(&self) -> &[u8] {
        &self.encrypted_key
    }

    /// The header parameters.
    #[must_use]
    pub fn parameters(&self) -> &ObjectWriter {
        &self.parameters
    }
}

impl fmt::Debug for EncryptedCek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedCek")
            .field("encrypted_key", &self.encrypted_key)
            .finish_non_exhaustive()
    }
}

/// A CEK that both sides have without its being sent, and what the header must say besides `alg` and
/// `kid`.
#[must_use = "without it nothing is encrypted"]
pub struct AgreedCek {
    pub(crate) cek: Cek,
    pub(crate) parameters: ObjectWriter,
}

impl AgreedCek {
    /// The CEK of a mode without header parameters of its own.
    pub fn new(cek: Cek) -> Self {
        Self::with_parameters(cek, ObjectWriter::new())
    }

    /// The CEK, with the header parameters of its mode, such as `epk`.
    pub fn with_parameters(cek: Cek, parameters: ObjectWriter) -> Self {
        AgreedCek { cek, parameters }
    }

    /// The CEK. Secret.
    #[must_use]
    pub fn cek(&self) -> &Cek {
        &self.cek
    }

    /// The header parameters.
    #[must_use]
    pub fn parameters(&self) -> &ObjectWriter {
        &self.parameters
    }
}

impl fmt::Debug for AgreedCek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgreedCek").finish_non_exhaustive()
    }
}
