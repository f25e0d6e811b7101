//! AES GCM (RFC 7518, section 5.3; NIST SP 800-38D): A128GCM, A192GCM, A256GCM.

use aead::consts::U12;
use aead::{AeadInOut, KeyInit};
use aes::Aes192;
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm};
use jose_jwk::Enc;
use zeroize::ZeroizeOnDrop;

use super::adapter::AeadAdapter;

// GCM-01, GCM-02: 96 bits of initialization vector and 128 bits of tag are in the types.
pub(super) static A128GCM: AeadAdapter<Aes128Gcm> = cleared(Enc::A128GCM);
pub(super) static A192GCM: AeadAdapter<AesGcm<Aes192, U12>> = cleared(Enc::A192GCM);
pub(super) static A256GCM: AeadAdapter<Aes256Gcm> = cleared(Enc::A256GCM);

/// The adapter takes any AEAD; ours forget their key.
const fn cleared<A: AeadInOut + KeyInit + ZeroizeOnDrop>(enc: Enc<'static>) -> AeadAdapter<A> {
    AeadAdapter::new(enc)
}
