//! HMAC with SHA-2 (RFC 7518, section 3.2): HS256, HS384, HS512.

use alloc::sync::Arc;

use ::hmac::{KeyInit, Mac};
use jose_jwk::{Alg, Jwk, LoadError, Material, Operation};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use sha2::{Sha256, Sha384, Sha512};

use super::{Label, key_object, key_text};
use crate::load::{KeyRules, not_for, not_for_jwk};

/// A symmetric key for HS256, HS384 or HS512; it makes signatures and verifies them.
///
/// The key is secret. Whoever can verify with it can sign with it.
///
/// ```
/// use jose_jwa::Hmac;
/// use jose_jwk::Alg;
///
/// # let octets_of_a_random_generator = [7; 32];
/// let key = Hmac::new(Alg::HS256, &octets_of_a_random_generator)?.with_kid("2026-11");
/// # Ok::<(), jose_jwk::LoadError>(())
/// ```
#[derive(Clone)]
pub struct Hmac {
    label: Label,
    state: Arc<State>,
}

/// Both padded keys are hashed already: a call clones the state and goes on from there.
enum State {
    Hs256(::hmac::Hmac<Sha256>),
    Hs384(::hmac::Hmac<Sha384>),
    Hs512(::hmac::Hmac<Sha512>),
}

impl Hmac {
    /// A key from its octets: at least 32, 48 or 64 of them for HS256, HS384 or HS512, from a random
    /// generator and not from a password.
    ///
    /// # Errors
    ///
    /// - [`LoadError::EmptySecret`], [`LoadError::ShortSecret`]: shorter than the hash output, which
    ///   RFC 7518 forbids.
    /// - [`LoadError::TextAsSecret`]: the octets are a key in PEM, DER, JWK, SSH or XML form, or the
    ///   base64 or hexadecimal text of such a key. A public key is known to everybody, so anybody could
    ///   sign with it. The usual forms are found, which is a net and no proof. A key of 32 to 128 random
    ///   octets, and the base64 or hexadecimal text of one, looks like that with a probability below
    ///   2⁻⁴⁵.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of HS256, HS384, HS512.
    pub fn new(alg: Alg<'_>, secret: &[u8]) -> Result<Hmac, LoadError> {
        prepare(alg, secret, false).map(Hmac::from_prepared)
    }

    /// A key that may be shorter than the hash output, though not empty.
    ///
    /// Short keys can be found by trying: one token is all that is needed to try them on. For keys that
    /// are loaded from a JWK, [`KeyRules::short_hmac`] says the same.
    ///
    /// # Errors
    ///
    /// As [`Hmac::new`], except [`LoadError::ShortSecret`].
    pub fn danger_short(alg: Alg<'_>, secret: &[u8]) -> Result<Hmac, LoadError> {
        prepare(alg, secret, true).map(Hmac::from_prepared)
    }

    /// Loads an `oct` key.
    ///
    /// The result signs and verifies, so the JWK must permit both. A key whose `key_ops` names one
    /// of them is loaded by [`RustCrypto`](crate::RustCrypto) for that one.
    ///
    /// # Errors
    ///
    /// As [`Hmac::new`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or `alg` of the key
    /// say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Hmac, LoadError> {
        Hmac::load_for(
            jwk,
            alg,
            &[Operation::Sign, Operation::Verify],
            &KeyRules::default(),
        )
    }

    pub(crate) fn load_for(
        jwk: &Jwk,
        alg: Alg<'_>,
        operations: &[Operation],
        rules: &KeyRules,
    ) -> Result<Hmac, LoadError> {
        for operation in operations {
            jwk.permits(*operation, alg)?;
        }
        let Material::Oct(oct) = jwk.material() else {
            return Err(not_for_jwk(alg, jwk));
        };
        let (alg, state) = prepare(alg, oct.k().expose_secret(), rules.short_hmac)?;
        Ok(Hmac {
            label: Label::of(alg, jwk),
            state: Arc::new(state),
        })
    }

    fn from_prepared((alg, state): (Alg<'static>, State)) -> Hmac {
        Hmac {
            label: Label::new(alg),
            state: Arc::new(state),
        }
    }
}

key_object!("Hmac", Hmac);

impl Sign for Hmac {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        Ok(match &*self.state {
            State::Hs256(key) => Signature::from_slice(&absorb(key, input).finalize().into_bytes()),
            State::Hs384(key) => Signature::from_slice(&absorb(key, input).finalize().into_bytes()),
            State::Hs512(key) => Signature::from_slice(&absorb(key, input).finalize().into_bytes()),
        })
    }

    fn signature_len(&self) -> Option<usize> {
        Some(match &*self.state {
            State::Hs256(_) => 32,
            State::Hs384(_) => 48,
            State::Hs512(_) => 64,
        })
    }
}

impl Verify for Hmac {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        // verify_slice takes constant time and wants the whole tag: its neighbours accept one octet.
        match &*self.state {
            State::Hs256(key) => absorb(key, input).verify_slice(signature),
            State::Hs384(key) => absorb(key, input).verify_slice(signature),
            State::Hs512(key) => absorb(key, input).verify_slice(signature),
        }
        .map_err(|_| VerifyFailure::Invalid)
    }
}

fn absorb<M: Mac + Clone>(keyed: &M, input: SigningInput<'_>) -> M {
    let mut mac = keyed.clone();
    for part in input.parts() {
        mac.update(part);
    }
    mac
}

fn prepare(alg: Alg<'_>, secret: &[u8], short: bool) -> Result<(Alg<'static>, State), LoadError> {
    let (alg, needed) = match alg.name() {
        "HS256" => (Alg::HS256, 32),
        "HS384" => (Alg::HS384, 48),
        "HS512" => (Alg::HS512, 64),
        _ => return Err(not_for(alg, "oct")),
    };
    if secret.is_empty() {
        return Err(LoadError::EmptySecret);
    }
    if let Some(looks_like) = key_text::find(secret) {
        return Err(LoadError::TextAsSecret { looks_like });
    }
    if secret.len() < needed && !short {
        return Err(LoadError::ShortSecret {
            alg: alg.name().into(),
            len: secret.len(),
            needed,
        });
    }
    let state = match needed {
        32 => State::Hs256(keyed(secret)?),
        48 => State::Hs384(keyed(secret)?),
        _ => State::Hs512(keyed(secret)?),
    };
    Ok((alg, state))
}

fn keyed<M: KeyInit>(secret: &[u8]) -> Result<M, LoadError> {
    M::new_from_slice(secret).map_err(|_| LoadError::Invalid {
        what: "HMAC key length",
    })
}
