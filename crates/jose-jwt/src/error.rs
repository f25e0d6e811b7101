//! Why a token was refused (RFC 7519, section 7.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_b64::{Escaped, Kind, ObjectError, ValueError};
#[cfg(feature = "jwe")]
use jose_jwe::DecryptError;
use jose_jws::{ParseError, VerifyError};

use crate::NumericDate;
#[cfg(feature = "jwe")]
use crate::nesting_error::NestingError;

/// A token was refused.
///
/// Nothing about claims is said of a token whose signature is not valid or which does not decrypt.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// No valid signature by one of the recipient's keys, or no JWS at all.
    Jws(VerifyError),
    /// No JWE, or one that none of the recipient's keys decrypts.
    #[cfg(feature = "jwe")]
    Jwe(DecryptError),
    /// The token encloses another one and must not, or the other way round.
    #[cfg(feature = "jwe")]
    Nesting(NestingError),
    /// The payload is not one JSON object with unique names.
    NotClaims(ObjectError),
    /// Claims, or the header's `typ`, are not what the policy asks for. All of them are listed.
    Claims(ClaimErrors),
    /// The claims do not fit the caller's type.
    Deserialize(ValueError),
}

impl TokenError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            TokenError::Jws(error) => error.code(),
            #[cfg(feature = "jwe")]
            TokenError::Jwe(error) => error.code(),
            #[cfg(feature = "jwe")]
            TokenError::Nesting(error) => error.code(),
            TokenError::NotClaims(_) => "jwt/not-claims",
            TokenError::Claims(errors) => errors.code(),
            TokenError::Deserialize(_) => "jwt/deserialize",
        }
    }

    /// Whether `exp` is reached, alone or beside other failures; the signature is valid then, or the
    /// token decrypted.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        let expired = |error: &ClaimError| matches!(error.reason, ClaimReason::Expired { .. });
        self.claims().iter().any(expired)
    }

    /// Whether one of the recipient's keys fits and says that the signature is not its own.
    #[must_use]
    pub fn is_invalid_signature(&self) -> bool {
        matches!(self, TokenError::Jws(VerifyError::InvalidSignature(_)))
    }

    /// Whether one of the recipient's keys fits and the token does not decrypt.
    #[cfg(feature = "jwe")]
    #[must_use]
    pub fn is_decryption_failed(&self) -> bool {
        matches!(self, TokenError::Jwe(DecryptError::DecryptionFailed(_)))
    }

    /// The claims that failed, when that is why.
    #[must_use]
    pub fn claims(&self) -> &[ClaimError] {
        match self {
            TokenError::Claims(errors) => errors.as_slice(),
            _ => &[],
        }
    }
}

impl From<VerifyError> for TokenError {
    fn from(error: VerifyError) -> Self {
        TokenError::Jws(error)
    }
}

impl From<ParseError> for TokenError {
    fn from(error: ParseError) -> Self {
        TokenError::Jws(VerifyError::Parse(error))
    }
}

#[cfg(feature = "jwe")]
impl From<DecryptError> for TokenError {
    fn from(error: DecryptError) -> Self {
        TokenError::Jwe(error)
    }
}

#[cfg(feature = "jwe")]
impl From<jose_jwe::ParseError> for TokenError {
    fn from(error: jose_jwe::ParseError) -> Self {
        TokenError::Jwe(DecryptError::Parse(error))
    }
}

#[cfg(feature = "jwe")]
impl From<NestingError> for TokenError {
    fn from(error: NestingError) -> Self {
        TokenError::Nesting(error)
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenError::Jws(error) => error.fmt(f),
            #[cfg(feature = "jwe")]
            TokenError::Jwe(error) => error.fmt(f),
            #[cfg(feature = "jwe")]
            TokenError::Nesting(error) => error.fmt(f),
            TokenError::NotClaims(error) => write!(f, "the payload is not a claims set: {error}"),
            TokenError::Claims(errors) => errors.fmt(f),
            TokenError::Deserialize(error) => {
                write!(f, "the claims do not fit the type asked for: {error}")
            }
        }
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            TokenError::Jws(error) => error.source(),
            #[cfg(feature = "jwe")]
            TokenError::Jwe(error) => error.source(),
            _ => None,
        }
    }
}

/// All claims of one token that failed; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimErrors(Vec<ClaimError>);

impl ClaimErrors {
    /// `Ok` when nothing failed.
    pub(crate) fn check(report: Vec<ClaimError>) -> Result<(), Self> {
        if report.is_empty() {
            Ok(())
        } else {
            Err(ClaimErrors(report))
        }
    }

    /// Each failed claim.
    #[must_use]
    pub fn as_slice(&self) -> &[ClaimError] {
        &self.0
    }

    /// The code of the first failed claim.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.first().map_or("jwt/claims", ClaimError::code)
    }
}

impl fmt::Display for ClaimErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, error) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for ClaimErrors {}

/// One claim, or one header parameter, that is not what the policy asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimError {
    claim: Box<str>,
    in_header: bool,
    reason: ClaimReason,
}

impl ClaimError {
    pub(crate) fn new(claim: &str, reason: ClaimReason) -> Self {
        ClaimError {
            claim: claim.into(),
            in_header: false,
            reason,
        }
    }

    pub(crate) fn of_header(parameter: &str, reason: ClaimReason) -> Self {
        ClaimError {
            in_header: true,
            ..Self::new(parameter, reason)
        }
    }

    /// Name of the claim, or of the header parameter.
    #[must_use]
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// Whether it is a header parameter and not a claim: both can have the same name, `typ` for
    /// example.
    #[must_use]
    pub const fn in_header(&self) -> bool {
        self.in_header
    }

    /// What is wrong with it.
    #[must_use]
    pub fn reason(&self) -> &ClaimReason {
        &self.reason
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.reason {
            ClaimReason::Missing => "jwt/missing-claim",
            ClaimReason::WrongType { .. } => "jwt/wrong-type",
            ClaimReason::OutOfRange => "jwt/out-of-range",
            ClaimReason::Expired { .. } => "jwt/expired",
            ClaimReason::NotYetValid { .. } => "jwt/not-yet-valid",
            ClaimReason::TooOld { .. } => "jwt/too-old",
            ClaimReason::IssuedInFuture { .. } => "jwt/issued-in-future",
            ClaimReason::Mismatch => "jwt/mismatch",
            ClaimReason::NotAsked => "jwt/not-asked",
            ClaimReason::Type => "jwt/type",
            ClaimReason::Replica => "jwt/replica",
        }
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.in_header {
            "header parameter"
        } else {
            "claim"
        };
        let claim = Escaped(&self.claim);
        match &self.reason {
            ClaimReason::Missing => write!(f, "{place} {claim} is missing"),
            ClaimReason::WrongType { expected, found } => {
                write!(f, "{place} {claim} is {found}, not {expected}")
            }
            ClaimReason::OutOfRange => write!(f, "{place} {claim} is a time out of range"),
            ClaimReason::Expired {
                exp,
                now,
                leeway_secs,
            } => {
                write!(f, "expired: exp {exp}, now {now}, leeway {leeway_secs} s")
            }
            ClaimReason::NotYetValid {
                nbf,
                now,
                leeway_secs,
            } => {
                write!(
                    f,
                    "not valid yet: nbf {nbf}, now {now}, leeway {leeway_secs} s"
                )
            }
            ClaimReason::TooOld {
                iat,
                now,
                max_age_secs,
            } => {
                write!(
                    f,
                    "too old: iat {iat}, now {now}, at most {max_age_secs} s allowed"
                )
            }
            ClaimReason::IssuedInFuture {
                iat,
                now,
                leeway_secs,
            } => {
                write!(
                    f,
                    "issued in the future: iat {iat}, now {now}, leeway {leeway_secs} s"
                )
            }
            ClaimReason::Mismatch => write!(f, "{place} {claim} is not what the policy expects"),
            ClaimReason::NotAsked => {
                let said_by = match &*self.claim {
                    "aud" => " (Policy::audience, or ignore_audience)",
                    "iss" => " (Policy::issuer, or ignore_issuer)",
                    _ => "",
                };
                write!(
                    f,
                    "{place} {claim} is there and the policy does not say what to expect of it{said_by}"
                )
            }
            ClaimReason::Type => {
                f.write_str("the header's typ is not a type that the policy names")
            }
            ClaimReason::Replica => {
                write!(
                    f,
                    "{place} {claim} is not the same as the claim that it repeats"
                )
            }
        }
    }
}

impl Error for ClaimError {}

/// What is wrong with a claim. It holds times and names, never a value that is about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimReason {
    /// The policy requires the claim and the token lacks it.
    Missing,
    /// The claim has a value of another type than it must have.
    WrongType {
        /// The type it must have.
        expected: &'static str,
        /// The type it has.
        found: Kind,
    },
    /// The claim is a number that is no point in time.
    OutOfRange,
    /// `exp` is reached.
    Expired {
        /// The claim.
        exp: NumericDate,
        /// The present time.
        now: NumericDate,
        /// Seconds of tolerance.
        leeway_secs: u64,
    },
    /// `nbf` is not reached yet.
    NotYetValid {
        /// The claim.
        nbf: NumericDate,
        /// The present time.
        now: NumericDate,
        /// Seconds of tolerance.
        leeway_secs: u64,
    },
    /// `iat` is longer ago than the policy allows.
    TooOld {
        /// The claim.
        iat: NumericDate,
        /// The present time.
        now: NumericDate,
        /// Seconds allowed, without the tolerance.
        max_age_secs: u64,
    },
    /// `iat` lies in the future.
    IssuedInFuture {
        /// The claim.
        iat: NumericDate,
        /// The present time.
        now: NumericDate,
        /// Seconds of tolerance.
        leeway_secs: u64,
    },
    /// The value is not the expected one.
    Mismatch,
    /// The token says for whom or by whom it is, and the policy says nothing about that.
    NotAsked,
    /// The header's `typ` is not one that the policy names.
    Type,
    /// The header of an encrypted token repeats a claim with another value, or one that is not there.
    Replica,
}
