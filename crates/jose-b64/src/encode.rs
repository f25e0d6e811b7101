//! Base64url encoding of public octets (RFC 7515, section 2; RFC 4648, section 5).

use alloc::string::String;

use base64::Engine;

use crate::engine::engine;
use crate::error::EncodeError;

/// The length in characters of the base64url encoding of that many octets; `None` when it does not fit a `usize`.
///
/// ```
/// assert_eq!(jose_b64::encoded_len(32), Some(43));
/// assert_eq!(jose_b64::encoded_len(usize::MAX), None);
/// ```
#[must_use]
pub const fn encoded_len(octets: usize) -> Option<usize> {
    let rest = match octets % 3 {
        0 => 0,
        1 => 2,
        _ => 3,
    };
    match (octets / 3).checked_mul(4) {
        Some(whole) => whole.checked_add(rest),
        None => None,
    }
}

/// BASE64URL(OCTETS): the base64url encoding with all trailing `=` characters omitted (RFC 7515, section 2). One allocation.
///
/// For public octets: use [`secret::encode`](crate::secret::encode) for key material.
///
/// ```
/// // RFC 7515, appendix C
/// assert_eq!(jose_b64::encode([3, 236, 255, 224, 193]), "A-z_4ME");
/// ```
#[must_use]
pub fn encode(octets: impl AsRef<[u8]>) -> String {
    let octets = octets.as_ref();
    // A slice is at most `isize::MAX` octets, so its encoding always has a length; the fallback only loses a reservation.
    let mut out = String::with_capacity(encoded_len(octets.len()).unwrap_or(0));
    encode_append(octets, &mut out);
    out
}

/// Appends BASE64URL(`octets`) to a token that is being written; no allocation when `out` has room for [`encoded_len`] more.
pub fn encode_append(octets: &[u8], out: &mut String) {
    out.reserve(encoded_len(octets.len()).unwrap_or(0));
    engine().encode_string(octets, out);
}

/// Encodes octets where they lie: the last `octets` octets of `buffer` become text in its front, whose
/// length is returned. The counterpart of [`decode_in_place`](crate::decode_in_place); the rest of the
/// buffer is unspecified after it.
///
/// ```
/// let mut buffer = *b"...\x03\xec\xff\xe0\xc1";
/// let len = jose_b64::encode_in_place(&mut buffer, 5)?;
/// assert_eq!(&buffer[..len], b"A-z_4ME");
/// # Ok::<(), jose_b64::EncodeError>(())
/// ```
///
/// # Errors
///
/// [`EncodeError::OutputTooSmall`] when `buffer` is shorter than [`encoded_len`] says.
pub fn encode_in_place(buffer: &mut [u8], octets: usize) -> Result<usize, EncodeError> {
    let too_small = EncodeError::OutputTooSmall {
        needed: encoded_len(octets).unwrap_or(usize::MAX),
        len: buffer.len(),
    };
    let encoded = encoded_len(octets).filter(|len| *len <= buffer.len());
    let encoded = encoded.ok_or(too_small)?;
    let mut read = buffer.len().checked_sub(octets).ok_or(too_small)?;
    let mut write: usize = 0;
    let mut block = [0; BLOCK_OCTETS];
    // Text grows by a third, and what is ahead of the octets has room for all of that growth: writing
    // never overtakes reading.
    while read < buffer.len() {
        let end = read.saturating_add(BLOCK_OCTETS).min(buffer.len());
        let part = buffer.get(read..end).unwrap_or_default();
        let block = block.get_mut(..part.len()).ok_or(too_small)?;
        block.copy_from_slice(part);
        // Exactly as long as the text: what lies behind it was not read yet.
        let next = write.saturating_add(encoded_len(block.len()).unwrap_or(usize::MAX));
        let place = buffer.get_mut(write..next).ok_or(too_small)?;
        engine().encode_slice(block, place).map_err(|_| too_small)?;
        write = next;
        read = end;
    }
    Ok(encoded)
}

/// Writes BASE64URL(`octets`) into a buffer of the caller's and returns the text that was written.
///
/// # Errors
///
/// [`EncodeError::OutputTooSmall`] when `out` is shorter than [`encoded_len`] says.
pub fn encode_slice<'o>(octets: &[u8], out: &'o mut [u8]) -> Result<&'o str, EncodeError> {
    let too_small = EncodeError::OutputTooSmall {
        needed: encoded_len(octets.len()).unwrap_or(usize::MAX),
        len: out.len(),
    };
    let written = engine().encode_slice(octets, out).map_err(|_| too_small)?;
    out.get(..written)
        .and_then(|text| core::str::from_utf8(text).ok())
        .ok_or(too_small)
}

/// A multiple of three, so that only the last block ends within a group.
const BLOCK_OCTETS: usize = 768;
