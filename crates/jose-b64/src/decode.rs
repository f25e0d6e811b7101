//! Strict base64url decoding of public text (RFC 7515, section 2; RFC 4648, sections 3.2, 3.3, 3.5 and 5).

use alloc::vec;
use alloc::vec::Vec;

use base64::Engine;

use crate::encode::encoded_len;
use crate::engine::engine;
use crate::error::{DecodeError, DecodeErrorKind};

/// What to do with trailing `=` characters, which RFC 7515, section 2 omits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Padding {
    /// As the RFC says: a `=` is an error.
    #[default]
    Refused,
    /// Some issuers send it (AWS load balancers): no `=`, or exactly as many as RFC 4648 asks for.
    Allowed,
}

/// The exact length in octets of what that many base64url characters encode; `None` when no encoding has this length (1 modulo 4).
///
/// ```
/// assert_eq!(jose_b64::decoded_len(43), Some(32));
/// assert_eq!(jose_b64::decoded_len(5), None);
/// ```
#[must_use]
pub const fn decoded_len(text_len: usize) -> Option<usize> {
    let rest = match text_len % 4 {
        0 => 0,
        1 => return None,
        2 => 1,
        _ => 2,
    };
    // At most three quarters of a `usize`: neither step overflows.
    Some((text_len / 4).saturating_mul(3).saturating_add(rest))
}

/// The octets that a base64url text encodes. One allocation, of the exact length.
///
/// Not constant time: use [`secret::decode`](crate::secret::decode) for private key members.
///
/// ```
/// assert_eq!(jose_b64::decode("A-z_4ME")?, [3, 236, 255, 224, 193]);
/// let error = jose_b64::decode("A+z/4ME=").unwrap_err();
/// assert_eq!(error.offset(), 1);
/// # Ok::<(), jose_b64::DecodeError>(())
/// ```
///
/// # Errors
///
/// - [`InvalidSymbol`](DecodeErrorKind::InvalidSymbol): a character outside the URL-safe alphabet, white space included;
/// - [`Padding`](DecodeErrorKind::Padding): a `=`;
/// - [`Length`](DecodeErrorKind::Length): the length is 1 modulo 4;
/// - [`TrailingBits`](DecodeErrorKind::TrailingBits): the last character has unused bits that are not zero.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>, DecodeError> {
    let text = text.as_ref();
    let mut out = vec![0; exact_len(text)?];
    decode_exact(text, &mut out)?;
    Ok(out)
}

/// Decodes into a buffer of the caller's and returns the part that was written.
///
/// On failure the contents of `out` are unspecified.
///
/// # Errors
///
/// As [`decode()`], and [`OutputTooSmall`](DecodeErrorKind::OutputTooSmall) when `out` is shorter than [`decoded_len`] says.
pub fn decode_slice<'o>(text: &[u8], out: &'o mut [u8]) -> Result<&'o mut [u8], DecodeError> {
    let needed = exact_len(text)?;
    let room = out.len();
    let out = out
        .get_mut(..needed)
        .ok_or_else(|| output_too_small(room))?;
    decode_exact(text, out)?;
    Ok(out)
}

/// Decodes to the end of `out`. On failure `out` is what it was.
///
/// # Errors
///
/// As [`decode()`].
pub fn decode_append(text: &[u8], out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let before = out.len();
    let needed = exact_len(text)?;
    out.reserve_exact(needed);
    out.resize(before.saturating_add(needed), 0);
    let result = match out.get_mut(before..) {
        Some(tail) => decode_exact(text, tail),
        None => Err(output_too_small(0)),
    };
    if result.is_err() {
        out.truncate(before);
    }
    result
}

/// Decodes a text where it lies: the octets replace the front of `buf` and are returned.
///
/// On failure the contents of `buf` are unspecified.
///
/// # Errors
///
/// As [`decode()`].
pub fn decode_in_place(buf: &mut [u8]) -> Result<&mut [u8], DecodeError> {
    let decoded = exact_len(buf)?;
    let mut block = [0; BLOCK_OCTETS];
    let mut read: usize = 0;
    let mut write: usize = 0;
    // The engine cannot work in place; through a block on the stack no second buffer of the text's size is needed.
    while read < buf.len() {
        let end = read.saturating_add(BLOCK_SYMBOLS).min(buf.len());
        let text = buf.get(read..end).unwrap_or_default();
        let octets = decode_slice(text, &mut block).map_err(|error| error.moved_by(read))?;
        let next = write.saturating_add(octets.len());
        if let Some(place) = buf.get_mut(write..next) {
            place.copy_from_slice(octets);
        }
        read = end;
        write = next;
    }
    let room = buf.len();
    buf.get_mut(..decoded).ok_or_else(|| output_too_small(room))
}

impl Padding {
    /// The text without its padding, ready for a decoder.
    ///
    /// ```
    /// use jose_b64::Padding;
    ///
    /// assert_eq!(Padding::Allowed.strip(b"QUI=")?, b"QUI");
    /// assert_eq!(Padding::Allowed.strip(b"QUI")?, b"QUI");
    /// assert!(Padding::Allowed.strip(b"QUI==").is_err());
    /// assert!(Padding::Refused.strip(b"QUI=").is_err());
    /// # Ok::<(), jose_b64::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Padding`] when there is a trailing `=` and it is refused, or when their number is not the one that
    /// makes the length a multiple of 4. A `=` that stands before other characters is left to the decoder, which refuses it.
    pub fn strip(self, text: &[u8]) -> Result<&[u8], DecodeError> {
        let stripped = text
            .iter()
            .rposition(|&symbol| symbol != b'=')
            .map_or(0, |last| last.saturating_add(1));
        let bare = text.get(..stripped).unwrap_or_default();
        let padding = text.len().saturating_sub(stripped);
        let right = match self {
            Padding::Refused => padding == 0,
            Padding::Allowed => padding == 0 || padding <= 2 && text.len() % 4 == 0,
        };
        if right {
            Ok(bare)
        } else {
            Err(DecodeError::new(DecodeErrorKind::Padding, stripped))
        }
    }
}

const BLOCK_SYMBOLS: usize = 1024;
const BLOCK_OCTETS: usize = 768;

fn exact_len(text: &[u8]) -> Result<usize, DecodeError> {
    decoded_len(text.len()).ok_or_else(|| diagnose(text))
}

/// `out` has exactly the length that `text` decodes to.
fn decode_exact(text: &[u8], out: &mut [u8]) -> Result<(), DecodeError> {
    match engine().decode_slice(text, out) {
        Ok(written) if written == out.len() => Ok(()),
        _ => Err(diagnose(text)),
    }
}

/// Names the first fault of a text that the engine refused, the same whichever engine it was.
fn diagnose(text: &[u8]) -> DecodeError {
    let strange = text.iter().enumerate().find(
        |(_, symbol)| !matches!(symbol, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'),
    );
    match strange {
        Some((offset, b'=')) => DecodeError::new(DecodeErrorKind::Padding, offset),
        Some((offset, _)) => DecodeError::new(DecodeErrorKind::InvalidSymbol, offset),
        None if text.len() % 4 == 1 => DecodeError::new(DecodeErrorKind::Length, text.len()),
        None => DecodeError::new(DecodeErrorKind::TrailingBits, text.len().saturating_sub(1)),
    }
}

fn output_too_small(room: usize) -> DecodeError {
    DecodeError::new(
        DecodeErrorKind::OutputTooSmall,
        encoded_len(room).unwrap_or(usize::MAX),
    )
}
