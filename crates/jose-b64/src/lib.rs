//! The octets JOSE travels in: base64url without padding ([RFC 7515], section 2) and the JSON objects that are encoded
//! with it ([RFC 8259], with the duties of RFC 7515, section 4 and RFC 7519, section 4).
//!
//! - [`encode()`], [`decode()`] and their relatives work on public text: fast, and a decoder's error says where.
//! - [`secret`] does the same for private key members, in constant time and with errors that say nothing.
//! - [`Object`] reads one JSON object, keeps the octets as received and lends its members without copying.
//! - [`ObjectWriter`] writes one; members keep their order.
//!
//! ```
//! use jose_b64::{Object, ObjectLimits, ObjectWriter};
//!
//! // The JOSE Header of RFC 7515, appendix A.1.
//! let octets = jose_b64::decode("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9")?;
//! let header = Object::parse(&octets, &ObjectLimits::default())?;
//! assert_eq!(header.value("alg").and_then(|value| value.as_plain_str()), Some("HS256"));
//! assert!(!header.contains("ALG"));
//!
//! // The same name twice, however it is spelled, is no JOSE Header.
//! let twice = br#"{"alg":"HS256","\u0061lg":"none"}"#;
//! let error = Object::parse(twice, &ObjectLimits::default()).unwrap_err();
//! assert_eq!(error.code(), "json/repeated-name");
//!
//! let mut written = ObjectWriter::new();
//! written.string("alg", "ES256").string("kid", "2026-01");
//! let text = written.finish()?;
//! assert_eq!(jose_b64::encode(&text), "eyJhbGciOiJFUzI1NiIsImtpZCI6IjIwMjYtMDEifQ");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What it refuses
//!
//! - in base64url: padding (unless [`Padding::Allowed`]), `+` and `/`, white space, any octet outside the alphabet, unused bits that
//!   are not zero, a length of 1 modulo 4;
//! - in JSON: anything but one object, the same name twice after unescaping, lone surrogates, a byte order mark, invalid UTF-8, octets
//!   after the object, and more octets, levels or members than [`ObjectLimits`] allow.
//!
//! # Features
//!
//! `std` (default) adds the SIMD base64 engine and run-time CPU detection. What is accepted, and every error, is the same without it.
//! The crate is `no_std` with `alloc` and has no `unsafe` code.
//!
//! [RFC 7515]: https://www.rfc-editor.org/rfc/rfc7515
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

mod decode;
mod encode;
mod engine;
mod error;
mod object;
mod octets;
pub mod secret;

pub use decode::{Padding, decode, decode_append, decode_in_place, decode_slice, decoded_len};
pub use encode::{encode, encode_append, encode_in_place, encode_slice, encoded_len};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, Escaped};
pub use object::{
    Kind, Object, ObjectError, ObjectLimits, ObjectWriter, Value, ValueError, ValueErrorKind,
    WriteError,
};
pub use octets::Octets;
