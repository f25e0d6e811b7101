//! Direct encryption with a shared symmetric key (RFC 7518, section 4.5): `dir`.

use alloc::boxed::Box;
use alloc::sync::Arc;

use jose_jwe::{
    AgreedCek, Cek, CekError, CekRequest, ContentEncryption, ContentKey, DecryptCek, DirectCek,
    EncryptCekError,
};
use jose_jwk::{Alg, Enc, Jwk, LoadError, Material, NotPermitted, SecureRandom};

use super::Side;
use crate::content::content_encryption;
use crate::load::not_for_cek_jwk;
use crate::sign::{Label, key_object};

/// A symmetric key that *is* the CEK of every message, for one `enc`; it encrypts and decrypts.
///
/// The key is secret, and prepared for its content encryption once. Every message draws an
/// initialization vector of its own; those of AES GCM are so short that one key should encrypt no more
/// than 2³² messages (RFC 7518, section 8.4).
///
/// ```
/// use jose_jwa::Dir;
/// use jose_jwk::Enc;
///
/// # let octets_of_a_random_generator = [7; 32];
/// let key = Dir::new(Enc::A256GCM, &octets_of_a_random_generator)?.with_kid("2026-11");
/// # Ok::<(), jose_jwk::LoadError>(())
/// ```
#[derive(Clone)]
pub struct Dir {
    label: Label,
    key: Arc<Prepared>,
}

struct Prepared {
    /// For callers of `agree` or `decrypt_cek` instead of `content_key`.
    cek: Cek,
    content: Box<dyn ContentKey>,
}

impl Dir {
    /// A key from its octets: as many as the content encryption wants, from a random generator and not
    /// from a password.
    ///
    /// # Errors
    ///
    /// - [`LoadError::SecretLen`]: another number of octets (JWE-10).
    /// - [`LoadError::UnknownAlg`]: this backend has no such `enc`; it may still be brought
    ///   [from outside](Self::with_cipher).
    pub fn new(enc: Enc<'_>, secret: &[u8]) -> Result<Dir, LoadError> {
        Dir::with_cipher(cipher(enc)?, secret)
    }

    /// A key for a content encryption from outside.
    ///
    /// # Errors
    ///
    /// - [`LoadError::SecretLen`]: another number of octets than [`ContentEncryption::cek_len`] says.
    /// - [`LoadError::Invalid`]: the content encryption refuses the key.
    pub fn with_cipher(cipher: &dyn ContentEncryption, secret: &[u8]) -> Result<Dir, LoadError> {
        Ok(Dir {
            label: Label::new(Alg::DIR),
            key: Arc::new(Prepared::new(cipher, secret)?),
        })
    }

    /// Loads an `oct` key for this `enc`.
    ///
    /// The result encrypts and decrypts, so the JWK must permit both. Its own `alg` may say `dir`, or
    /// the `enc` (RFC 7520, section 5.6).
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key.
    /// - [`LoadError::SecretLen`], [`LoadError::UnknownAlg`]: as [`Dir::new`].
    pub fn load(jwk: &Jwk, enc: Enc<'_>) -> Result<Dir, LoadError> {
        Dir::load_for(jwk, enc, Side::BOTH)
    }

    pub(crate) fn load_for(jwk: &Jwk, enc: Enc<'_>, sides: &[Side]) -> Result<Dir, LoadError> {
        for side in sides {
            side.permitted_dir(jwk)?;
        }
        // The JWK permits `dir` when it names any enc; it is this one or the key is for another.
        let own = jwk.alg().map_or(enc.name(), Alg::name);
        if own != enc.name() && own != Alg::DIR.name() {
            return Err(LoadError::NotPermitted(NotPermitted::Alg {
                found: own.into(),
                asked: enc.name().into(),
            }));
        }
        let Material::Oct(oct) = jwk.material() else {
            return Err(not_for_cek_jwk(Alg::DIR, jwk));
        };
        Ok(Dir {
            label: Label::of(Alg::DIR, jwk),
            key: Arc::new(Prepared::new(cipher(enc)?, oct.k().expose_secret())?),
        })
    }

    /// The content encryption that the key is for.
    #[must_use]
    pub fn enc(&self) -> Enc<'_> {
        self.key.content.enc()
    }
}

impl Prepared {
    fn new(cipher: &dyn ContentEncryption, secret: &[u8]) -> Result<Prepared, LoadError> {
        if secret.len() != cipher.cek_len() {
            return Err(LoadError::SecretLen {
                alg: cipher.enc().name().into(),
                len: secret.len(),
                needed: cipher.cek_len(),
            });
        }
        let cek = Cek::from_slice(secret);
        let content = cipher.content_key(&cek).map_err(|_| LoadError::Invalid {
            what: "the content encryption refuses the key",
        })?;
        Ok(Prepared { cek, content })
    }

    fn cek_for(&self, enc: Enc<'_>, cek_len: usize) -> Option<Cek> {
        let fits = enc == self.content.enc() && cek_len == self.cek.len();
        fits.then(|| Cek::from_slice(self.cek.expose_secret()))
    }
}

key_object!("Dir", Dir);

impl DirectCek for Dir {
    fn agree(
        &self,
        enc: Enc<'_>,
        cek_len: usize,
        _: &dyn SecureRandom,
    ) -> Result<AgreedCek, EncryptCekError> {
        let cek = self.key.cek_for(enc, cek_len);
        cek.map(AgreedCek::new).ok_or(EncryptCekError::Failed)
    }

    fn content_key(&self) -> Option<&dyn ContentKey> {
        Some(&*self.key.content)
    }
}

impl DecryptCek for Dir {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        let cek = self.key.cek_for(request.enc(), request.cek_len());
        // RFC 7516, section 5.2, step 10: the encrypted key must be empty.
        cek.filter(|_| request.encrypted_key().is_empty())
            .ok_or(CekError::Invalid)
    }

    fn content_key(&self) -> Option<&dyn ContentKey> {
        Some(&*self.key.content)
    }
}

fn cipher(enc: Enc<'_>) -> Result<&'static dyn ContentEncryption, LoadError> {
    content_encryption(enc).ok_or_else(|| LoadError::UnknownAlg {
        alg: enc.name().into(),
    })
}
