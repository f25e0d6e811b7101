//! The flattened JWS JSON Serialization (RFC 7515, section 7.2.2): one signature.

use crate::error::ParseError;
use crate::json::read::{Form, Message};
use crate::payload::{Attached, Detached};
use crate::read_options::ReadOptions;
use crate::unverified::Unverified;

/// The flattened serialization: a JSON object with `payload`, `protected`, `header` and `signature`.
///
/// ```
/// use jose_jws::Flattened;
///
/// let json = r#"{
///     "payload": "eyJpc3MiOiJqb2UifQ",
///     "protected": "eyJhbGciOiJFUzI1NiJ9",
///     "header": {"kid": "k7"},
///     "signature": "c2lnbmF0dXJl"
/// }"#;
/// assert_eq!(Flattened::parse(json)?.hint().kid(), Some("k7"));
/// # Ok::<(), jose_jws::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Flattened;

impl Flattened {
    /// Reads a flattened JWS with the default options.
    ///
    /// # Errors
    ///
    /// [`ParseError`] for anything but one JSON object with unique names that has a `payload`, a
    /// `signature` and a header which protects the algorithm and demands nothing unknown. The general
    /// form is refused.
    pub fn parse<J: AsRef<[u8]> + ?Sized>(json: &J) -> Result<Unverified<'_>, ParseError> {
        Self::parse_with(json, &ReadOptions::new())
    }

    /// Reads a flattened JWS with the recipient's own options.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with<'t, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        options: &ReadOptions,
    ) -> Result<Unverified<'t, Attached<'t>>, ParseError> {
        Message::read(json.as_ref(), Form::Flattened, options)?
            .attached()?
            .into_single()
    }

    /// Reads a flattened JWS whose payload travels elsewhere (appendix F): it has no `payload`.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`ParseError::PayloadAttached`] when there is a `payload`.
    pub fn parse_detached<'t, 'p, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        payload: &'p [u8],
        options: &ReadOptions,
    ) -> Result<Unverified<'t, Detached<'p>>, ParseError> {
        Message::read(json.as_ref(), Form::Flattened, options)?
            .detached(payload)?
            .into_single()
    }
}
