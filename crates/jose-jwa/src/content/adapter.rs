//! Any AEAD that has RustCrypto's `aead` traits, as content encryption (RFC 7518, section 7.1: the registry is open).

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;

use aead::array::typenum::Unsigned as _;
use aead::{AeadCore, AeadInOut, KeyInit, KeySizeUser};
use jose_jwe::{Cek, ContentEncryption, ContentError, ContentKey, Tag};
use jose_jwk::Enc;

/// Content encryption, from an AEAD `A` under the name that messages know it by.
///
/// Lengths of key, initialization vector and tag are those of the type, and nothing of another length is
/// accepted. Plaintext and ciphertext have the same length.
///
/// The traits are those of `aead` 0.6, which is [`jose_jwa::aead`](crate::aead). What the adapter cannot know
/// and its user must: whether `A` clears its key when it is dropped, how many messages one key may encrypt
/// with initialization vectors that are drawn at random, and that it compares tags in constant time and
/// lets out nothing before.
///
/// ```
/// use chacha20poly1305::XChaCha20Poly1305;
/// use jose_jwa::AeadAdapter;
/// use jose_jwe::{Cek, ContentEncryption};
/// use jose_jwk::Enc;
///
/// let cipher = AeadAdapter::<XChaCha20Poly1305>::new(Enc::new("X-XC20P"));
/// assert_eq!((cipher.cek_len(), cipher.iv_len(), cipher.tag_len()), (32, 24, 16));
/// let key = cipher.content_key(&Cek::from_slice(&[7; 32]))?;
/// # Ok::<(), jose_jwe::ContentError>(())
/// ```
pub struct AeadAdapter<A> {
    enc: Enc<'static>,
    aead: PhantomData<fn() -> A>,
}

struct AeadKey<A> {
    enc: Enc<'static>,
    aead: A,
}

impl<A: AeadInOut + KeyInit> AeadAdapter<A> {
    /// The AEAD under this name.
    #[must_use]
    pub const fn new(enc: Enc<'static>) -> Self {
        AeadAdapter {
            enc,
            aead: PhantomData,
        }
    }
}

impl<A> Clone for AeadAdapter<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for AeadAdapter<A> {}

impl<A> fmt::Debug for AeadAdapter<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AeadAdapter").field(&self.enc).finish()
    }
}

impl<A: AeadInOut + KeyInit + Send + Sync + 'static> ContentEncryption for AeadAdapter<A> {
    fn enc(&self) -> Enc<'_> {
        self.enc
    }

    fn cek_len(&self) -> usize {
        <A as KeySizeUser>::KeySize::USIZE
    }

    fn iv_len(&self) -> usize {
        <A as AeadCore>::NonceSize::USIZE
    }

    fn tag_len(&self) -> usize {
        <A as AeadCore>::TagSize::USIZE
    }

    fn content_key(&self, cek: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
        let aead = A::new_from_slice(cek.expose_secret()).map_err(|_| ContentError)?;
        Ok(Box::new(AeadKey {
            enc: self.enc,
            aead,
        }))
    }
}

impl<A: AeadInOut + Send + Sync> ContentKey for AeadKey<A> {
    fn enc(&self) -> Enc<'_> {
        self.enc
    }

    fn encrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        plaintext_len: usize,
    ) -> Result<Tag, ContentError> {
        if buffer.len() != plaintext_len {
            return Err(ContentError);
        }
        let iv = iv.try_into().map_err(|_| ContentError)?;
        let tag = self.aead.encrypt_inout_detached(iv, aad, buffer.into());
        Ok(Tag::from_slice(&tag.map_err(|_| ContentError)?))
    }

    fn decrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8],
    ) -> Result<usize, ContentError> {
        let len = buffer.len();
        let iv = iv.try_into().map_err(|_| ContentError)?;
        let tag = tag.try_into().map_err(|_| ContentError)?;
        self.aead
            .decrypt_inout_detached(iv, aad, buffer.into(), tag)
            .map_err(|_| ContentError)?;
        Ok(len)
    }
}

impl<A> fmt::Debug for AeadKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AeadKey").field(&self.enc).finish()
    }
}
