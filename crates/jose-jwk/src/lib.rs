//! JSON Web Key and JWK Set as data ([RFC 7517], thumbprints of [RFC 7638] and [RFC 9278]), the registered names of
//! JOSE ([RFC 7518]), and [`Key`], the trait that every key object has.
//!
//! This crate knows no cryptography. It reads and writes keys, checks their shape, keeps their secrets from view, and
//! says what a key may be used for. Whether a point is on its curve or two numbers belong together needs arithmetic:
//! a backend such as jose-jwa asks that when it loads a [`Jwk`] into a key object.
//!
//! ```
//! use jose_jwk::{Alg, JwkSet, Kty, Operation};
//!
//! let set: JwkSet = r#"{"keys":[
//!     {"kty":"OKP","crv":"Ed25519","kid":"2026-01","use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
//!     {"kty":"EC","crv":"P-256","kid":"broken","x":"AQ","y":"AQ"}
//! ]}"#.parse()?;
//!
//! let key = &set.keys()[0];
//! assert_eq!((key.kty(), key.kid(), key.is_private()), (Kty::OKP, Some("2026-01"), false));
//! assert!(key.permits(Operation::Verify, Alg::Ed25519).is_ok());
//! assert!(key.permits(Operation::Encrypt, Alg::ECDH_ES).is_err());
//!
//! // The unreadable key did not spoil the set, and says why it was skipped.
//! assert_eq!(set.skipped()[0].reason().to_string(), "the member `x` has 1 octets, it must have 32");
//! # Ok::<(), jose_jwk::JwkError>(())
//! ```
//!
//! # What it refuses
//!
//! - JSON that means different things to different readers: the same member twice, and all else that
//!   [`jose_b64::Object`] refuses;
//! - key material that is too short, too long, empty or padded for its curve or algorithm; RSA keys with some of their
//!   factors, with more than two primes, or (unless opted in) with leading zero octets; private members of another key
//!   type;
//! - the algorithm `none` and the names that IANA lists as Prohibited, wherever they stand;
//! - `use` and `key_ops` that contradict each other, and members of the wrong JSON type;
//! - to show a private key: `Debug` is redacted, [`Jwk::to_json`] and `Serialize` write the public part, a symmetric key
//!   is an error there; [`Jwk::to_private_json`] is the one call that writes secrets;
//! - more octets, levels, members or keys than [`Limits`] allow.
//!
//! # For crates that implement a format
//!
//! What JWS and JWE share, and may exist only once: the rule by which a key is chosen ([`selection`]), headers in the
//! making ([`header_draft`]), and the text of messages ([`serialization`]). Whoever reads or makes messages finds what they
//! need of it in jose-jws, jose-jwe and jose-jwt.
//!
//! # Features
//!
//! `std` (default) only makes base64url faster; `pem` adds PEM and DER containers. The crate is `no_std` with `alloc`.
//!
//! [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
//! [RFC 7518]: https://www.rfc-editor.org/rfc/rfc7518
//! [RFC 7638]: https://www.rfc-editor.org/rfc/rfc7638
//! [RFC 9278]: https://www.rfc-editor.org/rfc/rfc9278
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

mod crit;
mod error;
mod header;
pub mod header_draft;
mod hint;
mod jwk;
mod key;
mod limits;
mod load;
mod material;
mod member;
mod name;
#[cfg(feature = "pem")]
pub mod pem;
mod random;
mod secret;
pub mod selection;
pub mod serialization;
mod set;
mod text;
mod thumbprint;

pub use crit::{CritError, CritHandlers};
pub use error::{JwkError, NameError, NotPermitted};
pub use header::{HeaderError, JoseHeader};
pub use hint::KeyHint;
pub use jwk::{Jwk, JwkOptions, KeyOp, KeyUse, Operation};
pub use key::{Key, RemoteKey};
pub use limits::Limits;
pub use load::LoadError;
pub use material::{Akp, Ec, Material, Oct, Okp, Rsa, RsaFactors, RsaPrivate, UnknownKey};
pub use name::{Alg, AlgInfo, AlgPurpose, Crv, CrvInfo, Enc, EncInfo, Kty, KtyInfo, Requirement};
pub use random::{RandomError, SecureRandom};
pub use secret::Secret;
pub use set::{JwkSet, Skipped};
pub use thumbprint::Thumbprint;
