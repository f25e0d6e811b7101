//! Key encryption with RSAES OAEP (RFC 7518, section 4.3): RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512.

use alloc::sync::Arc;

use jose_jwe::{Cek, CekError, CekRequest, DecryptCek, EncryptCek, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, Jwk, LoadError, Material, Rsa as RsaMaterial, SecureRandom};

use super::Side;
use crate::load::{KeyRules, not_for_cek, not_for_cek_jwk};
use crate::random::System;
use crate::rsa_key::{Decrypting, Encrypting, Scheme};
use crate::sign::{Label, key_object};

/// A private RSA key for one of RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512: it decrypts.
///
/// The hash is SHA-1, SHA-256, SHA-384 or SHA-512, for the empty label and for the mask alike. SHA-1 is
/// not broken in this place. Every private operation is blinded with fresh randomness; see "Side
/// channels" on the front page for what that leaves open.
#[derive(Clone)]
pub struct RsaOaep {
    label: Label,
    key: Arc<PrivateKey>,
    random: Option<Arc<dyn SecureRandom>>,
}

/// A public RSA key for one of RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512: it encrypts.
///
/// From the random source it draws the seed, which is as long as the hash, in one call.
#[derive(Clone)]
pub struct RsaOaepPublic {
    label: Label,
    key: Arc<PublicKey>,
}

impl RsaOaep {
    /// Loads a private `RSA` key of 2048 to 8192 bits.
    ///
    /// p and q must be of about equal width: neither may have more than half of the bits of n. Missing
    /// p and q are computed from n, e and d.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use` or `alg` of the key say something else, or `key_ops` has
    ///   neither `unwrapKey` nor `decrypt`.
    /// - [`LoadError::WrongKeyType`]: another type of key.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::RsaModulusBits`], [`LoadError::RsaExponent`]: as [`RsaOaepPublic::from_components`].
    /// - [`LoadError::Invalid`], [`LoadError::Mismatch`]: the private members are no such key, or
    ///   contradict each other or n and e. Whether p and q are prime is not tested.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<RsaOaep, LoadError> {
        RsaOaep::load_with(jwk, alg, &KeyRules::default())
    }

    pub(crate) fn load_with(
        jwk: &Jwk,
        alg: Alg<'_>,
        rules: &KeyRules,
    ) -> Result<RsaOaep, LoadError> {
        Side::Recipient.permitted(jwk, alg)?;
        let (Some(scheme), Material::Rsa(rsa)) = (Scheme::oaep(alg), jwk.material()) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Ok(RsaOaep {
            label: Label::of(scheme.alg(), jwk),
            key: Arc::new(PrivateKey::new(scheme, rsa, rules)?),
            random: None,
        })
    }

    /// The same key with this source of randomness for blinding instead of the operating system's.
    ///
    /// A blinding factor is drawn until one fits the modulus; with a source that fails, or always says
    /// the same, decryption answers [`CekError::Unavailable`].
    #[must_use]
    pub fn with_random(mut self, random: Arc<dyn SecureRandom>) -> Self {
        self.random = Some(random);
        self
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> RsaOaepPublic {
        RsaOaepPublic {
            label: self.label.clone(),
            key: Arc::clone(&self.key.public),
        }
    }
}

impl RsaOaepPublic {
    /// A key from modulus and public exponent, most significant octet first.
    ///
    /// # Errors
    ///
    /// - [`LoadError::RsaModulusBits`]: fewer than 2048 bits (RFC 7518, section 4.3) or more than 8192.
    /// - [`LoadError::RsaExponent`]: even, below 65537 or above 2³³ − 1.
    /// - [`LoadError::Invalid`]: an even modulus.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of RSA-OAEP …
    ///   RSA-OAEP-512.
    pub fn from_components(alg: Alg<'_>, n: &[u8], e: &[u8]) -> Result<RsaOaepPublic, LoadError> {
        let scheme = Scheme::oaep(alg).ok_or_else(|| not_for_cek(alg, "RSA"))?;
        Ok(RsaOaepPublic {
            label: Label::new(scheme.alg()),
            key: Arc::new(PublicKey::new(scheme, n, e, &KeyRules::default())?),
        })
    }

    /// Loads an `RSA` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`RsaOaepPublic::from_components`], and [`LoadError::NotPermitted`] when `use` or `alg` of the
    /// key say something else, or `key_ops` has neither `wrapKey` nor `encrypt`.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<RsaOaepPublic, LoadError> {
        RsaOaepPublic::load_with(jwk, alg, &KeyRules::default())
    }

    pub(crate) fn load_with(
        jwk: &Jwk,
        alg: Alg<'_>,
        rules: &KeyRules,
    ) -> Result<RsaOaepPublic, LoadError> {
        Side::Sender.permitted(jwk, alg)?;
        let (Some(scheme), Material::Rsa(rsa)) = (Scheme::oaep(alg), jwk.material()) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Ok(RsaOaepPublic {
            label: Label::of(scheme.alg(), jwk),
            key: Arc::new(PublicKey::new(scheme, rsa.n(), rsa.e(), rules)?),
        })
    }

    /// This key as a JWK, with its `alg` and `kid`: what a recipient publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("RsaOaep", RsaOaep);
key_object!("RsaOaepPublic", RsaOaepPublic);

impl DecryptCek for RsaOaep {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        self.key.decrypt(request, self.random.as_deref())
    }
}

impl EncryptCek for RsaOaepPublic {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        self.key.key.encrypt(cek, random)
    }
}

/// A private key, with its public part.
pub(super) struct PrivateKey {
    key: Decrypting,
    pub(super) public: Arc<PublicKey>,
}

impl PrivateKey {
    pub(super) fn new(
        scheme: Scheme,
        material: &RsaMaterial,
        rules: &KeyRules,
    ) -> Result<Self, LoadError> {
        let key = Decrypting::new(scheme, material, rules)?;
        let public = PublicKey::of(key.encrypting())?;
        Ok(PrivateKey {
            key,
            public: Arc::new(public),
        })
    }

    pub(super) fn decrypt(
        &self,
        request: CekRequest<'_>,
        random: Option<&dyn SecureRandom>,
    ) -> Result<Cek, CekError> {
        let random = random.unwrap_or(&System);
        self.key.decrypt(request.encrypted_key(), random)
    }
}

/// A public key and how it is published.
pub(super) struct PublicKey {
    pub(super) key: Encrypting,
    pub(super) material: RsaMaterial,
}

impl PublicKey {
    pub(super) fn new(
        scheme: Scheme,
        n: &[u8],
        e: &[u8],
        rules: &KeyRules,
    ) -> Result<Self, LoadError> {
        PublicKey::of(Encrypting::new(scheme, n, e, rules)?)
    }

    fn of(key: Encrypting) -> Result<Self, LoadError> {
        let material = key.to_material()?;
        Ok(PublicKey { key, material })
    }
}
