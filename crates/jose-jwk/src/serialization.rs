//! Reading the text of a message: what the serializations of JWS and JWE share (RFC 7515, section 7; RFC 7516, section 7).
//!
//! Formats build on this; whoever reads messages with them has no need of it.

mod json;

use jose_b64::{DecodeError, Kind, ObjectError, Octets, Padding, decoded_len};

use crate::Limits;
use crate::header::{HeaderError, JoseHeader};

pub use json::{
    element, elements, member, protected_header, read_object, string, text, unprotected_header,
};

/// Why a text is no message. It has no words and no codes: each format has its own for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The text is longer than the limit.
    TokenTooLong {
        /// Its length in octets.
        len: usize,
        /// Octets allowed.
        max: usize,
    },
    /// A JSON object where the compact serialization is expected.
    JsonNotCompact,
    /// Another number of parts than the compact serialization has.
    Parts {
        /// Number of parts; six stands for six or more.
        parts: usize,
    },
    /// A header is empty that must say something, or be absent.
    EmptyHeader,
    /// The protected header is longer than the limit.
    HeaderTooLong {
        /// Octets allowed after decoding.
        max: usize,
    },
    /// The protected header is not strict base64url.
    HeaderBase64(DecodeError),
    /// A header is not acceptable.
    Header(HeaderError),
    /// Not one JSON object with unique names, or over a limit.
    Json(ObjectError),
    /// The JSON text is the beginning of a compact message, too, for readers that split any text at its
    /// dots: it is made to be read differently by different readers.
    LooksCompact,
    /// A member of the JSON serialization is missing.
    MissingMember {
        /// The member.
        name: &'static str,
    },
    /// A member of the JSON serialization is of the wrong type.
    MemberType {
        /// The member.
        name: &'static str,
        /// The type it must have.
        expected: Kind,
        /// The type it has, or an element of it.
        found: Kind,
    },
    /// A list is empty.
    EmptyList,
    /// A list is longer than the limit.
    ListTooLong {
        /// Elements allowed.
        max: usize,
    },
}

impl From<HeaderError> for Malformed {
    fn from(error: HeaderError) -> Self {
        Malformed::Header(error)
    }
}

/// The parts of a compact serialization, of which there are `N`; the first is not empty. Nothing is copied,
/// and no list of parts is made of a text of dots.
///
/// ```
/// use jose_jwk::Limits;
/// use jose_jwk::serialization::{Malformed, split};
///
/// let limits = Limits::default();
/// assert_eq!(split("header..signature", &limits), Ok(["header", "", "signature"]));
/// assert_eq!(split::<5>("header..signature", &limits), Err(Malformed::Parts { parts: 3 }));
/// ```
///
/// # Errors
///
/// [`Malformed`] for a text over the limit, of another number of parts or with an empty header, and for a
/// JSON object.
pub fn split<'t, const N: usize>(
    token: &'t str,
    limits: &Limits,
) -> Result<[&'t str; N], Malformed> {
    check_len(token.len(), limits)?;
    if token.starts_with('{') {
        return Err(Malformed::JsonNotCompact);
    }
    let mut parts = [""; N];
    let mut rest = Some(token);
    for (earlier, part) in parts.iter_mut().enumerate() {
        let text = rest.ok_or(Malformed::Parts { parts: earlier })?;
        (*part, rest) = match memchr::memchr(b'.', text.as_bytes()) {
            None => (text, None),
            Some(dot) => (
                text.get(..dot).unwrap_or_default(),
                text.get(dot..).and_then(|dot| dot.get(1..)),
            ),
        };
    }
    if let Some(rest) = rest {
        let more = memchr::memchr_iter(b'.', rest.as_bytes()).take(MANY);
        let parts = more.count().saturating_add(N).saturating_add(1).min(MANY);
        return Err(Malformed::Parts { parts });
    }
    match parts.first() {
        Some(header) if !header.is_empty() => Ok(parts),
        _ => Err(Malformed::EmptyHeader),
    }
}

/// The number of parts that stands for more.
const MANY: usize = 6;

/// Decodes a protected header, whose length is checked before any octet of it is, and reads it.
///
/// # Errors
///
/// [`Malformed`] for a header over the limit, for what is no strict base64url, and for what
/// [`JoseHeader::parse`] refuses.
pub fn decode_header(
    text: &str,
    padding: Padding,
    limits: &Limits,
) -> Result<JoseHeader, Malformed> {
    let text = padding.strip(text.as_bytes());
    let text = text.map_err(Malformed::HeaderBase64)?;
    let max = limits.header_len;
    if decoded_len(text.len()).is_some_and(|len| len > max) {
        return Err(Malformed::HeaderTooLong { max });
    }
    let octets = Octets::decode(text).map_err(Malformed::HeaderBase64)?;
    Ok(JoseHeader::from_octets(octets, limits)?)
}

fn check_len(len: usize, limits: &Limits) -> Result<(), Malformed> {
    let max = limits.token_len;
    if len > max {
        return Err(Malformed::TokenTooLong { len, max });
    }
    Ok(())
}
