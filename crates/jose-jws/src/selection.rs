//! Which of the recipient's keys is asked: one rule everywhere (RFC 7515, section 6; RFC 8725, section 3.1).

use alloc::sync::Arc;

use jose_jwk::{Alg, Key};

use crate::error::VerifyError;
use crate::verify::Verify;

/// The most keys that are tried for one signature, whatever the caller allows.
pub(crate) const MAX_CANDIDATES: usize = 8;

/// Where a recipient's keys come from: one key, or a prepared [`Verifiers`](crate::Verifiers).
///
/// The keys that are there *are* the allow-list of algorithms: a message can only choose among
/// them. Selection filters by `alg`. A `kid` in the header picks the keys of that Key ID, or else a
/// key that the recipient made without one. A single key that is left is used; several are an error
/// unless the caller allows them to be tried.
///
/// The rule is the same everywhere, so this trait is implemented here only: for every
/// [`Verify`], and for [`Verifiers`](crate::Verifiers), which any collection of keys becomes.
pub trait VerifyKeys {
    /// The keys to ask about a signature of this algorithm and Key ID.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NoMatchingKey`] or [`VerifyError::AmbiguousKey`].
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError>;
}

impl<K: Verify> VerifyKeys for K {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }
}

/// What is behind a `Box<dyn Verify>` is one key, too.
impl VerifyKeys for dyn Verify + '_ {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }
}

/// The keys that selection left, in the caller's order.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'k> {
    keys: [Option<&'k dyn Verify>; MAX_CANDIDATES],
    /// How many fit, which may be more than are kept.
    count: usize,
}

impl<'k> Candidates<'k> {
    /// Not public: selection that leaves no key is an error and no empty list.
    const fn none() -> Self {
        Candidates {
            keys: [None; MAX_CANDIDATES],
            count: 0,
        }
    }

    /// The keys, at most eight.
    pub fn iter(&self) -> impl Iterator<Item = &'k dyn Verify> {
        self.keys.iter().copied().flatten()
    }

    pub(crate) fn push(&mut self, key: &'k dyn Verify) {
        if let Some(place) = self.keys.get_mut(self.count) {
            *place = Some(key);
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
    found.push(key);
    Ok(found)
}

fn no_matching_key(alg: Alg<'_>, kid: Option<&str>) -> VerifyError {
    VerifyError::NoMatchingKey {
        alg: alg.name().into(),
        kid: kid.map(Into::into),
    }
}

/// The caller's keys, in an order that finds a Key ID without looking at every key.
#[derive(Clone, Debug)]
pub(crate) struct KeyTable<'k> {
    keys: Arc<[Arc<dyn Verify + 'k>]>,
    /// Places of the keys that have a Key ID, sorted by it; equal ones in the caller's order.
    by_kid: Arc<[usize]>,
}

impl<'k> KeyTable<'k> {
    pub(crate) fn new(keys: Arc<[Arc<dyn Verify + 'k>]>) -> Self {
        let mut by_kid: alloc::vec::Vec<usize> = keys
            .iter()
            .enumerate()
            .filter(|(_, key)| key.kid().is_some())
            .map(|(place, _)| place)
            .collect();
        by_kid.sort_by_key(|place| keys.get(*place).and_then(|key| key.kid()));
        KeyTable {
            keys,
            by_kid: by_kid.into(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The keys that fit, before the caller's limit is applied.
    pub(crate) fn find(&self, alg: Alg<'_>, kid: Option<&str>) -> Candidates<'_> {
        let mut found = Candidates::none();
        match kid {
            Some(kid) => {
                self.of_kid(kid)
                    .filter(|key| is_usable(*key, alg))
                    .for_each(|key| found.push(key));
                if found.count == 0 {
                    self.all()
                        .filter(|key| key.kid().is_none() && is_usable(*key, alg))
                        .for_each(|key| found.push(key));
                }
            }
            None => self
                .all()
                .filter(|key| is_usable(*key, alg))
                .for_each(|key| found.push(key)),
        }
        found
    }

    fn all(&self) -> impl Iterator<Item = &(dyn Verify + 'k)> {
        self.keys.iter().map(|key| &**key)
    }

    fn of_kid<'s>(&'s self, kid: &str) -> impl Iterator<Item = &'s (dyn Verify + 'k)> {
        let kid_at = |place: &usize| self.keys.get(*place).and_then(|key| key.kid());
        let start = self
            .by_kid
            .partition_point(|place| kid_at(place) < Some(kid));
        let from = self.by_kid.get(start..).unwrap_or_default();
        let end = from.partition_point(|place| kid_at(place) == Some(kid));
        from.get(..end)
            .unwrap_or_default()
            .iter()
            .filter_map(|place| Some(&**self.keys.get(*place)?))
    }
}
