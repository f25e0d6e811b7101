//! What can be wrong with the nesting of a token (RFC 7519, sections 5.2 and 11.2).

use core::error::Error;
use core::fmt;

/// A token encloses another one and must not, or must and does not. Each order of signing and encryption
/// has a call of its own, and nothing goes deeper than two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NestingError {
    /// `cty` is `JWT`, so the encrypted token encloses another one, and the call reads claims that are
    /// only encrypted.
    Nested,
    /// `cty` is not `JWT`, so the token encloses no other one (RFC 7519, section 5.2).
    NotNested,
    /// What the encrypted token encloses is no compact JWS.
    NotSigned,
    /// What the signed token encloses is no compact JWE.
    NotEncrypted,
    /// The enclosed token encloses one more.
    TooDeep,
}

impl NestingError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            NestingError::Nested => "jwt/nested",
            NestingError::NotNested => "jwt/not-nested",
            NestingError::NotSigned => "jwt/enclosed-not-signed",
            NestingError::NotEncrypted => "jwt/enclosed-not-encrypted",
            NestingError::TooDeep => "jwt/nested-too-deep",
        }
    }
}

impl fmt::Display for NestingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NestingError::Nested => {
                "the token encloses another one: its cty is JWT (Policy::decrypt_then_verify)"
            }
            NestingError::NotNested => {
                "the token encloses no other one: its cty is not JWT (Policy::decrypt, or verify)"
            }
            NestingError::NotSigned => "the encrypted token does not enclose a signed one",
            NestingError::NotEncrypted => "the signed token does not enclose an encrypted one",
            NestingError::TooDeep => "the token that is enclosed encloses another one",
        })
    }
}

impl Error for NestingError {}
