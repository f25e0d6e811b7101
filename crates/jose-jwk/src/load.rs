//! Why a key was refused when it was loaded into a key object (RFC 7518, sections 3 and 6).

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use jose_b64::Escaped;

use crate::error::{NotPermitted, debug_as_message};
use crate::name::Alg;

/// A `Jwk`, or key material given directly, did not become a key object.
///
/// Every variant is made from the caller's own key and from names; none carries key material.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// This backend has no such algorithm.
    UnknownAlg {
        /// The algorithm asked for.
        alg: Box<str>,
    },
    /// This backend has the algorithm, but it was compiled without the feature.
    FeatureOff {
        /// The algorithm asked for.
        alg: Box<str>,
        /// The Cargo feature that brings it.
        feature: &'static str,
    },
    /// The key's own `use`, `key_ops` or `alg` forbids it.
    NotPermitted(NotPermitted),
    /// The key is of another type or on another curve than the algorithm demands.
    WrongKeyType {
        /// The algorithm asked for.
        alg: Box<str>,
        /// `kty`, and `crv` where there is one, that the algorithm demands.
        expected: &'static str,
        /// `kty`, and `crv` where there is one, of the key.
        found: Box<str>,
    },
    /// The operation needs the private key and this one is public.
    NoPrivateKey,
    /// A symmetric key has no octets at all.
    EmptySecret,
    /// A symmetric key is shorter than the hash output (RFC 7518, section 3.2).
    ShortSecret {
        /// The algorithm asked for.
        alg: Box<str>,
        /// Length of the key in octets.
        len: usize,
        /// Length that is needed in octets.
        needed: usize,
    },
    /// A symmetric key has another length than its algorithm demands (RFC 7518, sections 4.4, 4.5 and 4.7).
    SecretLen {
        /// The algorithm asked for.
        alg: Box<str>,
        /// Length of the key in octets.
        len: usize,
        /// Length that is needed in octets.
        needed: usize,
    },
    /// A symmetric key is the text of a key: PEM, DER, JWK, SSH or XML, or one of these in base64 or
    /// hexadecimal digits. Whoever knows the public text could make signatures with it.
    TextAsSecret {
        /// What the octets look like.
        looks_like: &'static str,
    },
    /// The size of an RSA modulus is outside the limits (RFC 7518, section 3.3).
    RsaModulusBits {
        /// Size of the key in bits.
        bits: usize,
        /// Smallest size allowed in bits.
        min: usize,
        /// Largest size allowed in bits.
        max: usize,
    },
    /// An RSA public exponent is even, too small or too large.
    RsaExponent,
    /// The key material is not what its type demands.
    Invalid {
        /// What is wrong, such as "point is not on the curve".
        what: &'static str,
    },
    /// The public part does not belong to the private part.
    Mismatch {
        /// Which members disagree, such as "x, y and d".
        what: &'static str,
    },
}

impl LoadError {
    /// The algorithm is not known to this backend.
    #[must_use]
    pub fn unknown_alg(alg: Alg<'_>) -> Self {
        LoadError::UnknownAlg {
            alg: alg.name().into(),
        }
    }

    /// The algorithm demands another type of key than `found`.
    #[must_use]
    pub fn wrong_key_type(alg: Alg<'_>, expected: &'static str, found: &crate::Jwk) -> Self {
        let mut name = found.kty().name().to_string();
        if let Some(crv) = found.crv() {
            name.push(' ');
            name.push_str(crv.name());
        }
        LoadError::WrongKeyType {
            alg: alg.name().into(),
            expected,
            found: String::into_boxed_str(name),
        }
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            LoadError::UnknownAlg { .. } => "load/unknown-alg",
            LoadError::FeatureOff { .. } => "load/feature-off",
            LoadError::NotPermitted(_) => "load/not-permitted",
            LoadError::WrongKeyType { .. } => "load/wrong-key-type",
            LoadError::NoPrivateKey => "load/no-private-key",
            LoadError::EmptySecret => "load/empty-secret",
            LoadError::ShortSecret { .. } => "load/short-secret",
            LoadError::SecretLen { .. } => "load/secret-len",
            LoadError::TextAsSecret { .. } => "load/text-as-secret",
            LoadError::RsaModulusBits { .. } => "load/rsa-modulus-bits",
            LoadError::RsaExponent => "load/rsa-exponent",
            LoadError::Invalid { .. } => "load/invalid",
            LoadError::Mismatch { .. } => "load/mismatch",
        }
    }
}

impl From<NotPermitted> for LoadError {
    fn from(reason: NotPermitted) -> Self {
        LoadError::NotPermitted(reason)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::UnknownAlg { alg } => {
                write!(f, "no algorithm {} in this backend", Escaped(alg))
            }
            LoadError::FeatureOff { alg, feature } => {
                write!(
                    f,
                    "{} is known but compiled out: enable the feature `{feature}`",
                    Escaped(alg)
                )
            }
            LoadError::NotPermitted(reason) => reason.fmt(f),
            LoadError::WrongKeyType {
                alg,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{} needs a key of type {expected}, this one is {}",
                    Escaped(alg),
                    Escaped(found)
                )
            }
            LoadError::NoPrivateKey => f.write_str("a private key is needed, this one is public"),
            LoadError::EmptySecret => f.write_str("the symmetric key is empty"),
            LoadError::ShortSecret { alg, len, needed } => write!(
                f,
                "the key has {len} octets, {} needs at least {needed} (RFC 7518, section 3.2)",
                Escaped(alg)
            ),
            LoadError::SecretLen { alg, len, needed } => write!(
                f,
                "the key has {len} octets, {} needs exactly {needed}",
                Escaped(alg)
            ),
            LoadError::TextAsSecret { looks_like } => {
                write!(f, "the symmetric key is {looks_like}, not random octets")
            }
            LoadError::RsaModulusBits { bits, min, max } => {
                write!(
                    f,
                    "the RSA modulus has {bits} bits, allowed are {min} to {max}"
                )
            }
            LoadError::RsaExponent => {
                f.write_str("the RSA public exponent is even, below 65537 or above 2^33 - 1")
            }
            LoadError::Invalid { what } => write!(f, "invalid key: {what}"),
            LoadError::Mismatch { what } => write!(f, "the key contradicts itself: {what}"),
        }
    }
}

debug_as_message!(LoadError);

impl core::error::Error for LoadError {}
