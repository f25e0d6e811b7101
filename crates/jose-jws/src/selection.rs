//! Which of the recipient's keys is asked: one rule everywhere (RFC 7515, section 6; RFC 8725, section 3.1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;
use jose_jwk::{Alg, Key};

use crate::verify::Verify;
use crate::verify_error::VerifyError;

/// The most keys that are tried for one signature, whatever the caller allows.
pub const MAX_CANDIDATES: usize = 8;

/// Where a recipient's keys come from: one key, or a prepared [`Verifiers`](crate::Verifiers).
///
/// The keys that are there *are* the allow-list of algorithms: a message can only choose among
/// them. Selection filters by `alg`. A `kid` in the header picks the keys of that Key ID; where no key
/// has it, the keys that the recipient holds without one. A single key that is left is used; several are an error
/// unless the caller allows them to be tried.
///
/// The rule is the same everywhere, so this trait is implemented here only: for every
/// [`Verify`], and for [`Verifiers`](crate::Verifiers), which any collection of keys becomes. A source
/// of keys that changes makes a new `Verifiers` when it does, and lends that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a key that verifies nor a set of such keys",
    note = "a key that is somewhere else takes two phases: `pending(&key)`, then `finish(answer)`; a collection of keys becomes a `Verifiers`"
)]
pub trait VerifyKeys: sealed::Sealed {
    /// The keys to ask about a signature of this algorithm and Key ID.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NoMatchingKey`] or [`VerifyError::AmbiguousKey`].
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError>;

    /// The keys that the caller passed, in its order, and after them those that could not be loaded:
    /// what [`Require::EveryKey`](crate::Require) means by "every".
    fn passed(&self) -> Vec<PassedKey>;
}

impl<K: Verify> VerifyKeys for K {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }

    fn passed(&self) -> Vec<PassedKey> {
        [PassedKey::new(self.kid())].into()
    }
}

/// What is behind a `Box<dyn Verify>` is one key, too.
impl VerifyKeys for dyn Verify + '_ {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }

    fn passed(&self) -> Vec<PassedKey> {
        [PassedKey::new(self.kid())].into()
    }
}

/// One of the keys that the caller passed, for reports.
#[derive(Clone, PartialEq, Eq)]
pub struct PassedKey {
    kid: Option<Box<str>>,
    is_skipped: bool,
}

impl PassedKey {
    fn new(kid: Option<&str>) -> Self {
        PassedKey {
            kid: kid.map(Into::into),
            is_skipped: false,
        }
    }

    pub(crate) fn skipped(kid: Option<&str>) -> Self {
        PassedKey {
            is_skipped: true,
            ..PassedKey::new(kid)
        }
    }

    /// The Key ID under which the caller holds the key.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the key could not be loaded, so that no signature can be confirmed by it.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        self.is_skipped
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

/// The keys that selection left, in the caller's order: at most eight.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'k> {
    keys: [Option<Candidate<'k>>; MAX_CANDIDATES],
    /// How many fit, which may be more than are kept.
    count: usize,
}

/// A key, and the Key ID under which the recipient holds it.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'k> {
    pub(crate) key: &'k dyn Verify,
    pub(crate) kid: Option<&'k str>,
    /// Its place among the keys that the caller passed: see [`VerifyKeys::passed`].
    pub(crate) place: usize,
}

impl<'k> Candidates<'k> {
    /// Not public: selection that leaves no key is an error and no empty list.
    const fn none() -> Self {
        Candidates {
            keys: [None; MAX_CANDIDATES],
            count: 0,
        }
    }

    /// How many keys are asked, one after the other.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Candidate<'k>> {
        self.keys.iter().copied().flatten()
    }

    fn push(&mut self, candidate: Candidate<'k>) {
        if let Some(place) = self.keys.get_mut(self.count) {
            *place = Some(candidate);
        }
        self.count = self.count.saturating_add(1);
    }

    /// Applies the last sentence of the rule: none, one, or several.
    pub(crate) fn decide(
        self,
        alg: Alg<'_>,
        kid: Option<&str>,
        allowed: usize,
    ) -> Result<Self, VerifyError> {
        match self.count {
            0 => Err(no_matching_key(alg, kid)),
            count if count <= allowed => Ok(self),
            count => Err(VerifyError::AmbiguousKey { count }),
        }
    }
}

/// Whether one single key fits a header; a key made without a Key ID fits every one.
pub(crate) fn check_single<K: Key + ?Sized>(
    key: &K,
    alg: Alg<'_>,
    kid: Option<&str>,
) -> Result<(), VerifyError> {
    let other_kid = matches!((key.kid(), kid), (Some(own), Some(named)) if own != named);
    if !is_usable(key, alg) || other_kid {
        return Err(no_matching_key(alg, kid));
    }
    Ok(())
}

/// Whether the key's algorithm is the header's, and one that may be used at all.
pub(crate) fn is_usable<K: Key + ?Sized>(key: &K, alg: Alg<'_>) -> bool {
    !alg.is_refused() && key.alg() == alg
}

fn single<'k>(
    key: &'k dyn Verify,
    alg: Alg<'_>,
    kid: Option<&str>,
) -> Result<Candidates<'k>, VerifyError> {
    check_single(key, alg, kid)?;
    let mut found = Candidates::none();
    let kid = key.kid();
    found.push(Candidate { key, kid, place: 0 });
    Ok(found)
}

pub(crate) mod sealed {
    use crate::verify::Verify;

    pub trait Sealed {}

    impl<K: Verify> Sealed for K {}
    impl Sealed for dyn Verify + '_ {}
}

pub(crate) fn no_matching_key(alg: Alg<'_>, kid: Option<&str>) -> VerifyError {
    VerifyError::NoMatchingKey {
        alg: alg.name().into(),
        kid: kid.map(Into::into),
    }
}

/// A key of the caller's, under the Key ID that it had when the set was made.
#[derive(Clone)]
pub(crate) struct Entry<'k> {
    pub(crate) key: Arc<dyn Verify + 'k>,
    pub(crate) kid: Option<Box<str>>,
    /// Its place among the keys that the caller passed; a key that is there for two algorithms has
    /// two entries and one place.
    pub(crate) place: usize,
}

/// The caller's keys, in an order that finds a Key ID without looking at every key.
#[derive(Clone, Debug)]
pub(crate) struct KeyTable<'k> {
    entries: Arc<[Entry<'k>]>,
    /// Places of the keys that have a Key ID, sorted by it; equal ones in the caller's order.
    by_kid: Arc<[usize]>,
}

impl<'k> KeyTable<'k> {
    pub(crate) fn new(entries: Vec<Entry<'k>>) -> Self {
        let mut by_kid: Vec<(&str, usize)> = entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((entry.kid.as_deref()?, place)))
            .collect();
        by_kid.sort_unstable();
        KeyTable {
            by_kid: by_kid.into_iter().map(|(_, place)| place).collect(),
            entries: entries.into(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// One for each place; the entries stand in the order of theirs.
    pub(crate) fn passed(&self) -> Vec<PassedKey> {
        let mut passed: Vec<PassedKey> = Vec::new();
        for entry in self.entries.iter() {
            if entry.place >= passed.len() {
                passed.push(PassedKey::new(entry.kid.as_deref()));
            }
        }
        passed
    }

    /// The keys that fit, before the caller's limit is applied.
    pub(crate) fn find<'s>(&'s self, alg: Alg<'_>, kid: Option<&str>) -> Candidates<'s> {
        let mut found = Candidates::none();
        let take = |entry: &'s Entry<'k>| {
            if is_usable(&*entry.key, alg) {
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

    fn of_kid<'s>(&'s self, kid: &str) -> impl Iterator<Item = &'s Entry<'k>> {
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

impl Entry<'_> {
    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            key: &*self.key,
            kid: self.kid.as_deref(),
            place: self.place,
        }
    }
}

/// A Key ID may come from a document, and is escaped and cut.
impl fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("key", &self.key)
            .field("kid", &self.kid.map(Escaped))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.candidate().fmt(f)
    }
}
