//! From plaintext to ciphertext, in the one buffer that becomes the message (RFC 7516, section 5.1, steps 13 to 15).

use alloc::string::String;

use jose_b64::{encode, encode_in_place, encoded_len};
use zeroize::Zeroize as _;

use crate::build_error::BuildError;
use crate::content::{ContentEncryption, ContentError, ContentKey};

/// What the ciphertext is computed from.
pub(crate) struct Sealing<'a> {
    pub(crate) cipher: &'a dyn ContentEncryption,
    pub(crate) key: &'a dyn ContentKey,
    pub(crate) iv: &'a [u8],
    /// The Additional Authenticated Data: text of the message.
    pub(crate) aad: &'a str,
    pub(crate) plaintext: &'a [u8],
    /// Octets allowed for the message.
    pub(crate) max: usize,
}

impl Sealing<'_> {
    /// Appends the ciphertext, `between`, the authentication tag and `end` to what stands before them.
    ///
    /// The plaintext is copied to the end of the ciphertext's room, encrypted there, and encoded from
    /// there to the front of the room: a message costs no buffer beside itself.
    pub(crate) fn append_to(
        &self,
        before: String,
        between: &str,
        end: &str,
    ) -> Result<String, BuildError> {
        let ciphertext_len = self
            .cipher
            .ciphertext_len(self.plaintext.len())
            .ok_or(BuildError::TooLarge)?;
        // Else a part of the plaintext would be left out of the message.
        if ciphertext_len < self.plaintext.len() {
            return Err(BuildError::Content(ContentError));
        }
        let room = encoded_len(ciphertext_len).ok_or(BuildError::TooLarge)?;
        let tag_len = encoded_len(self.cipher.tag_len()).ok_or(BuildError::TooLarge)?;
        let start = before.len();
        let len = [room, between.len(), tag_len, end.len()]
            .into_iter()
            .try_fold(start, usize::checked_add)
            .ok_or(BuildError::TooLarge)?;
        if len > self.max {
            return Err(BuildError::TokenTooLong { len, max: self.max });
        }

        let mut message = before.into_bytes();
        message.reserve_exact(len.saturating_sub(start));
        // What is ahead of the ciphertext in its room, then the plaintext, then room for padding.
        let ahead = room.saturating_sub(ciphertext_len);
        message.resize(start.saturating_add(ahead), 0);
        message.extend_from_slice(self.plaintext);
        message.resize(start.saturating_add(room), 0);

        let ciphertext = message.get_mut(start.saturating_add(ahead)..);
        let sealed = self.key.encrypt(
            self.iv,
            self.aad.as_bytes(),
            ciphertext.unwrap_or_default(),
            self.plaintext.len(),
        );
        let tag = match sealed {
            Ok(tag) if tag.len() == self.cipher.tag_len() => tag,
            refused => {
                message.zeroize();
                return Err(refused
                    .err()
                    .map_or(BuildError::TagLength, BuildError::Content));
            }
        };
        let ciphertext = message.get_mut(start..).unwrap_or_default();
        encode_in_place(ciphertext, ciphertext_len).map_err(|_| BuildError::TooLarge)?;
        message.extend_from_slice(between.as_bytes());
        message.extend_from_slice(encode(&*tag).as_bytes());
        message.extend_from_slice(end.as_bytes());
        // Base64url and JSON, all of it.
        String::from_utf8(message).map_err(|_| BuildError::TooLarge)
    }
}
