//! What can be wrong with a JWE before any key is asked (RFC 7516, section 5.2).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_b64::{DecodeError, Escaped, Kind, ObjectError};
use jose_jwk::serialization::Malformed;
use jose_jwk::{CritError, HeaderError, NameError};

/// A part of a JWE that is base64url (RFC 7516, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// BASE64URL(JWE Protected Header)
    Header,
    /// BASE64URL(JWE Encrypted Key)
    EncryptedKey,
    /// BASE64URL(JWE Initialization Vector)
    Iv,
    /// BASE64URL(JWE Ciphertext)
    Ciphertext,
    /// BASE64URL(JWE Authentication Tag)
    Tag,
    /// BASE64URL(JWE AAD)
    Aad,
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
            Part::EncryptedKey => "encrypted key",
            Part::Iv => "initialization vector",
            Part::Ciphertext => "ciphertext",
            Part::Tag => "authentication tag",
            Part::Aad => "additional authenticated data",
        })
    }
}

/// The text is not a JWE that this library reads. No key has been looked at.
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
    /// Not five parts separated by four dots.
    NotFiveParts {
        /// Number of parts. Three is the form of a JWS; six stands for six or more.
        parts: usize,
    },
    /// A JSON object where the compact serialization is expected.
    JsonNotCompact,
    /// A part or a member is empty that must have something in it, or be absent.
    EmptyPart(Part),
    /// A part is not strict base64url.
    Base64 {
        /// Which part.
        part: Part,
        /// What is wrong, with the offset within the part.
        error: DecodeError,
    },
    /// A header is not acceptable.
    Header(HeaderError),
    /// No header of a recipient has `alg`.
    MissingAlg,
    /// `alg` is `none`, prohibited or empty.
    Alg(NameError),
    /// `enc` is prohibited or empty.
    Enc(NameError),
    /// The recipients name different `enc` (RFC 7516, section 7.2.1).
    MixedEnc,
    /// Not one JSON object with unique names, or over a limit.
    Json(ObjectError),
    /// A member of the JSON serialization is of another type than section 7.2 demands.
    MemberType {
        /// The member.
        name: &'static str,
        /// The type it must have.
        expected: Kind,
        /// The type it has; for `recipients`, an element of it.
        found: Kind,
    },
    /// A member of the JSON serialization is missing.
    MissingMember {
        /// The member.
        name: &'static str,
    },
    /// Members of the flattened and of the general form stand in one object.
    MixedForms,
    /// The list of recipients is empty.
    NoRecipients,
    /// The list of recipients is longer than the limit.
    TooManyRecipients {
        /// Recipients allowed.
        max: usize,
    },
    /// There is no header at all.
    NoHeader,
    /// A name stands in two of the headers that one recipient reads together.
    InTwoHeaders {
        /// The name, escaped and cut at 32 characters.
        name: Box<str>,
    },
    /// A parameter stands in an unprotected header where it may not stand.
    MustBeProtected {
        /// The parameter.
        name: &'static str,
    },
    /// A header parameter of RFC 7518, section 4, or of RFC 7516, section 4.1, is of the wrong type or form.
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What it must be, such as "a string".
        expected: &'static str,
    },
    /// `p2c` is outside the limits: too few iterations protect nothing, too many are an attack.
    Iterations {
        /// Iterations asked for, or the largest number there is.
        found: u64,
        /// Iterations needed.
        min: u32,
        /// Iterations allowed.
        max: u32,
    },
    /// `zip` is not `DEF`.
    UnknownZip,
    /// `zip` is there, and the recipient has not allowed it.
    ZipNotAllowed,
    /// The mode has no encrypted key, and the message has one; or an empty member in its place.
    EncryptedKeyPresent,
    /// The mode has an encrypted key, and the message has none.
    MissingEncryptedKey,
    /// A mode without an encrypted key stands among several recipients (RFC 7516, section 7.2.1).
    DirectNotAlone,
    /// The JSON text is the beginning of a compact JWE, too, for readers that split any text at its dots:
    /// it is made to be read differently by different readers.
    LooksCompact,
}

impl ParseError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ParseError::TokenTooLong { .. } => "jwe/token-too-long",
            ParseError::HeaderTooLong { .. } => "jwe/header-too-long",
            ParseError::NotFiveParts { .. } => "jwe/not-five-parts",
            ParseError::JsonNotCompact => "jwe/json-not-compact",
            ParseError::EmptyPart(_) => "jwe/empty-part",
            ParseError::Base64 { .. } => "jwe/base64",
            ParseError::Header(error) => error.code(),
            ParseError::MissingAlg => "jwe/missing-alg",
            ParseError::Alg(_) => "jwe/alg-refused",
            ParseError::Enc(_) => "jwe/enc-refused",
            ParseError::MixedEnc => "jwe/mixed-enc",
            ParseError::Json(_) => "jwe/json",
            ParseError::MemberType { .. } => "jwe/member-type",
            ParseError::MissingMember { .. } => "jwe/missing-member",
            ParseError::MixedForms => "jwe/mixed-forms",
            ParseError::NoRecipients => "jwe/no-recipients",
            ParseError::TooManyRecipients { .. } => "jwe/too-many-recipients",
            ParseError::NoHeader => "jwe/no-header",
            ParseError::InTwoHeaders { .. } => "jwe/in-two-headers",
            ParseError::MustBeProtected { .. } => "jwe/must-be-protected",
            ParseError::Parameter { .. } => "jwe/parameter",
            ParseError::Iterations { .. } => "jwe/iterations",
            ParseError::UnknownZip => "jwe/unknown-zip",
            ParseError::ZipNotAllowed => "jwe/zip-not-allowed",
            ParseError::EncryptedKeyPresent => "jwe/encrypted-key-present",
            ParseError::MissingEncryptedKey => "jwe/missing-encrypted-key",
            ParseError::DirectNotAlone => "jwe/direct-not-alone",
            ParseError::LooksCompact => "jwe/looks-compact",
        }
    }
}

impl From<HeaderError> for ParseError {
    fn from(error: HeaderError) -> Self {
        ParseError::Header(error)
    }
}

/// What the serializations share with those of JWS.
impl From<Malformed> for ParseError {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::TokenTooLong { len, max } => ParseError::TokenTooLong { len, max },
            Malformed::JsonNotCompact => ParseError::JsonNotCompact,
            Malformed::Parts { parts } => ParseError::NotFiveParts { parts },
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
            Malformed::EmptyList => ParseError::NoRecipients,
            Malformed::ListTooLong { max } => ParseError::TooManyRecipients { max },
        }
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
            ParseError::NotFiveParts { parts: 3 } => f.write_str(
                "a compact JWE has five parts, this text has 3: the form of a JWS",
            ),
            ParseError::NotFiveParts { parts } if *parts > 5 => {
                f.write_str("a compact JWE has five parts, this text has more")
            }
            ParseError::NotFiveParts { parts } => {
                write!(f, "a compact JWE has five parts, this text has {parts}")
            }
            ParseError::JsonNotCompact => f.write_str(
                "a JSON object stands where the compact form is expected: `decrypt_json` reads that",
            ),
            ParseError::EmptyPart(part) => write!(f, "the {part} is empty"),
            ParseError::Base64 { part, error } => write!(f, "the {part} is not base64url: {error}"),
            ParseError::Header(error) => error.fmt(f),
            ParseError::MissingAlg => f.write_str("a recipient has no `alg`"),
            ParseError::Alg(error) => write!(f, "`alg` is refused: {error}"),
            ParseError::Enc(error) => write!(f, "`enc` is refused: {error}"),
            ParseError::MixedEnc => f.write_str("the recipients differ in `enc`"),
            ParseError::Json(error) => write!(f, "the JWE is not acceptable JSON: {error}"),
            ParseError::MemberType {
                name,
                expected,
                found,
            } => write!(f, "the member `{name}` holds {found}, not {expected}"),
            ParseError::MissingMember { name } => write!(f, "the member `{name}` is missing"),
            ParseError::MixedForms => {
                f.write_str("`recipients` stands beside members of the flattened form")
            }
            ParseError::NoRecipients => f.write_str("the list of recipients is empty"),
            ParseError::TooManyRecipients { max } => {
                write!(f, "there are more recipients than the {max} allowed")
            }
            ParseError::NoHeader => f.write_str("there is no header at all"),
            ParseError::InTwoHeaders { name } => write!(f, "{name} stands in two headers"),
            ParseError::MustBeProtected { name } => {
                write!(
                    f,
                    "`{name}` stands in an unprotected header where it may not"
                )
            }
            ParseError::Parameter { name, expected } => {
                write!(f, "the header parameter `{name}` is not {expected}")
            }
            ParseError::Iterations { found, min, max } => write!(
                f,
                "`p2c` asks for {found} iterations, allowed are {min} to {max}"
            ),
            ParseError::UnknownZip => f.write_str("`zip` is not `DEF`"),
            ParseError::ZipNotAllowed => {
                f.write_str("the plaintext is compressed, which was not allowed")
            }
            ParseError::EncryptedKeyPresent => {
                f.write_str("there is an encrypted key where the mode has none")
            }
            ParseError::MissingEncryptedKey => {
                f.write_str("there is no encrypted key where the mode has one")
            }
            ParseError::DirectNotAlone => {
                f.write_str("a recipient without an encrypted key is not the only one")
            }
            ParseError::LooksCompact => {
                f.write_str("the JSON text is the beginning of a compact JWE, too")
            }
        }
    }
}

impl Error for ParseError {}

/// A name from a message, fit for an error.
pub(crate) fn shown(name: &str) -> Box<str> {
    alloc::format!("{}", Escaped(name)).into()
}
