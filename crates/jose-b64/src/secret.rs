//! Base64url of secret octets (RFC 7515, section 2; private members of RFC 7518, section 6): constant time, and errors that say nothing.
//!
//! The time that these functions take depends on the length of their input, which is not secret, and on whether it is valid; it does
//! not depend on the characters or octets. No table is looked up by a secret index. What is accepted is what
//! [`decode()`](crate::decode()) accepts; it costs about ten times as much.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::{Zeroize, Zeroizing};

use crate::decode::decoded_len;
use crate::encode::encoded_len;

/// A secret base64url text was refused. Says neither why nor where, since both would be about the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretDecodeError {
    /// The text is not strict base64url.
    Malformed,
    /// The caller's buffer is too small.
    OutputTooSmall,
}

/// BASE64URL(OCTETS) in constant time. The result is zeroized when dropped.
#[must_use]
pub fn encode(octets: &[u8]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(
        encoded_len(octets.len()).unwrap_or(0),
    ));
    encode_append(octets, &mut out);
    out
}

/// Appends BASE64URL(`octets`) to `out` in constant time.
///
/// When `out` must grow, its old allocation is freed without being zeroized: reserve enough before a secret is in it.
pub fn encode_append(octets: &[u8], out: &mut String) {
    out.reserve(encoded_len(octets.len()).unwrap_or(0));
    let mut block = Zeroizing::new([0; BLOCK_SYMBOLS]);
    for part in octets.chunks(BLOCK_OCTETS) {
        // A block always has room for the encoding of a part.
        out.push_str(Base64UrlUnpadded::encode(part, block.as_mut_slice()).unwrap_or_default());
    }
}

/// The octets that a base64url text encodes, in constant time. The result is zeroized when dropped, also on failure.
///
/// ```
/// use jose_b64::secret;
///
/// assert_eq!(secret::decode("c2VjcmV0")?.as_slice(), b"secret");
/// let error = secret::decode("c2VjcmV").unwrap_err();
/// assert_eq!(error.to_string(), "the secret is not base64url");
/// # Ok::<(), secret::SecretDecodeError>(())
/// ```
///
/// # Errors
///
/// [`SecretDecodeError::Malformed`] for everything that [`decode()`](crate::decode()) refuses.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Zeroizing<Vec<u8>>, SecretDecodeError> {
    let text = text.as_ref();
    let len = decoded_len(text.len()).ok_or(SecretDecodeError::Malformed)?;
    let mut out = Zeroizing::new(vec![0; len]);
    decode_slice(text, &mut out)?;
    Ok(out)
}

/// Decodes into a buffer of the caller's, in constant time, and returns the part that was written. On failure `out` is zeroized.
///
/// # Errors
///
/// As [`decode`], and [`SecretDecodeError::OutputTooSmall`] when `out` is shorter than [`decoded_len`] says.
pub fn decode_slice<'o>(text: &[u8], out: &'o mut [u8]) -> Result<&'o mut [u8], SecretDecodeError> {
    let len = decoded_len(text.len()).ok_or(SecretDecodeError::Malformed)?;
    let out = out
        .get_mut(..len)
        .ok_or(SecretDecodeError::OutputTooSmall)?;
    match Base64UrlUnpadded::decode(text, out) {
        Ok(written) if written.len() == len => Ok(out),
        _ => {
            out.zeroize();
            Err(SecretDecodeError::Malformed)
        }
    }
}

impl SecretDecodeError {
    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SecretDecodeError::Malformed => "b64/secret-malformed",
            SecretDecodeError::OutputTooSmall => "b64/output-too-small",
        }
    }
}

impl fmt::Display for SecretDecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SecretDecodeError::Malformed => "the secret is not base64url",
            SecretDecodeError::OutputTooSmall => "the buffer for the secret is too small",
        })
    }
}

impl core::error::Error for SecretDecodeError {}

const BLOCK_OCTETS: usize = 96;
const BLOCK_SYMBOLS: usize = 128;
