//! Key encryption with RSAES-PKCS1-v1_5 (RFC 7518, section 4.2): RSA1_5.

use alloc::sync::Arc;

use jose_jwe::{Cek, CekError, CekRequest, DecryptCek, EncryptCek, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, Jwk, LoadError, Material, SecureRandom};

use super::Side;
use super::rsa_oaep::{PrivateKey, PublicKey};
use crate::load::{KeyRules, not_for_cek_jwk};
use crate::rsa_key::Scheme;
use crate::sign::{Label, key_object};

/// A private RSA key for RSA1_5: it decrypts messages of senders who have nothing better.
///
/// Whether the padding of an encrypted key is right lets whoever can ask often enough decrypt without
/// the key (RFC 3218). Nothing here tells: wrong padding yields a key that looks random, and the content
/// does not decrypt with it. The time it takes may still tell (RUSTSEC-2023-0071). It is therefore
/// never loaded by [`RustCrypto`](crate::RustCrypto); whoever needs it makes it here.
#[derive(Clone)]
pub struct Rsa1_5 {
    label: Label,
    key: Arc<PrivateKey>,
    random: Option<Arc<dyn SecureRandom>>,
}

/// A public RSA key for RSA1_5: it encrypts, for recipients who have nothing better.
///
/// From the random source it draws the padding in one call, and again one octet for each that was zero.
#[derive(Clone)]
pub struct Rsa1_5Public {
    label: Label,
    key: Arc<PublicKey>,
}

impl Rsa1_5 {
    /// Loads a private `RSA` key of 2048 to 8192 bits.
    ///
    /// # Errors
    ///
    /// As [`RsaOaep::load`](crate::RsaOaep::load).
    pub fn load(jwk: &Jwk) -> Result<Rsa1_5, LoadError> {
        Side::Recipient.permitted(jwk, Alg::RSA1_5)?;
        let Material::Rsa(rsa) = jwk.material() else {
            return Err(not_for_cek_jwk(Alg::RSA1_5, jwk));
        };
        let key = PrivateKey::new(Scheme::Pkcs1v15, rsa, &KeyRules::default())?;
        Ok(Rsa1_5 {
            label: Label::of(Alg::RSA1_5, jwk),
            key: Arc::new(key),
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
    pub fn public(&self) -> Rsa1_5Public {
        Rsa1_5Public {
            label: self.label.clone(),
            key: Arc::clone(&self.key.public),
        }
    }
}

impl Rsa1_5Public {
    /// Loads an `RSA` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`RsaOaepPublic::load`](crate::RsaOaepPublic::load).
    pub fn load(jwk: &Jwk) -> Result<Rsa1_5Public, LoadError> {
        Side::Sender.permitted(jwk, Alg::RSA1_5)?;
        let Material::Rsa(rsa) = jwk.material() else {
            return Err(not_for_cek_jwk(Alg::RSA1_5, jwk));
        };
        let key = PublicKey::new(Scheme::Pkcs1v15, rsa.n(), rsa.e(), &KeyRules::default())?;
        Ok(Rsa1_5Public {
            label: Label::of(Alg::RSA1_5, jwk),
            key: Arc::new(key),
        })
    }

    /// This key as a JWK, with its `alg` and `kid`: what a recipient publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("Rsa1_5", Rsa1_5);
key_object!("Rsa1_5Public", Rsa1_5Public);

impl DecryptCek for Rsa1_5 {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        self.key.decrypt(request, self.random.as_deref())
    }
}

impl EncryptCek for Rsa1_5Public {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        self.key.key.encrypt(cek, random)
    }
}
