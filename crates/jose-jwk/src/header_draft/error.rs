//! Why a header was not made (RFC 7515, section 4; RFC 7516, section 4).

use alloc::string::String;
use core::fmt;

use jose_b64::{Escaped, WriteError};

use crate::error::JwkError;
use crate::header::HeaderError;

/// A header was not made. Formats may name each of these in an error of their own.
///
/// No text of it holds the value of a parameter; names are escaped and cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderDraftError {
    /// A parameter is written by the library, or has a call of its own, and cannot be set by name.
    Reserved {
        /// Name of the parameter.
        name: String,
    },
    /// The value of a parameter could not be written as JSON: its `Serialize` refused, as that of a key
    /// that is not public does.
    Value {
        /// Name of the parameter.
        name: String,
    },
    /// A parameter was given twice.
    Repeated,
    /// A parameter was put into an unprotected header that counts in the protected one only.
    MustBeProtected {
        /// Name of the parameter.
        name: &'static str,
    },
    /// The header would be longer than 4 GiB.
    TooLarge,
    /// The header is one that recipients must refuse.
    Header(HeaderError),
    /// `jwk` is no readable public key: a private or a symmetric one must never travel (RFC 7515,
    /// section 4.1.3).
    HeaderKey(JwkError),
    /// A whole header was given and other parameters beside it.
    NotAlone,
    /// A whole header says something else than is done.
    Mismatch {
        /// Name of the parameter.
        name: String,
    },
    /// A header names another Key ID than the key's own.
    KidMismatch,
    /// A parameter stands in two headers of one message (RFC 7515, section 7.2.1; RFC 7516, section
    /// 7.2.1).
    InTwoHeaders {
        /// Name of the parameter.
        name: String,
    },
}

impl HeaderDraftError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            HeaderDraftError::Reserved { .. } => "header/reserved",
            HeaderDraftError::Value { .. } => "header/value",
            HeaderDraftError::Repeated => "header/repeated",
            HeaderDraftError::MustBeProtected { .. } => "header/must-be-protected",
            HeaderDraftError::TooLarge => "header/too-large",
            HeaderDraftError::Header(error) => error.code(),
            HeaderDraftError::HeaderKey(_) => "header/key",
            HeaderDraftError::NotAlone => "header/not-alone",
            HeaderDraftError::Mismatch { .. } => "header/mismatch",
            HeaderDraftError::KidMismatch => "header/kid-mismatch",
            HeaderDraftError::InTwoHeaders { .. } => "header/in-two-headers",
        }
    }
}

impl From<WriteError> for HeaderDraftError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::RepeatedName { .. } => HeaderDraftError::Repeated,
            _ => HeaderDraftError::TooLarge,
        }
    }
}

impl From<HeaderError> for HeaderDraftError {
    fn from(error: HeaderError) -> Self {
        HeaderDraftError::Header(error)
    }
}

impl fmt::Display for HeaderDraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderDraftError::Reserved { name } => {
                write!(
                    f,
                    "header parameter {} is the library's, or has a call of its own",
                    Escaped(name)
                )
            }
            HeaderDraftError::Value { name } => write!(
                f,
                "the value of header parameter {} cannot be written",
                Escaped(name)
            ),
            HeaderDraftError::Repeated => f.write_str("a header parameter was given twice"),
            HeaderDraftError::MustBeProtected { name } => {
                write!(f, "`{name}` can only stand in the protected header")
            }
            HeaderDraftError::TooLarge => f.write_str("the header would not fit into memory"),
            HeaderDraftError::Header(error) => error.fmt(f),
            HeaderDraftError::HeaderKey(error) => write!(f, "header parameter jwk: {error}"),
            HeaderDraftError::NotAlone => {
                f.write_str("a whole protected header leaves no room for other parameters")
            }
            HeaderDraftError::Mismatch { name } => write!(
                f,
                "header parameter {} does not say what is done",
                Escaped(name)
            ),
            HeaderDraftError::KidMismatch => {
                f.write_str("a header names another kid than the key's")
            }
            HeaderDraftError::InTwoHeaders { name } => {
                write!(
                    f,
                    "header parameter {} stands in two headers",
                    Escaped(name)
                )
            }
        }
    }
}

impl core::error::Error for HeaderDraftError {}
