//! AES Key Wrap (RFC 7518, section 4.4; RFC 3394): A128KW, A192KW, A256KW.

use alloc::sync::Arc;

use aes_kw::{KeyInit as _, KwAes128, KwAes192, KwAes256};
use jose_jwe::{
    Cek, CekError, CekRequest, DecryptCek, EncryptCek, EncryptCekError, EncryptedCek, EncryptedKey,
};
use jose_jwk::{Alg, Jwk, LoadError, Material, SecureRandom};

use super::{Side, exact};
use crate::load::{not_for_cek, not_for_cek_jwk};
use crate::sign::{Label, key_object};

/// A symmetric key for A128KW, A192KW or A256KW; it encrypts CEKs and decrypts them.
///
/// The key is secret: 16, 24 or 32 octets. Nothing random goes into it, so that the same CEK is encrypted
/// to the same octets.
///
/// ```
/// use jose_jwa::AesKw;
/// use jose_jwk::Alg;
///
/// # let octets_of_a_random_generator = [7; 16];
/// let key = AesKw::new(Alg::A128KW, &octets_of_a_random_generator)?.with_kid("2026-11");
/// # Ok::<(), jose_jwk::LoadError>(())
/// ```
#[derive(Clone)]
pub struct AesKw {
    label: Label,
    key: Arc<Kek>,
}

/// A key that encrypts keys, its schedule made once. The crate clears the schedule when it is dropped.
pub(crate) enum Kek {
    Aes128(KwAes128),
    Aes192(KwAes192),
    Aes256(KwAes256),
}

impl AesKw {
    /// A key from its octets: 16, 24 or 32 for A128KW, A192KW or A256KW, from a random generator and not
    /// from a password.
    ///
    /// # Errors
    ///
    /// - [`LoadError::SecretLen`]: another number of octets.
    /// - [`LoadError::WrongKeyType`], [`LoadError::Invalid`], [`LoadError::UnknownAlg`]: `alg` is none of
    ///   A128KW, A192KW, A256KW.
    pub fn new(alg: Alg<'_>, secret: &[u8]) -> Result<AesKw, LoadError> {
        let (alg, needed) = algorithm(alg).ok_or_else(|| not_for_cek(alg, "oct"))?;
        Ok(AesKw {
            label: Label::new(alg),
            key: Arc::new(Kek::for_alg(alg, secret, needed)?),
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
    /// As [`AesKw::new`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or `alg` of the key say
    /// something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<AesKw, LoadError> {
        AesKw::load_for(jwk, alg, Side::BOTH)
    }

    pub(crate) fn load_for(jwk: &Jwk, alg: Alg<'_>, sides: &[Side]) -> Result<AesKw, LoadError> {
        for side in sides {
            side.permitted(jwk, alg)?;
        }
        let (Some((alg, needed)), Material::Oct(oct)) = (algorithm(alg), jwk.material()) else {
            return Err(not_for_cek_jwk(alg, jwk));
        };
        Ok(AesKw {
            label: Label::of(alg, jwk),
            key: Arc::new(Kek::for_alg(alg, oct.k().expose_secret(), needed)?),
        })
    }
}

impl Kek {
    /// From 16, 24 or 32 octets; `None` for any other number.
    pub(crate) fn new(octets: &[u8]) -> Option<Kek> {
        match octets.len() {
            16 => KwAes128::new_from_slice(octets).ok().map(Kek::Aes128),
            24 => KwAes192::new_from_slice(octets).ok().map(Kek::Aes192),
            32 => KwAes256::new_from_slice(octets).ok().map(Kek::Aes256),
            _ => None,
        }
    }

    /// The CEK encrypted: 8 octets more than it has.
    pub(crate) fn wrap(&self, cek: &Cek) -> Result<EncryptedKey, EncryptCekError> {
        let cek = cek.expose_secret();
        let len = wrapped_len(cek.len()).ok_or(EncryptCekError::Failed)?;
        let mut wrapped = EncryptedKey::zeroed(len);
        let out = wrapped.as_mut_slice();
        let written = match self {
            Kek::Aes128(key) => key.wrap_key(cek, out),
            Kek::Aes192(key) => key.wrap_key(cek, out),
            Kek::Aes256(key) => key.wrap_key(cek, out),
        };
        written.map_err(|_| EncryptCekError::Failed)?;
        Ok(wrapped)
    }

    /// The CEK of `cek_len` octets. Both lengths are public, so that a wrong one ends it (KWR-01, KWR-02).
    pub(crate) fn unwrap(&self, encrypted_key: &[u8], cek_len: usize) -> Result<Cek, CekError> {
        if wrapped_len(cek_len) != Some(encrypted_key.len()) {
            return Err(CekError::Invalid);
        }
        let mut cek = Cek::zeroed(cek_len);
        let out = cek.expose_secret_mut();
        let unwrapped = match self {
            Kek::Aes128(key) => key.unwrap_key(encrypted_key, out),
            Kek::Aes192(key) => key.unwrap_key(encrypted_key, out),
            Kek::Aes256(key) => key.unwrap_key(encrypted_key, out),
        };
        unwrapped.map_err(|_| CekError::Invalid)?;
        Ok(cek)
    }

    fn for_alg(alg: Alg<'_>, octets: &[u8], needed: usize) -> Result<Kek, LoadError> {
        Kek::new(exact(alg, octets, needed)?).ok_or_else(|| not_for_cek(alg, "oct"))
    }
}

key_object!("AesKw", AesKw);

impl EncryptCek for AesKw {
    fn encrypt_cek(
        &self,
        cek: &Cek,
        _: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError> {
        Ok(EncryptedCek::new(&self.key.wrap(cek)?))
    }
}

impl DecryptCek for AesKw {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        self.key.unwrap(request.encrypted_key(), request.cek_len())
    }
}

fn algorithm(alg: Alg<'_>) -> Option<(Alg<'static>, usize)> {
    match alg.name() {
        "A128KW" => Some((Alg::A128KW, 16)),
        "A192KW" => Some((Alg::A192KW, 24)),
        "A256KW" => Some((Alg::A256KW, 32)),
        _ => None,
    }
}

/// At least two blocks of 64 bits, and whole ones (RFC 3394, section 2.2). The crate takes one, and none.
pub(super) fn wrapped_len(cek_len: usize) -> Option<usize> {
    if cek_len < 16 || !cek_len.is_multiple_of(8) {
        return None;
    }
    cek_len.checked_add(8)
}
