//! The traits of keys that encrypt, agree on and decrypt a CEK (RFC 7516, sections 5.1 and 5.2; RFC 7518, section 4).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use jose_jwk::{Alg, Enc, Jwk, Key, LoadError, SecureRandom};

use crate::cek::Cek;
use crate::cek_error::{CekError, EncryptCekError};
use crate::cek_request::CekRequest;
use crate::content::ContentKey;
use crate::encrypted_cek::{AgreedCek, EncryptedCek};

/// A key that encrypts the CEK for one recipient, of whom there may be any number.
///
/// Called by the sender, once per message and recipient. The result goes into the message as it is:
/// the JWE Encrypted Key, and the header parameters that the recipient needs to undo it.
///
/// An implementor draws what it needs afresh each time, from `random` only, and keeps nothing of the
/// CEK. A key that answers over the network belongs between `Encrypt::prepare`
/// and the recipient's call, where the caller can await it.
///
/// ```
/// use jose_jwe::{Alg, Cek, EncryptCek, EncryptCekError, EncryptedCek, Key, SecureRandom};
///
/// /// The CEK with its octets turned over, not encryption: it shows the shape only.
/// #[derive(Debug)]
/// struct Turned;
///
/// impl Key for Turned {
///     fn alg(&self) -> Alg<'_> { Alg::new("X-TURNED") }
/// }
///
/// impl EncryptCek for Turned {
///     fn encrypt_cek(&self, cek: &Cek, _: &dyn SecureRandom) -> Result<EncryptedCek, EncryptCekError> {
///         let turned: Vec<u8> = cek.expose_secret().iter().rev().copied().collect();
///         Ok(EncryptedCek::new(&turned))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not encrypt a content encryption key by itself",
    note = "a private key encrypts by its public part (`public()`), a `Jwk` is loaded first; a key that *is* the CEK or agrees on it (`dir`, ECDH-ES) goes to `Encrypt::direct`; one that is somewhere else takes two phases: `prepare`, then `attach`"
)]
pub trait EncryptCek: Key {
    /// Encrypts the CEK.
    ///
    /// # Errors
    ///
    /// [`EncryptCekError`] when the random source or the device that holds the key fails.
    fn encrypt_cek(
        &self,
        cek: &Cek,
        random: &dyn SecureRandom,
    ) -> Result<EncryptedCek, EncryptCekError>;
}

/// A key that *is* the CEK (`dir`) or agrees on it with the recipient (ECDH-ES): a message encrypted
/// with it has exactly one recipient, and no encrypted key.
///
/// Called by the sender, once per message.
///
/// ```
/// use jose_jwe::{AgreedCek, Alg, Cek, DirectCek, Enc, EncryptCekError, Key, SecureRandom};
///
/// /// A key of zeros that everybody knows: it shows the shape only.
/// #[derive(Debug)]
/// struct Known;
///
/// impl Key for Known {
///     fn alg(&self) -> Alg<'_> { Alg::new("X-KNOWN") }
/// }
///
/// impl DirectCek for Known {
///     fn agree(&self, _: Enc<'_>, cek_len: usize, _: &dyn SecureRandom) -> Result<AgreedCek, EncryptCekError> {
///         Ok(AgreedCek::new(Cek::zeroed(cek_len)))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` neither is a content encryption key nor agrees on one",
    note = "a key that encrypts the CEK for its recipient goes to `Encrypt::to`"
)]
pub trait DirectCek: Key {
    /// The CEK for one message: `cek_len` octets, for this `enc`.
    ///
    /// # Errors
    ///
    /// [`EncryptCekError`] when the key cannot be used with this `enc`, or the random source fails.
    fn agree(
        &self,
        enc: Enc<'_>,
        cek_len: usize,
        random: &dyn SecureRandom,
    ) -> Result<AgreedCek, EncryptCekError>;

    /// The key itself, prepared once, where it *is* the CEK: it says the one `enc` it is for, and
    /// [`agree`](Self::agree) is not called.
    fn content_key(&self) -> Option<&dyn ContentKey> {
        None
    }
}

/// A key that finds the CEK of a message: the counterpart of both [`EncryptCek`] and [`DirectCek`].
///
/// Called by the recipient after selection: the header's `alg` equals [`Key::alg`], its `kid` fits.
/// **Nothing in the request is authenticated at that moment**, and the encrypted key may have any
/// length and any content. An implementor answers [`CekError::Invalid`] to everything that is not right,
/// whatever it is; what becomes of that is decided in one place, which is not here: an implementor
/// must not return early where its algorithm has a secret to lose, and never makes up a key of its own.
///
/// A key that answers over the network belongs between the two phases of decryption, where the caller
/// can await it.
///
/// ```
/// use jose_jwe::{Alg, Cek, CekError, CekRequest, DecryptCek, Key};
///
/// /// The CEK with its octets turned over, not encryption: it shows the shape only.
/// #[derive(Debug)]
/// struct Turned;
///
/// impl Key for Turned {
///     fn alg(&self) -> Alg<'_> { Alg::new("X-TURNED") }
/// }
///
/// impl DecryptCek for Turned {
///     fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
///         let turned: Vec<u8> = request.encrypted_key().iter().rev().copied().collect();
///         Ok(Cek::from_slice(&turned))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not decrypt by itself",
    note = "a key that is somewhere else takes two phases: `open(..)?.pending(&key)`, then `finish(answer)`"
)]
pub trait DecryptCek: Key {
    /// Finds the CEK.
    ///
    /// # Errors
    ///
    /// [`CekError::Invalid`] for every request that has no CEK for this key, whatever is wrong with it;
    /// [`CekError::Unavailable`] only when the device that holds the key could not be asked.
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError>;

    /// The key itself, prepared once, where it *is* the CEK (`dir`): it says the one `enc` it is for, and
    /// [`decrypt_cek`](Self::decrypt_cek) is not called. A key for `dir` without it lets a message choose among
    /// the `enc` that the recipient accepts (RFC 8725, section 3.1).
    fn content_key(&self) -> Option<&dyn ContentKey> {
        None
    }
}

/// Makes keys that encrypt out of [`Jwk`]s: what a backend does.
///
/// Called once per key, when keys are loaded, never per message. It must refuse a key whose own
/// `alg`, `use` or `key_ops` does not permit it ([`Jwk::permits`]), and material that its algorithm
/// would not be safe with. Of a private key it uses the public part and drops the rest.
pub trait LoadEncrypt: fmt::Debug + Send + Sync {
    /// Loads a key that encrypts the CEK.
    ///
    /// # Errors
    ///
    /// [`LoadError`] says what about the key or the algorithm does not fit.
    fn load_encrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn EncryptCek>, LoadError>;

    /// Loads a key that is the CEK, or agrees on it. One for `dir` names the `enc` it is for in its
    /// own `alg`.
    ///
    /// # Errors
    ///
    /// As [`load_encrypt`](Self::load_encrypt).
    fn load_direct(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DirectCek>, LoadError>;
}

/// Makes keys that decrypt out of [`Jwk`]s: what a backend does. As [`LoadEncrypt`], with private and
/// symmetric keys.
pub trait LoadDecrypt: fmt::Debug + Send + Sync {
    /// Loads a key that decrypts, for any mode. One for `dir` names the `enc` it is for in its own
    /// `alg`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] says what about the key or the algorithm does not fit.
    fn load_decrypt(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn DecryptCek>, LoadError>;
}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<K: EncryptCek + ?Sized> EncryptCek for $pointer {
            fn encrypt_cek(&self, cek: &Cek, random: &dyn SecureRandom) -> Result<EncryptedCek, EncryptCekError> {
                (**self).encrypt_cek(cek, random)
            }
        }

        impl<K: DirectCek + ?Sized> DirectCek for $pointer {
            fn agree(&self, enc: Enc<'_>, cek_len: usize, random: &dyn SecureRandom) -> Result<AgreedCek, EncryptCekError> {
                (**self).agree(enc, cek_len, random)
            }

            fn content_key(&self) -> Option<&dyn ContentKey> {
                (**self).content_key()
            }
        }

        impl<K: DecryptCek + ?Sized> DecryptCek for $pointer {
            fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
                (**self).decrypt_cek(request)
            }

            fn content_key(&self) -> Option<&dyn ContentKey> {
                (**self).content_key()
            }
        }
    )*};
}

through_pointer!(&K, Box<K>, Arc<K>);
