//! The JWS Compact Serialization (RFC 7515, section 7.1).

use jose_jwk::serialization::{self, decode_header};

use crate::error::ParseError;
use crate::header::ProtectedHeader;
use crate::payload::{Attached, Detached, Text};
use crate::read_options::ReadOptions;
use crate::received::{Received, decode_signature};
use crate::unverified::Unverified;

/// The compact serialization: header, payload and signature in base64url, separated by dots.
///
/// ```
/// use jose_jws::Compact;
///
/// let token = "eyJhbGciOiJFUzI1NiIsImtpZCI6Ims3In0.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl";
/// let unverified = Compact::parse(token)?;
/// assert_eq!(unverified.hint().kid(), Some("k7"));
/// # Ok::<(), jose_jws::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Compact;

impl Compact {
    /// Reads a compact JWS with the default options.
    ///
    /// # Errors
    ///
    /// [`ParseError`] for anything but three parts in strict base64url with a header that names an
    /// algorithm and demands nothing unknown. `none` is refused here.
    pub fn parse(token: &str) -> Result<Unverified<'_>, ParseError> {
        Self::parse_with(token, &ReadOptions::new())
    }

    /// Reads a compact JWS with the recipient's own options.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with<'t>(
        token: &'t str,
        options: &ReadOptions,
    ) -> Result<Unverified<'t>, ParseError> {
        let parts = split(token, options)?;
        let received = parts.receive(options)?;
        let b64 = received.header.b64();
        let payload =
            Attached::in_compact(parts.payload, parts.signing_input, b64, options.padding)?;
        Ok(Unverified::new(received, payload))
    }

    /// Reads a compact JWS whose payload travels elsewhere (appendix F): `header..signature`.
    ///
    /// The payload is never joined with the header; where it was signed as it is (`b64` is false, RFC
    /// 7797) it is not even copied. It obeys [`Limits::token_len`](crate::Limits) like one within a token.
    ///
    /// ```
    /// use jose_jws::{Alg, Compact, Key, ReadOptions, Verify};
    ///
    /// fn check(file: &[u8], token: &str, key: &dyn Verify) -> Result<(), jose_jws::VerifyError> {
    ///     let unverified = Compact::parse_detached(token, file, &ReadOptions::new())?;
    ///     let verified = unverified.verify(key)?; // its payload is `file`
    ///     assert_eq!(verified.payload(), file);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`ParseError::PayloadAttached`] when the token has a payload of
    /// its own, even the same.
    pub fn parse_detached<'t, 'p>(
        token: &'t str,
        payload: &'p [u8],
        options: &ReadOptions,
    ) -> Result<Unverified<'t, Detached<'p>>, ParseError> {
        let parts = split(token, options)?;
        if !parts.payload.is_empty() {
            return Err(ParseError::PayloadAttached);
        }
        let received = parts.receive(options)?;
        let payload = Detached::new(payload, received.header.b64(), &options.limits)?;
        Ok(Unverified::new(received, payload))
    }
}

/// The three parts of a token, still encoded, and the text over which it is signed.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) signature: &'t str,
    pub(crate) signing_input: &'t str,
}

impl<'t> Parts<'t> {
    /// Decodes the header, settles all that needs no key, and only then looks at the signature.
    fn receive(&self, options: &ReadOptions) -> Result<Received<'t>, ParseError> {
        let header = decode_header(self.header, options.padding, &options.limits)?;
        let header = ProtectedHeader::read_alone(header, &options.crit)?;
        let signature = decode_signature(self.signature, options.padding)?;
        Ok(Received {
            protected: Text::Borrowed(self.header),
            header,
            unprotected: None,
            signature,
        })
    }
}

/// Finds the two dots.
pub(crate) fn split<'t>(token: &'t str, options: &ReadOptions) -> Result<Parts<'t>, ParseError> {
    let [header, payload, signature] = serialization::split(token, &options.limits)?;
    // One dot stands between the two parts, so their length is that of the text less two dots.
    let signed_len = token
        .len()
        .saturating_sub(signature.len())
        .saturating_sub(1);
    let signing_input = token.get(..signed_len).unwrap_or_default();
    Ok(Parts {
        header,
        payload,
        signature,
        signing_input,
    })
}
