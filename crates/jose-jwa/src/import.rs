//! Keys from PEM and DER files, finished to a JWK (RFC 7468; RFC 5958; RFC 5280; RFC 8017; RFC 5915).
//!
//! [`jose_jwk::pem`] reads the containers and says which there are. Here is what has to be computed:
//! the public key where a file holds the private one alone, the point where it is compressed, and
//! the comparison where a file holds both.
//!
//! ```
#![cfg_attr(not(feature = "eddsa"), doc = "# #[cfg(any())] {")]
//! use jose_jwa::{Ed25519, import};
//! use jose_jwk::Alg;
//!
//! // What `openssl genpkey -algorithm ED25519` writes: without the public key.
//! let jwk = import::from_pem(
//!     "-----BEGIN PRIVATE KEY-----\n\
//!      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
//!      -----END PRIVATE KEY-----\n",
//! )?;
//! let key = Ed25519::load(&jwk, Alg::EdDSA)?;
#![cfg_attr(not(feature = "eddsa"), doc = "# }")]
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod public;

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Escaped;
use jose_jwk::pem::{self, Container, FileKey, KeyFile, PartialKey, PemError};
use jose_jwk::{Alg, Crv, Jwk, Kty, Material};

/// The JWK of the one key in a PEM text: private with its public members, or public.
///
/// It is what [`Jwk::parse`] would give: no `alg`, no `kid`, and not checked further than that the
/// public part belongs to the private one on the curves of this backend. Loading checks the rest.
/// The text may be a secret; it stays the caller's to clear.
///
/// # Errors
///
/// [`ImportError`] when there is not exactly one unencrypted key of a known kind in it, when its
/// public part is another key's or cannot be computed.
pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Jwk, ImportError> {
    finish(pem::parse_pem(text)?)
}

/// The JWK of the one key that a DER file is; as [`from_pem`].
///
/// # Errors
///
/// As [`from_pem`].
pub fn from_der(octets: impl AsRef<[u8]>) -> Result<Jwk, ImportError> {
    finish(pem::parse_der(octets)?)
}

/// The JWK of the one key in a PEM text, bound to an algorithm: its `alg` is set (RFC 7517, section 4.4).
///
/// # Errors
///
/// As [`from_pem`], and [`ImportError::WrongKey`] when the key is of another type or on another
/// curve than the algorithm demands.
pub fn from_pem_for(text: impl AsRef<[u8]>, alg: Alg<'_>) -> Result<Jwk, ImportError> {
    finish_for(pem::parse_pem(text)?, alg)
}

/// The JWK of the one key that a DER file is, bound to an algorithm; as [`from_pem_for`].
///
/// # Errors
///
/// As [`from_pem_for`].
pub fn from_der_for(octets: impl AsRef<[u8]>, alg: Alg<'_>) -> Result<Jwk, ImportError> {
    finish_for(pem::parse_der(octets)?, alg)
}

/// A PEM or DER file did not become a JWK.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImportError {
    /// The container is not what can be read.
    Pem(PemError),
    /// The file holds no public key, or a compressed one, and the feature that could compute it is off.
    FeatureOff {
        /// The curve of the key.
        crv: Box<str>,
        /// The Cargo feature that brings it.
        feature: &'static str,
    },
    /// The file holds no public key, or a compressed one, and this backend cannot compute on the curve.
    NoArithmetic {
        /// The curve of the key.
        crv: Box<str>,
    },
    /// The key is of another type or on another curve than the algorithm demands.
    WrongKey {
        /// The container.
        container: Container,
        /// Curve, or else type, of the key.
        found: Box<str>,
        /// The algorithm asked for.
        alg: Box<str>,
        /// Curve, or else type, that it demands; empty when the algorithm is a refused name.
        expected: &'static str,
    },
    /// The private or the public key is no key of its curve.
    Invalid {
        /// What is wrong, such as "the point is not on the curve".
        what: &'static str,
    },
    /// The public key in the file is another key's than the private one.
    Mismatch {
        /// Which members disagree, such as "x, y and d".
        what: &'static str,
    },
}

impl ImportError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ImportError::Pem(reason) => reason.code(),
            ImportError::FeatureOff { .. } => "import/feature-off",
            ImportError::NoArithmetic { .. } => "import/no-arithmetic",
            ImportError::WrongKey { .. } => "import/wrong-key",
            ImportError::Invalid { .. } => "import/invalid",
            ImportError::Mismatch { .. } => "import/mismatch",
        }
    }
}

impl From<PemError> for ImportError {
    fn from(reason: PemError) -> Self {
        ImportError::Pem(reason)
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Pem(reason) => reason.fmt(f),
            ImportError::FeatureOff { crv, feature } => write!(
                f,
                "the public key on {} has to be computed: enable the feature `{feature}`",
                Escaped(crv)
            ),
            ImportError::NoArithmetic { crv } => write!(
                f,
                "the file has no plain public key, and this backend cannot compute one on {}",
                Escaped(crv)
            ),
            ImportError::WrongKey {
                container,
                found,
                alg,
                expected,
            } => {
                let on = if Crv::from_name(found).is_ok() {
                    "on"
                } else {
                    "of type"
                };
                write!(f, "{container} key {on} {}, expected ", Escaped(found))?;
                match *expected {
                    "" => f.write_str("an algorithm that may be used"),
                    expected => write!(f, "{expected} ({})", Escaped(alg)),
                }
            }
            ImportError::Invalid { what } => write!(f, "invalid key: {what}"),
            ImportError::Mismatch { what } => write!(f, "the key contradicts itself: {what}"),
        }
    }
}

impl core::error::Error for ImportError {}

fn finish(file: KeyFile) -> Result<Jwk, ImportError> {
    match file.into_key() {
        FileKey::Complete(jwk) => {
            check_pair(&jwk)?;
            Ok(jwk)
        }
        FileKey::Partial(key) => complete(key),
        // A kind of partial key that a later jose-jwk knows and this crate does not.
        _ => Err(ImportError::Invalid {
            what: "a part of it is missing",
        }),
    }
}

fn finish_for(file: KeyFile, alg: Alg<'_>) -> Result<Jwk, ImportError> {
    let (kty, crv) = match file.key() {
        FileKey::Complete(jwk) => (Some(jwk.kty()), jwk.crv()),
        FileKey::Partial(key) => (key.crv().info().map(|info| info.kty), Some(key.crv())),
        _ => (None, None),
    };
    // Of an algorithm that is somebody's own nobody here can tell which keys it takes.
    let fits = match alg.info() {
        Some(info) => kty.is_some_and(|kty| info.fits(kty, crv)),
        None => !alg.is_refused(),
    };
    if fits {
        return finish(file).map(|jwk| jwk.with_alg(alg));
    }
    let found = crv
        .map(Crv::name)
        .or_else(|| kty.map(Kty::name))
        .unwrap_or_default();
    let expected = alg.info().and_then(|info| {
        info.crv
            .first()
            .map(|crv| crv.name())
            .or_else(|| info.kty.first().map(|kty| kty.name()))
    });
    Err(ImportError::WrongKey {
        container: file.container(),
        found: found.into(),
        alg: alg.name().into(),
        expected: expected.unwrap_or_default(),
    })
}

/// Computes what the file leaves out.
fn complete(key: PartialKey) -> Result<Jwk, ImportError> {
    let crv = key.crv();
    if crv.info().is_some_and(|info| info.kty == Kty::OKP) {
        let Some(d) = key.d() else {
            return Err(ImportError::Invalid {
                what: "a part of it is missing",
            });
        };
        let x = public::okp(crv, d.expose_secret())?;
        return Ok(key.into_okp(&x)?);
    }
    let computed = key
        .d()
        .map(|d| public::ec(crv, d.expose_secret()))
        .transpose()?;
    let given = key
        .compressed()
        .map(|point| public::decompress(crv, point))
        .transpose()?;
    let point = match (computed, given) {
        (Some(computed), Some(given)) if computed != given => {
            return Err(ImportError::Mismatch {
                what: "the public key and d",
            });
        }
        (Some(point), _) | (None, Some(point)) => point,
        (None, None) => {
            return Err(ImportError::Invalid {
                what: "a part of it is missing",
            });
        }
    };
    let (x, y) = point.split_at_checked(point.len() / 2).unwrap_or_default();
    Ok(key.into_ec(x, y)?)
}

/// Holds the public part against the private one. Signing with one key under another's public key
/// gives the private key away for Ed25519 (EDD-05), and is a mistake everywhere.
fn check_pair(jwk: &Jwk) -> Result<(), ImportError> {
    match jwk.material() {
        Material::Ec(ec) => {
            let Some(d) = ec.d() else { return Ok(()) };
            match public::ec(ec.crv(), d.expose_secret()) {
                Ok(point) if [ec.x(), ec.y()].concat() == *point => Ok(()),
                Ok(_) => Err(ImportError::Mismatch { what: "x, y and d" }),
                Err(reason) => unless_no_arithmetic(reason),
            }
        }
        Material::Okp(okp) => {
            let Some(d) = okp.d() else { return Ok(()) };
            match public::okp(okp.crv(), d.expose_secret()) {
                Ok(x) if okp.x() == &*x => Ok(()),
                Ok(_) => Err(ImportError::Mismatch { what: "x and d" }),
                Err(reason) => unless_no_arithmetic(reason),
            }
        }
        _ => Ok(()),
    }
}

/// Without arithmetic on the curve nothing here can load the key either: it stays data.
fn unless_no_arithmetic(reason: ImportError) -> Result<(), ImportError> {
    match reason {
        ImportError::FeatureOff { .. } | ImportError::NoArithmetic { .. } => Ok(()),
        reason => Err(reason),
    }
}
