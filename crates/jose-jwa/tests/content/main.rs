//! Content encryption: the six algorithms of RFC 7518, section 5, and those that somebody brings.
#![cfg(feature = "jwe")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod adapter;
mod aes_cbc_hmac;
mod aes_gcm;
mod any_bit;
mod lengths;

use jose_jwa::content_encryption;
use jose_jwe::{Cek, ContentEncryption, ContentError, ContentKey, Tag};
use jose_jwk::Enc;

const ENCS: [Enc<'static>; 6] = [
    Enc::A128GCM,
    Enc::A192GCM,
    Enc::A256GCM,
    Enc::A128CBC_HS256,
    Enc::A192CBC_HS384,
    Enc::A256CBC_HS512,
];

fn cipher(enc: Enc<'_>) -> &'static dyn ContentEncryption {
    content_encryption(enc).expect("one of the six")
}

fn key(enc: Enc<'_>, cek: &[u8]) -> Box<dyn ContentKey> {
    let key = cipher(enc).content_key(&Cek::from_slice(cek)).unwrap();
    assert_eq!(key.enc(), enc);
    key
}

/// Octets that are all different as far as that goes.
fn some(len: usize) -> Vec<u8> {
    (1..=u8::MAX).cycle().take(len).collect()
}

fn octets(base64url: &str) -> Vec<u8> {
    jose_b64::decode(base64url).unwrap()
}

fn encrypt(
    cipher: &dyn ContentEncryption,
    key: &dyn ContentKey,
    iv: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<(Vec<u8>, Tag), ContentError> {
    let mut buffer = plaintext.to_vec();
    buffer.resize(cipher.ciphertext_len(plaintext.len()).unwrap(), 0xee);
    let tag = key.encrypt(iv, aad, &mut buffer, plaintext.len())?;
    Ok((buffer, tag))
}

fn decrypt(
    key: &dyn ContentKey,
    iv: &[u8],
    aad: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
) -> Result<Vec<u8>, ContentError> {
    let mut buffer = ciphertext.to_vec();
    let len = key.decrypt(iv, aad, &mut buffer, tag)?;
    buffer.truncate(len);
    Ok(buffer)
}

/// One published value, in both directions.
struct Vector<'a> {
    enc: Enc<'static>,
    cek: &'a [u8],
    iv: &'a [u8],
    aad: &'a [u8],
    plaintext: &'a [u8],
    ciphertext: &'a [u8],
    tag: &'a [u8],
}

impl Vector<'_> {
    fn check(&self) {
        let key = key(self.enc, self.cek);
        let (ciphertext, tag) =
            encrypt(cipher(self.enc), &*key, self.iv, self.aad, self.plaintext).unwrap();
        assert_eq!(ciphertext, self.ciphertext, "{}", self.enc);
        assert_eq!(&*tag, self.tag, "{}", self.enc);
        let plaintext = decrypt(&*key, self.iv, self.aad, self.ciphertext, self.tag);
        assert_eq!(plaintext.unwrap(), self.plaintext, "{}", self.enc);
    }
}
