//! RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 7518, sections 3.3 and 3.5): RS256, RS384, RS512, PS256, PS384, PS512.

use alloc::sync::Arc;

use jose_jwk::{Alg, Jwk, LoadError, Material, Operation, Rsa as RsaMaterial, SecureRandom};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};

use super::{Label, key_object};
use crate::load::{KeyRules, not_for_jwk};
use crate::random::System;
use crate::rsa_key::{self, Signing, Verifying};

/// A private RSA key for one of RS256 … PS512.
///
/// Every private operation is blinded with fresh randomness; a PSS salt is as long as the hash. A
/// signature has the length of the modulus.
#[derive(Clone)]
pub struct Rsa {
    label: Label,
    key: Arc<Signing>,
    public: Arc<PublicKey>,
    random: Option<Arc<dyn SecureRandom>>,
}

/// A public RSA key for one of RS256 … PS512.
#[derive(Clone)]
pub struct RsaPublic {
    label: Label,
    key: Arc<PublicKey>,
}

impl Rsa {
    /// Loads a private `RSA` key of 2048 to 8192 bits.
    ///
    /// p and q must be of about equal width: neither may have more than half of the bits of n. Missing
    /// p and q are computed from n, e and d.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::RsaModulusBits`], [`LoadError::RsaExponent`]: as [`RsaPublic::from_components`].
    /// - [`LoadError::Invalid`], [`LoadError::Mismatch`]: the private members are no such key, or
    ///   contradict each other or n and e. Whether p and q are prime is not tested.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Rsa, LoadError> {
        Rsa::load_with(jwk, alg, &KeyRules::default())
    }

    pub(crate) fn load_with(jwk: &Jwk, alg: Alg<'_>, rules: &KeyRules) -> Result<Rsa, LoadError> {
        jwk.permits(Operation::Sign, alg)?;
        let (Some(_), Material::Rsa(rsa)) = (rsa_key::scheme(alg), jwk.material()) else {
            return Err(not_for_jwk(alg, jwk));
        };
        let (alg, key) = rsa_key::signing(alg, rsa, rules)?;
        let public = PublicKey::new(key.verifying())?;
        Ok(Rsa {
            label: Label::of(alg, jwk),
            key: Arc::new(key),
            public: Arc::new(public),
            random: None,
        })
    }

    /// The same key with this source of randomness instead of the operating system's.
    ///
    /// A blinding factor is drawn until one fits the modulus; with a source that always says the same
    /// signing fails with [`SignError::Random`].
    #[must_use]
    pub fn with_random(mut self, random: Arc<dyn SecureRandom>) -> Self {
        self.random = Some(random);
        self
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> RsaPublic {
        RsaPublic {
            label: self.label.clone(),
            key: Arc::clone(&self.public),
        }
    }
}

impl RsaPublic {
    /// A key from modulus and public exponent, most significant octet first.
    ///
    /// # Errors
    ///
    /// - [`LoadError::RsaModulusBits`]: fewer than 2048 bits (RFC 7518, section 3.3) or more than 8192.
    /// - [`LoadError::RsaExponent`]: even, below 65537 or above 2³³ − 1.
    /// - [`LoadError::Invalid`]: an even modulus.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of RS256 … PS512.
    pub fn from_components(alg: Alg<'_>, n: &[u8], e: &[u8]) -> Result<RsaPublic, LoadError> {
        let (alg, key) = rsa_key::verifying(alg, n, e, &KeyRules::default())?;
        Ok(RsaPublic {
            label: Label::new(alg),
            key: Arc::new(PublicKey::new(key)?),
        })
    }

    /// Loads an `RSA` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`RsaPublic::from_components`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or
    /// `alg` of the key say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<RsaPublic, LoadError> {
        RsaPublic::load_with(jwk, alg, &KeyRules::default())
    }

    pub(crate) fn load_with(
        jwk: &Jwk,
        alg: Alg<'_>,
        rules: &KeyRules,
    ) -> Result<RsaPublic, LoadError> {
        jwk.permits(Operation::Verify, alg)?;
        let (Some(_), Material::Rsa(rsa)) = (rsa_key::scheme(alg), jwk.material()) else {
            return Err(not_for_jwk(alg, jwk));
        };
        let (alg, key) = rsa_key::verifying(alg, rsa.n(), rsa.e(), rules)?;
        Ok(RsaPublic {
            label: Label::of(alg, jwk),
            key: Arc::new(PublicKey::new(key)?),
        })
    }

    /// This key as a JWK, with its `alg` and `kid`: what an issuer publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("Rsa", Rsa);
key_object!("RsaPublic", RsaPublic);

impl Sign for Rsa {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        match &self.random {
            Some(random) => self.key.sign(input, &**random),
            None => self.key.sign(input, &System),
        }
    }

    fn signature_len(&self) -> Option<usize> {
        Some(self.key.signature_len())
    }
}

impl Verify for Rsa {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.public.key.verify(input, signature)
    }
}

impl Verify for RsaPublic {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.key.key.verify(input, signature)
    }
}

/// A public key and how it is published.
struct PublicKey {
    key: Verifying,
    material: RsaMaterial,
}

impl PublicKey {
    fn new(key: Verifying) -> Result<Self, LoadError> {
        let material = key.to_material()?;
        Ok(PublicKey { key, material })
    }
}
