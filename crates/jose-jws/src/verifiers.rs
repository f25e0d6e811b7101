//! A recipient's keys, prepared once (RFC 7515, section 6; RFC 7517, section 5).

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_jwk::selection::{self, KeyTable};
pub use jose_jwk::selection::{SkipReason, SkippedKey};
use jose_jwk::{Alg, JwkSet, Operation};

use crate::json::{Json, Require, VerifiedJson};
use crate::selection::{Candidates, PassedKey, VerifyKeys, sealed};
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
    table: KeyTable<dyn Verify + 'k>,
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
        let load = |jwk: &_, alg: Alg<'_>| backend.load_verify(jwk, alg);
        let table = KeyTable::load(jwks, algs, &[Operation::Verify], load).map_err(NoUsableKey)?;
        Ok(Verifiers { table, allowed: 1 })
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
        let shared = |key| -> Arc<dyn Verify + 'k> { Arc::new(key) };
        Verifiers {
            table: KeyTable::new(keys.into_iter().map(shared)),
            allowed: 1,
        }
    }

    /// Allows up to `n` keys, at most eight, to be tried where several fit one signature.
    #[must_use]
    pub fn try_candidates(mut self, n: usize) -> Self {
        self.allowed = n;
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
        self.table.skipped()
    }
}

impl VerifyKeys for Verifiers<'_> {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        let found = self.table.find(alg, kid);
        Ok(found.decide(alg, kid, self.allowed)?)
    }

    fn passed(&self) -> Vec<PassedKey> {
        self.table.passed()
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

/// No key of a JWK Set can be used.
#[derive(Clone, PartialEq, Eq)]
pub struct NoUsableKey(selection::NoUsableKey);

impl NoUsableKey {
    /// Every entry, and why it was left out.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        self.0.skipped()
    }

    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "jws/no-usable-key"
    }
}

impl fmt::Display for NoUsableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for NoUsableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for NoUsableKey {}
