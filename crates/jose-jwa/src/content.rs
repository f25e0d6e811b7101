//! The content encryption algorithms of JWE (RFC 7518, section 5).

pub(crate) mod adapter;
mod aes_cbc_hmac;
mod aes_gcm;

use jose_jwe::ContentEncryption;
use jose_jwk::Enc;

/// The content encryption of this name: A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384 or
/// A256CBC-HS512.
///
/// [`RustCrypto`](crate::RustCrypto) is a `Backend` with these and the randomness of the operating
/// system. Where that is to come from elsewhere, this is what a backend of one's own answers with.
#[must_use]
pub fn content_encryption(enc: Enc<'_>) -> Option<&'static dyn ContentEncryption> {
    match enc.name() {
        "A128GCM" => Some(&aes_gcm::A128GCM),
        "A192GCM" => Some(&aes_gcm::A192GCM),
        "A256GCM" => Some(&aes_gcm::A256GCM),
        "A128CBC-HS256" => Some(&aes_cbc_hmac::A128CBC_HS256),
        "A192CBC-HS384" => Some(&aes_cbc_hmac::A192CBC_HS384),
        "A256CBC-HS512" => Some(&aes_cbc_hmac::A256CBC_HS512),
        _ => None,
    }
}

#[cfg(feature = "sys_rng")]
impl jose_jwe::Backend for crate::RustCrypto {
    fn content_encryption(&self, enc: Enc<'_>) -> Option<&dyn ContentEncryption> {
        content_encryption(enc)
    }
}
