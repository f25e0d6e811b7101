//! JSON Web Encryption (RFC 7516): formats and protocol, with any algorithm you bring.
//!
//! This crate knows no algorithm. A sender's key implements [`EncryptCek`] or [`DirectCek`], a recipient's
//! [`DecryptCek`], and says of itself which algorithm it is used with; a content encryption algorithm is a
//! [`ContentEncryption`]. jose-jwa has the registered ones. What a recipient accepts is the keys and the
//! content encryption that it names once, in its [`Decrypter`], and nothing a message says can widen that.
//!
//! | serialization | read | made |
//! |---|---|---|
//! | compact (section 7.1) | [`Decrypter::decrypt`], [`Decrypter::open`] | [`EncryptTo::compact`], [`EncryptDirect::compact`] |
//! | flattened JSON (section 7.2.2) | [`Decrypter::decrypt_json`], [`Decrypter::open_json`] | `flattened` of both |
//! | general JSON (section 7.2.1) | the same | `general` of both |
//!
//! A key that is somewhere else takes two phases, with an ordinary `await` between them:
//! [`Encrypted::pending`] and [`PendingDecryption::finish`] to decrypt, [`Encrypt::prepare`] and
//! [`Prepared::attach`] to encrypt.
//!
//! # What it refuses
//!
//! - `none`, and the names that IANA marks Prohibited; a content encryption that was not named; a key for
//!   another algorithm than the message's.
//! - Headers with repeated names or names that two of them share, with parameters of the wrong type, or
//!   where they may not stand: `enc`, `zip` and `crit` are protected, and `alg` with what belongs to it is in
//!   no shared header. A `crit` that is not understood. Base64url that is not the one encoding of its octets.
//! - An encrypted key where the mode has none, none where it has one, and a mode without one among several
//!   recipients.
//! - Too many recipients, too much work: attempts, and iterations of PBES2, are counted before any key is
//!   asked. A compressed plaintext, unless it is allowed, and then one that inflates beyond the limit.
//! - A choice among several keys that fit, unless the caller allows a number of tries.
//!
//! # One failure
//!
//! All that goes wrong after a key was asked is [`DecryptionFailed`], whether it was the encrypted key, the
//! length of the CEK, the tag, padding or compression: a sender who could tell them apart could decrypt
//! messages of others (section 11.5). A message with an encrypted key that is wrong is decrypted with a
//! random CEK, drawn before the key was asked, and fails at the tag like any other.
//!
//! That a message decrypts does not say who sent it. With a public key anybody can encrypt; who wants to
//! know signs, and encrypts what was signed.
//!
//! # Example
//!
//! ```
//! use jose_jwa::{EcdhEs, EcdhEsPublic, RustCrypto};
//! use jose_jwe::{Alg, Decrypter, Enc, Encrypt, Jwk};
//!
//! # let json = br#"{"kty":"OKP","crv":"X25519","kid":"inbox","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo"}"#;
//! let key = Jwk::parse(json)?;
//! let public = EcdhEsPublic::load(&key)?; // what the recipient has published
//! let token = Encrypt::new(&RustCrypto, Enc::A256GCM)?.direct(&public).compact(b"the eagle has landed")?;
//!
//! let private = EcdhEs::load(&key, Alg::ECDH_ES)?;
//! let decrypter = Decrypter::new(&RustCrypto).key(private).accept(&[Enc::A256GCM]); // built once
//! assert_eq!(decrypter.decrypt(&token)?.plaintext(), b"the eagle has landed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
mod encrypt_direct;
mod encrypt_to;
mod encrypted;
mod encrypted_cek;
mod error;
mod header;
mod json;
mod key_management;
mod message;
mod open;
mod pending;
mod prepared;
mod read_options;
mod recipient_header_builder;
mod seal;
mod secrets;
mod write;
#[cfg(feature = "zip")]
mod zip;
#[cfg(not(feature = "zip"))]
#[path = "zip_off.rs"]
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
pub use encrypt_direct::EncryptDirect;
pub use encrypt_to::EncryptTo;
pub use encrypted::Encrypted;
pub use encrypted_cek::{AgreedCek, EncryptedCek, EncryptedKey};
pub use error::{ParseError, Part};
pub use header::{ProtectedHeader, RecipientHeader, SharedHeader};
pub use key_management::{DecryptCek, DirectCek, EncryptCek, LoadDecrypt, LoadEncrypt};
pub use pending::PendingDecryption;
pub use prepared::Prepared;
pub use recipient_header_builder::RecipientHeaderBuilder;

pub use jose_b64 as b64;
pub use jose_b64::{ObjectWriter, Padding};
pub use jose_jwk as jwk;
pub use jose_jwk::header_draft::HeaderDraftError;
pub use jose_jwk::selection::{MAX_CANDIDATES, NoUsableKey, SkipReason, SkippedKey};
pub use jose_jwk::{
    Alg, CritHandlers, Enc, JoseHeader, Jwk, JwkSet, Key, KeyHint, Limits, LoadError, RandomError,
    RemoteKey, SecureRandom,
};
