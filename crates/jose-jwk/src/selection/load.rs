//! From a JWK Set to keys that are ready for use (RFC 7517, sections 4.2 to 4.4 and 5).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::key_table::Entry;
use super::{KeyTable, NoUsableKey, SkipReason, SkippedKey};
use crate::jwk::{Jwk, Operation, names};
use crate::key::Key;
use crate::load::LoadError;
use crate::name::Alg;
use crate::set::JwkSet;

impl<K: Key + ?Sized> KeyTable<K> {
    /// Loads the keys of a JWK Set for the algorithms that the caller names, each of which must be
    /// permitted one of the operations at least.
    ///
    /// A key with an `alg` of its own is loaded for that one, and only if it is named; a key without is
    /// loaded once for each named algorithm that fits its type and curve. Where `dir` is named, a key
    /// whose own `alg` is the content encryption is loaded for it.
    ///
    /// # Errors
    ///
    /// [`NoUsableKey`] when nothing is left; it carries the reasons.
    pub fn load(
        jwks: &JwkSet,
        algs: &[Alg<'_>],
        operations: &[Operation],
        load: impl Fn(&Jwk, Alg<'_>) -> Result<Box<K>, LoadError>,
    ) -> Result<Self, NoUsableKey> {
        let mut keys: Vec<Entry<K>> = Vec::new();
        let mut skipped: Vec<SkippedKey> = jwks.skipped().iter().map(SkippedKey::of_set).collect();
        let mut place = 0_usize;
        for jwk in jwks.keys() {
            match load_one(jwk, algs, operations, &load) {
                Ok(loaded) => {
                    keys.extend(loaded.into_iter().map(|key| Entry {
                        kid: jwk.kid().map(Into::into),
                        key,
                        place,
                    }));
                    place = place.saturating_add(1);
                }
                Err(reason) => skipped.push(SkippedKey::new(jwk.kid(), reason)),
            }
        }
        if keys.is_empty() {
            return Err(NoUsableKey::new(skipped));
        }
        Ok(Self::of_entries(keys, skipped))
    }
}

fn load_one<K: Key + ?Sized>(
    jwk: &Jwk,
    algs: &[Alg<'_>],
    operations: &[Operation],
    load: impl Fn(&Jwk, Alg<'_>) -> Result<Box<K>, LoadError>,
) -> Result<Vec<Arc<K>>, SkipReason> {
    let is_own = |alg: &Alg<'_>| jwk.alg().is_none_or(|own| names(own, *alg));
    if let Some(own) = jwk.alg().filter(|_| !algs.iter().any(is_own)) {
        return Err(SkipReason::AlgNotNamed {
            alg: own.name().into(),
        });
    }
    let mut reason = SkipReason::NoAlgFits;
    let mut loaded = Vec::new();
    for (named, alg) in algs.iter().enumerate() {
        let named_before = algs.iter().take(named).any(|earlier| earlier == alg);
        if named_before || !is_own(alg) || !fits(jwk, *alg) {
            continue;
        }
        let permitted = check_permitted(jwk, operations, *alg);
        match permitted.and_then(|()| load(jwk, *alg).map_err(SkipReason::Refused)) {
            // The set's document says which key this is, and the caller said for what; a backend
            // that answers with something else does not widen that.
            Ok(key) if key.alg() == *alg => loaded.push(Arc::from(key)),
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

/// The reason is that of the first operation.
fn check_permitted(jwk: &Jwk, operations: &[Operation], alg: Alg<'_>) -> Result<(), SkipReason> {
    let mut reason = SkipReason::NoAlgFits;
    for operation in operations.iter().rev() {
        match jwk.permits(*operation, alg) {
            Ok(()) => return Ok(()),
            Err(refused) => reason = SkipReason::NotPermitted(refused),
        }
    }
    Err(reason)
}

/// Whether a registered algorithm is for keys of this type and curve. Of an unregistered one only
/// the backend knows.
fn fits(jwk: &Jwk, alg: Alg<'_>) -> bool {
    alg.info()
        .is_none_or(|info| info.fits(jwk.kty(), jwk.crv()))
}
