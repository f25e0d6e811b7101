//! ECDSA signatures in DER, as devices and services give them (RFC 3279, section 2.2.3; RFC 7518, section 3.4).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;
use jose_jwk::Alg;
use jose_jws::{SignError, Signature};

/// The JWS Signature R ‖ S of an `ECDSA-Sig-Value` in DER (RFC 3279, section 2.2.3).
///
/// Key management services, smart cards and most other libraries sign in DER; JOSE has both numbers
/// in field length, one after the other: 64, 96, 132 or 64 octets for ES256, ES384, ES512 or ES256K.
///
/// ```
/// use jose_jwa::ecdsa_from_der;
/// use jose_jwk::Alg;
///
/// // What a service answered: R begins with a zero octet that is left out, S has its sign octet.
/// # let from_the_service = [&[0x30, 0x44, 2, 0x1f][..], &[0x11; 31], &[2, 0x21, 0], &[0x91; 32]].concat();
/// let signature = ecdsa_from_der(Alg::ES256, &from_the_service)?;
/// assert_eq!(signature.len(), 64);
/// # assert_eq!(signature[..2], [0, 0x11]);
/// # Ok::<(), jose_jwa::EcdsaDerError>(())
/// ```
///
/// That the signature is right is not checked, and one of a smaller curve has the form of a larger
/// one's: hold it against the public key once, with [`EcdsaPublic`](crate::EcdsaPublic).
///
/// # Errors
///
/// - [`EcdsaDerError::WrongAlg`]: `alg` is none of ES256, ES384, ES512, ES256K.
/// - [`EcdsaDerError::InvalidDer`]: not exactly one value, not DER but BER, or R or S not from 1 to
///   the order of the curve minus 1.
pub fn ecdsa_from_der(alg: Alg<'_>, der: &[u8]) -> Result<Signature, EcdsaDerError> {
    super::from_der(alg, der)
}

/// The `ECDSA-Sig-Value` in DER of a JWS Signature R ‖ S; the way back from [`ecdsa_from_der`], for
/// services that verify.
///
/// # Errors
///
/// - [`EcdsaDerError::WrongAlg`]: `alg` is none of ES256, ES384, ES512, ES256K.
/// - [`EcdsaDerError::InvalidSignature`]: not 64, 96 or 132 octets, or R or S not from 1 to the order
///   of the curve minus 1.
pub fn ecdsa_to_der(alg: Alg<'_>, signature: &[u8]) -> Result<Vec<u8>, EcdsaDerError> {
    super::to_der(alg, signature)
}

/// An ECDSA signature did not change its form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EcdsaDerError {
    /// The algorithm is none of ES256, ES384, ES512, ES256K.
    WrongAlg {
        /// The algorithm asked for.
        alg: Box<str>,
    },
    /// The octets are no DER of a signature on the curve of the algorithm.
    InvalidDer,
    /// The octets are no R ‖ S of the algorithm.
    InvalidSignature,
}

impl EcdsaDerError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            EcdsaDerError::WrongAlg { .. } => "ecdsa/wrong-alg",
            EcdsaDerError::InvalidDer => "ecdsa/invalid-der",
            EcdsaDerError::InvalidSignature => "ecdsa/invalid-signature",
        }
    }

    pub(super) fn wrong_alg(alg: Alg<'_>) -> Self {
        EcdsaDerError::WrongAlg {
            alg: alg.name().into(),
        }
    }
}

/// For a [`Sign`](jose_jws::Sign) of one's own that asks a device.
impl From<EcdsaDerError> for SignError {
    fn from(_: EcdsaDerError) -> Self {
        SignError::Failed
    }
}

impl fmt::Display for EcdsaDerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EcdsaDerError::WrongAlg { alg } => {
                write!(
                    f,
                    "{} is not one of ES256, ES384, ES512, ES256K",
                    Escaped(alg)
                )
            }
            EcdsaDerError::InvalidDer => {
                f.write_str("not the DER of a signature on the curve of the algorithm")
            }
            EcdsaDerError::InvalidSignature => {
                f.write_str("not the R and S of a signature on the curve of the algorithm")
            }
        }
    }
}

impl core::error::Error for EcdsaDerError {}
