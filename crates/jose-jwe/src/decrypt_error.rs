//! Why a JWE that could be read was not decrypted (RFC 7516, sections 5.2 and 11.5).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_b64::Escaped;
use jose_jwk::RandomError;
use jose_jwk::selection::SelectionError;

use crate::error::{ParseError, Part};

/// The one outcome of decryption that did not succeed, whatever was wrong: the encrypted key, the tag,
/// padding, compression. Whoever sent the message must not be able to tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecryptionFailed;

impl DecryptionFailed {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "jwe/decryption-failed"
    }
}

impl fmt::Display for DecryptionFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("decryption failed")
    }
}

impl Error for DecryptionFailed {}

/// A JWE that could be read was not decrypted.
///
/// All variants but the last three are found before any key is asked, from what everybody can see in the
/// message. [`Random`](Self::Random) and [`Unavailable`](Self::Unavailable) say nothing about it.
#[non_exhaustive]
pub enum DecryptError {
    /// The text is not a JWE that this library reads.
    Parse(ParseError),
    /// No header names an `enc`.
    MissingEnc,
    /// The recipient does not accept this `enc`.
    EncNotAccepted {
        /// `enc` of the header.
        enc: Box<str>,
    },
    /// The recipient accepts this `enc`, and the backend does not have it.
    UnknownEnc {
        /// `enc` of the header.
        enc: Box<str>,
    },
    /// The initialization vector or the authentication tag is not as long as the `enc` demands.
    Length {
        /// Which part.
        part: Part,
        /// Its length in octets.
        len: usize,
        /// The length needed in octets.
        needed: usize,
    },
    /// None of the recipient's keys has an algorithm and Key ID of the message.
    NoMatchingKey {
        /// `alg` of the header; of several recipients that of the first.
        alg: Box<str>,
        /// `kid` of the header.
        kid: Option<Box<str>>,
    },
    /// Several keys fit, and more than the recipient allows to be tried.
    AmbiguousKey {
        /// How many fit.
        count: usize,
    },
    /// Several of the message's recipients fit the one key that is somewhere else.
    AmbiguousRecipient {
        /// How many fit.
        count: usize,
    },
    /// The message would cost more work than the limits allow. No key was asked.
    TooMuchWork {
        /// What there is too much of: "attempts to decrypt", or "PBES2 iterations".
        what: &'static str,
        /// How much it would cost.
        required: u64,
        /// How much is allowed.
        limit: u64,
    },
    /// The source of random octets failed.
    Random,
    /// A key fits and the message does not decrypt.
    DecryptionFailed(DecryptionFailed),
    /// The device or service that holds the key could not be asked.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl DecryptError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            DecryptError::Parse(error) => error.code(),
            DecryptError::MissingEnc => "jwe/missing-enc",
            DecryptError::EncNotAccepted { .. } => "jwe/enc-not-accepted",
            DecryptError::UnknownEnc { .. } => "jwe/unknown-enc",
            DecryptError::Length { .. } => "jwe/length",
            DecryptError::NoMatchingKey { .. } => "jwe/no-matching-key",
            DecryptError::AmbiguousKey { .. } => "jwe/ambiguous-key",
            DecryptError::AmbiguousRecipient { .. } => "jwe/ambiguous-recipient",
            DecryptError::TooMuchWork { .. } => "jwe/too-much-work",
            DecryptError::Random => "jwe/random",
            DecryptError::DecryptionFailed(outcome) => outcome.code(),
            DecryptError::Unavailable(_) => "jwe/key-unavailable",
        }
    }
}

impl From<ParseError> for DecryptError {
    fn from(error: ParseError) -> Self {
        DecryptError::Parse(error)
    }
}

impl From<DecryptionFailed> for DecryptError {
    fn from(outcome: DecryptionFailed) -> Self {
        DecryptError::DecryptionFailed(outcome)
    }
}

impl From<RandomError> for DecryptError {
    fn from(_: RandomError) -> Self {
        DecryptError::Random
    }
}

impl From<SelectionError> for DecryptError {
    fn from(error: SelectionError) -> Self {
        match error {
            SelectionError::AmbiguousKey { count } => DecryptError::AmbiguousKey { count },
            SelectionError::NoMatchingKey { alg, kid } => DecryptError::NoMatchingKey { alg, kid },
        }
    }
}

impl fmt::Display for DecryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecryptError::Parse(error) => error.fmt(f),
            DecryptError::MissingEnc => f.write_str("no header names an `enc`"),
            DecryptError::EncNotAccepted { enc } => {
                write!(
                    f,
                    "enc {} is not accepted (Decrypter::accept)",
                    Escaped(enc)
                )
            }
            DecryptError::UnknownEnc { enc } => {
                write!(
                    f,
                    "enc {} is accepted, but the backend lacks it (Decrypter::cipher brings another)",
                    Escaped(enc)
                )
            }
            DecryptError::Length { part, len, needed } => {
                write!(f, "the {part} has {len} octets and not {needed}")
            }
            DecryptError::NoMatchingKey { alg, kid: None } => {
                write!(f, "no key for alg {} (the header has no kid)", Escaped(alg))
            }
            DecryptError::NoMatchingKey {
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
            DecryptError::AmbiguousKey { count } => {
                write!(
                    f,
                    "{count} keys fit and the token does not say which one (Decrypter::try_candidates)"
                )
            }
            DecryptError::AmbiguousRecipient { count } => {
                write!(f, "{count} recipients of the message fit the key")
            }
            DecryptError::TooMuchWork {
                what,
                required,
                limit,
            } => write!(
                f,
                "the message asks for {required} {what}, at most {limit} are allowed"
            ),
            DecryptError::Random => f.write_str("the source of random octets failed"),
            DecryptError::DecryptionFailed(outcome) => outcome.fmt(f),
            DecryptError::Unavailable(_) => f.write_str("the key could not be asked to decrypt"),
        }
    }
}

/// As `Display`: `alg`, `kid` and `enc` come from a message, and are escaped and cut.
impl fmt::Debug for DecryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecryptError::Parse(error) => f.debug_tuple("Parse").field(error).finish(),
            DecryptError::Unavailable(source) => {
                f.debug_tuple("Unavailable").field(source).finish()
            }
            other => write!(f, "DecryptError({other})"),
        }
    }
}

impl Error for DecryptError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            DecryptError::Unavailable(source) => Some(&**source),
            _ => None,
        }
    }
}
