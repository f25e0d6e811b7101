//! The sender's side of ECDH-ES (RFC 7518, section 4.6).

use alloc::sync::Arc;

use jose_b64::{ObjectWriter, encode};
use jose_jwe::{AgreedCek, Cek, DirectCek, EncryptCek, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, Enc, Jwk, LoadError, Material, SecureRandom};

use super::curve::{Public, SharedSecret};
use super::{Derived, derived, epk, not_on_curve, permitted};
use crate::load::not_for_cek_jwk;
use crate::manage::concat_kdf::concat_kdf;
use crate::sign::{Label, key_object};

/// A recipient's public key for ECDH-ES: the CEK is agreed on with it.
///
/// A message has this one recipient. The curve is P-256, P-384, P-521, X25519 or, with the feature
/// `x448`, X448. From the random source it draws the ephemeral private key, as many octets as the field
/// has, and again where they are no such key.
#[derive(Clone)]
pub struct EcdhEsPublic {
    label: Label,
    recipient: Recipient,
}

/// A recipient's public key for ECDH-ES+A128KW, ECDH-ES+A192KW or ECDH-ES+A256KW: the CEK is encrypted
/// with a key that is agreed on with it.
///
/// Curves and randomness are those of [`EcdhEsPublic`]; every message, and every recipient of a message,
/// gets an ephemeral key of its own.
#[derive(Clone)]
pub struct EcdhEsKwPublic {
    label: Label,
    recipient: Recipient,
    kek: Derived,
}

impl EcdhEsPublic {
    /// Loads an `EC` or `OKP` key. Of a private key it uses the public part.
    ///
    /// WebCrypto exports the public key of an agreement with empty `key_ops`, which permits nothing. Who
    /// knows where the key comes from says what it is for: `jwk.with_key_ops([KeyOp::Known(Operation::DeriveBits)])`.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use` or `alg` of the key say something else, or `key_ops` has
    ///   neither `deriveKey` nor `deriveBits`.
    /// - [`LoadError::WrongKeyType`]: another type of key, or a curve for something else.
    /// - [`LoadError::FeatureOff`]: the key is on X448 and that was compiled out.
    /// - [`LoadError::Invalid`]: no point on the curve, or one of small order, with which every secret
    ///   is zero.
    pub fn load(jwk: &Jwk) -> Result<EcdhEsPublic, LoadError> {
        Ok(EcdhEsPublic {
            recipient: Recipient::load(jwk, Alg::ECDH_ES)?,
            label: Label::of(Alg::ECDH_ES, jwk),
        })
    }

    /// The same key with what sender and recipient say about themselves: `apu` and `apv`, any octets
    /// (RFC 7518, sections 4.6.1.2 and 4.6.1.3). They go into the derivation and into the header, where
    /// everybody can read them; nothing is written of empty ones.
    #[must_use]
    pub fn with_party_info(mut self, apu: &[u8], apv: &[u8]) -> Self {
        self.recipient.party_info = PartyInfo::new(apu, apv);
        self
    }

    /// This key as a JWK, with its `alg` and `kid`: what a recipient publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.recipient.key.material.clone())
    }
}

impl EcdhEsKwPublic {
    /// Loads an `EC` or `OKP` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`EcdhEsPublic::load`], and [`LoadError::WrongKeyType`], [`LoadError::Invalid`] or
    /// [`LoadError::UnknownAlg`] when `alg` is none of ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<EcdhEsKwPublic, LoadError> {
        let Some((alg, Some(kek))) = derived(alg) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Ok(EcdhEsKwPublic {
            recipient: Recipient::load(jwk, alg)?,
            label: Label::of(alg, jwk),
            kek,
        })
    }

    /// As [`EcdhEsPublic::with_party_info`].
    #[must_use]
    pub fn with_party_info(mut self, apu: &[u8], apv: &[u8]) -> Self {
        self.recipient.party_info = PartyInfo::new(apu, apv);
        self
    }

    /// This key as a JWK, with its `alg` and `kid`: what a recipient publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.recipient.key.material.clone())
    }
}

key_object!("EcdhEsPublic", EcdhEsPublic);
key_object!("EcdhEsKwPublic", EcdhEsKwPublic);

impl DirectCek for EcdhEsPublic {
    fn agree(
        &self,
        enc: Enc<'_>,
        cek_len: usize,
        random: &dyn SecureRandom,
    ) -> Result<AgreedCek, EncryptCekError> {
        let (header, z) = self.recipient.agree(random)?;
        let mut cek = Cek::zeroed(cek_len);
        let party = &self.recipient.party_info;
        concat_kdf(
            &z,
            enc.name(),
            &party.apu,
            &party.apv,
            cek.expose_secret_mut(),
        )
        .ok_or(EncryptCekError::Failed)?;
        Ok(AgreedCek::with_parameters(cek, header))
    }
}

impl EncryptCek for EcdhEsKwPublic {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        let (header, z) = self.recipient.agree(random)?;
        let party = &self.recipient.party_info;
        let kek = self
            .kek
            .derive(&z, &party.apu, &party.apv)
            .ok_or(EncryptCekError::Failed)?;
        Ok(EncryptedCek::with_parameters(&kek.wrap(cek)?, header))
    }
}

#[derive(Clone)]
struct Recipient {
    key: Arc<PublicKey>,
    party_info: PartyInfo,
}

/// A public key and how it is published.
struct PublicKey {
    key: Public,
    material: Material,
}

/// Empty where nothing is said.
#[derive(Clone)]
struct PartyInfo {
    apu: Arc<[u8]>,
    apv: Arc<[u8]>,
}

impl Recipient {
    fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Recipient, LoadError> {
        permitted(jwk, alg)?;
        let key = Public::new(jwk.material()).ok_or_else(|| not_on_curve(alg, jwk))??;
        let material = key.to_material()?;
        Ok(Recipient {
            key: Arc::new(PublicKey { key, material }),
            party_info: PartyInfo::new(&[], &[]),
        })
    }

    /// The header parameters in the order in which RFC 7518, appendix C has them, and Z.
    fn agree(
        &self,
        random: &dyn SecureRandom,
    ) -> Result<(ObjectWriter, SharedSecret), EncryptCekError> {
        let (ephemeral, z) = self.key.key.agree(random)?;
        let mut header = ObjectWriter::new();
        epk::write(&mut header, ephemeral)?;
        let PartyInfo { apu, apv } = &self.party_info;
        for (name, octets) in [("apu", apu), ("apv", apv)] {
            if !octets.is_empty() {
                header.string(name, &encode(octets));
            }
        }
        Ok((header, z))
    }
}

impl PartyInfo {
    fn new(apu: &[u8], apv: &[u8]) -> Self {
        PartyInfo {
            apu: apu.into(),
            apv: apv.into(),
        }
    }
}
