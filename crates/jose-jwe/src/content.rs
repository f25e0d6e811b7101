//! The traits of content encryption (RFC 7516, sections 5.1 and 5.2; RFC 7518, section 5).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use jose_b64::Octets;
use jose_jwk::{Enc, SecureRandom};

use crate::cek::Cek;

/// A JWE Authentication Tag; up to 32 octets, the size of A256CBC-HS512, are stored inline.
pub type Tag = Octets<32>;

/// One content encryption algorithm, an `enc`: its lengths, and how it takes a CEK.
///
/// Called by both sides, once per message: the lengths decide what is drawn, allocated and refused
/// before any key is asked. The answers must not change during the life of the object, and no length
/// may depend on anything but what is passed.
///
/// An AEAD of RustCrypto's traits becomes one through `AeadAdapter` in jose-jwa. By hand:
///
/// ```
/// use jose_jwe::{Cek, ContentEncryption, ContentError, ContentKey, Enc, Tag};
///
/// /// No encryption at all: it shows the shape only.
/// #[derive(Debug)]
/// struct Plain;
///
/// impl ContentEncryption for Plain {
///     fn enc(&self) -> Enc<'_> { Enc::new("X-PLAIN") }
///     fn cek_len(&self) -> usize { 16 }
///     fn iv_len(&self) -> usize { 12 }
///     fn tag_len(&self) -> usize { 1 }
///     fn content_key(&self, _: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
///         Ok(Box::new(Plain))
///     }
/// }
///
/// impl ContentKey for Plain {
///     fn enc(&self) -> Enc<'_> { Enc::new("X-PLAIN") }
///     fn encrypt(&self, _: &[u8], _: &[u8], _: &mut [u8], _: usize) -> Result<Tag, ContentError> {
///         Ok(Tag::from_slice(&[7]))
///     }
///     fn decrypt(&self, _: &[u8], _: &[u8], buffer: &mut [u8], tag: &[u8]) -> Result<usize, ContentError> {
///         if tag == [7] { Ok(buffer.len()) } else { Err(ContentError) }
///     }
/// }
/// ```
pub trait ContentEncryption: fmt::Debug + Send + Sync {
    /// The algorithm.
    fn enc(&self) -> Enc<'_>;

    /// Length of the Content Encryption Key in octets.
    fn cek_len(&self) -> usize;

    /// Length of the JWE Initialization Vector in octets.
    fn iv_len(&self) -> usize;

    /// Length of the JWE Authentication Tag in octets.
    fn tag_len(&self) -> usize;

    /// Length in octets of the ciphertext for a plaintext of `plaintext_len` octets; `None` where there
    /// is none. An algorithm without padding leaves this as it is.
    fn ciphertext_len(&self, plaintext_len: usize) -> Option<usize> {
        Some(plaintext_len)
    }

    /// Prepares a key of [`cek_len`](Self::cek_len) octets.
    ///
    /// # Errors
    ///
    /// [`ContentError`] for a key of another length.
    fn content_key(&self, cek: &Cek) -> Result<Box<dyn ContentKey>, ContentError>;
}

/// A content key that is ready for use: a CEK with its schedule.
///
/// Made once per message, or once for all of its life where the key is shared (`dir`). **What it is
/// given to decrypt is not authenticated**; an implementor checks the tag before it lets out a single
/// octet, compares in constant time, and says nothing about what was wrong.
pub trait ContentKey: fmt::Debug + Send + Sync {
    /// The algorithm.
    fn enc(&self) -> Enc<'_>;

    /// Encrypts in place and returns the JWE Authentication Tag.
    ///
    /// `buffer` is as long as [`ContentEncryption::ciphertext_len`] says, with the plaintext in its
    /// first `plaintext_len` octets; after that it is the ciphertext. The same `iv` is never passed
    /// twice for one key.
    ///
    /// # Errors
    ///
    /// [`ContentError`]: a length is not the algorithm's, or the device that holds the key failed. The
    /// buffer is cleared by the caller then.
    fn encrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        plaintext_len: usize,
    ) -> Result<Tag, ContentError>;

    /// Decrypts in place and returns the length of the plaintext, which then begins the buffer.
    ///
    /// `iv`, `aad`, `tag` and the ciphertext in `buffer` may have any length and any content.
    ///
    /// # Errors
    ///
    /// [`ContentError`] for everything that is not right, whatever it is: a length, the tag, padding.
    /// The buffer is cleared by the caller then.
    fn decrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8],
    ) -> Result<usize, ContentError>;
}

/// What a backend gives to both sides: content encryption algorithms by their names, and randomness
/// for content keys and initialization vectors.
///
/// ```
/// use jose_jwe::{Backend, ContentEncryption, Enc, RandomError, SecureRandom};
///
/// /// Another backend's algorithms, with the randomness of a hardware token.
/// #[derive(Debug)]
/// struct Token<B>(B);
///
/// impl<B: Backend> SecureRandom for Token<B> {
///     fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
///         # self.0.fill(out)
///         # /*
///         driver::random(out)
///         # */
///     }
/// }
///
/// impl<B: Backend> Backend for Token<B> {
///     fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption> {
///         self.0.content_encryption(enc)
///     }
/// }
/// ```
pub trait Backend: SecureRandom {
    /// The algorithm of this name, if the backend has it.
    fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption>;
}

impl<B: Backend + ?Sized> Backend for &B {
    fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption> {
        (**self).content_encryption(enc)
    }
}

/// Content was not encrypted, or not decrypted. It does not say why: whoever sends a message could
/// learn from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentError;

impl ContentError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "jwe/content"
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the content was not processed")
    }
}

impl core::error::Error for ContentError {}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<C: ContentEncryption + ?Sized> ContentEncryption for $pointer {
            fn enc(&self) -> Enc<'_> {
                (**self).enc()
            }

            fn cek_len(&self) -> usize {
                (**self).cek_len()
            }

            fn iv_len(&self) -> usize {
                (**self).iv_len()
            }

            fn tag_len(&self) -> usize {
                (**self).tag_len()
            }

            fn ciphertext_len(&self, plaintext_len: usize) -> Option<usize> {
                (**self).ciphertext_len(plaintext_len)
            }

            fn content_key(&self, cek: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
                (**self).content_key(cek)
            }
        }
    )*};
}

through_pointer!(&C, Box<C>, Arc<C>);
