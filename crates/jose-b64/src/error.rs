//! What can go wrong with base64url text (RFC 4648, section 3), and how an untrusted name is shown.

use core::fmt::{self, Write as _};

/// Why a base64url text was refused, and where. Carries no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
}

/// The kinds of [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A character outside the URL-safe alphabet (RFC 4648, section 5): `+`, `/`, white space, anything not ASCII.
    InvalidSymbol,
    /// The last character has unused bits that are not zero, so that two texts would mean the same octets (RFC 4648, section 3.5).
    TrailingBits,
    /// The length is 1 modulo 4, which no encoding has.
    Length,
    /// A `=` where none belongs (RFC 7515, section 2).
    Padding,
    /// The caller's buffer is too small.
    OutputTooSmall,
}

/// Why octets were not encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The caller's buffer is too small.
    OutputTooSmall {
        /// The length in characters of the encoding.
        needed: usize,
        /// The length in octets of the buffer.
        len: usize,
    },
}

/// Shows an untrusted name in an error message: escaped as in a Rust string literal and cut after 32 characters.
///
/// ```
/// use jose_b64::Escaped;
///
/// assert_eq!(Escaped("kid\n\u{202e}").to_string(), r"kid\n\u{202e}");
/// assert_eq!(Escaped(&"x".repeat(40)).to_string(), format!("{}…", "x".repeat(32)));
/// ```
#[derive(Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl DecodeError {
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        DecodeError { kind, offset }
    }

    pub(crate) const fn moved_by(self, octets: usize) -> Self {
        DecodeError {
            kind: self.kind,
            offset: self.offset.saturating_add(octets),
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// The offset in octets of the first character that could not be accepted; the text's length for [`DecodeErrorKind::Length`].
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            DecodeErrorKind::InvalidSymbol => "b64/invalid-symbol",
            DecodeErrorKind::TrailingBits => "b64/trailing-bits",
            DecodeErrorKind::Length => "b64/length",
            DecodeErrorKind::Padding => "b64/padding",
            DecodeErrorKind::OutputTooSmall => "b64/output-too-small",
        }
    }
}

impl EncodeError {
    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            EncodeError::OutputTooSmall { .. } => "b64/output-too-small",
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match self.kind {
            DecodeErrorKind::InvalidSymbol => {
                write!(
                    f,
                    "the character at offset {offset} is not in the base64url alphabet"
                )
            }
            DecodeErrorKind::TrailingBits => write!(
                f,
                "the last base64url character, at offset {offset}, has unused bits that are not zero"
            ),
            DecodeErrorKind::Length => {
                write!(f, "no base64url text has {offset} characters (1 modulo 4)")
            }
            DecodeErrorKind::Padding => {
                write!(
                    f,
                    "the '=' at offset {offset} does not belong in this base64url text"
                )
            }
            DecodeErrorKind::OutputTooSmall => {
                write!(
                    f,
                    "the buffer has room for {offset} base64url characters only"
                )
            }
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::OutputTooSmall { needed, len } => {
                write!(
                    f,
                    "the encoding has {needed} characters, the buffer {len} octets"
                )
            }
        }
    }
}

impl core::error::Error for DecodeError {}
impl core::error::Error for EncodeError {}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for c in chars.by_ref().take(SHOWN_CHARS) {
            write!(f, "{}", c.escape_debug())?;
        }
        if chars.next().is_some() {
            f.write_char('…')?;
        }
        Ok(())
    }
}

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

const SHOWN_CHARS: usize = 32;
