//! Any algorithm that has RustCrypto's `signature` traits, as a key of JOSE (RFC 7518, section 7.1: the registry is open).
//!
//! The traits are those of `signature` 3, which is [`jose_jwa::signature`](crate::signature): p256,
//! p384, p521 and k256 0.14, ed25519-dalek 3, rsa 0.10 and their contemporaries have them. Keys of
//! another version have other traits, and the compiler says that a bound is not satisfied.
//!
//! ```
//! use jose_jwa::{SignerAdapter, VerifierAdapter};
//! use jose_jwk::Alg;
//! use jose_jws::{Sign, SigningInput, Verify};
//! use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
//!
//! # let signing_key = SigningKey::from_slice(&[7; 32])?;
//! let public = VerifierAdapter::<_, Signature>::new(Alg::ES256K, VerifyingKey::from(&signing_key));
//! let private = SignerAdapter::<_, Signature>::new(Alg::ES256K, signing_key).with_kid("mine");
//! let input = SigningInput::new(b"header.payload");
//! public.verify(input, &private.sign(input)?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What an adapter cannot know and its user must:
//!
//! - The signature's encoding is the one of `S`. JOSE wants ECDSA as R ‖ S, so take the crate's fixed
//!   `Signature` and not its DER one.
//! - The traits promise no strictness. ed25519-dalek's `Verifier` accepts keys of small order, with
//!   which one signature fits any message, and so does its `MultipartVerifier`; those of k256 refuse a
//!   high s, which JOSE allows. For Ed25519 use `Ed25519Public`, for ES256K `EcdsaPublic`.
//! - `alg` binds nothing to the type of key: two adapters over one key with two names are two keys.

use core::marker::PhantomData;

use digest::{KeyInit, Mac, Update};
use jose_jwk::{Alg, LoadError};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use signature::rand_core::TryCryptoRng;
use signature::{
    DigestVerifier, MultipartSigner, MultipartVerifier, RandomizedSigner, SignatureEncoding,
    Signer, Verifier,
};

use crate::random::Watched;
use crate::sign::{Label, key_object};

/// A key that signs, from a [`Signer`] of `S`.
///
/// The message is handed over in one slice; that of a compact token lies in one already. What the
/// adapter cannot know about the key is in the [module's documentation](self).
#[derive(Clone)]
pub struct SignerAdapter<K, S> {
    label: Label,
    key: K,
    signature: PhantomData<fn() -> S>,
}

/// A key that signs with fresh randomness, from a [`RandomizedSigner`] of `S`.
///
/// `rng` makes the generator for each signature, for the operating system's `|| SysRng`. When it
/// fails, so does the signature, with [`SignError::Random`]. What the adapter cannot know about the key
/// is in the [module's documentation](self).
#[derive(Clone)]
pub struct RandomizedSignerAdapter<K, S, R> {
    label: Label,
    key: K,
    rng: fn() -> R,
    signature: PhantomData<fn() -> S>,
}

/// A key that verifies, from a [`Verifier`] of `S`.
///
/// The message is handed over in one slice; that of a compact token lies in one already. **The trait
/// promises no strictness**: read the [module's documentation](self) before use.
#[derive(Clone)]
pub struct VerifierAdapter<K, S> {
    label: Label,
    key: K,
    signature: PhantomData<fn() -> S>,
}

/// A key that verifies, from a [`DigestVerifier`] of `S` with the hash `D`. The parts of a message are
/// hashed one after the other and never joined.
///
/// For ECDSA and RSA this is the plain signature scheme, and `D` is part of the algorithm: nothing
/// else ties ES256 to SHA-256, so name the right one. For Ed25519 and Ed448 it is *another* scheme,
/// Ed25519ph and Ed448ph, which JOSE does not have (RFC 8037, section 3.1): never use it for them.
#[derive(Clone)]
pub struct DigestVerifierAdapter<D, K, S> {
    label: Label,
    key: K,
    scheme: PhantomData<fn() -> (D, S)>,
}

/// A key that signs, from a [`MultipartSigner`] of `S`. The parts of a message go to it one by one and
/// are never joined.
///
/// For a detached or unencoded payload this saves a copy of all of it. What the adapter cannot know
/// about the key is in the [module's documentation](self).
///
/// ```
/// use jose_jwa::{MultipartSignerAdapter, MultipartVerifierAdapter};
/// use jose_jwk::Alg;
/// use jose_jws::{Sign, SigningInput, Verify};
/// use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
///
/// # let key = SigningKey::from_slice(&[7; 32])?;
/// let public = MultipartVerifierAdapter::<_, Signature>::new(Alg::ES256K, VerifyingKey::from(&key));
/// let private = MultipartSignerAdapter::<_, Signature>::new(Alg::ES256K, key);
/// let input = SigningInput::from_parts(&[b"header", b".", b"a long payload"]);
/// public.verify(input, &private.sign(input)?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MultipartSignerAdapter<K, S> {
    label: Label,
    key: K,
    signature: PhantomData<fn() -> S>,
}

/// A key that verifies, from a [`MultipartVerifier`] of `S`. The parts of a message go to it one by one
/// and are never joined.
///
/// **The trait promises no strictness.** That of ed25519-dalek is its lax verification, which takes keys
/// and signatures with points of small order (under such a key one signature fits any message): for
/// Ed25519 use `Ed25519Public` of this crate, which takes parts too. That of k256 refuses a high s.
#[derive(Clone)]
pub struct MultipartVerifierAdapter<K, S> {
    label: Label,
    key: K,
    signature: PhantomData<fn() -> S>,
}

/// A symmetric key, from any [`Mac`] that is made from a key (RFC 7518, section 3.2, has HMAC; this is
/// for the others).
///
/// The key is scheduled once and the state cloned for each message. Tags are compared whole and in
/// constant time; the trait's `verify_truncated_left` and `verify_truncated_right`, which take a tag of
/// one octet for the real one, are never called. A MAC that is defined with a shorter tag needs a type
/// with that output size.
///
/// What the adapter cannot know and its user must: how long a key is to be (RFC 7518 wants one as long
/// as the tag), that it is no text, such as somebody's public key in PEM, and whether `M` clears its state
/// when it is dropped. For HS256, HS384 and HS512 use `Hmac`, which sees to all of it.
///
/// ```
/// use blake2::Blake2sMac256;
/// use jose_jwa::MacAdapter;
/// use jose_jwk::Alg;
/// use jose_jws::{Sign, SigningInput, Verify};
///
/// let key = MacAdapter::<Blake2sMac256>::new(Alg::new("X-BLAKE2S"), &[7; 32])?.with_kid("mine");
/// let input = SigningInput::new(b"header.payload");
/// key.verify(input, &key.sign(input)?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MacAdapter<M> {
    label: Label,
    mac: M,
}

impl<K: Signer<S>, S> SignerAdapter<K, S> {
    /// The key under the algorithm that JOSE knows it by.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K) -> Self {
        SignerAdapter {
            label: Label::new(alg),
            key,
            signature: PhantomData,
        }
    }
}

impl<K: RandomizedSigner<S>, S, R> RandomizedSignerAdapter<K, S, R> {
    /// The key under the algorithm that JOSE knows it by, with the source of its randomness.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K, rng: fn() -> R) -> Self {
        RandomizedSignerAdapter {
            label: Label::new(alg),
            key,
            rng,
            signature: PhantomData,
        }
    }
}

impl<K: Verifier<S>, S> VerifierAdapter<K, S> {
    /// The key under the algorithm that JOSE knows it by.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K) -> Self {
        VerifierAdapter {
            label: Label::new(alg),
            key,
            signature: PhantomData,
        }
    }
}

impl<D: Update, K: DigestVerifier<D, S>, S> DigestVerifierAdapter<D, K, S> {
    /// The key under the algorithm that JOSE knows it by.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K) -> Self {
        DigestVerifierAdapter {
            label: Label::new(alg),
            key,
            scheme: PhantomData,
        }
    }
}

impl<K: MultipartSigner<S>, S> MultipartSignerAdapter<K, S> {
    /// The key under the algorithm that JOSE knows it by.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K) -> Self {
        MultipartSignerAdapter {
            label: Label::new(alg),
            key,
            signature: PhantomData,
        }
    }
}

impl<K: MultipartVerifier<S>, S> MultipartVerifierAdapter<K, S> {
    /// The key under the algorithm that JOSE knows it by.
    #[must_use]
    pub const fn new(alg: Alg<'static>, key: K) -> Self {
        MultipartVerifierAdapter {
            label: Label::new(alg),
            key,
            signature: PhantomData,
        }
    }
}

impl<M: Mac + KeyInit> MacAdapter<M> {
    /// The key from its octets, under the algorithm that JOSE knows it by. Secret.
    ///
    /// # Errors
    ///
    /// - [`LoadError::EmptySecret`]: no octets at all.
    /// - [`LoadError::Invalid`]: `M` takes no key of this length.
    pub fn new(alg: Alg<'static>, secret: &[u8]) -> Result<Self, LoadError> {
        if secret.is_empty() {
            return Err(LoadError::EmptySecret);
        }
        let mac = <M as KeyInit>::new_from_slice(secret).map_err(|_| LoadError::Invalid {
            what: "the MAC takes no key of this length",
        })?;
        Ok(MacAdapter {
            label: Label::new(alg),
            mac,
        })
    }
}

key_object!("SignerAdapter", SignerAdapter<K, S> where K: Send + Sync);
key_object!("RandomizedSignerAdapter", RandomizedSignerAdapter<K, S, R> where K: Send + Sync);
key_object!("VerifierAdapter", VerifierAdapter<K, S> where K: Send + Sync);
key_object!("DigestVerifierAdapter", DigestVerifierAdapter<D, K, S> where K: Send + Sync);
key_object!("MultipartSignerAdapter", MultipartSignerAdapter<K, S> where K: Send + Sync);
key_object!("MultipartVerifierAdapter", MultipartVerifierAdapter<K, S> where K: Send + Sync);
key_object!("MacAdapter", MacAdapter<M> where M: Send + Sync);

impl<K: Signer<S> + Send + Sync, S: SignatureEncoding> Sign for SignerAdapter<K, S> {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        // The trait's other methods panic where these return an error.
        let signature = input.with_contiguous(|message| self.key.try_sign(message));
        encoded(signature.map_err(|_| SignError::Failed)?)
    }
}

impl<K, S, R> Sign for RandomizedSignerAdapter<K, S, R>
where
    K: RandomizedSigner<S> + Send + Sync,
    S: SignatureEncoding,
    R: TryCryptoRng,
{
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        let mut rng = Watched::new((self.rng)());
        let signature =
            input.with_contiguous(|message| self.key.try_sign_with_rng(&mut rng, message));
        // Also when the key came to a signature without the randomness that it had asked for.
        if rng.failed() {
            return Err(SignError::Random);
        }
        encoded(signature.map_err(|_| SignError::Failed)?)
    }
}

impl<K: Verifier<S> + Send + Sync, S: SignatureEncoding> Verify for VerifierAdapter<K, S> {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        let signature = S::try_from(signature).map_err(|_| VerifyFailure::Invalid)?;
        input
            .with_contiguous(|message| self.key.verify(message, &signature))
            .map_err(|_| VerifyFailure::Invalid)
    }
}

impl<D, K, S> Verify for DigestVerifierAdapter<D, K, S>
where
    D: Update,
    K: DigestVerifier<D, S> + Send + Sync,
    S: SignatureEncoding,
{
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        let signature = S::try_from(signature).map_err(|_| VerifyFailure::Invalid)?;
        let message = |hash: &mut D| {
            input.parts().iter().for_each(|part| hash.update(part));
            Ok(())
        };
        self.key
            .verify_digest(message, &signature)
            .map_err(|_| VerifyFailure::Invalid)
    }
}

impl<K: MultipartSigner<S> + Send + Sync, S: SignatureEncoding> Sign
    for MultipartSignerAdapter<K, S>
{
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        let signature = self.key.try_multipart_sign(input.parts());
        encoded(signature.map_err(|_| SignError::Failed)?)
    }
}

impl<K: MultipartVerifier<S> + Send + Sync, S: SignatureEncoding> Verify
    for MultipartVerifierAdapter<K, S>
{
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        let signature = S::try_from(signature).map_err(|_| VerifyFailure::Invalid)?;
        self.key
            .multipart_verify(input.parts(), &signature)
            .map_err(|_| VerifyFailure::Invalid)
    }
}

impl<M: Mac + Clone> MacAdapter<M> {
    fn mac(&self, input: SigningInput<'_>) -> M {
        let mut mac = self.mac.clone();
        input.parts().iter().for_each(|part| mac.update(part));
        mac
    }
}

impl<M: Mac + Clone + Send + Sync> Sign for MacAdapter<M> {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        Ok(Signature::from_slice(
            &self.mac(input).finalize().into_bytes(),
        ))
    }

    fn signature_len(&self) -> Option<usize> {
        Some(M::output_size())
    }
}

impl<M: Mac + Clone + Send + Sync> Verify for MacAdapter<M> {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.mac(input)
            .verify_slice(signature)
            .map_err(|_| VerifyFailure::Invalid)
    }
}

/// `to_bytes` of the trait panics where the conversion fails.
fn encoded<S: SignatureEncoding>(signature: S) -> Result<Signature, SignError> {
    let octets: S::Repr = signature.try_into().map_err(|_| SignError::Failed)?;
    Ok(Signature::from_slice(octets.as_ref()))
}
