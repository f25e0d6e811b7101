//! JSON Web Encryption (RFC 7516): formats and protocol, with any algorithm you bring.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod build_error;
mod cek;
mod cek_error;
mod cek_request;
mod compact;
mod content;
mod decrypt_error;
mod decrypted;
mod decrypter;
mod encrypt;
mod encrypt_to;
mod encrypted;
mod encrypted_cek;
mod error;
mod header;
mod json;
mod key_management;
mod message;
mod pending;
mod read_options;
mod recipient_builder;
mod seal;
mod write;
mod zip;

pub use build_error::BuildError;
pub use cek::Cek;
pub use cek_error::{CekError, EncryptCekError};
pub use cek_request::CekRequest;
pub use content::{Backend, ContentEncryption, ContentError, ContentKey, Tag};
pub use decrypt_error::{DecryptError, DecryptionFailed};
pub use decrypted::Decrypted;
pub use decrypter::Decrypter;
pub use encrypt::Encrypt;
pub use encrypt_to::{EncryptDirect, EncryptTo, Prepared};
pub use encrypted::Encrypted;
pub use encrypted_cek::{AgreedCek, EncryptedCek, EncryptedKey};
pub use error::{ParseError, Part};
pub use header::{ProtectedHeader, RecipientHeader, SharedHeader};
pub use key_management::{DecryptCek, DirectCek, EncryptCek, LoadDecrypt, LoadEncrypt};
pub use pending::PendingDecryption;
pub use recipient_builder::RecipientBuilder;

pub use jose_b64 as b64;
pub use jose_b64::{ObjectWriter, Padding};
pub use jose_jwk as jwk;
pub use jose_jwk::{
    Alg, CritHandlers, Enc, JoseHeader, Jwk, JwkSet, Key, KeyHint, Limits, LoadError, RandomError,
    RemoteKey, SecureRandom,
};
