//! JSON Web Encryption (RFC 7516): formats and protocol, with any algorithm you bring.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod cek;
mod cek_error;
mod cek_request;
mod content;
mod encrypted_cek;
mod key_management;

pub use cek::Cek;
pub use cek_error::{CekError, EncryptCekError};
pub use cek_request::CekRequest;
pub use content::{Backend, ContentEncryption, ContentError, ContentKey, Tag};
pub use encrypted_cek::{AgreedCek, EncryptedCek, EncryptedKey};
pub use key_management::{DecryptCek, DirectCek, EncryptCek, LoadDecrypt, LoadEncrypt};

pub use jose_b64 as b64;
pub use jose_b64::{ObjectWriter, Padding};
pub use jose_jwk as jwk;
pub use jose_jwk::{
    Alg, CritHandlers, Enc, Jwk, JwkSet, Key, KeyHint, Limits, LoadError, RandomError, RemoteKey,
    SecureRandom,
};
