//! The trait of keys that verify (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::error::Error;
use core::fmt;

use jose_jwk::{Alg, Jwk, Key, LoadError};
use subtle::ConstantTimeEq as _;

use crate::SigningInput;

/// A key that verifies.
///
/// Called by the recipient after selection: the header's `alg` equals [`Key::alg`], its `kid` fits.
/// **Nothing in the input is authenticated at that moment**, the header that led here included; an
/// implementor reads nothing from it and decides by its own key and algorithm alone. The signature
/// may have any length and any content.
///
/// A MAC is compared by [`constant_time_eq`], since the time that `==` takes tells how much of a
/// guess was right. A key that answers over the network belongs
/// between the two phases of verification, where the caller can await it.
///
/// ```
/// use jose_jws::{Alg, Key, SigningInput, Verify, VerifyFailure, constant_time_eq};
///
/// /// A checksum, not a signature: it shows the shape only.
/// #[derive(Debug)]
/// struct Sum;
///
/// impl Key for Sum {
///     fn alg(&self) -> Alg<'_> { Alg::new("X-SUM") }
/// }
///
/// impl Verify for Sum {
///     fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
///         let octets = input.parts().iter().copied().flatten();
///         let sum = octets.fold(0u32, |sum, octet| sum.wrapping_mul(31).wrapping_add(u32::from(*octet)));
///         if constant_time_eq(signature, &sum.to_be_bytes()) { Ok(()) } else { Err(VerifyFailure::Invalid) }
///     }
/// }
/// ```
pub trait Verify: Key {
    /// Checks the JWS Signature over the input.
    ///
    /// # Errors
    ///
    /// [`VerifyFailure::Invalid`] for every signature that is not right, whatever is wrong with it;
    /// [`VerifyFailure::Unavailable`] only when the device that holds the key could not be asked.
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure>;
}

/// Makes verification keys out of [`Jwk`]s: what a backend does.
///
/// Called once per key, when keys are loaded, never per message. It must refuse a key whose own
/// `alg`, `use` or `key_ops` does not permit verification ([`Jwk::permits`]), and material that its
/// algorithm would not be safe with. Of a private key it uses the public part and drops the rest.
pub trait LoadVerify: fmt::Debug + Send + Sync {
    /// Loads the public or symmetric key for one algorithm.
    ///
    /// # Errors
    ///
    /// [`LoadError`] says what about the key or the algorithm does not fit.
    fn load_verify(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Verify>, LoadError>;
}

/// Whether two MACs are the same, in a time that depends on their lengths alone.
#[must_use]
pub fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Why a key did not confirm a signature.
#[derive(Debug)]
pub enum VerifyFailure {
    /// The signature is not valid.
    Invalid,
    /// The device or service that holds the key could not be asked; the signature may be valid.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl VerifyFailure {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            VerifyFailure::Invalid => "jws/invalid-signature",
            VerifyFailure::Unavailable(_) => "jws/key-unavailable",
        }
    }
}

impl fmt::Display for VerifyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VerifyFailure::Invalid => "the signature is not valid",
            VerifyFailure::Unavailable(_) => "the key could not be asked about the signature",
        })
    }
}

impl Error for VerifyFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            VerifyFailure::Unavailable(source) => Some(&**source),
            VerifyFailure::Invalid => None,
        }
    }
}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<K: Verify + ?Sized> Verify for $pointer {
            fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
                (**self).verify(input, signature)
            }
        }
    )*};
}

through_pointer!(&K, Box<K>, Arc<K>);
