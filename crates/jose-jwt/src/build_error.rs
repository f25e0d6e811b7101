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
pub enum BuildTokenError {
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

impl BuildTokenError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BuildTokenError::NotClaims => "jwt/build-not-claims",
            BuildTokenError::RepeatedClaim { .. } => "jwt/build-repeated-claim",
            BuildTokenError::NoClock => "jwt/build-no-clock",
            BuildTokenError::Claims(errors) => errors.code(),
            BuildTokenError::OutOfRange => "jwt/build-out-of-range",
            BuildTokenError::Jws(error) => error.code(),
            #[cfg(feature = "jwe")]
            BuildTokenError::Replica { .. } => "jwt/build-replica",
            #[cfg(feature = "jwe")]
            BuildTokenError::Jwe(error) => error.code(),
        }
    }
}

impl From<BuildError> for BuildTokenError {
    fn from(error: BuildError) -> Self {
        BuildTokenError::Jws(error)
    }
}

#[cfg(feature = "jwe")]
impl From<jose_jwe::BuildError> for BuildTokenError {
    fn from(error: jose_jwe::BuildError) -> Self {
        BuildTokenError::Jwe(error)
    }
}

impl fmt::Display for BuildTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildTokenError::NotClaims => {
                f.write_str("the claims do not serialise to one JSON object within the limits")
            }
            BuildTokenError::RepeatedClaim { claim } => {
                write!(f, "claim {} was given twice", Escaped(claim))
            }
            BuildTokenError::NoClock => {
                f.write_str("no clock was given to count the expiration time from")
            }
            BuildTokenError::Claims(errors) => errors.fmt(f),
            BuildTokenError::OutOfRange => f.write_str("the expiration time is out of range"),
            BuildTokenError::Jws(error) => error.fmt(f),
            #[cfg(feature = "jwe")]
            BuildTokenError::Replica { claim } => {
                write!(f, "the header cannot repeat claim {}", Escaped(claim))
            }
            #[cfg(feature = "jwe")]
            BuildTokenError::Jwe(error) => error.fmt(f),
        }
    }
}

impl Error for BuildTokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BuildTokenError::Jws(error) => error.source(),
            #[cfg(feature = "jwe")]
            BuildTokenError::Jwe(error) => error.source(),
            _ => None,
        }
    }
}
