//! Reading the JWE Compact Serialization (RFC 7516, section 7.1).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use jose_jwk::serialization::{decode_header, split};

use crate::error::{ParseError, Part};
use crate::header::ProtectedHeader;
use crate::message::{Message, Recipient, Recipients, decode_part, without_padding};
use crate::read_options::ReadOptions;

/// Reads header, encrypted key, initialization vector, ciphertext and authentication tag: all but the
/// ciphertext are decoded, the header first.
pub(crate) fn read<'t>(token: &'t str, options: &ReadOptions) -> Result<Message<'t>, ParseError> {
    let [header, encrypted_key, iv, ciphertext, tag] = split(token, &options.limits)?;
    let padding = options.padding;
    let protected = decode_header(header, padding, &options.limits)?;
    let protected = ProtectedHeader::read(protected, options)?;
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
