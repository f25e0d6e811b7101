//! Why no JWS was made (RFC 7515, section 5.1; RFC 7797, sections 5 and 6).

use alloc::string::String;
use core::error::Error;
use core::fmt;

use jose_b64::{Escaped, WriteError};
use jose_jwk::header_draft::HeaderDraftError;
use jose_jwk::{HeaderError, JwkError};

use crate::sign::SignError;

/// No JWS was made.
///
/// What every recipient must refuse is not made. No text of this error holds a payload, a signature
/// or the value of a header parameter; names of parameters are escaped and cut.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The key names `none` or a prohibited algorithm.
    RefusedAlg,
    /// The header names another algorithm than the key's.
    AlgMismatch,
    /// A header names another Key ID than the key's own.
    KidMismatch,
    /// A header parameter is written by the library, or has a call of its own.
    ReservedHeader {
        /// Name of the parameter.
        name: String,
    },
    /// The value of a header parameter could not be written as JSON: its `Serialize` refused, as that
    /// of a key that is not public does.
    HeaderValue {
        /// Name of the parameter.
        name: String,
    },
    /// A header parameter was given twice.
    RepeatedHeader,
    /// A parameter was put into the unprotected header that only counts where the signature covers
    /// it: `alg`, `crit`, `b64`.
    MustBeProtected {
        /// Name of the parameter.
        name: &'static str,
    },
    /// A header parameter stands in the protected and in the unprotected header (RFC 7515,
    /// section 7.2.1).
    InBothHeaders {
        /// Name of the parameter.
        name: String,
    },
    /// A header is one that recipients must refuse.
    Header(HeaderError),
    /// `jwk` is no readable public key: a private or a symmetric one must never travel (RFC 7515,
    /// section 4.1.3).
    HeaderKey(JwkError),
    /// A whole protected header was given and other protected header parameters beside it.
    ProtectedNotAlone,
    /// `b64` is not a boolean (RFC 7797, section 3).
    B64NotBoolean,
    /// `b64` is false and `crit` does not name it, so that recipients without this extension would
    /// read another payload (RFC 7797, section 6).
    B64NotCritical,
    /// A whole protected header says by `b64` that the payload is encoded and it is not, or the
    /// other way round.
    B64Mismatch,
    /// An unencoded payload holds an octet that cannot stand in a compact serialization: one outside
    /// 0x20 to 0x7E, or a dot (RFC 7797, section 5.2). Detached it can be anything.
    PayloadNotCompact {
        /// Where that octet stands.
        offset: usize,
    },
    /// An unencoded payload cannot stand in JSON: it is not UTF-8 (RFC 7797, section 5.3), or holds
    /// U+0000, which this library neither sends nor accepts there. Detached it can be anything.
    PayloadNotText {
        /// Where reading it stopped.
        offset: usize,
    },
    /// A detached payload is longer than the limit, which counts for it as it does for a token.
    PayloadTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// The token, compact or JSON, would not fit into memory.
    TooLarge,
    /// The token, compact or JSON, is longer than the limit, so that recipients with the same limits
    /// refuse it.
    TokenTooLong {
        /// Its length in octets; as long as there is no signature, the least that it can become.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// The signature has another length than the algorithm's, or none at all.
    SignatureLength {
        /// Its length in octets.
        len: usize,
        /// The length that the algorithm demands, if it demands one.
        expected: Option<usize>,
    },
    /// A JWS in JSON has no signature.
    NoSignature,
    /// A JWS in JSON has more signatures than the limit.
    TooManySignatures {
        /// Signatures allowed.
        max: usize,
    },
    /// The flattened serialization has room for one signature, and there are more.
    NotFlattened {
        /// Number of signatures.
        signatures: usize,
    },
    /// The key did not sign.
    Sign(SignError),
}

impl BuildError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            BuildError::RefusedAlg => "jws/build-refused-alg",
            BuildError::AlgMismatch => "jws/build-alg-mismatch",
            BuildError::KidMismatch => "jws/build-kid-mismatch",
            BuildError::ReservedHeader { .. } => "jws/build-reserved-header",
            BuildError::HeaderValue { .. } => "jws/build-header-value",
            BuildError::RepeatedHeader => "jws/build-repeated-header",
            BuildError::MustBeProtected { .. } => "jws/build-must-be-protected",
            BuildError::InBothHeaders { .. } => "jws/build-in-both-headers",
            BuildError::Header(error) => error.code(),
            BuildError::HeaderKey(_) => "jws/build-header-key",
            BuildError::ProtectedNotAlone => "jws/build-protected-not-alone",
            BuildError::B64NotBoolean => "jws/build-b64-not-boolean",
            BuildError::B64NotCritical => "jws/build-b64-not-critical",
            BuildError::B64Mismatch => "jws/build-b64-mismatch",
            BuildError::PayloadNotCompact { .. } => "jws/build-payload-not-compact",
            BuildError::PayloadNotText { .. } => "jws/build-payload-not-text",
            BuildError::PayloadTooLong { .. } => "jws/build-payload-too-long",
            BuildError::TooLarge => "jws/build-too-large",
            BuildError::TokenTooLong { .. } => "jws/build-token-too-long",
            BuildError::SignatureLength { .. } => "jws/build-signature-length",
            BuildError::NoSignature => "jws/build-no-signature",
            BuildError::TooManySignatures { .. } => "jws/build-too-many-signatures",
            BuildError::NotFlattened { .. } => "jws/build-not-flattened",
            BuildError::Sign(error) => error.code(),
        }
    }

    /// Of an object whose members were all added by this crate or checked before.
    pub(crate) fn of_writer(error: WriteError) -> Self {
        match error {
            WriteError::RepeatedName { .. } => BuildError::RepeatedHeader,
            _ => BuildError::TooLarge,
        }
    }
}

impl From<HeaderDraftError> for BuildError {
    fn from(error: HeaderDraftError) -> Self {
        match error {
            HeaderDraftError::Reserved { name } => BuildError::ReservedHeader { name },
            HeaderDraftError::Value { name } => BuildError::HeaderValue { name },
            HeaderDraftError::Repeated => BuildError::RepeatedHeader,
            HeaderDraftError::MustBeProtected { name } => BuildError::MustBeProtected { name },
            HeaderDraftError::TooLarge => BuildError::TooLarge,
            HeaderDraftError::Header(error) => BuildError::Header(error),
            HeaderDraftError::HeaderKey(error) => BuildError::HeaderKey(error),
            HeaderDraftError::NotAlone => BuildError::ProtectedNotAlone,
            // `alg` is all that this crate puts first.
            HeaderDraftError::Mismatch { .. } => BuildError::AlgMismatch,
            HeaderDraftError::KidMismatch => BuildError::KidMismatch,
            HeaderDraftError::InTwoHeaders { name } => BuildError::InBothHeaders { name },
        }
    }
}

/// What headers have in common with those of JWE is said in the same words.
impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::RefusedAlg => f.write_str("the key's algorithm is `none` or prohibited"),
            BuildError::AlgMismatch => {
                f.write_str("the header names another algorithm than the key's")
            }
            BuildError::KidMismatch => HeaderDraftError::KidMismatch.fmt(f),
            BuildError::ReservedHeader { name } => {
                let name = name.clone();
                HeaderDraftError::Reserved { name }.fmt(f)
            }
            BuildError::HeaderValue { name } => {
                let name = name.clone();
                HeaderDraftError::Value { name }.fmt(f)
            }
            BuildError::RepeatedHeader => HeaderDraftError::Repeated.fmt(f),
            BuildError::MustBeProtected { name } => {
                HeaderDraftError::MustBeProtected { name }.fmt(f)
            }
            BuildError::InBothHeaders { name } => write!(
                f,
                "header parameter {} stands in the protected and in the unprotected header",
                Escaped(name)
            ),
            BuildError::Header(error) => error.fmt(f),
            BuildError::HeaderKey(error) => HeaderDraftError::HeaderKey(error.clone()).fmt(f),
            BuildError::ProtectedNotAlone => HeaderDraftError::NotAlone.fmt(f),
            BuildError::B64NotBoolean => f.write_str("`b64` is not a boolean"),
            BuildError::B64NotCritical => f.write_str("`b64` is false and not named in `crit`"),
            BuildError::B64Mismatch => {
                f.write_str("`b64` in the header is not what is done with the payload")
            }
            BuildError::PayloadNotCompact { offset } => write!(
                f,
                "octet {offset} of the unencoded payload cannot stand in a compact JWS; detached it could"
            ),
            BuildError::PayloadNotText { offset } => write!(
                f,
                "octet {offset} of the unencoded payload cannot stand in JSON; detached it could"
            ),
            BuildError::PayloadTooLong { len, max } => write!(
                f,
                "the detached payload has {len} octets, at most {max} are allowed"
            ),
            BuildError::TooLarge => f.write_str("the token would not fit into memory"),
            BuildError::TokenTooLong { len, max } => {
                write!(f, "the token has {len} octets, at most {max} are allowed")
            }
            BuildError::SignatureLength {
                len,
                expected: Some(expected),
            } => write!(
                f,
                "the signature has {len} octets, the algorithm's have {expected}"
            ),
            BuildError::SignatureLength { .. } => f.write_str("the signature is empty"),
            BuildError::NoSignature => f.write_str("there is no signature"),
            BuildError::TooManySignatures { max } => {
                write!(f, "there are more than the {max} signatures allowed")
            }
            BuildError::NotFlattened { signatures } => write!(
                f,
                "the flattened form has one signature, there are {signatures}"
            ),
            BuildError::Sign(error) => error.fmt(f),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BuildError::Sign(error) => error.source(),
            _ => None,
        }
    }
}

/// A signature that no recipient can accept is not put to anything.
pub(crate) fn check_signature(signature: &[u8], alg_len: Option<usize>) -> Result<(), BuildError> {
    let len = signature.len();
    if len == 0 || alg_len.is_some_and(|expected| expected != len) {
        let expected = alg_len;
        return Err(BuildError::SignatureLength { len, expected });
    }
    Ok(())
}

/// The limit of detached payloads, which is that of tokens.
pub(crate) fn check_detached(payload: &[u8], max: usize) -> Result<(), BuildError> {
    match payload.len() {
        len if len > max => Err(BuildError::PayloadTooLong { len, max }),
        _ => Ok(()),
    }
}

/// The limit of tokens.
pub(crate) fn check_token(len: usize, max: usize) -> Result<(), BuildError> {
    if len > max {
        return Err(BuildError::TokenTooLong { len, max });
    }
    Ok(())
}
