//! The general JWS JSON Serialization (RFC 7515, section 7.2.1): any number of signatures.

use crate::error::ParseError;
use crate::json::UnverifiedJson;
use crate::json::read::{Form, Message};
use crate::payload::Detached;
use crate::read_options::ReadOptions;

/// The general serialization: a JSON object with `payload` and `signatures`.
#[derive(Clone, Copy, Debug)]
pub struct General;

impl General {
    /// Reads a general JWS with the default options.
    ///
    /// # Errors
    ///
    /// [`ParseError`] for anything but one JSON object with unique names that has a `payload` and
    /// `signatures`, each of them with a header which protects its algorithm. The flattened form is
    /// refused.
    pub fn parse<J: AsRef<[u8]> + ?Sized>(json: &J) -> Result<UnverifiedJson<'_>, ParseError> {
        Self::parse_with(json, &ReadOptions::new())
    }

    /// Reads a general JWS with the recipient's own options.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with<'t, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        options: &ReadOptions,
    ) -> Result<UnverifiedJson<'t>, ParseError> {
        Message::read(json.as_ref(), Form::General, options)?.attached()
    }

    /// Reads a general JWS whose payload travels elsewhere (appendix F): it has no `payload`.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`ParseError::PayloadAttached`] when there is a `payload`.
    pub fn parse_detached<'t, 'p, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        payload: &'p [u8],
        options: &ReadOptions,
    ) -> Result<UnverifiedJson<'t, Detached<'p>>, ParseError> {
        Message::read(json.as_ref(), Form::General, options)?.detached(payload)
    }
}
