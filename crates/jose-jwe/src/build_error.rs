//! Why no JWE was made (RFC 7516, section 5.1).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_b64::{Escaped, WriteError};
use jose_jwk::RandomError;
use jose_jwk::header_draft::HeaderDraftError;

use crate::cek_error::EncryptCekError;
use crate::content::ContentError;
use crate::error::ParseError;

/// No JWE was made.
///
/// What every recipient must refuse is not made. No text of this error holds a plaintext, a key or the
/// value of a header parameter; names of parameters are escaped and cut.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The backend does not have this `enc`.
    UnknownEnc {
        /// The algorithm asked for.
        enc: Box<str>,
    },
    /// The key is the CEK for another `enc` (RFC 7518, section 4.5).
    EncMismatch,
    /// The key agreed on a CEK of another length than the `enc` demands.
    CekLength {
        /// Its length in octets.
        len: usize,
        /// The length needed in octets.
        needed: usize,
    },
    /// A header cannot be written as asked.
    Header(HeaderDraftError),
    /// A recipient must refuse this message.
    Refused(ParseError),
    /// There is no recipient.
    NoRecipient,
    /// There are more recipients than the limit.
    TooManyRecipients {
        /// Recipients allowed.
        max: usize,
    },
    /// The compact and the flattened serialization have room for one recipient, and there are more.
    NotOneRecipient {
        /// Number of recipients.
        recipients: usize,
    },
    /// The compact serialization has no room for an unprotected header or `aad` (RFC 7516, section 7.1).
    NotCompact,
    /// `aad` without octets must be left out (RFC 7516, section 7.2.1).
    EmptyAad,
    /// The message would not fit into memory, or the `enc` cannot encrypt so much.
    TooLarge,
    /// The message is longer than the limit, so that recipients with the same limits refuse it.
    TokenTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// A plaintext that is compressed is longer than recipients with the same limits inflate.
    InflatedTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// The content encryption made an authentication tag of another length than it says.
    TagLength,
    /// The source of random octets failed.
    Random,
    /// A key did not encrypt, or agree on, the CEK.
    Key(EncryptCekError),
    /// The content was not encrypted.
    Content(ContentError),
}

impl BuildError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            BuildError::UnknownEnc { .. } => "jwe/build-unknown-enc",
            BuildError::EncMismatch => "jwe/build-enc-mismatch",
            BuildError::CekLength { .. } => "jwe/build-cek-length",
            BuildError::Header(error) => error.code(),
            BuildError::Refused(error) => error.code(),
            BuildError::NoRecipient => "jwe/build-no-recipient",
            BuildError::TooManyRecipients { .. } => "jwe/build-too-many-recipients",
            BuildError::NotOneRecipient { .. } => "jwe/build-not-one-recipient",
            BuildError::NotCompact => "jwe/build-not-compact",
            BuildError::EmptyAad => "jwe/build-empty-aad",
            BuildError::TooLarge => "jwe/build-too-large",
            BuildError::TokenTooLong { .. } => "jwe/build-token-too-long",
            BuildError::InflatedTooLong { .. } => "jwe/build-inflated-too-long",
            BuildError::TagLength => "jwe/build-tag-length",
            BuildError::Random => "jwe/build-random",
            BuildError::Key(error) => error.code(),
            BuildError::Content(_) => "jwe/build-content",
        }
    }
}

impl From<HeaderDraftError> for BuildError {
    fn from(error: HeaderDraftError) -> Self {
        BuildError::Header(error)
    }
}

/// Of an object whose members were all written by this crate or checked before.
impl From<WriteError> for BuildError {
    fn from(_: WriteError) -> Self {
        BuildError::TooLarge
    }
}

impl From<ParseError> for BuildError {
    fn from(error: ParseError) -> Self {
        BuildError::Refused(error)
    }
}

impl From<RandomError> for BuildError {
    fn from(_: RandomError) -> Self {
        BuildError::Random
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::UnknownEnc { enc } => write!(
                f,
                "the backend has no enc {} (Encrypt::with_cipher brings another)",
                Escaped(enc)
            ),
            BuildError::EncMismatch => f.write_str("the key is for another `enc`"),
            BuildError::CekLength { len, needed } => write!(
                f,
                "the key gave a content encryption key of {len} octets and not {needed}"
            ),
            BuildError::Header(error) => error.fmt(f),
            BuildError::Refused(error) => write!(f, "recipients must refuse this: {error}"),
            BuildError::NoRecipient => f.write_str("there is no recipient"),
            BuildError::TooManyRecipients { max } => {
                write!(f, "there are more recipients than the {max} allowed")
            }
            BuildError::NotOneRecipient { recipients } => {
                write!(
                    f,
                    "this form has room for one recipient, there are {recipients}"
                )
            }
            BuildError::NotCompact => f.write_str(
                "the compact form has no room for headers of recipients, shared headers or `aad`",
            ),
            BuildError::EmptyAad => f.write_str("`aad` has no octets"),
            BuildError::TooLarge => f.write_str("the message is too large"),
            BuildError::TokenTooLong { len, max } => {
                write!(f, "the token has {len} octets, at most {max} are allowed")
            }
            BuildError::InflatedTooLong { len, max } => write!(
                f,
                "the plaintext has {len} octets, recipients inflate at most {max}"
            ),
            BuildError::TagLength => {
                f.write_str("the content encryption made a tag of another length than it says")
            }
            BuildError::Random => f.write_str("the source of random octets failed"),
            BuildError::Key(error) => error.fmt(f),
            BuildError::Content(error) => error.fmt(f),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BuildError::Key(error) => error.source(),
            _ => None,
        }
    }
}
