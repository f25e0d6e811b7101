//! What can be wrong with a JWS (RFC 7515, section 5.2).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_b64::{DecodeError, Kind, ObjectError};
use jose_jwk::serialization::Malformed;
use jose_jwk::{CritError, HeaderError, NameError};

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

/// A part of a JWS that is base64url (RFC 7515, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// BASE64URL(JWS Protected Header)
    Header,
    /// BASE64URL(JWS Payload)
    Payload,
    /// BASE64URL(JWS Signature)
    Signature,
}

impl Part {
    pub(crate) const fn malformed(self, error: DecodeError) -> ParseError {
        ParseError::Base64 { part: self, error }
    }
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
    /// Not one JSON object with unique names, or over a limit.
    Json(ObjectError),
    /// A member of the JSON serialization is missing.
    MissingMember {
        /// The member.
        name: &'static str,
    },
    /// A member of the JSON serialization is of another type than section 7.2 demands.
    MemberType {
        /// The member.
        name: &'static str,
        /// The type it must have.
        expected: Kind,
        /// The type it has; for `signatures`, an element of it.
        found: Kind,
    },
    /// Members of the flattened and of the general form stand in one object.
    MixedForms,
    /// The general form, where the flattened one is expected.
    NotFlattened,
    /// The flattened form, where the general one is expected.
    NotGeneral,
    /// The list of signatures is empty.
    NoSignatures,
    /// The list of signatures is longer than the limit.
    TooManySignatures {
        /// Signatures allowed.
        max: usize,
    },
    /// A signature has neither a protected nor an unprotected header.
    NoHeader,
    /// A name stands in the protected and in the unprotected header.
    InBothHeaders {
        /// The name, escaped and cut at 32 characters.
        name: Box<str>,
    },
    /// A parameter stands in the unprotected header that must be protected; of `alg` see
    /// [`ReadOptions::allow_unprotected_alg`](crate::ReadOptions::allow_unprotected_alg).
    MustBeProtected {
        /// The parameter.
        name: &'static str,
    },
    /// The JSON text is the beginning of a compact JWS, too, for readers that split any text at its dots:
    /// it is made to be read differently by different readers.
    LooksCompact,
    /// `b64` is not a boolean (RFC 7797, section 3).
    B64NotBoolean,
    /// `b64` is false and `crit` does not say so (RFC 7797, section 6).
    B64NotCritical,
    /// The signatures of one message differ in `b64` (RFC 7797, section 3).
    MixedB64,
    /// `b64` is false in a form that always encodes its payload.
    UnencodedPayload,
    /// An unencoded payload has a character that this form cannot carry (RFC 7797, section 5).
    PayloadCharacter {
        /// Its offset in octets.
        offset: usize,
    },
    /// A detached payload was passed, and the message has one of its own.
    PayloadAttached,
    /// A detached payload is longer than the limit for tokens.
    PayloadTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
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
            ParseError::Json(_) => "jws/json",
            ParseError::MissingMember { .. } => "jws/missing-member",
            ParseError::MemberType { .. } => "jws/member-type",
            ParseError::MixedForms => "jws/mixed-forms",
            ParseError::NotFlattened => "jws/not-flattened",
            ParseError::NotGeneral => "jws/not-general",
            ParseError::NoSignatures => "jws/no-signatures",
            ParseError::TooManySignatures { .. } => "jws/too-many-signatures",
            ParseError::NoHeader => "jws/no-header",
            ParseError::InBothHeaders { .. } => "jws/in-both-headers",
            ParseError::MustBeProtected { .. } => "jws/must-be-protected",
            ParseError::LooksCompact => "jws/looks-compact",
            ParseError::B64NotBoolean => "jws/b64-not-boolean",
            ParseError::B64NotCritical => "jws/b64-not-critical",
            ParseError::MixedB64 => "jws/mixed-b64",
            ParseError::UnencodedPayload => "jws/unencoded-payload",
            ParseError::PayloadCharacter { .. } => "jws/payload-character",
            ParseError::PayloadAttached => "jws/payload-attached",
            ParseError::PayloadTooLong { .. } => "jws/payload-too-long",
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

impl From<Malformed> for ParseError {
    fn from(error: Malformed) -> Self {
        match error {
            Malformed::TokenTooLong { len, max } => ParseError::TokenTooLong { len, max },
            Malformed::JsonNotCompact => ParseError::JsonNotCompact,
            Malformed::Parts { parts } => ParseError::NotThreeParts { parts },
            Malformed::EmptyHeader => ParseError::EmptyPart(Part::Header),
            Malformed::HeaderTooLong { max } => ParseError::HeaderTooLong { max },
            Malformed::HeaderBase64(error) => Part::Header.malformed(error),
            Malformed::Header(error) => ParseError::Header(error),
            Malformed::Json(error) => ParseError::Json(error),
            Malformed::LooksCompact => ParseError::LooksCompact,
            Malformed::MissingMember { name } => ParseError::MissingMember { name },
            Malformed::MemberType {
                name,
                expected,
                found,
            } => ParseError::MemberType {
                name,
                expected,
                found,
            },
            Malformed::EmptyList => ParseError::NoSignatures,
            Malformed::ListTooLong { max } => ParseError::TooManySignatures { max },
        }
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
            ParseError::JsonNotCompact => f.write_str(
                "a JSON object stands where a compact JWS is expected: `Json` reads that",
            ),
            ParseError::EmptyPart(part) => write!(f, "the {part} is empty"),
            ParseError::Base64 { part, error } => write!(f, "the {part} is not base64url: {error}"),
            ParseError::Header(error) => error.fmt(f),
            ParseError::MissingAlg => f.write_str("the header has no `alg`"),
            ParseError::Alg(error) => error.fmt(f),
            ParseError::Json(ObjectError::NotAnObject { .. }) => {
                f.write_str("the JWS is no JSON object: `Compact` reads the compact form")
            }
            ParseError::Json(error) => write!(f, "the JWS is not acceptable JSON: {error}"),
            ParseError::MissingMember { name } => write!(f, "the member `{name}` is missing"),
            ParseError::MemberType {
                name,
                expected,
                found,
            } => write!(f, "the member `{name}` holds {found}, not {expected}"),
            ParseError::MixedForms => {
                f.write_str("`signatures` stands beside members of the flattened form")
            }
            ParseError::NotFlattened => {
                f.write_str("the general form stands where the flattened one is expected")
            }
            ParseError::NotGeneral => {
                f.write_str("the flattened form stands where the general one is expected")
            }
            ParseError::NoSignatures => f.write_str("the list of signatures is empty"),
            ParseError::TooManySignatures { max } => {
                write!(f, "there are more signatures than the {max} allowed")
            }
            ParseError::NoHeader => f.write_str("a signature has no header at all"),
            ParseError::InBothHeaders { name } => {
                write!(
                    f,
                    "{name} stands in the protected and in the unprotected header"
                )
            }
            ParseError::MustBeProtected { name } => {
                write!(f, "`{name}` must stand in the protected header")
            }
            ParseError::LooksCompact => {
                f.write_str("the JSON text is the beginning of a compact JWS, too")
            }
            ParseError::B64NotBoolean => f.write_str("`b64` is not a boolean"),
            ParseError::B64NotCritical => f.write_str("`b64` is false and not in `crit`"),
            ParseError::MixedB64 => f.write_str("the signatures differ in `b64`"),
            ParseError::UnencodedPayload => {
                f.write_str("`b64` is false in a form that encodes its payload")
            }
            ParseError::PayloadCharacter { offset } => {
                write!(
                    f,
                    "the unencoded payload has a character that this form cannot carry, at offset {offset}"
                )
            }
            ParseError::PayloadAttached => {
                f.write_str("a detached payload was passed, and the JWS has one of its own")
            }
            ParseError::PayloadTooLong { len, max } => write!(
                f,
                "the detached payload has {len} octets, at most {max} are allowed"
            ),
            ParseError::SignedUnsecured => {
                f.write_str("an unsecured JWS must not carry a signature")
            }
            ParseError::NotUnsecured => f.write_str("this JWS is signed, not unsecured"),
        }
    }
}

impl Error for ParseError {}
