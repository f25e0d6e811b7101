//! The trait of keys that sign (RFC 7515, section 5.1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::error::Error;
use core::fmt;

use jose_b64::Octets;
use jose_jwk::{Alg, Jwk, Key, LoadError, RandomError};

use crate::SigningInput;

/// A JWS Signature: the octets of a digital signature or of a MAC.
///
/// Up to 132 octets (the size of ES512) are stored inline, larger ones on the heap.
pub type Signature = Octets<132>;

/// A key that signs.
///
/// Called by the sender, once per signature, after the protected header that names
/// [`Key::alg`] was written: the header is part of the input. The result is the signature exactly as
/// JOSE wants it, for ECDSA R ‖ S with both numbers in field length and not DER.
///
/// An implementor must not hash, encode or cut the input beyond what its algorithm says, and must
/// not block for long: a key that answers over the network belongs between the two phases
/// `prepare` and `attach` of the builder, where the caller can await it.
///
/// ```
/// use jose_jws::{Alg, Key, Sign, SignError, Signature, SigningInput};
///
/// /// A checksum, not a signature: it shows the shape only.
/// #[derive(Debug)]
/// struct Sum;
///
/// impl Key for Sum {
///     fn alg(&self) -> Alg<'_> { Alg::new("X-SUM") }
/// }
///
/// impl Sign for Sum {
///     fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
///         let octets = input.parts().iter().copied().flatten();
///         let sum = octets.fold(0u32, |sum, octet| sum.wrapping_mul(31).wrapping_add(u32::from(*octet)));
///         Ok(Signature::from_slice(&sum.to_be_bytes()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign by itself",
    note = "a key that is somewhere else takes two phases: `prepare(&key)`, then `attach(&signature)`"
)]
pub trait Sign: Key {
    /// Computes the JWS Signature over the input.
    ///
    /// # Errors
    ///
    /// [`SignError`] when the random source or the device that holds the key fails.
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError>;

    /// Length in octets of every signature of this key, where it is known beforehand: a token is
    /// then allocated once, in its exact length.
    fn signature_len(&self) -> Option<usize> {
        None
    }
}

/// Makes signing keys out of [`Jwk`]s: what a backend does.
///
/// Called once per key, when keys are loaded, never per message. It must refuse a key whose own
/// `alg`, `use` or `key_ops` does not permit signing ([`Jwk::permits`]), and material that its
/// algorithm would not be safe with.
pub trait LoadSign: fmt::Debug + Send + Sync {
    /// Loads the private or symmetric key for one algorithm.
    ///
    /// # Errors
    ///
    /// [`LoadError`] says what about the key or the algorithm does not fit.
    fn load_sign(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Sign>, LoadError>;
}

/// No signature was made.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignError {
    /// The random source failed.
    Random,
    /// The key or the algorithm refused the input.
    Failed,
    /// The device or service that holds the key could not be asked.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl SignError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SignError::Random => "jws/sign-random",
            SignError::Failed => "jws/sign-failed",
            SignError::Unavailable(_) => "jws/sign-unavailable",
        }
    }
}

impl From<RandomError> for SignError {
    fn from(_: RandomError) -> Self {
        SignError::Random
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignError::Random => "the source of random octets failed",
            SignError::Failed => "the key did not sign",
            SignError::Unavailable(_) => "the key could not be asked for a signature",
        })
    }
}

impl Error for SignError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SignError::Unavailable(source) => Some(&**source),
            SignError::Random | SignError::Failed => None,
        }
    }
}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<K: Sign + ?Sized> Sign for $pointer {
            fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
                (**self).sign(input)
            }

            fn signature_len(&self) -> Option<usize> {
                (**self).signature_len()
            }
        }
    )*};
}

through_pointer!(&K, Box<K>, Arc<K>);
