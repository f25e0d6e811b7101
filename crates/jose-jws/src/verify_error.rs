//! Why a JWS that could be read was not verified (RFC 7515, section 5.2).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_jwk::selection::SelectionError;

use crate::error::{InvalidSignature, ParseError};
use crate::json::Unmet;
use crate::verify::VerifyFailure;

/// A JWS that could be read was not verified.
#[non_exhaustive]
pub enum VerifyError {
    /// The text is not a JWS that this library reads.
    Parse(ParseError),
    /// None of the caller's keys has this algorithm and Key ID.
    NoMatchingKey {
        /// `alg` of the header.
        alg: Box<str>,
        /// `kid` of the header.
        kid: Option<Box<str>>,
    },
    /// Several of the caller's keys fit, and more than the caller allows to be tried.
    AmbiguousKey {
        /// How many fit.
        count: usize,
    },
    /// A key fits and the signature is not valid.
    InvalidSignature(InvalidSignature),
    /// The device or service that holds the key could not be asked.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// What was required of several signatures is not there.
    Unmet(Box<Unmet>),
    /// The signatures of a message would have more keys asked than the limit allows. None was.
    TooMuchWork {
        /// Keys that would be asked.
        required: usize,
        /// Keys that may be: [`Limits::verifications`](crate::Limits::verifications).
        limit: usize,
    },
}

impl VerifyError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            VerifyError::Parse(error) => error.code(),
            VerifyError::NoMatchingKey { .. } => "jws/no-matching-key",
            VerifyError::AmbiguousKey { .. } => "jws/ambiguous-key",
            VerifyError::InvalidSignature(outcome) => outcome.code(),
            VerifyError::Unavailable(_) => "jws/key-unavailable",
            VerifyError::Unmet(_) => "jws/unmet",
            VerifyError::TooMuchWork { .. } => "jws/too-much-work",
        }
    }
}

impl From<SelectionError> for VerifyError {
    fn from(error: SelectionError) -> Self {
        match error {
            SelectionError::AmbiguousKey { count } => VerifyError::AmbiguousKey { count },
            SelectionError::NoMatchingKey { alg, kid } => VerifyError::NoMatchingKey { alg, kid },
        }
    }
}

impl From<VerifyFailure> for VerifyError {
    fn from(failure: VerifyFailure) -> Self {
        match failure {
            VerifyFailure::Invalid => VerifyError::InvalidSignature(InvalidSignature),
            VerifyFailure::Unavailable(source) => VerifyError::Unavailable(source),
        }
    }
}

impl From<ParseError> for VerifyError {
    fn from(error: ParseError) -> Self {
        VerifyError::Parse(error)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Parse(error) => error.fmt(f),
            VerifyError::NoMatchingKey { alg, kid } => {
                fmt::Display::fmt(&no_matching_key(alg, kid.as_deref()), f)
            }
            VerifyError::AmbiguousKey { count } => {
                fmt::Display::fmt(&SelectionError::AmbiguousKey { count: *count }, f)
            }
            VerifyError::InvalidSignature(outcome) => outcome.fmt(f),
            VerifyError::Unavailable(_) => {
                f.write_str("the key could not be asked about the signature")
            }
            VerifyError::Unmet(unmet) => unmet.fmt(f),
            VerifyError::TooMuchWork { required, limit } => write!(
                f,
                "{required} keys would be asked about the signatures, at most {limit} may be"
            ),
        }
    }
}

/// Like the derived one, but `alg` and `kid` come from a message: escaped, and cut at 32 characters.
impl fmt::Debug for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Parse(error) => f.debug_tuple("Parse").field(error).finish(),
            VerifyError::NoMatchingKey { alg, kid } => {
                fmt::Debug::fmt(&no_matching_key(alg, kid.as_deref()), f)
            }
            VerifyError::AmbiguousKey { count } => {
                fmt::Debug::fmt(&SelectionError::AmbiguousKey { count: *count }, f)
            }
            VerifyError::InvalidSignature(outcome) => {
                f.debug_tuple("InvalidSignature").field(outcome).finish()
            }
            VerifyError::Unavailable(source) => f.debug_tuple("Unavailable").field(source).finish(),
            VerifyError::Unmet(unmet) => f.debug_tuple("Unmet").field(unmet).finish(),
            VerifyError::TooMuchWork { required, limit } => f
                .debug_struct("TooMuchWork")
                .field("required", required)
                .field("limit", limit)
                .finish(),
        }
    }
}

impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            VerifyError::Unavailable(source) => Some(&**source),
            VerifyError::Unmet(unmet) => unmet.unavailable()?.source(),
            _ => None,
        }
    }
}

/// The rule's own error, whose texts are the same for every format.
fn no_matching_key(alg: &str, kid: Option<&str>) -> SelectionError {
    let (alg, kid) = (alg.into(), kid.map(Into::into));
    SelectionError::NoMatchingKey { alg, kid }
}
