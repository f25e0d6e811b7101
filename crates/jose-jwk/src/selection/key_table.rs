//! The caller's keys, prepared once (RFC 7515, section 6; RFC 7516, section 4.1.6).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;

use super::{Candidate, Candidates, SkippedKey, is_usable};
use crate::key::Key;
use crate::name::Alg;

/// The caller's keys, in an order that finds a Key ID without looking at every key.
///
/// Names are read once, when the table is made. A clone shares the keys.
///
/// ```
/// use std::sync::Arc;
///
/// use jose_jwk::selection::KeyTable;
/// use jose_jwk::{Alg, Key, RemoteKey};
///
/// let key = |kid| -> Arc<dyn Key> { Arc::new(RemoteKey::new(Alg::ES256).with_kid(kid)) };
/// let keys: KeyTable<dyn Key> = KeyTable::new([key("2025"), key("2026")]);
///
/// let found = keys.find(Alg::ES256, Some("2026")).decide(Alg::ES256, Some("2026"), 1)?;
/// assert_eq!(found.iter().next().and_then(|key| key.kid()), Some("2026"));
/// assert!(keys.find(Alg::ES256, None).decide(Alg::ES256, None, 1).is_err());
/// # Ok::<(), jose_jwk::selection::SelectionError>(())
/// ```
pub struct KeyTable<K: ?Sized> {
    entries: Arc<[Entry<K>]>,
    /// Places of the keys that have a Key ID, sorted by it; equal ones in the caller's order.
    by_kid: Arc<[usize]>,
    skipped: Arc<[SkippedKey]>,
}

/// A key of the caller's, under the Key ID that it had when the table was made.
pub(super) struct Entry<K: ?Sized> {
    pub(super) key: Arc<K>,
    pub(super) kid: Option<Box<str>>,
    /// Its place among the keys that the caller passed; a key that is there for two algorithms has
    /// two entries and one place.
    pub(super) place: usize,
}

impl<K: Key + ?Sized> KeyTable<K> {
    /// A table of these keys.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = Arc<K>>) -> Self {
        let entry = |(place, key): (usize, Arc<K>)| Entry {
            kid: key.kid().map(Into::into),
            key,
            place,
        };
        let keys = keys.into_iter().enumerate().map(entry).collect();
        Self::of_entries(keys, Vec::new())
    }

    pub(super) fn of_entries(entries: Vec<Entry<K>>, skipped: Vec<SkippedKey>) -> Self {
        let mut by_kid: Vec<(&str, usize)> = entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((entry.kid.as_deref()?, place)))
            .collect();
        by_kid.sort_unstable();
        KeyTable {
            by_kid: by_kid.into_iter().map(|(_, place)| place).collect(),
            entries: entries.into(),
            skipped: skipped.into(),
        }
    }

    /// The keys of both tables, those of the other one after these.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let after = self
            .entries
            .last()
            .map_or(0, |last| last.place.saturating_add(1));
        let moved = other.entries.iter().map(|entry| Entry {
            place: entry.place.saturating_add(after),
            ..entry.clone()
        });
        let entries = self.entries.iter().cloned().chain(moved).collect();
        let skipped = self
            .skipped
            .iter()
            .chain(&*other.skipped)
            .cloned()
            .collect();
        Self::of_entries(entries, skipped)
    }

    /// Number of key objects; a `Jwk` that was loaded for two algorithms counts twice.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key, so that none can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries of the JWK Set that were left out, and why.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// The keys that the caller passed, one for each place, and after them those that could not be
    /// loaded.
    #[must_use]
    pub fn passed(&self) -> Vec<PassedKey> {
        let mut passed: Vec<PassedKey> = Vec::new();
        // The entries stand in the order of their places.
        for entry in self.entries.iter() {
            if entry.place >= passed.len() {
                passed.push(PassedKey::new(entry.kid.as_deref()));
            }
        }
        passed.extend(self.skipped.iter().map(PassedKey::skipped));
        passed
    }

    /// The keys that fit a header, before [`Candidates::decide`].
    #[must_use]
    pub fn find<'s>(&'s self, alg: Alg<'_>, kid: Option<&str>) -> Candidates<'s, K> {
        self.find_where(alg, kid, |_| true)
    }

    /// The same of the keys that fit in some other way, too. Whom a Key ID belongs to does not depend
    /// on that: a key that is filtered out keeps those without a Key ID from taking its place.
    #[must_use]
    pub fn find_where<'s>(
        &'s self,
        alg: Alg<'_>,
        kid: Option<&str>,
        fits: impl Fn(&K) -> bool,
    ) -> Candidates<'s, K> {
        let mut found = Candidates::none();
        let take = |entry: &'s Entry<K>| {
            if is_usable(&*entry.key, alg) && fits(&entry.key) {
                found.push(entry.candidate());
            }
        };
        match kid {
            None => self.entries.iter().for_each(take),
            Some(kid) => {
                let mut of_kid = self.of_kid(kid).peekable();
                if of_kid.peek().is_some() {
                    of_kid.for_each(take);
                } else {
                    // Only where no key has this Key ID: a key without one must not pass for
                    // somebody else's.
                    let nameless = self.entries.iter().filter(|entry| entry.kid.is_none());
                    nameless.for_each(take);
                }
            }
        }
        found
    }

    fn of_kid<'s>(&'s self, kid: &str) -> impl Iterator<Item = &'s Entry<K>> {
        let kid_at = |place: &usize| {
            self.entries
                .get(*place)
                .and_then(|entry| entry.kid.as_deref())
        };
        let start = self
            .by_kid
            .partition_point(|place| kid_at(place) < Some(kid));
        let from = self.by_kid.get(start..).unwrap_or_default();
        let end = from.partition_point(|place| kid_at(place) == Some(kid));
        let places = from.get(..end).unwrap_or_default();
        places.iter().filter_map(|place| self.entries.get(*place))
    }
}

impl<K: ?Sized> Entry<K> {
    fn candidate(&self) -> Candidate<'_, K> {
        Candidate {
            key: &*self.key,
            kid: self.kid.as_deref(),
            place: self.place,
        }
    }
}

/// One of the keys that the caller passed, for reports.
#[derive(Clone, PartialEq, Eq)]
pub struct PassedKey {
    kid: Option<Box<str>>,
    is_skipped: bool,
}

impl PassedKey {
    /// A key that was passed as it is.
    #[must_use]
    pub fn of<K: Key + ?Sized>(key: &K) -> Self {
        Self::new(key.kid())
    }

    fn new(kid: Option<&str>) -> Self {
        PassedKey {
            kid: kid.map(Into::into),
            is_skipped: false,
        }
    }

    fn skipped(key: &SkippedKey) -> Self {
        PassedKey {
            is_skipped: true,
            ..Self::new(key.kid())
        }
    }

    /// The Key ID under which the caller holds the key.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the key could not be loaded, so that nothing can be done with it.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        self.is_skipped
    }
}

impl<K: ?Sized> Clone for KeyTable<K> {
    fn clone(&self) -> Self {
        KeyTable {
            entries: Arc::clone(&self.entries),
            by_kid: Arc::clone(&self.by_kid),
            skipped: Arc::clone(&self.skipped),
        }
    }
}

impl<K: ?Sized> Clone for Entry<K> {
    fn clone(&self) -> Self {
        Entry {
            key: Arc::clone(&self.key),
            kid: self.kid.clone(),
            place: self.place,
        }
    }
}

impl<K: Key + ?Sized> fmt::Debug for KeyTable<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyTable")
            .field("entries", &self.entries)
            .field("skipped", &self.skipped)
            .finish_non_exhaustive()
    }
}

impl<K: Key + ?Sized> fmt::Debug for Entry<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.candidate().fmt(f)
    }
}

impl fmt::Display for PassedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "key {}", Escaped(kid))?,
            None => f.write_str("a key without kid")?,
        }
        if self.is_skipped {
            f.write_str(" (could not be loaded)")?;
        }
        Ok(())
    }
}

/// As `Display`: a Key ID may come from a document, and is escaped and cut.
impl fmt::Debug for PassedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassedKey({self})")
    }
}
