//! The JWS Compact Serialization (RFC 7515, section 7.1).

use alloc::vec::Vec;

use jose_b64::{Octets, Padding, decoded_len};

use crate::error::{ParseError, Part};
use crate::header::ProtectedHeader;
use crate::read::ReadOptions;
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
        let header = decode_header(parts.header, options)?;
        let header = ProtectedHeader::parse(header, &options.limits, &options.crit)?;
        Unverified::new(header, parts, options.padding)
    }
}

/// The three parts of a token, still encoded, and the text over which it is signed.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'t> {
    pub(crate) header: &'t [u8],
    pub(crate) payload: &'t [u8],
    pub(crate) signature: &'t [u8],
    pub(crate) signing_input: &'t [u8],
}

/// Finds the two dots. Nothing is copied, and no list of parts is made of a text of dots.
pub(crate) fn split<'t>(token: &'t str, options: &ReadOptions) -> Result<Parts<'t>, ParseError> {
    let text = token.as_bytes();
    let max = options.limits.token_len;
    if text.len() > max {
        return Err(ParseError::TokenTooLong {
            len: text.len(),
            max,
        });
    }
    if text.first() == Some(&b'{') {
        return Err(ParseError::JsonNotCompact);
    }
    let (header, rest) = at_dot(text).ok_or(ParseError::NotThreeParts { parts: 1 })?;
    let (payload, signature) = at_dot(rest).ok_or(ParseError::NotThreeParts { parts: 2 })?;
    match memchr::memchr_iter(b'.', signature).take(3).count() {
        0 => {}
        more => {
            return Err(ParseError::NotThreeParts {
                parts: more.saturating_add(3),
            });
        }
    }
    if header.is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    // One dot stands between the two parts, so their length is that of the text less two dots.
    let signed_len = text.len().saturating_sub(signature.len()).saturating_sub(1);
    let signing_input = text.get(..signed_len).unwrap_or_default();
    Ok(Parts {
        header,
        payload,
        signature,
        signing_input,
    })
}

/// Decodes the header, whose length is checked before any octet of it is.
pub(crate) fn decode_header(text: &[u8], options: &ReadOptions) -> Result<Octets<256>, ParseError> {
    let malformed = |error| ParseError::Base64 {
        part: Part::Header,
        error,
    };
    let text = options.padding.strip(text).map_err(malformed)?;
    let max = options.limits.header_len;
    if decoded_len(text.len()).is_some_and(|len| len > max) {
        return Err(ParseError::HeaderTooLong { max });
    }
    Octets::decode(text).map_err(malformed)
}

/// Decodes the payload, after the signature was verified or where nobody vouches for it.
pub(crate) fn decode_payload(text: &[u8], padding: Padding) -> Result<Vec<u8>, ParseError> {
    padding
        .strip(text)
        .and_then(jose_b64::decode)
        .map_err(|error| ParseError::Base64 {
            part: Part::Payload,
            error,
        })
}

fn at_dot(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memchr::memchr(b'.', text)?;
    let (before, from) = text.split_at_checked(dot)?;
    Some((before, from.get(1..)?))
}
