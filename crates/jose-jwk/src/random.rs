//! Randomness as a value that the caller passes (RFC 7518, section 8.1; RFC 4086).

use core::fmt;

/// A source of cryptographically secure random octets.
///
/// Called for content encryption keys, initialization vectors, blinding, PSS salts and key
/// generation. The result is unpredictable or it is an error: an implementor never pads, repeats or
/// falls back to something weaker. A fixed sequence is right in one place only, the reproduction of
/// published test vectors.
///
/// ```
/// use jose_jwk::{RandomError, SecureRandom};
///
/// /// The random number generator of a hardware token.
/// #[derive(Debug)]
/// struct Token;
///
/// impl SecureRandom for Token {
///     fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
///         # out.fill(4); // stands for the driver's call
///         // ask the driver; a short read is an error
///         Ok(())
///     }
/// }
/// ```
pub trait SecureRandom: fmt::Debug + Send + Sync {
    /// Fills all of `out` with random octets.
    ///
    /// # Errors
    ///
    /// [`RandomError`] when the source fails; `out` must not be used then.
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError>;
}

impl<T: SecureRandom + ?Sized> SecureRandom for &T {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        (**self).fill(out)
    }
}

/// The source of randomness failed; nothing was signed, encrypted or generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomError;

impl RandomError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "random/unavailable"
    }
}

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the source of random octets failed")
    }
}

impl core::error::Error for RandomError {}
