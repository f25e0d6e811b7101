//! Why a token was not made (RFC 7519, section 7.1).

use alloc::string::String;
use core::error::Error;
use core::fmt;

use jose_b64::Escaped;
use jose_jws::BuildError;

use crate::error::ClaimErrors;

/// No token was made.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignTokenError {
    /// The claims do not serialise, or not to a JSON object with unique names within the default
    /// limits, so that no recipient would read them.
    NotClaims,
    /// A claim was given twice: in the claims and by a call, or by two calls.
    RepeatedClaim {
        /// Name of the claim.
        claim: String,
    },
    /// A registered claim has a type that every recipient must refuse.
    Claims(ClaimErrors),
    /// There is no clock to count from: without the feature `std` the caller gives one.
    NoClock,
    /// The expiration time lies beyond what a number of seconds can say.
    OutOfRange,
    /// The JWS was not made.
    Jws(BuildError),
    /// A claim that the header is to repeat is not there, or none that a header can repeat.
    #[cfg(feature = "jwe")]
    Replica {
        /// Name of the claim.
        claim: String,
    },
    /// The JWE was not made.
    #[cfg(feature = "jwe")]
    Jwe(jose_jwe::BuildError),
}

impl SignTokenError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SignTokenError::NotClaims => "jwt/build-not-claims",
            SignTokenError::RepeatedClaim { .. } => "jwt/build-repeated-claim",
            SignTokenError::NoClock => "jwt/build-no-clock",
            SignTokenError::Claims(errors) => errors.code(),
            SignTokenError::OutOfRange => "jwt/build-out-of-range",
            SignTokenError::Jws(error) => error.code(),
            #[cfg(feature = "jwe")]
            SignTokenError::Replica { .. } => "jwt/build-replica",
            #[cfg(feature = "jwe")]
            SignTokenError::Jwe(error) => error.code(),
        }
    }
}

impl From<BuildError> for SignTokenError {
    fn from(error: BuildError) -> Self {
        SignTokenError::Jws(error)
    }
}

#[cfg(feature = "jwe")]
impl From<jose_jwe::BuildError> for SignTokenError {
    fn from(error: jose_jwe::BuildError) -> Self {
        SignTokenError::Jwe(error)
    }
}

impl fmt::Display for SignTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignTokenError::NotClaims => {
                f.write_str("the claims do not serialise to one JSON object within the limits")
            }
            SignTokenError::RepeatedClaim { claim } => {
                write!(f, "claim {} was given twice", Escaped(claim))
            }
            SignTokenError::NoClock => {
                f.write_str("no clock was given to count the expiration time from")
            }
            SignTokenError::Claims(errors) => errors.fmt(f),
            SignTokenError::OutOfRange => f.write_str("the expiration time is out of range"),
            SignTokenError::Jws(error) => error.fmt(f),
            #[cfg(feature = "jwe")]
            SignTokenError::Replica { claim } => {
                write!(f, "the header cannot repeat claim {}", Escaped(claim))
            }
            #[cfg(feature = "jwe")]
            SignTokenError::Jwe(error) => error.fmt(f),
        }
    }
}

impl Error for SignTokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SignTokenError::Jws(error) => error.source(),
            #[cfg(feature = "jwe")]
            SignTokenError::Jwe(error) => error.source(),
            _ => None,
        }
    }
}
