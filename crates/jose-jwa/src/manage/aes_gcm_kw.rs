//! Key encryption with AES GCM (RFC 7518, section 4.7): A128GCMKW, A192GCMKW, A256GCMKW.

use alloc::boxed::Box;
use alloc::sync::Arc;

use jose_jwe::b64::encode;
use jose_jwe::{
    Cek, CekError, CekRequest, ContentKey, DecryptCek, EncryptCek, EncryptCekError, EncryptedCek,
    ObjectWriter,
};
use jose_jwk::{Alg, Enc, Jwk, LoadError, Material, SecureRandom};

use super::{Side, exact};
use crate::content::content_encryption;
use crate::load::{not_for_cek, not_for_cek_jwk};
use crate::sign::{Label, key_object};

/// A symmetric key for A128GCMKW, A192GCMKW or A256GCMKW; it encrypts CEKs and decrypts them.
///
/// The key is secret: 16, 24 or 32 octets. Each CEK is encrypted with an initialization vector of its
/// own, 12 octets from the sender's source of randomness; the header says it in `iv`, and the
/// authentication tag in `tag`. The vectors are so short that one key should encrypt no more than 2³² CEKs
/// (RFC 7518, section 8.4).
///
/// ```
/// use jose_jwa::AesGcmKw;
/// use jose_jwk::Alg;
///
/// # let octets_of_a_random_generator = [7; 32];
/// let key = AesGcmKw::new(Alg::A256GCMKW, &octets_of_a_random_generator)?.with_kid("2026-11");
/// # Ok::<(), jose_jwk::LoadError>(())
/// ```
#[derive(Clone)]
pub struct AesGcmKw {
    label: Label,
    key: Arc<dyn ContentKey>,
}

impl AesGcmKw {
    /// A key from its octets: 16, 24 or 32 for A128GCMKW, A192GCMKW or A256GCMKW, from a random generator
    /// and not from a password.
    ///
    /// # Errors
    ///
    /// - [`LoadError::SecretLen`]: another number of octets.
    /// - [`LoadError::WrongKeyType`], [`LoadError::Invalid`], [`LoadError::UnknownAlg`]: `alg` is none of
    ///   A128GCMKW, A192GCMKW, A256GCMKW.
    pub fn new(alg: Alg<'_>, secret: &[u8]) -> Result<AesGcmKw, LoadError> {
        let algorithm = algorithm(alg).ok_or_else(|| not_for_cek(alg, "oct"))?;
        Ok(AesGcmKw {
            label: Label::new(algorithm.alg),
            key: algorithm.prepare(secret)?.into(),
        })
    }

    /// Loads an `oct` key.
    ///
    /// The result encrypts and decrypts, so the JWK must permit both: `wrapKey` or `encrypt`, and
    /// `unwrapKey` or `decrypt`. A key whose `key_ops` names one side only is loaded by
    /// [`RustCrypto`](crate::RustCrypto) for that one.
    ///
    /// # Errors
    ///
    /// As [`AesGcmKw::new`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or `alg` of the key say
    /// something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<AesGcmKw, LoadError> {
        AesGcmKw::load_for(jwk, alg, Side::BOTH)
    }

    pub(crate) fn load_for(jwk: &Jwk, alg: Alg<'_>, sides: &[Side]) -> Result<AesGcmKw, LoadError> {
        for side in sides {
            side.permitted(jwk, alg)?;
        }
        let (Some(algorithm), Material::Oct(oct)) = (algorithm(alg), jwk.material()) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Ok(AesGcmKw {
            label: Label::of(algorithm.alg, jwk),
            key: algorithm.prepare(oct.k().expose_secret())?.into(),
        })
    }
}

key_object!("AesGcmKw", AesGcmKw);

impl EncryptCek for AesGcmKw {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        let mut iv = [0; IV_LEN];
        random.fill(&mut iv)?;
        let mut buffer = Cek::from_slice(cek.expose_secret());
        let tag = self
            .key
            .encrypt(&iv, &[], buffer.expose_secret_mut(), cek.len())
            .map_err(|_| EncryptCekError::Failed)?;
        // In the order in which RFC 7520 prints them.
        let mut parameters = ObjectWriter::new();
        parameters
            .string("tag", &encode(&tag))
            .string("iv", &encode(iv));
        Ok(EncryptedCek::with_parameters(
            buffer.expose_secret(),
            parameters,
        ))
    }
}

impl DecryptCek for AesGcmKw {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        let iv = request.octets("iv")?.ok_or(CekError::Invalid)?;
        let tag = request.octets("tag")?.ok_or(CekError::Invalid)?;
        // GCM-04. The length is public, and a CEK of another one is no CEK.
        if request.encrypted_key().len() != request.cek_len() {
            return Err(CekError::Invalid);
        }
        let mut cek = Cek::from_slice(request.encrypted_key());
        let decrypted = self.key.decrypt(&iv, &[], cek.expose_secret_mut(), &tag);
        decrypted.map_err(|_| CekError::Invalid)?;
        Ok(cek)
    }
}

const IV_LEN: usize = 12;

/// AES GCM is the same for a key as for content.
struct Algorithm {
    alg: Alg<'static>,
    gcm: Enc<'static>,
    key_len: usize,
}

impl Algorithm {
    fn prepare(&self, secret: &[u8]) -> Result<Box<dyn ContentKey>, LoadError> {
        let key = Cek::from_slice(exact(self.alg, secret, self.key_len)?);
        let prepared = content_encryption(self.gcm).and_then(|gcm| gcm.content_key(&key).ok());
        prepared.ok_or_else(|| not_for_cek(self.alg, "oct"))
    }
}

fn algorithm(alg: Alg<'_>) -> Option<Algorithm> {
    let (alg, gcm, key_len) = match alg.name() {
        "A128GCMKW" => (Alg::A128GCMKW, Enc::A128GCM, 16),
        "A192GCMKW" => (Alg::A192GCMKW, Enc::A192GCM, 24),
        "A256GCMKW" => (Alg::A256GCMKW, Enc::A256GCM, 32),
        _ => return None,
    };
    Some(Algorithm { alg, gcm, key_len })
}
