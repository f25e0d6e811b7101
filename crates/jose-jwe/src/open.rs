//! From ciphertext to plaintext, in one buffer (RFC 7516, section 5.2, steps 14 to 18).

use alloc::vec::Vec;

use jose_b64::decode_append;
use zeroize::{Zeroize as _, Zeroizing};

use crate::content::{ContentEncryption, ContentKey};
use crate::decrypt_error::{DecryptError, DecryptionFailed};
use crate::error::{ParseError, Part};
use crate::message::Message;
use crate::zip::Deflate;

/// The ciphertext on its way to the plaintext.
pub(crate) struct Opening<'a> {
    cipher: &'a dyn ContentEncryption,
    buffer: Zeroizing<Vec<u8>>,
    /// Whether the ciphertext is in the buffer; an attempt that failed leaves nothing there.
    is_decoded: bool,
    /// For a compressed plaintext, what inflates it and up to how many octets.
    zip: Option<(Deflate, usize)>,
}

impl<'a> Opening<'a> {
    /// Decodes the ciphertext.
    pub(crate) fn new(
        cipher: &'a dyn ContentEncryption,
        message: &Message<'_>,
        zip: Option<(Deflate, usize)>,
    ) -> Result<Self, ParseError> {
        let mut opening = Opening {
            cipher,
            buffer: Zeroizing::default(),
            is_decoded: false,
            zip,
        };
        opening.decode(message)?;
        Ok(opening)
    }

    pub(crate) fn cipher(&self) -> &'a dyn ContentEncryption {
        self.cipher
    }

    pub(crate) fn into_plaintext(self) -> Zeroizing<Vec<u8>> {
        self.buffer
    }

    /// Tries one content key.
    pub(crate) fn attempt(
        &mut self,
        key: &dyn ContentKey,
        message: &Message<'_>,
    ) -> Result<(), DecryptError> {
        if !self.is_decoded {
            self.decode(message)?;
        }
        self.is_decoded = false;
        let aad = message.aad();
        let opened = key.decrypt(&message.iv, aad.as_bytes(), &mut self.buffer, &message.tag);
        let len = opened.ok().filter(|len| *len <= self.buffer.len());
        if len.and_then(|len| self.release(len)).is_none() {
            self.buffer.zeroize();
            return Err(DecryptionFailed.into());
        }
        Ok(())
    }

    fn release(&mut self, len: usize) -> Option<()> {
        self.buffer.truncate(len);
        if let Some((deflate, max)) = self.zip {
            self.buffer = deflate.inflate(&self.buffer, max)?;
        }
        Some(())
    }

    fn decode(&mut self, message: &Message<'_>) -> Result<(), ParseError> {
        let decoded = decode_append(message.ciphertext.as_bytes(), &mut self.buffer);
        decoded.map_err(|error| Part::Ciphertext.malformed(error))?;
        self.is_decoded = true;
        Ok(())
    }
}
