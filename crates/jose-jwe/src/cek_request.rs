//! What a recipient's key is asked (RFC 7516, section 5.2; RFC 7518, section 4).

use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Value, decode};
use jose_jwk::{Enc, KeyHint};

use crate::cek_error::CekError;

/// What a recipient's key is asked: the encrypted key, and what the header says to its mode.
///
/// jose-jwe makes it from a message whose header parameters are of the right type, stand where they
/// may, and obey the limits: `p2c` is within the bounds of the recipient when a key reads it.
#[derive(Clone, Copy)]
pub struct CekRequest<'a> {
    header: KeyHint<'a>,
    encrypted_key: &'a [u8],
    enc: Enc<'a>,
    cek_len: usize,
}

impl<'a> CekRequest<'a> {
    /// A request made by hand, for testing a key object.
    ///
    /// Whoever makes one answers for the bounds of `p2c`.
    #[must_use]
    pub const fn new(
        header: KeyHint<'a>,
        encrypted_key: &'a [u8],
        enc: Enc<'a>,
        cek_len: usize,
    ) -> Self {
        CekRequest {
            header,
            encrypted_key,
            enc,
            cek_len,
        }
    }

    /// The JWE Encrypted Key, decoded; empty where the mode has none.
    #[must_use]
    pub const fn encrypted_key(&self) -> &'a [u8] {
        self.encrypted_key
    }

    /// The content encryption algorithm of the message.
    #[must_use]
    pub const fn enc(&self) -> Enc<'a> {
        self.enc
    }

    /// The length in octets that the CEK must have. A key that finds one of another length need not
    /// look: the caller does, and treats it like a key that was not found.
    #[must_use]
    pub const fn cek_len(&self) -> usize {
        self.cek_len
    }

    /// What the headers say about the key.
    #[must_use]
    pub const fn hint(&self) -> KeyHint<'a> {
        self.header
    }

    /// A header parameter of the mode, such as `epk`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Value<'a>> {
        self.header.parameter(name)
    }

    /// A header parameter in base64url, such as `apu`, `iv` or `p2s`, decoded.
    ///
    /// # Errors
    ///
    /// [`CekError::Invalid`] when it is there and not base64url.
    pub fn octets(&self, name: &str) -> Result<Option<Vec<u8>>, CekError> {
        let Some(value) = self.parameter(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or(CekError::Invalid)?;
        let octets = decode(&*text).map_err(|_| CekError::Invalid)?;
        Ok(Some(octets))
    }
}

impl fmt::Debug for CekRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CekRequest")
            .field("encrypted_key_len", &self.encrypted_key.len())
            .field("cek_len", &self.cek_len)
            .finish_non_exhaustive()
    }
}
