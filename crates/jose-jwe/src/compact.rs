//! Reading the JWE Compact Serialization (RFC 7516, section 7.1).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use jose_b64::{Octets, decoded_len};

use crate::error::{ParseError, Part};
use crate::header::ProtectedHeader;
use crate::message::{Message, Recipient, Recipients, decode_part, without_padding};
use crate::read_options::ReadOptions;

/// Reads header, encrypted key, initialization vector, ciphertext and authentication tag: all but the
/// ciphertext are decoded, the header first.
pub(crate) fn read<'t>(token: &'t str, options: &ReadOptions) -> Result<Message<'t>, ParseError> {
    let [header, encrypted_key, iv, ciphertext, tag] = split(token, options)?;
    let protected = ProtectedHeader::read(decode_header(header, options)?, options)?;
    let padding = options.padding;
    let message = Message {
        protected_text: Cow::Borrowed(header),
        protected,
        shared: None,
        recipients: Recipients {
            first: Recipient {
                header: None,
                encrypted_key: decode_part(Part::EncryptedKey, encrypted_key, padding)?,
                has_empty_key: false,
            },
            others: Vec::new(),
        },
        aad_text: None,
        iv: decode_part(Part::Iv, iv, padding)?,
        ciphertext: without_padding(Part::Ciphertext, Cow::Borrowed(ciphertext), padding)?,
        tag: decode_part(Part::Tag, tag, padding)?,
    };
    message.check(options)?;
    Ok(message)
}

/// Finds the four dots. Nothing is copied, and no list of parts is made of a text of dots.
fn split<'t>(token: &'t str, options: &ReadOptions) -> Result<[&'t str; 5], ParseError> {
    let (len, max) = (token.len(), options.limits.token_len);
    if len > max {
        return Err(ParseError::TokenTooLong { len, max });
    }
    if token.starts_with('{') {
        return Err(ParseError::JsonNotCompact);
    }
    let mut parts = [""; 5];
    let mut rest = token;
    for (place, part) in parts.iter_mut().enumerate() {
        match at_dot(rest) {
            Some((before, after)) if place < LAST => (*part, rest) = (before, after),
            None if place == LAST => *part = rest,
            Some(_) => return Err(ParseError::NotFiveParts { parts: 6 }),
            None => {
                let parts = place.saturating_add(1);
                return Err(ParseError::NotFiveParts { parts });
            }
        }
    }
    if parts[0].is_empty() {
        return Err(ParseError::EmptyPart(Part::Header));
    }
    Ok(parts)
}

/// The place of the authentication tag among the parts.
const LAST: usize = 4;

fn at_dot(text: &str) -> Option<(&str, &str)> {
    let dot = memchr::memchr(b'.', text.as_bytes())?;
    let (before, from) = text.split_at_checked(dot)?;
    Some((before, from.get(1..)?))
}

/// Decodes the header, whose length is checked before any octet of it is.
pub(crate) fn decode_header(text: &str, options: &ReadOptions) -> Result<Octets<256>, ParseError> {
    let malformed = |error| Part::Header.malformed(error);
    let text = options.padding.strip(text.as_bytes()).map_err(malformed)?;
    let max = options.limits.header_len;
    if decoded_len(text.len()).is_some_and(|len| len > max) {
        return Err(ParseError::HeaderTooLong { max });
    }
    Octets::decode(text).map_err(malformed)
}
