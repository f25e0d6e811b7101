//! Why keys of a JWK Set were left out (RFC 7517, section 5).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;

use crate::error::{JwkError, NotPermitted};
use crate::load::LoadError;
use crate::set::Skipped;

/// An entry of a JWK Set that is not used.
#[derive(Clone, PartialEq, Eq)]
pub struct SkippedKey {
    kid: Option<Box<str>>,
    reason: SkipReason,
}

impl SkippedKey {
    pub(super) fn new(kid: Option<&str>, reason: SkipReason) -> Self {
        SkippedKey {
            kid: kid.map(Into::into),
            reason,
        }
    }

    pub(super) fn of_set(entry: &Skipped) -> Self {
        Self::new(entry.kid(), SkipReason::Unreadable(entry.reason().clone()))
    }

    /// `kid` of the entry, if one could be read.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Why it was left out.
    #[must_use]
    pub fn reason(&self) -> &SkipReason {
        &self.reason
    }
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "key {}: {}", Escaped(kid), self.reason),
            None => write!(f, "key without kid: {}", self.reason),
        }
    }
}

/// Why an entry of a JWK Set was left out.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// The entry is no readable JWK.
    Unreadable(JwkError),
    /// The key's own `alg` is none of those that the caller named.
    AlgNotNamed {
        /// `alg` of the key.
        alg: Box<str>,
    },
    /// The key's own `use` or `key_ops` does not permit what it would be loaded for.
    NotPermitted(NotPermitted),
    /// None of the algorithms that the caller named is for a key of this type and curve.
    NoAlgFits,
    /// The backend refused the key.
    Refused(LoadError),
    /// The backend made a key object for another algorithm than the one asked for.
    OtherAlg,
}

impl SkipReason {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SkipReason::Unreadable(error) => error.code(),
            SkipReason::AlgNotNamed { .. } => "load/skipped-alg-not-named",
            SkipReason::NotPermitted(error) => error.code(),
            SkipReason::NoAlgFits => "load/skipped-no-alg-fits",
            SkipReason::Refused(error) => error.code(),
            SkipReason::OtherAlg => "load/skipped-other-alg",
        }
    }
}

/// The code and the text of `Display`: names come from a document, and are escaped and cut there.
impl fmt::Debug for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SkipReason({}: {self})", self.code())
    }
}

/// As the reason's.
impl fmt::Debug for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SkippedKey({}: {self})", self.reason.code())
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SkipReason::Unreadable(error) => error.fmt(f),
            SkipReason::AlgNotNamed { alg } => {
                write!(
                    f,
                    "its alg {} is not among the algorithms named by the caller",
                    Escaped(alg)
                )
            }
            SkipReason::NotPermitted(error) => error.fmt(f),
            SkipReason::NoAlgFits => {
                f.write_str("no algorithm named by the caller is for a key of this type and curve")
            }
            SkipReason::Refused(error) => error.fmt(f),
            SkipReason::OtherAlg => {
                f.write_str("the backend made a key object for another algorithm")
            }
        }
    }
}

/// No key of a JWK Set can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoUsableKey {
    skipped: Arc<[SkippedKey]>,
}

impl NoUsableKey {
    pub(super) fn new(skipped: Vec<SkippedKey>) -> Self {
        NoUsableKey {
            skipped: skipped.into(),
        }
    }

    /// Every entry, and why it was left out.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "load/no-usable-key"
    }
}

impl fmt::Display for NoUsableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.skipped {
            [] => f.write_str("the JWK Set has no key"),
            [first, ..] => {
                write!(
                    f,
                    "none of {} keys can be used; the first: {first}",
                    self.skipped.len()
                )
            }
        }
    }
}

impl core::error::Error for NoUsableKey {}
