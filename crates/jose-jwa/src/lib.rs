//! The algorithms of JOSE on RustCrypto (RFC 7518; RFC 8037; RFC 8812; RFC 9864; RFC 9964).
//!
//! Every type here is a key that is ready for use: nothing is parsed, checked or scheduled when it
//! signs, verifies, encrypts or decrypts. A key has one algorithm for all of its life, so no call takes an `alg` beside
//! a key. Key objects are cheap to clone, and their `Debug` shows `alg` and `kid` only. What a key
//! object holds of a secret is cleared from memory when its last clone goes. Copies that the
//! primitives make on the stack or drop in between while they prepare a key are out of its reach, and
//! so is the text that the key was read from.
//!
//! # Algorithms
//!
//! | `alg` | key | feature |
//! |---|---|---|
//! | HS256, HS384, HS512 | [`Hmac`] | `hmac` |
//! | RS256, RS384, RS512, PS256, PS384, PS512 | [`Rsa`], [`RsaPublic`] | `rsa` |
//! | ES256, ES384, ES512, ES256K | [`Ecdsa`], [`EcdsaPublic`] | `ecdsa` |
//! | EdDSA, Ed25519 | [`Ed25519`], [`Ed25519Public`] | `eddsa` |
//! | EdDSA, Ed448 | [`Ed448`], [`Ed448Public`] | `ed448`, off by default while its crate is a pre-release |
//! | ML-DSA-44, ML-DSA-65, ML-DSA-87 | [`MlDsa`], [`MlDsaPublic`] | `ml-dsa` |
//!
//! Of encryption, all with the feature `jwe`:
//!
//! | `alg` | key | one feature more |
//! |---|---|---|
//! | dir | [`Dir`] | |
//! | A128KW, A192KW, A256KW | [`AesKw`] | |
//! | A128GCMKW, A192GCMKW, A256GCMKW | [`AesGcmKw`] | |
//! | RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512 | [`RsaOaep`], [`RsaOaepPublic`] | `rsa` |
//! | RSA1_5 | [`Rsa1_5`], [`Rsa1_5Public`] | `rsa1_5`, off by default: for those who have nothing better |
//! | ECDH-ES | [`EcdhEs`], [`EcdhEsPublic`] | `ecdh` |
//! | ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW | [`EcdhEs`], [`EcdhEsKwPublic`] | `ecdh` |
//! | PBES2-HS256+A128KW, PBES2-HS384+A192KW, PBES2-HS512+A256KW | [`Password`] | `pbes2` |
//!
//! The curves of ECDH-ES are P-256, P-384, P-521 and X25519, and X448 with the feature `x448`, which is off
//! by default while its crate is a pre-release.
//!
//! Content is encrypted with A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384 or A256CBC-HS512: see
//! [`content_encryption`].
//!
//! [`RustCrypto`] loads all of them but RSA1_5 from a `Jwk`, and is the source of randomness. Any other
//! algorithm that has RustCrypto's `signature` traits or its `Mac` comes in through [`SignerAdapter`],
//! [`VerifierAdapter`], [`MacAdapter`] and their relatives: see [`adapter`]; an AEAD through
//! [`AeadAdapter`]. Who has a signature in DER,
//! from a key management service for example, wants [`ecdsa_from_der`].
//!
//! # What is refused
//!
//! - HMAC keys that are empty, shorter than the hash, or the text of a key (PEM, DER, JWK, SSH, XML,
//!   and these in base64 or hexadecimal digits)
//! - RSA moduli below 2048 or above 8192 bits, even or small exponents, private members that
//!   contradict each other, more than two primes
//! - points that are not on the curve, coordinates and scalars of another length than the field,
//!   private keys whose public part is another key's
//! - Ed25519 and Ed448 keys and signatures with points of small order or encodings that are not canonical
//! - ML-DSA keys whose `pub` does not come from the seed in `priv`, and keys without that seed
//! - AES keys of another length than their algorithm demands, and keys for `dir` that do not name their `enc`
//! - initialization vectors and authentication tags of another length, encrypted keys that do not fit the `enc`
//! - ephemeral keys that are missing, private, on another curve than the recipient's key or on none, or of
//!   small order; public keys of small order
//! - passwords of no octet, salts below 8 octets; fewer than 1,000 iterations when encrypting
//! - keys whose own `use`, `key_ops` or `alg` says something else
//!
//! ECDSA signatures with a high s are accepted: RFC 7518 and RFC 8812 do not forbid them, and a signature is
//! not a unique identifier of its message.
//!
//! # Side channels
//!
//! RSA private operations run on the `rsa` crate, for which RUSTSEC-2023-0071 has no patched
//! release. They are always blinded here; whoever can measure them over the network should still
//! prefer ES256 or EdDSA, and ECDH-ES to RSA-OAEP, or leave the feature `rsa` out. RSA1_5 suffers most from
//! such a measurement, and is a feature and a type of its own for that reason.
//!
#![cfg_attr(
    all(feature = "hmac", feature = "ecdsa"),
    doc = r#"
# Example

```
use jose_jwa::{Ecdsa, Hmac};
use jose_jwk::Alg;
use jose_jws::{Sign, SigningInput, Verify};

# fn main() -> Result<(), Box<dyn std::error::Error>> {
# let octets_of_a_random_generator = [7; 32];
let key = Hmac::new(Alg::HS256, &octets_of_a_random_generator)?;
let input = SigningInput::new(b"header.payload");
let signature = key.sign(input)?;
key.verify(input, &signature)?;
assert!(key.verify(SigningInput::new(b"header.paylord"), &signature).is_err());

// A key has one algorithm, and the algorithm has one type of key.
assert!(Hmac::new(Alg::ES256, &[7; 32]).is_err());
assert!(Ecdsa::from_scalar(Alg::HS256, &[7; 32]).is_err());
# Ok(())
# }
```
"#
)]
// The links above to what was compiled out lead to the table, which says the feature. Markdown wants an
// empty line before the first of them: it ends the text above.
#![cfg_attr(not(feature = "hmac"), doc = "[`Hmac`]: #algorithms")]
#![cfg_attr(
    not(feature = "rsa"),
    doc = "[`Rsa`]: #algorithms\n[`RsaPublic`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "ecdsa"),
    doc = "[`Ecdsa`]: #algorithms\n[`EcdsaPublic`]: #algorithms\n[`ecdsa_from_der`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "eddsa"),
    doc = "[`Ed25519`]: #algorithms\n[`Ed25519Public`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "ed448"),
    doc = "[`Ed448`]: #algorithms\n[`Ed448Public`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "ml-dsa"),
    doc = "[`MlDsa`]: #algorithms\n[`MlDsaPublic`]: #algorithms"
)]
#![cfg_attr(
    not(all(feature = "jwe", feature = "rsa")),
    doc = "[`RsaOaep`]: #algorithms\n[`RsaOaepPublic`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "rsa1_5"),
    doc = "[`Rsa1_5`]: #algorithms\n[`Rsa1_5Public`]: #algorithms"
)]
#![cfg_attr(
    not(feature = "ecdh"),
    doc = "[`EcdhEs`]: #algorithms\n[`EcdhEsPublic`]: #algorithms\n[`EcdhEsKwPublic`]: #algorithms"
)]
#![cfg_attr(not(feature = "pbes2"), doc = "[`Password`]: #algorithms")]
#![cfg_attr(
    not(feature = "jwe"),
    doc = "[`Dir`]: #algorithms\n[`AesKw`]: #algorithms\n[`AesGcmKw`]: #algorithms\n[`AeadAdapter`]: #algorithms\n[`content_encryption`]: #algorithms"
)]
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;

/// What only the algorithms use: without any of them nobody does.
macro_rules! for_algorithms {
    ($($item:item)*) => {$(
        #[cfg(any(
            feature = "hmac",
            feature = "rsa",
            feature = "ecdsa",
            feature = "eddsa",
            feature = "ed448",
            feature = "ml-dsa",
            feature = "jwe"
        ))]
        $item
    )*};
}

/// What only the signature algorithms use.
macro_rules! for_signatures {
    ($($item:item)*) => {$(
        #[cfg(any(
            feature = "hmac",
            feature = "rsa",
            feature = "ecdsa",
            feature = "eddsa",
            feature = "ed448",
            feature = "ml-dsa"
        ))]
        $item
    )*};
}

pub mod adapter;
#[cfg(feature = "jwe")]
mod content;
#[cfg(feature = "pem")]
pub mod import;
mod load;
#[cfg(feature = "jwe")]
mod manage;
mod random;
#[cfg(feature = "rsa")]
mod rsa_key;
mod sign;
mod thumbprint;

pub use adapter::{
    DigestVerifierAdapter, MacAdapter, MultipartSignerAdapter, MultipartVerifierAdapter,
    RandomizedSignerAdapter, SignerAdapter, VerifierAdapter,
};
/// The crate with the traits that [`AeadAdapter`] takes, in the version it takes.
#[cfg(feature = "jwe")]
#[doc(no_inline)]
pub use aead;
#[cfg(feature = "jwe")]
pub use content::adapter::AeadAdapter;
#[cfg(feature = "jwe")]
pub use content::content_encryption;
pub use load::{KeyRules, RustCryptoWith};
#[cfg(feature = "jwe")]
pub use manage::aes_gcm_kw::AesGcmKw;
#[cfg(feature = "jwe")]
pub use manage::aes_kw::AesKw;
#[cfg(feature = "jwe")]
pub use manage::dir::Dir;
#[cfg(feature = "ecdh")]
pub use manage::ecdh_es::EcdhEs;
#[cfg(feature = "ecdh")]
pub use manage::ecdh_es::public::{EcdhEsKwPublic, EcdhEsPublic};
#[cfg(feature = "pbes2")]
pub use manage::pbes2::Password;
#[cfg(all(feature = "jwe", feature = "rsa"))]
pub use manage::rsa_oaep::{RsaOaep, RsaOaepPublic};
#[cfg(feature = "rsa1_5")]
pub use manage::rsa1_5::{Rsa1_5, Rsa1_5Public};
#[cfg(feature = "ecdsa")]
pub use sign::ecdsa::der::{EcdsaDerError, ecdsa_from_der, ecdsa_to_der};
#[cfg(feature = "ecdsa")]
pub use sign::ecdsa::{Ecdsa, EcdsaPublic};
#[cfg(feature = "ed448")]
pub use sign::ed448::{Ed448, Ed448Public};
#[cfg(feature = "eddsa")]
pub use sign::eddsa::{Ed25519, Ed25519Public};
#[cfg(feature = "hmac")]
pub use sign::hmac::Hmac;
#[cfg(feature = "ml-dsa")]
pub use sign::ml_dsa::{MlDsa, MlDsaPublic};
#[cfg(feature = "rsa")]
pub use sign::rsa::{Rsa, RsaPublic};
/// The crate with the traits that the adapters of signatures take, in the version they take.
#[doc(no_inline)]
pub use signature;

/// This backend: RustCrypto's crates as one value.
///
/// It loads keys (`LoadSign`, `LoadVerify`; with the feature `jwe` `LoadEncrypt`, `LoadDecrypt`). With the
/// feature `sys_rng` it is a source of random octets (`SecureRandom`), and with both a `Backend` of jose-jwe.
/// It holds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RustCrypto;
