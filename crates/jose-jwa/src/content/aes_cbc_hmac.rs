//! AES CBC with HMAC (RFC 7518, section 5.2): A128CBC-HS256, A192CBC-HS384, A256CBC-HS512.

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::consts::U16;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt as _, BlockModeEncrypt as _,
    InnerIvInit as _, KeyInit,
};
use cbc::{Decryptor, Encryptor};
use hmac::{Hmac, Mac};
use jose_jwe::{Cek, ContentEncryption, ContentError, ContentKey, Tag};
use jose_jwk::Enc;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::ZeroizeOnDrop;

pub(super) static A128CBC_HS256: AesCbcHmac<Aes128, Hmac<Sha256>> =
    AesCbcHmac::new(Enc::A128CBC_HS256, 16);
pub(super) static A192CBC_HS384: AesCbcHmac<Aes192, Hmac<Sha384>> =
    AesCbcHmac::new(Enc::A192CBC_HS384, 24);
pub(super) static A256CBC_HS512: AesCbcHmac<Aes256, Hmac<Sha512>> =
    AesCbcHmac::new(Enc::A256CBC_HS512, 32);

/// MAC_KEY, ENC_KEY and the authentication tag, T_LEN, have the same length.
pub(super) struct AesCbcHmac<C, M> {
    enc: Enc<'static>,
    part_len: usize,
    parts: PhantomData<fn() -> (C, M)>,
}

/// Both schedules are made: a call clones the state of the MAC and borrows the cipher.
struct CbcHmacKey<C, M> {
    enc: Enc<'static>,
    tag_len: usize,
    cipher: C,
    mac: M,
}

/// What a block cipher must be for CBC in both directions.
pub(super) trait Cipher:
    BlockCipherEncrypt<BlockSize = U16> + BlockCipherDecrypt<BlockSize = U16> + KeyInit + ZeroizeOnDrop
{
}

impl Cipher for Aes128 {}
impl Cipher for Aes192 {}
impl Cipher for Aes256 {}

impl<C, M> AesCbcHmac<C, M> {
    const fn new(enc: Enc<'static>, part_len: usize) -> Self {
        AesCbcHmac {
            enc,
            part_len,
            parts: PhantomData,
        }
    }
}

impl<C, M> ContentEncryption for AesCbcHmac<C, M>
where
    C: Cipher + Send + Sync + 'static,
    M: Mac + KeyInit + Clone + Send + Sync + 'static,
{
    fn enc(&self) -> Enc<'_> {
        self.enc
    }

    fn cek_len(&self) -> usize {
        self.part_len.saturating_mul(2)
    }

    fn iv_len(&self) -> usize {
        BLOCK_LEN
    }

    fn tag_len(&self) -> usize {
        self.part_len
    }

    fn ciphertext_len(&self, plaintext_len: usize) -> Option<usize> {
        padded_len(plaintext_len)
    }

    fn content_key(&self, cek: &Cek) -> Result<Box<dyn ContentKey>, ContentError> {
        let cek = cek.expose_secret();
        if cek.len() != self.cek_len() {
            return Err(ContentError);
        }
        // Section 5.2.2.1, step 1: the MAC key comes first.
        let (mac_key, enc_key) = cek.split_at_checked(self.part_len).ok_or(ContentError)?;
        Ok(Box::new(CbcHmacKey {
            enc: self.enc,
            tag_len: self.part_len,
            cipher: C::new_from_slice(enc_key).map_err(|_| ContentError)?,
            mac: <M as KeyInit>::new_from_slice(mac_key).map_err(|_| ContentError)?,
        }))
    }
}

impl<C, M> fmt::Debug for AesCbcHmac<C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AesCbcHmac").field(&self.enc).finish()
    }
}

impl<C, M: Mac + Clone> CbcHmacKey<C, M> {
    /// Over the additional data, the initialization vector, the ciphertext, and AL.
    fn mac(&self, iv: &[u8], aad: &[u8], ciphertext: &[u8]) -> Result<M, ContentError> {
        let al = al(aad.len()).ok_or(ContentError)?;
        let mut mac = self.mac.clone();
        for part in [aad, iv, ciphertext, &al] {
            mac.update(part);
        }
        Ok(mac)
    }
}

impl<C, M> ContentKey for CbcHmacKey<C, M>
where
    C: Cipher + Send + Sync,
    M: Mac + Clone + Send + Sync,
{
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
        let block = iv.try_into().map_err(|_| ContentError)?;
        if padded_len(plaintext_len) != Some(buffer.len()) {
            return Err(ContentError);
        }
        Encryptor::inner_iv_init(&self.cipher, block)
            .encrypt_padded::<Pkcs7>(buffer, plaintext_len)
            .map_err(|_| ContentError)?;
        let tag = self.mac(iv, aad, buffer)?.finalize().into_bytes();
        let tag = tag.get(..self.tag_len).ok_or(ContentError)?;
        Ok(Tag::from_slice(tag))
    }

    fn decrypt(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8],
    ) -> Result<usize, ContentError> {
        let block = iv.try_into().map_err(|_| ContentError)?;
        // CBC-01, CBC-04. Lengths are public. The comparison below takes a tag of one octet for a tag.
        if tag.len() != self.tag_len || buffer.is_empty() || !buffer.len().is_multiple_of(BLOCK_LEN)
        {
            return Err(ContentError);
        }
        // Section 5.2.2.2, step 2, in constant time and before a single block is decrypted (CBC-02, CBC-07):
        // what padding looks like must never be told to somebody who cannot make a tag.
        self.mac(iv, aad, buffer)?
            .verify_truncated_left(tag)
            .map_err(|_| ContentError)?;
        let plaintext = Decryptor::inner_iv_init(&self.cipher, block)
            .decrypt_padded::<Pkcs7>(buffer)
            .map_err(|_| ContentError)?;
        Ok(plaintext.len())
    }
}

impl<C, M> fmt::Debug for CbcHmacKey<C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CbcHmacKey").field(&self.enc).finish()
    }
}

const BLOCK_LEN: usize = 16;

/// There is always padding, of one octet to a whole block (RFC 7518, section 5.2.2.1, step 3).
const fn padded_len(plaintext_len: usize) -> Option<usize> {
    let Some(len) = plaintext_len.checked_add(BLOCK_LEN) else {
        return None;
    };
    Some(len & !(BLOCK_LEN - 1))
}

/// The length of the additional data in bits, as a number of 64 of them, most significant octet first. With
/// fewer the data could be cut elsewhere under the same tag (CBC-03).
fn al(aad_len: usize) -> Option<[u8; 8]> {
    let bits = u64::try_from(aad_len).ok()?.checked_mul(8)?;
    Some(bits.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::{al, padded_len};

    #[test]
    fn cbc_03_the_length_of_the_additional_data_has_64_bits() {
        assert_eq!(al(0), Some([0; 8]));
        assert_eq!(al(42), Some([0, 0, 0, 0, 0, 0, 1, 0x50]));
        // 512 MiB: in 32 bits this would be 0 again.
        assert_eq!(al(1 << 29), Some([0, 0, 0, 1, 0, 0, 0, 0]));
        assert_eq!(al((1 << 29) + 42), Some([0, 0, 0, 1, 0, 0, 1, 0x50]));
        #[cfg(target_pointer_width = "64")]
        for len in [usize::MAX, usize::MAX / 2, usize::MAX / 8 + 1] {
            assert_eq!(al(len), None);
        }
    }

    #[test]
    fn a_length_without_room_for_padding_has_no_ciphertext() {
        for (len, padded) in [
            (0, 16),
            (1, 16),
            (15, 16),
            (16, 32),
            (17, 32),
            (31, 32),
            (32, 48),
        ] {
            assert_eq!(padded_len(len), Some(padded), "{len}");
        }
        assert_eq!(padded_len(usize::MAX - 16), Some(usize::MAX - 15));
        for len in usize::MAX - 15..=usize::MAX {
            assert_eq!(padded_len(len), None);
        }
    }
}
