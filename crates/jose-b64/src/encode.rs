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
