//! A recipient's keys, prepared once (RFC 7515, section 6; RFC 7517, section 5).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;
use jose_jwk::{Alg, Jwk, JwkError, JwkSet, LoadError, NotPermitted, Operation};

use crate::json::{Json, Require, VerifiedJson};
use crate::selection::{
    Candidates, Entry, KeyTable, MAX_CANDIDATES, PassedKey, VerifyKeys, sealed,
};
use crate::verify::{LoadVerify, Verify};
use crate::verify_error::VerifyError;

/// A prepared set of verification keys.
///
/// Made once, when keys arrive; every signature then costs a look-up. A clone shares the keys, so
/// that a service swaps the whole set for a newer one while other threads go on with the old.
///
/// ```
/// use jose_jwk::{Alg, JwkSet};
/// use jose_jws::Verifiers;
/// # fn backend() -> impl jose_jws::LoadVerify {
/// #     #[derive(Debug)] struct None;
/// #     impl jose_jws::LoadVerify for None {
/// #         fn load_verify(&self, _: &jose_jwk::Jwk, alg: Alg<'_>)
/// #             -> Result<Box<dyn jose_jws::Verify>, jose_jwk::LoadError> {
/// #             Err(jose_jwk::LoadError::unknown_alg(alg))
/// #         }
/// #     }
/// #     None
/// # }
///
/// let jwks = JwkSet::parse(br#"{"keys":[]}"#)?;
/// // A set without one usable key is an error, and it says why each key was left out.
/// let error = Verifiers::load(&jwks, &backend(), &[Alg::RS256, Alg::ES256]).unwrap_err();
/// assert_eq!(error.code(), "jws/no-usable-key");
/// # Ok::<(), jose_jwk::JwkError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifiers<'k> {
    table: KeyTable<'k>,
    skipped: Arc<[SkippedKey]>,
    allowed: usize,
}

impl Verifiers<'static> {
    /// Loads the keys of a JWK Set for the algorithms that the caller names.
    ///
    /// A key with an `alg` of its own is loaded for that one, and only if it is named; a key without
    /// is loaded once for each named algorithm that fits its type and curve. Keys that cannot be
    /// used are left out, and [`skipped`](Self::skipped) says why.
    ///
    /// The algorithms are values, never text that is searched (ALG-23):
    ///
    /// ```compile_fail,E0308
    /// fn load(jwks: &jose_jws::JwkSet, backend: &dyn jose_jws::LoadVerify) {
    ///     let _ = jose_jws::Verifiers::load(jwks, backend, "RS256 RS384");
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoUsableKey`] when nothing is left; it carries the reasons.
    pub fn load(
        jwks: &JwkSet,
        backend: &dyn LoadVerify,
        algs: &[Alg<'_>],
    ) -> Result<Self, NoUsableKey> {
        let mut keys: Vec<Entry<'static>> = Vec::new();
        let mut skipped: Vec<SkippedKey> = jwks
            .skipped()
            .iter()
            .map(|entry| SkippedKey {
                kid: entry.kid().map(Into::into),
                reason: SkipReason::Unreadable(entry.reason().clone()),
            })
            .collect();
        let mut place = 0_usize;
        for jwk in jwks.keys() {
            match load_one(jwk, backend, algs, place) {
                Ok(loaded) => {
                    keys.extend(loaded);
                    place = place.saturating_add(1);
                }
                Err(reason) => skipped.push(SkippedKey {
                    kid: jwk.kid().map(Into::into),
                    reason,
                }),
            }
        }
        if keys.is_empty() {
            return Err(NoUsableKey {
                skipped: skipped.into(),
            });
        }
        Ok(Verifiers {
            table: KeyTable::new(keys),
            skipped: skipped.into(),
            allowed: 1,
        })
    }

    /// A set of keys that it owns: of one type, or boxed, or shared in an `Arc`.
    #[must_use]
    pub fn from_keys<K: Verify + 'static>(keys: impl IntoIterator<Item = K>) -> Self {
        Self::of_owned(keys)
    }
}

impl<'k> Verifiers<'k> {
    /// A set of keys that the caller keeps.
    #[must_use]
    pub fn of<const N: usize>(keys: [&'k dyn Verify; N]) -> Self {
        Self::of_owned(keys)
    }

    fn of_owned<K: Verify + 'k>(keys: impl IntoIterator<Item = K>) -> Self {
        let entry = |(place, key): (usize, K)| Entry {
            kid: key.kid().map(Into::into),
            key: Arc::new(key),
            place,
        };
        let keys = keys.into_iter().enumerate().map(entry).collect();
        Verifiers {
            table: KeyTable::new(keys),
            skipped: Arc::default(),
            allowed: 1,
        }
    }

    /// Allows up to `n` keys, at most eight, to be tried where several fit one signature.
    #[must_use]
    pub fn try_candidates(mut self, n: usize) -> Self {
        self.allowed = n.clamp(1, MAX_CANDIDATES);
        self
    }

    /// Verifies a JWS in JSON, flattened or general, whose payload is within (RFC 7515, section 7.2).
    ///
    /// [`Json::parse_with`] and [`Json::parse_detached`] are for other options than the defaults and for
    /// payloads that travel elsewhere.
    ///
    /// ```
    /// use jose_jws::{Require, VerifyError, Verifiers};
    /// # use jose_jws::Verify;
    /// # fn check(json: &str, seller: &dyn Verify, buyer: &dyn Verify) -> Result<(), VerifyError> {
    /// let seen = Verifiers::of([seller, buyer]).json(json, Require::EveryKey)?;
    /// println!("both have signed {:?}", seen.payload());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`VerifyError::Parse`] for a text that is no JWS in JSON, otherwise as
    /// [`UnverifiedJson::verify`](crate::UnverifiedJson::verify).
    pub fn json<J: AsRef<[u8]> + ?Sized>(
        &self,
        json: &J,
        require: Require,
    ) -> Result<VerifiedJson, VerifyError> {
        Json::parse(json)?.verify(self, require)
    }

    /// Number of key objects; a `Jwk` that was loaded for two algorithms counts twice.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is no key, so that nothing can be verified.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of the JWK Set that were left out, and why.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }
}

impl VerifyKeys for Verifiers<'_> {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        self.table.find(alg, kid).decide(alg, kid, self.allowed)
    }

    fn passed(&self) -> Vec<PassedKey> {
        let skipped = |key: &SkippedKey| PassedKey::skipped(key.kid());
        let mut passed = self.table.passed();
        passed.extend(self.skipped.iter().map(skipped));
        passed
    }
}

impl sealed::Sealed for Verifiers<'_> {}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl sealed::Sealed for $pointer {}

        impl VerifyKeys for $pointer {
            fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
                (**self).candidates(alg, kid)
            }

            fn passed(&self) -> Vec<PassedKey> {
                (**self).passed()
            }
        }
    )*};
}

// A set that is swapped is held through a pointer.
through_pointer!(&Verifiers<'_>, Arc<Verifiers<'_>>);

/// An entry of a JWK Set that no signature is verified with.
#[derive(Clone, PartialEq, Eq)]
pub struct SkippedKey {
    kid: Option<Box<str>>,
    reason: SkipReason,
}

impl SkippedKey {
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
    /// The key's own `use` or `key_ops` does not permit verification.
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
            SkipReason::AlgNotNamed { .. } => "jws/skipped-alg-not-named",
            SkipReason::NotPermitted(error) => error.code(),
            SkipReason::NoAlgFits => "jws/skipped-no-alg-fits",
            SkipReason::Refused(error) => error.code(),
            SkipReason::OtherAlg => "jws/skipped-other-alg",
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
    /// Every entry, and why it was left out.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "jws/no-usable-key"
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

fn load_one(
    jwk: &Jwk,
    backend: &dyn LoadVerify,
    algs: &[Alg<'_>],
    place: usize,
) -> Result<Vec<Entry<'static>>, SkipReason> {
    let own = jwk.alg();
    if let Some(own) = own.filter(|own| !algs.contains(own)) {
        return Err(SkipReason::AlgNotNamed {
            alg: own.name().into(),
        });
    }
    let mut reason = SkipReason::NoAlgFits;
    let mut loaded = Vec::new();
    for (named, alg) in algs.iter().enumerate() {
        let named_before = algs.iter().take(named).any(|earlier| earlier == alg);
        if named_before || own.is_some_and(|own| own != *alg) || !fits(jwk, *alg) {
            continue;
        }
        let permitted = jwk
            .permits(Operation::Verify, *alg)
            .map_err(SkipReason::NotPermitted);
        let key =
            permitted.and_then(|()| backend.load_verify(jwk, *alg).map_err(SkipReason::Refused));
        match key {
            // The set's document says which key this is, and the caller said for what; a backend
            // that answers with something else does not widen that.
            Ok(key) if key.alg() == *alg => loaded.push(Entry {
                kid: jwk.kid().map(Into::into),
                key: Arc::from(key),
                place,
            }),
            Ok(_) => reason = SkipReason::OtherAlg,
            Err(refused) => reason = refused,
        }
    }
    if loaded.is_empty() {
        Err(reason)
    } else {
        Ok(loaded)
    }
}

/// Whether a registered algorithm is for keys of this type and curve. Of an unregistered one only
/// the backend knows.
fn fits(jwk: &Jwk, alg: Alg<'_>) -> bool {
    alg.info()
        .is_none_or(|info| info.fits(jwk.kty(), jwk.crv()))
}
