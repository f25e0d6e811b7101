//! Key management: keys that encrypt, are, and decrypt a CEK (RFC 7518, section 4).
#![cfg(feature = "jwe")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

mod aes_gcm_kw;
mod aes_kw;
mod dir;
#[cfg(all(feature = "sys_rng", feature = "ecdh"))]
mod ecdh_es;
#[cfg(all(feature = "sys_rng", feature = "ecdh"))]
mod epk;
mod load;
#[cfg(all(feature = "sys_rng", feature = "pbes2"))]
mod pbes2;
#[cfg(all(
    feature = "sys_rng",
    feature = "rsa",
    feature = "ecdh",
    feature = "pbes2"
))]
mod published;
#[cfg(all(feature = "sys_rng", feature = "rsa1_5"))]
mod rsa1_5;
#[cfg(feature = "rsa")]
#[path = "../rsa_keys/mod.rs"]
#[expect(
    dead_code,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the keys are what is wanted of it here"
)]
mod rsa_keys;
#[cfg(all(feature = "sys_rng", feature = "rsa"))]
mod rsa_oaep;
#[cfg(all(
    feature = "sys_rng",
    any(feature = "rsa", feature = "ecdh", feature = "pbes2")
))]
mod sender;

use std::sync::Mutex;

use jose_jwe::{Cek, CekError, CekRequest, DecryptCek};
use jose_jwk::{Enc, JoseHeader, Jwk, KeyHint, Limits, RandomError, SecureRandom};

fn octets(base64url: &str) -> Vec<u8> {
    jose_b64::decode(base64url).unwrap()
}

/// Octets that are all different as far as that goes.
fn some(len: usize) -> Vec<u8> {
    (1..=u8::MAX).cycle().take(len).collect()
}

fn cek(octets: &[u8]) -> Cek {
    Cek::from_slice(octets)
}

/// An `oct` key of these octets, with more members.
fn oct(secret: &[u8], more: &str) -> Jwk {
    let k = jose_b64::encode(secret);
    Jwk::parse(format!(r#"{{"kty":"oct","k":"{k}"{more}}}"#).as_bytes()).expect("a JWK")
}

/// Asks a key as jose-jwe asks it: with a header, an encrypted key, and the length that the CEK must have.
fn ask(
    key: &dyn DecryptCek,
    header: &str,
    encrypted_key: &[u8],
    (enc, cek_len): (Enc<'_>, usize),
) -> Result<Vec<u8>, CekError> {
    let header = JoseHeader::parse(header.as_bytes(), &Limits::default()).unwrap();
    let hint = KeyHint::joined(&header, [None, None]);
    let request = CekRequest::new(hint, encrypted_key, enc, cek_len);
    let cek = key.decrypt_cek(request)?;
    Ok(cek.expose_secret().to_vec())
}

fn is_invalid(answer: &Result<Vec<u8>, CekError>) -> bool {
    matches!(answer, Err(CekError::Invalid))
}

/// A source that hands out these octets and then fails; what it was asked for can be held against them.
#[derive(Debug)]
struct Fixed(Mutex<Vec<u8>>);

impl Fixed {
    fn new(octets: &[u8]) -> Self {
        Fixed(Mutex::new(octets.to_vec()))
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn is_used_up(&self) -> bool {
        self.left() == 0
    }
}

impl SecureRandom for Fixed {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let mut left = self.0.lock().unwrap();
        if left.len() < out.len() {
            return Err(RandomError);
        }
        let rest = left.split_off(out.len());
        out.copy_from_slice(&left);
        *left = rest;
        Ok(())
    }
}
