//! What can be wrong with a name, a key or its use (RFC 7517, sections 4 and 5; RFC 7518, section 6).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::{DecodeError, Escaped, ObjectError};

use crate::jwk::Operation;

/// Why a name was refused.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// There is no name.
    Empty,
    /// `none`, in whatever spelling: it protects nothing (RFC 8725, section 3.2).
    None,
    /// IANA lists the name as Prohibited.
    Prohibited {
        /// The name.
        name: &'static str,
    },
    /// No registered name is spelled so.
    Unknown {
        /// What was written.
        name: Box<str>,
        /// The registered name that differs only in case and marks.
        meant: Option<&'static str>,
    },
}

/// Why a JWK or a JWK Set was refused, or could not be written.
///
/// It names members and lengths and never holds the octets of a key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwkError {
    /// The text is no JSON object as JOSE wants it, or is over a limit.
    Json(ObjectError),
    /// A member that must be there is not.
    Missing {
        /// The member.
        member: &'static str,
    },
    /// A member's value is of another JSON type.
    WrongType {
        /// The member.
        member: &'static str,
        /// What it must be, such as "a string".
        expected: &'static str,
    },
    /// The value of `alg`, `kty` or `crv` can be no name.
    Name {
        /// The member.
        member: &'static str,
        /// Why.
        reason: NameError,
    },
    /// The key type has no such curve.
    UnknownCrv {
        /// The key type.
        kty: &'static str,
        /// The value of `crv`.
        crv: Box<str>,
    },
    /// A public member is not base64url.
    Base64 {
        /// The member.
        member: &'static str,
        /// Why, and where.
        reason: DecodeError,
    },
    /// A private member is not base64url. Nothing says where.
    SecretBase64 {
        /// The member.
        member: &'static str,
    },
    /// A member is shorter or longer than its curve or algorithm demands.
    Length {
        /// The member.
        member: &'static str,
        /// Its length in octets.
        len: usize,
        /// The length that it must have, in octets.
        expected: usize,
    },
    /// A member of the key material has no octets.
    Empty {
        /// The member.
        member: &'static str,
    },
    /// An RSA number starts with a zero octet (RFC 7518, section 2: Base64urlUInt).
    LeadingZero {
        /// The member.
        member: &'static str,
    },
    /// Of `p`, `q`, `dp`, `dq` and `qi` some are there and others not (RFC 7518, section 6.3.2).
    PartialFactors {
        /// The first one that is missing.
        missing: &'static str,
    },
    /// The RSA key has more than two primes: `oth` is not supported (RFC 7518, section 6.3.2.7).
    MultiPrime,
    /// A member of key material that this key type does not have.
    UnexpectedMember {
        /// The key type.
        kty: &'static str,
        /// The member.
        member: &'static str,
    },
    /// `key_ops` names an operation twice (RFC 7517, section 4.3).
    RepeatedKeyOp,
    /// `use` and `key_ops` contradict each other (RFC 7517, section 4.3).
    UseKeyOps,
    /// A JWK Set has more keys than allowed.
    TooManyKeys {
        /// The number of keys allowed.
        limit: usize,
    },
    /// A header carries a private or a symmetric key; only a public one may travel there.
    NotPublic,
    /// A symmetric key has no public part.
    Symmetric,
    /// Of a key type that is not known nobody can tell which members are public.
    UnknownKty {
        /// The value of `kty`.
        kty: Box<str>,
    },
    /// A key of the set holds private or symmetric key material, so that the set cannot be published.
    PrivateInSet {
        /// The position of the key in the set, from 0.
        index: usize,
    },
    /// No hash of this name is known, or its length is not that of the thumbprint (RFC 9278, section 4).
    HashName,
}

/// Why a key may not be used for an operation: its own `use`, `key_ops` or `alg` say so
/// (RFC 7517, sections 4.2 to 4.4).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotPermitted {
    /// The value of `use` does not cover the operation.
    Use {
        /// The value of `use`.
        found: Box<str>,
        /// The operation asked for.
        operation: Operation,
    },
    /// `key_ops` does not list the operation.
    KeyOps {
        /// The operation asked for.
        operation: Operation,
    },
    /// The key is for another algorithm.
    Alg {
        /// The value of `alg` in the key.
        found: Box<str>,
        /// The algorithm asked for.
        asked: Box<str>,
    },
    /// The algorithm asked for is a refused name.
    RefusedAlg,
}

impl NameError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            NameError::Empty => "name/empty",
            NameError::None => "name/none",
            NameError::Prohibited { .. } => "name/prohibited",
            NameError::Unknown { .. } => "name/unknown",
        }
    }
}

impl JwkError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            JwkError::Json(_) => "jwk/json",
            JwkError::Missing { .. } => "jwk/missing",
            JwkError::WrongType { .. } => "jwk/wrong-type",
            JwkError::Name { .. } => "jwk/name",
            JwkError::UnknownCrv { .. } => "jwk/unknown-crv",
            JwkError::Base64 { .. } => "jwk/base64",
            JwkError::SecretBase64 { .. } => "jwk/secret-base64",
            JwkError::Length { .. } => "jwk/length",
            JwkError::Empty { .. } => "jwk/empty",
            JwkError::LeadingZero { .. } => "jwk/leading-zero",
            JwkError::PartialFactors { .. } => "jwk/partial-factors",
            JwkError::MultiPrime => "jwk/multi-prime",
            JwkError::UnexpectedMember { .. } => "jwk/unexpected-member",
            JwkError::RepeatedKeyOp => "jwk/repeated-key-op",
            JwkError::UseKeyOps => "jwk/use-key-ops",
            JwkError::TooManyKeys { .. } => "jwk/too-many-keys",
            JwkError::NotPublic => "jwk/not-public",
            JwkError::Symmetric => "jwk/symmetric",
            JwkError::UnknownKty { .. } => "jwk/unknown-kty",
            JwkError::PrivateInSet { .. } => "jwk/private-in-set",
            JwkError::HashName => "jwk/hash-name",
        }
    }
}

impl NotPermitted {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            NotPermitted::Use { .. } => "permit/use",
            NotPermitted::KeyOps { .. } => "permit/key-ops",
            NotPermitted::Alg { .. } => "permit/alg",
            NotPermitted::RefusedAlg => "permit/refused-alg",
        }
    }
}

impl From<ObjectError> for JwkError {
    fn from(reason: ObjectError) -> Self {
        JwkError::Json(reason)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => f.write_str("the name is empty"),
            NameError::None => f.write_str("`none` is no algorithm: it protects nothing"),
            NameError::Prohibited { name } => write!(f, "IANA lists `{name}` as Prohibited"),
            NameError::Unknown { name, meant } => {
                write!(f, "unknown name `{}`", Escaped(name))?;
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for JwkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JwkError::Json(reason) => reason.fmt(f),
            JwkError::Missing { member } => write!(f, "the member `{member}` is missing"),
            JwkError::WrongType { member, expected } => {
                write!(f, "the member `{member}` must be {expected}")
            }
            JwkError::Name { member, reason } => write!(f, "in the member `{member}`: {reason}"),
            JwkError::UnknownCrv { kty, crv } => {
                write!(f, "keys of type {kty} have no curve `{}`", Escaped(crv))
            }
            JwkError::Base64 { member, reason } => write!(f, "in the member `{member}`: {reason}"),
            JwkError::SecretBase64 { member } => {
                write!(
                    f,
                    "the private member `{member}` is not base64url without padding"
                )
            }
            JwkError::Length {
                member,
                len,
                expected,
            } => {
                write!(
                    f,
                    "the member `{member}` has {len} octets, it must have {expected}"
                )
            }
            JwkError::Empty { member } => write!(f, "the member `{member}` has no octets"),
            JwkError::LeadingZero { member } => {
                write!(
                    f,
                    "the number `{member}` starts with a zero octet (RFC 7518, section 2)"
                )
            }
            JwkError::PartialFactors { missing } => write!(
                f,
                "`{missing}` is missing: `p`, `q`, `dp`, `dq` and `qi` come together or not at all \
                 (RFC 7518, section 6.3.2)"
            ),
            JwkError::MultiPrime => {
                f.write_str("RSA keys with more than two primes (`oth`) are not supported")
            }
            JwkError::UnexpectedMember { kty, member } => {
                write!(f, "a key of type {kty} has no member `{member}`")
            }
            JwkError::RepeatedKeyOp => f.write_str("`key_ops` names an operation twice"),
            JwkError::UseKeyOps => f.write_str("`use` and `key_ops` contradict each other"),
            JwkError::TooManyKeys { limit } => {
                write!(f, "the set has more than the {limit} keys allowed")
            }
            JwkError::NotPublic => {
                f.write_str("a private or symmetric key stands where only a public one may")
            }
            JwkError::Symmetric => f.write_str("a symmetric key has no public part"),
            JwkError::UnknownKty { kty } => {
                write!(f, "the key type `{}` is not known", Escaped(kty))
            }
            JwkError::PrivateInSet { index } => write!(
                f,
                "the key at position {index} is not public: publish its public part instead"
            ),
            JwkError::HashName => {
                f.write_str("no known hash of this name has the length of the thumbprint")
            }
        }
    }
}

impl fmt::Display for NotPermitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotPermitted::Use { found, operation } => {
                write!(
                    f,
                    "the key's `use` is `{}`, which does not cover {operation}",
                    Escaped(found)
                )
            }
            NotPermitted::KeyOps { operation } => {
                write!(f, "the key's `key_ops` does not list {operation}")
            }
            NotPermitted::Alg { found, asked } => {
                write!(
                    f,
                    "the key is for `{}`, not for `{}`",
                    Escaped(found),
                    Escaped(asked)
                )
            }
            NotPermitted::RefusedAlg => {
                f.write_str("the algorithm asked for is `none`, Prohibited or has no name")
            }
        }
    }
}

/// `Debug` of errors that hold names out of messages and keys: the code and the message, in which such names are escaped
/// and cut at 32 characters. A derived one would show them whole.
macro_rules! debug_as_message {
    ($($Error:ident),+) => {$(
        impl ::core::fmt::Debug for $Error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                write!(f, "{}({}: {self})", stringify!($Error), self.code())
            }
        }
    )+};
}
pub(crate) use debug_as_message;

debug_as_message!(NameError, JwkError, NotPermitted);

impl core::error::Error for NameError {}
impl core::error::Error for JwkError {}
impl core::error::Error for NotPermitted {}
