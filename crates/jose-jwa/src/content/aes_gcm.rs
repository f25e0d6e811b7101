//! AES GCM (RFC 7518, section 5.3; NIST SP 800-38D): A128GCM, A192GCM, A256GCM.

use aead::consts::U12;
use aes::Aes192;
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm};
use jose_jwk::Enc;

use super::adapter::AeadAdapter;

// 96 bits of initialization vector, 128 bits of tag (GCM-01, GCM-02): both are in the types.
pub(super) static A128GCM: AeadAdapter<Aes128Gcm> = AeadAdapter::new(Enc::A128GCM);
pub(super) static A192GCM: AeadAdapter<AesGcm<Aes192, U12>> = AeadAdapter::new(Enc::A192GCM);
pub(super) static A256GCM: AeadAdapter<Aes256Gcm> = AeadAdapter::new(Enc::A256GCM);
