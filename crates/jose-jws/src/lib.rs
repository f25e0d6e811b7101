//! JSON Web Signature (RFC 7515): formats and protocol, with any algorithm you bring.
//!
//! This crate knows no algorithm. A key is an object that implements [`Sign`] or [`Verify`] and says
//! of itself which algorithm it is used with; jose-jwa has the registered ones. What a recipient
//! accepts is the keys that it passes, and nothing a message says can widen that.
//!
//! | serialization | read | made |
//! |---|---|---|
//! | compact (section 7.1) | [`Compact`] | [`Builder`] |
//! | flattened JSON (section 7.2.2) | [`Flattened`], [`Json`] | [`SignJson`] |
//! | general JSON (section 7.2.1) | [`General`], [`Json`] | [`SignJson`] |
//!
//! In each the payload may travel elsewhere (appendix F): the `parse_detached` of each reads that. A
//! payload that is signed as it is, without base64url (RFC 7797), is understood in every form.
//!
//! # What it refuses
//!
//! - `none`, and the names that IANA marks Prohibited, before any key is looked at; an unsecured JWS
//!   is read by [`Unsecured`] only.
//! - A header with repeated names, with registered parameters of the wrong type, with a `crit` that
//!   is not understood; base64url that is not the one encoding of its octets.
//! - A key that the message brings: `jwk`, `x5c`, `jku`, `x5u` are data ([`KeyHint`](jose_jwk::KeyHint)),
//!   never trusted and never fetched.
//! - In JSON: what must be protected (`alg`, `crit`, `b64`) and is not, a name in both headers, members of
//!   two forms in one object, a list of no signatures or of too many. A signature of a key that was not
//!   passed is reported and counts for nothing.
//! - A choice among several keys that fit, unless the caller allows a number of tries.
//!
//! # Example
//!
//! A key of one's own signs and verifies; [`Sign`] and [`Verify`] show how to write one.
//!
//! ```
//! use jose_jws::{Builder, Compact, Verifiers};
//! # use jose_jws::{Alg, Key, Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
//! # #[derive(Debug)]
//! # struct Sum;
//! # impl Sum {
//! #     fn sum(input: SigningInput<'_>) -> [u8; 4] {
//! #         let octets = input.parts().iter().copied().flatten();
//! #         octets.fold(0u32, |sum, octet| sum.wrapping_mul(31).wrapping_add(u32::from(*octet))).to_be_bytes()
//! #     }
//! # }
//! # impl Key for Sum {
//! #     fn alg(&self) -> Alg<'_> { Alg::new("X-SUM") }
//! # }
//! # impl Sign for Sum {
//! #     fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
//! #         Ok(Signature::from_slice(&Self::sum(input)))
//! #     }
//! # }
//! # impl Verify for Sum {
//! #     fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
//! #         if signature == Self::sum(input) { Ok(()) } else { Err(VerifyFailure::Invalid) }
//! #     }
//! # }
//! # let key = Sum;
//! let token = Builder::new(b"It is a dangerous business, Frodo").sign(&key)?;
//!
//! let verified = Compact::parse(&token)?.verify(&Verifiers::of([&key]))?;
//! assert_eq!(verified.payload(), b"It is a dangerous business, Frodo");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod answered;
mod build_error;
mod builder;
mod compact;
mod error;
mod header;
mod header_builder;
mod json;
mod payload;
mod read_options;
mod received;
mod selection;
mod sign;
mod signing_input;
mod unsecured;
mod unverified;
mod verified;
mod verifiers;
mod verify;
mod verify_error;

pub use answered::Answered;
pub use build_error::BuildError;
pub use builder::{Builder, Prepared};
pub use compact::Compact;
pub use error::{InvalidSignature, ParseError, Part};
pub use header::{ProtectedHeader, UnprotectedHeader};
pub use header_builder::HeaderBuilder;
pub use json::{
    Flattened, General, Json, PreparedJson, Require, SignJson, SignatureReport, Unmet,
    UnverifiedJson, VerifiedJson,
};
pub use payload::{Attached, Detached, Payload};
pub use read_options::ReadOptions;
pub use selection::{Candidates, MAX_CANDIDATES, PassedKey, VerifyKeys};
pub use sign::{LoadSign, Sign, SignError, Signature};
pub use signing_input::SigningInput;
pub use unsecured::Unsecured;
pub use unverified::{PendingVerification, Unverified};
pub use verified::{Verified, VerifiedHeader};
pub use verifiers::{NoUsableKey, SkipReason, SkippedKey, Verifiers};
pub use verify::{LoadVerify, Verify, VerifyFailure, constant_time_eq};
pub use verify_error::VerifyError;

pub use jose_b64 as b64;
pub use jose_b64::Padding;
pub use jose_jwk as jwk;
pub use jose_jwk::{Alg, CritHandlers, Jwk, JwkSet, Key, Limits, LoadError, RemoteKey};
