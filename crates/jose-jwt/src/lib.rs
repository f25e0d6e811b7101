//! JSON Web Token (RFC 7519): claims, policy, signed, encrypted and nested tokens.
//!
//! A recipient holds two values, both built once: its keys ([`Verifiers`], or a
//! single key) and its [`Policy`]. A token that passes both comes out as [`Verified`]; there is no
//! other way to one.
//!
//! # What it refuses
//!
//! - Whatever jose-jws refuses: `none`, an algorithm that is not the key's, keys that the token
//!   brings, a `crit` that is not understood; and a JWE, or a JWS in JSON form.
//! - A token without `exp`, an expired one, one that is not valid yet.
//! - A token with an `iss` or `aud` that the policy does not speak of.
//! - A registered claim of the wrong type, required or not; a claim given twice.
//! - A `typ` other than `JWT` that the policy does not name.
//!
//! # Example
//!
//! ```
//! # #[cfg(feature = "hmac")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::collections::BTreeMap;
//!
//! use jose_jwt::jwa::Hmac;
//! use jose_jwt::{Alg, Jwt, Policy};
//!
//! # let secret = *b"\x4d\x1f\xc6\x5b\x0a\xe2\x97\x33\x81\x6c\xf4\x20\x9e\x57\xbb\x08\xd3\x62\x14\xa9\x7f\xe0\x35\xca\x46\x8b\x12\xfd\x6a\x91\x2e\xb7";
//! // 32 octets of a random source, from a secret store.
//! let key = Hmac::new(Alg::HS256, &secret)?;
//! let token = Jwt::new(&BTreeMap::from([("name", "Alice")])).audience("my-api").expires_in_secs(60).sign(&key)?;
//!
//! let policy = Policy::new().audience("my-api");
//! let verified = policy.verify_claims(&token, &key)?;
//! assert_eq!(verified.claims().value("name").and_then(|name| name.as_str()).as_deref(), Some("Alice"));
//!
//! // A token for somebody else, with the reason.
//! let error = Policy::new().audience("their-api").verify_claims(&token, &key).unwrap_err();
//! assert_eq!(error.to_string(), "claim aud is not what the policy expects");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "hmac"))]
//! # fn main() {}
//! ```
#![cfg_attr(
    feature = "jwe",
    doc = r#"
# Encrypted and nested tokens

The same [`Policy`] judges what was encrypted. Each order of signing and encryption has calls of its own,
and none takes a token of another kind.

| token | made | read | comes out as |
|---|---|---|---|
| signed | [`Jwt::sign`] | [`Policy::verify`] | [`Verified`] |
| signed, then encrypted | [`Jwt::sign_then_encrypt`] | [`Policy::decrypt_then_verify`] | [`Verified`] |
| encrypted, then signed | [`Jwt::encrypt_then_sign`] | [`Policy::verify_then_decrypt`] | [`Verified`] |
| encrypted | [`Jwt::encrypt`] | [`Policy::decrypt`] | [`DecryptedToken`]: **nothing says who issued it** |

For keys that are somewhere else each has two phases: [`Policy::open`], [`Policy::open_encrypted`],
[`Policy::open_enclosed`] and [`Policy::open_enclosed_encrypted`]; [`Jwt::prepare`] and
[`EncryptJwt::prepare`].
"#
)]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod build_error;
mod check;
mod claims;
mod clock;
#[cfg(feature = "jwe")]
mod encrypt;
#[cfg(feature = "jwe")]
mod encrypted;
mod error;
#[cfg(feature = "jwe")]
mod nested;
#[cfg(feature = "jwe")]
mod nesting_error;
mod numeric_date;
mod policy;
mod sign;
mod token;

pub use build_error::BuildTokenError;
pub use claims::{Audience, ClaimsSet};
pub use clock::Clock;
#[cfg(feature = "std")]
pub use clock::SystemClock;
#[cfg(feature = "jwe")]
pub use encrypt::{EncryptJwt, PreparedJwt};
#[cfg(feature = "jwe")]
pub use encrypted::{DecryptedToken, EncryptedToken, PendingEncryptedToken};
pub use error::{ClaimError, ClaimErrors, ClaimReason, TokenError};
#[cfg(feature = "jwe")]
pub use nesting_error::NestingError;
pub use numeric_date::NumericDate;
pub use policy::{MAX_LEEWAY_SECS, Policy};
pub use sign::Jwt;
pub use token::{PendingToken, UnverifiedToken, Verified};

pub use jose_b64 as b64;
pub use jose_b64::{Padding, Value};
#[cfg(feature = "jwa")]
pub use jose_jwa as jwa;
#[cfg(feature = "jwe")]
pub use jose_jwe as jwe;
#[cfg(feature = "jwe")]
pub use jose_jwe::{Decrypter, Enc, Encrypt, LoadDecrypt, LoadEncrypt};
pub use jose_jwk as jwk;
pub use jose_jwk::{Alg, Jwk, JwkSet};
pub use jose_jws as jws;
pub use jose_jws::{LoadSign, LoadVerify, Verifiers};
