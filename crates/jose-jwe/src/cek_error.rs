//! Why a key encrypted, or found, no CEK (RFC 7516, sections 5.1, 5.2 and 11.5).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_jwk::RandomError;

/// No CEK was encrypted, or agreed on.
#[derive(Debug)]
#[non_exhaustive]
pub enum EncryptCekError {
    /// The random source failed.
    Random,
    /// The key or the algorithm refused.
    Failed,
    /// The device or service that holds the key could not be asked.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl EncryptCekError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            EncryptCekError::Random => "jwe/encrypt-random",
            EncryptCekError::Failed => "jwe/encrypt-failed",
            EncryptCekError::Unavailable(_) => "jwe/encrypt-unavailable",
        }
    }
}

impl From<RandomError> for EncryptCekError {
    fn from(_: RandomError) -> Self {
        EncryptCekError::Random
    }
}

impl fmt::Display for EncryptCekError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EncryptCekError::Random => "the source of random octets failed",
            EncryptCekError::Failed => "the key did not encrypt the content encryption key",
            EncryptCekError::Unavailable(_) => "the key could not be asked to encrypt",
        })
    }
}

impl Error for EncryptCekError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            EncryptCekError::Unavailable(source) => Some(&**source),
            EncryptCekError::Random | EncryptCekError::Failed => None,
        }
    }
}

/// Why a key found no CEK.
#[derive(Debug)]
pub enum CekError {
    /// There is none for this key, whatever the reason. It is not reported to anybody: decryption goes
    /// on with a random CEK and fails at the tag (RFC 7516, section 11.5).
    Invalid,
    /// The device or service that holds the key could not be asked.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl CekError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            CekError::Invalid => "jwe/no-cek",
            CekError::Unavailable(_) => "jwe/key-unavailable",
        }
    }
}

impl fmt::Display for CekError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CekError::Invalid => "the key found no content encryption key",
            CekError::Unavailable(_) => "the key could not be asked to decrypt",
        })
    }
}

impl Error for CekError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            CekError::Unavailable(source) => Some(&**source),
            CekError::Invalid => None,
        }
    }
}
