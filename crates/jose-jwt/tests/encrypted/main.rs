//! Encrypted and nested tokens (RFC 7519, sections 5.2, 5.3, 7 and 11.2): JWE-14, JWE-15, JWT-21, NST-01 to NST-06, ALG-18.
#![cfg(feature = "jwe")]
#![expect(
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod making;
mod nested;
mod policy;
mod reading;
mod remote;
mod replicas;
mod vectors;

use common::{NOW, forge, key};
use jose_jwa::{AesKw, RustCrypto, content_encryption};
use jose_jwt::jwe::{Cek, CekError, CekRequest, DecryptCek, EncryptCek};
use jose_jwt::jwk::Key;
use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Policy, TokenError};
use serde_json::{Value, json};

/// The header of a JWE for [`kw`], with what is to stand beside `alg` and `enc`.
const JWE: &str = r#"{"alg":"A128KW","enc":"A128GCM","typ":"JWT"}"#;
/// The header of a JWE that encloses a token.
const ENCLOSING: &str = r#"{"alg":"A128KW","enc":"A128GCM","cty":"JWT"}"#;
/// The header of a JWS.
const JWS: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
/// The header of a JWS that encloses a token.
const JWS_ENCLOSING: &str = r#"{"alg":"HS256","cty":"JWT"}"#;

/// The recipient's key: a shared one, which every holder can encrypt with.
fn kw() -> AesKw {
    AesKw::new(Alg::A128KW, &[3; 16]).unwrap()
}

fn decrypter() -> Decrypter<'static> {
    Decrypter::new(&RustCrypto)
        .key(kw())
        .accept(&[Enc::A128GCM])
}

fn jwe() -> Encrypt<'static> {
    Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap()
}

/// A token with this header, whatever it says, whose encryption is always as [`kw`] expects it.
fn seal(header: &str, plaintext: impl AsRef<[u8]>) -> String {
    let cek = Cek::from_slice(&[9; 16]);
    let encrypted_key = kw().encrypt_cek(&cek, &RustCrypto).unwrap();
    let header = jose_b64::encode(header);
    let mut buffer = plaintext.as_ref().to_vec();
    let (iv, len) = ([5; 12], buffer.len());
    let cipher = content_encryption(Enc::A128GCM).unwrap();
    let content = cipher.content_key(&cek).unwrap();
    let tag = content.encrypt(&iv, header.as_bytes(), &mut buffer, len);
    let tag = tag.unwrap();
    [encrypted_key.encrypted_key(), &iv, &buffer, &tag]
        .iter()
        .fold(header, |token, part| {
            format!("{token}.{}", jose_b64::encode(part))
        })
}

/// The same header with these members, too.
fn with(header: &str, members: &str) -> String {
    format!("{},{members}}}", header.strip_suffix('}').unwrap())
}

/// The most permissive policy there is.
fn lax() -> Policy {
    Policy::with_clock(NOW)
        .allow_missing_exp()
        .ignore_issuer()
        .ignore_audience()
}

/// Signed, then encrypted.
fn signed_in(outer: &str, inner: &str, claims: &str) -> String {
    seal(outer, forge(inner, claims, &key()))
}

/// Encrypted, then signed.
fn encrypted_in(outer: &str, inner: &str, claims: &str) -> String {
    forge(outer, seal(inner, claims), &key())
}

/// What failed, each as `claim code`, with a star for the header.
fn codes(error: &TokenError) -> Vec<String> {
    let one = |error: &jose_jwt::ClaimError| {
        let star = if error.in_header() { "*" } else { "" };
        format!("{star}{} {}", error.claim(), error.code())
    };
    error.claims().iter().map(one).collect()
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&jose_b64::decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

/// A key that must not be asked.
#[derive(Debug)]
struct Untouched;

impl Key for Untouched {
    fn alg(&self) -> Alg<'_> {
        Alg::A128KW
    }
}

impl DecryptCek for Untouched {
    fn decrypt_cek(&self, _: CekRequest<'_>) -> Result<Cek, CekError> {
        panic!("asked");
    }
}

/// A recipient whose key must not be asked.
fn untouched() -> Decrypter<'static> {
    Decrypter::new(&RustCrypto)
        .key(Untouched)
        .accept(&[Enc::A128GCM])
}

#[test]
fn what_the_tests_are_made_with_is_in_order() {
    let claims = r#"{"sub":"alice"}"#;
    let decrypted = lax().decrypt_claims(&seal(JWE, claims), &decrypter());
    assert_eq!(decrypted.unwrap().claims().octets(), claims.as_bytes());
    let token = signed_in(ENCLOSING, JWS, claims);
    let verified = lax().decrypt_then_verify_claims(&token, &decrypter(), &key());
    assert_eq!(verified.unwrap().claims().octets(), claims.as_bytes());
    let token = encrypted_in(JWS_ENCLOSING, JWE, claims);
    let verified = lax().verify_then_decrypt_claims(&token, &key(), &decrypter());
    assert_eq!(verified.unwrap().claims().octets(), claims.as_bytes());
    assert_eq!(header(&seal(JWE, claims))["typ"], json!("JWT"));
}
