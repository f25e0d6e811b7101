//! Which of the caller's keys is asked: one rule everywhere (RFC 7515, section 6; RFC 7516, section 4.1.6; RFC 8725, section 3.1).
//!
//! The keys that are there *are* the allow-list of algorithms: a message can only choose among them.
//! Selection filters by `alg`. A `kid` in the header picks the keys of that Key ID; where no key has
//! it, the keys that the caller holds without one. A single key that is left is used; several are an
//! error unless the caller allows them to be tried.
//!
//! Formats build on this; whoever verifies or decrypts a message with them has no need of it.

mod key_table;
mod load;
mod skipped_key;

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Escaped;

use crate::key::Key;
use crate::name::Alg;

pub use key_table::{KeyTable, PassedKey};
pub use skipped_key::{NoUsableKey, SkipReason, SkippedKey};

/// The most keys that are tried for one signature or recipient, whatever the caller allows.
pub const MAX_CANDIDATES: usize = 8;

/// The keys that selection left, in the caller's order: at most eight.
pub struct Candidates<'k, K: ?Sized> {
    keys: [Option<Candidate<'k, K>>; MAX_CANDIDATES],
    /// How many fit, which may be more than are kept.
    count: usize,
}

impl<'k, K: Key + ?Sized> Candidates<'k, K> {
    /// One single key, if it fits the header.
    ///
    /// # Errors
    ///
    /// As [`check_single`].
    pub fn single(key: &'k K, alg: Alg<'_>, kid: Option<&str>) -> Result<Self, SelectionError> {
        check_single(key, alg, kid)?;
        let mut found = Self::none();
        let kid = key.kid();
        found.push(Candidate { key, kid, place: 0 });
        Ok(found)
    }

    /// How many keys are asked, one after the other.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The keys, in the caller's order.
    pub fn iter(&self) -> impl Iterator<Item = Candidate<'k, K>> {
        self.keys.iter().copied().flatten()
    }

    /// Applies the last sentence of the rule: none, one, or several. Of several, up to `allowed` keys
    /// may be tried, and never more than [`MAX_CANDIDATES`].
    ///
    /// # Errors
    ///
    /// [`SelectionError`]; `alg` and `kid` are what it says of the header.
    pub fn decide(
        self,
        alg: Alg<'_>,
        kid: Option<&str>,
        allowed: usize,
    ) -> Result<Self, SelectionError> {
        let allowed = allowed.clamp(1, MAX_CANDIDATES);
        match self.count {
            0 => Err(SelectionError::no_matching_key(alg, kid)),
            count if count <= allowed => Ok(self),
            count => Err(SelectionError::AmbiguousKey { count }),
        }
    }

    const fn none() -> Self {
        Candidates {
            keys: [None; MAX_CANDIDATES],
            count: 0,
        }
    }

    fn push(&mut self, candidate: Candidate<'k, K>) {
        if let Some(place) = self.keys.get_mut(self.count) {
            *place = Some(candidate);
        }
        self.count = self.count.saturating_add(1);
    }
}

/// A key, and the Key ID under which the caller holds it.
pub struct Candidate<'k, K: ?Sized> {
    key: &'k K,
    kid: Option<&'k str>,
    place: usize,
}

impl<'k, K: ?Sized> Candidate<'k, K> {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &'k K {
        self.key
    }

    /// The Key ID that the key had when the caller passed it.
    #[must_use]
    pub fn kid(&self) -> Option<&'k str> {
        self.kid
    }

    /// Its place among the keys that the caller passed: see [`KeyTable::passed`]. A key that is there for
    /// two algorithms has one.
    #[must_use]
    pub fn place(&self) -> usize {
        self.place
    }
}

/// No key was selected. There is no third way for that, so that formats can name each.
#[derive(Clone, PartialEq, Eq)]
pub enum SelectionError {
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
}

impl SelectionError {
    /// None of the caller's keys fits this header.
    #[must_use]
    pub fn no_matching_key(alg: Alg<'_>, kid: Option<&str>) -> Self {
        SelectionError::NoMatchingKey {
            alg: alg.name().into(),
            kid: kid.map(Into::into),
        }
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SelectionError::NoMatchingKey { .. } => "select/no-matching-key",
            SelectionError::AmbiguousKey { .. } => "select/ambiguous-key",
        }
    }
}

/// Whether one single key fits a header; a key made without a Key ID fits every one.
///
/// # Errors
///
/// [`SelectionError::NoMatchingKey`] when the header's `alg` is not the key's, or its `kid` is another
/// one.
pub fn check_single<K: Key + ?Sized>(
    key: &K,
    alg: Alg<'_>,
    kid: Option<&str>,
) -> Result<(), SelectionError> {
    let other_kid = matches!((key.kid(), kid), (Some(own), Some(named)) if own != named);
    if !is_usable(key, alg) || other_kid {
        return Err(SelectionError::no_matching_key(alg, kid));
    }
    Ok(())
}

/// Whether the key's algorithm is the header's, and one that may be used at all.
#[must_use]
pub fn is_usable<K: Key + ?Sized>(key: &K, alg: Alg<'_>) -> bool {
    !alg.is_refused() && key.alg() == alg
}

impl<K: ?Sized> Clone for Candidates<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: ?Sized> Copy for Candidates<'_, K> {}

impl<K: fmt::Debug + ?Sized> fmt::Debug for Candidates<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidates")
            .field("keys", &self.keys)
            .field("count", &self.count)
            .finish()
    }
}

impl<K: ?Sized> Clone for Candidate<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: ?Sized> Copy for Candidate<'_, K> {}

/// A Key ID may come from a document, and is escaped and cut.
impl<K: fmt::Debug + ?Sized> fmt::Debug for Candidate<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("key", &self.key)
            .field("kid", &self.kid.map(Escaped))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectionError::NoMatchingKey { alg, kid: None } => {
                write!(f, "no key for alg {} (the header has no kid)", Escaped(alg))
            }
            SelectionError::NoMatchingKey {
                alg,
                kid: Some(kid),
            } => write!(
                f,
                "no key for alg {} and kid {}",
                Escaped(alg),
                Escaped(kid)
            ),
            SelectionError::AmbiguousKey { count } => {
                write!(f, "{count} keys fit and the token does not say which one")
            }
        }
    }
}

/// Like the derived one, but `alg` and `kid` come from a message: escaped, and cut at 32 characters.
impl fmt::Debug for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectionError::NoMatchingKey { alg, kid } => f
                .debug_struct("NoMatchingKey")
                .field("alg", &Escaped(alg))
                .field("kid", &kid.as_deref().map(Escaped))
                .finish(),
            SelectionError::AmbiguousKey { count } => f
                .debug_struct("AmbiguousKey")
                .field("count", count)
                .finish(),
        }
    }
}

impl core::error::Error for SelectionError {}
