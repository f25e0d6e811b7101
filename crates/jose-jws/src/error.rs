//! What can be wrong with a JWS (RFC 7515, section 5.2).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_b64::{DecodeError, Escaped};
use jose_jwk::{CritError, HeaderError, NameError};

use crate::verify::VerifyFailure;

/// The one outcome of a signature that is not right, whatever is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;

impl InvalidSignature {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "jws/invalid-signature"
    }
}

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is not valid")
    }
}

impl Error for InvalidSignature {}

/// A part of the compact serialization (RFC 7515, section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// BASE64URL(JWS Protected Header)
    Header,
    /// BASE64URL(JWS Payload)
    Payload,
    /// BASE64URL(JWS Signature)
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Header => "header",
            Part::Payload => "payload",
            Part::Signature => "signature",
        })
    }
}

/// The text is not a JWS that this library reads. No key has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// The token is longer than the limit.
    TokenTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// The header is longer than the limit.
    HeaderTooLong {
        /// Octets allowed after decoding.
        max: usize,
    },
    /// Not three parts separated by two dots.
    NotThreeParts {
        /// Number of parts. Five is the form of a JWE; six stands for six or more.
        parts: usize,
    },
    /// A JSON object where the compact serialization is expected.
    JsonNotCompact,
    /// The header or the signature is empty.
    EmptyPart(Part),
    /// A part is not strict base64url.
    Base64 {
        /// Which part.
        part: Part,
        /// What is wrong, with the offset within the part.
        error: DecodeError,
    },
    /// The header is not acceptable.
    Header(HeaderError),
    /// The header has no `alg`.
    MissingAlg,
    /// `alg` is `none`, prohibited or empty.
    Alg(NameError),
    /// `b64` is not a boolean, or is false, in a form that cannot carry an unencoded payload.
    UnencodedPayload,
    /// An unsecured JWS carries a signature (RFC 7518, section 3.6).
    SignedUnsecured,
    /// The token is signed, where an unsecured one is read.
    NotUnsecured,
}

impl ParseError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ParseError::TokenTooLong { .. } => "jws/token-too-long",
            ParseError::HeaderTooLong { .. } => "jws/header-too-long",
            ParseError::NotThreeParts { .. } => "jws/not-three-parts",
            ParseError::JsonNotCompact => "jws/json-not-compact",
            ParseError::EmptyPart(_) => "jws/empty-part",
            ParseError::Base64 { .. } => "jws/base64",
            ParseError::Header(error) => error.code(),
            ParseError::MissingAlg => "jws/missing-alg",
            ParseError::Alg(_) => "jws/alg-refused",
            ParseError::UnencodedPayload => "jws/unencoded-payload",
            ParseError::SignedUnsecured => "jws/signed-unsecured",
            ParseError::NotUnsecured => "jws/not-unsecured",
        }
    }
}

impl From<HeaderError> for ParseError {
    fn from(error: HeaderError) -> Self {
        ParseError::Header(error)
    }
}

impl From<CritError> for ParseError {
    fn from(error: CritError) -> Self {
        ParseError::Header(HeaderError::Crit(error))
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParseError::TokenTooLong { len, max } => {
                write!(f, "the token has {len} octets, at most {max} are allowed")
            }
            ParseError::HeaderTooLong { max } => {
                write!(f, "the header is longer than the {max} octets allowed")
            }
            ParseError::NotThreeParts { parts: 5 } => {
                f.write_str("a compact JWS has three parts, this text has 5: the form of a JWE")
            }
            ParseError::NotThreeParts { parts: 6.. } => {
                f.write_str("a compact JWS has three parts, this text has more")
            }
            ParseError::NotThreeParts { parts } => {
                write!(f, "a compact JWS has three parts, this text has {parts}")
            }
            ParseError::JsonNotCompact => {
                f.write_str("a JSON object stands where a compact JWS is expected")
            }
            ParseError::EmptyPart(part) => write!(f, "the {part} is empty"),
            ParseError::Base64 { part, error } => write!(f, "the {part} is not base64url: {error}"),
            ParseError::Header(error) => error.fmt(f),
            ParseError::MissingAlg => f.write_str("the header has no `alg`"),
            ParseError::Alg(error) => error.fmt(f),
            ParseError::UnencodedPayload => {
                f.write_str("`b64` must be a boolean, and true where the payload is encoded")
            }
            ParseError::SignedUnsecured => {
                f.write_str("an unsecured JWS must not carry a signature")
            }
            ParseError::NotUnsecured => f.write_str("this JWS is signed, not unsecured"),
        }
    }
}

impl Error for ParseError {}

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
            VerifyError::NoMatchingKey { alg, kid: None } => {
                write!(f, "no key for alg {} (the header has no kid)", Escaped(alg))
            }
            VerifyError::NoMatchingKey {
                alg,
                kid: Some(kid),
            } => {
                write!(
                    f,
                    "no key for alg {} and kid {}",
                    Escaped(alg),
                    Escaped(kid)
                )
            }
            VerifyError::AmbiguousKey { count } => {
                write!(f, "{count} keys fit and the token does not say which one")
            }
            VerifyError::InvalidSignature(outcome) => outcome.fmt(f),
            VerifyError::Unavailable(_) => {
                f.write_str("the key could not be asked about the signature")
            }
        }
    }
}

/// Like the derived one, but `alg` and `kid` come from a message: escaped, and cut at 32 characters.
impl fmt::Debug for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Parse(error) => f.debug_tuple("Parse").field(error).finish(),
            VerifyError::NoMatchingKey { alg, kid } => f
                .debug_struct("NoMatchingKey")
                .field("alg", &Escaped(alg))
                .field("kid", &kid.as_deref().map(Escaped))
                .finish(),
            VerifyError::AmbiguousKey { count } => f
                .debug_struct("AmbiguousKey")
                .field("count", count)
                .finish(),
            VerifyError::InvalidSignature(outcome) => {
                f.debug_tuple("InvalidSignature").field(outcome).finish()
            }
            VerifyError::Unavailable(source) => f.debug_tuple("Unavailable").field(source).finish(),
        }
    }
}

impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            VerifyError::Unavailable(source) => Some(&**source),
            _ => None,
        }
    }
}
