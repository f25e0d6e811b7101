//! What decryption hands out (RFC 7516, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::mem;

use jose_b64::{Value, decode};
use jose_jwk::{Alg, Enc, KeyHint};
use zeroize::Zeroizing;

use crate::header::{ProtectedHeader, RecipientHeader, SharedHeader};
use crate::message::{Message, Recipient};

/// The plaintext of a JWE that was decrypted, and the headers it came with.
///
/// There is no public way to make one but decryption. That the message decrypts says that it is the one
/// that somebody encrypted. **Who that was it does not say**: with a public key anybody can, and with a
/// shared one whoever holds it.
///
/// The plaintext is cleared from memory when this is dropped.
pub struct Decrypted {
    protected: ProtectedHeader,
    shared: Option<SharedHeader>,
    recipient: Recipient,
    aad: Option<Vec<u8>>,
    plaintext: Zeroizing<Vec<u8>>,
    key_id: Option<Box<str>>,
}

impl Decrypted {
    pub(crate) fn new(
        message: Message<'_>,
        index: usize,
        plaintext: Zeroizing<Vec<u8>>,
        key_id: Option<Box<str>>,
    ) -> Self {
        let mut recipients = message.recipients;
        if let Some(other) = index
            .checked_sub(1)
            .filter(|at| *at < recipients.others.len())
        {
            recipients.first = recipients.others.swap_remove(other);
        }
        Decrypted {
            protected: message.protected,
            shared: message.shared,
            recipient: recipients.first,
            // Read with success when the message was.
            aad: message
                .aad_text
                .map(|text| decode(text.trim_end_matches('=')).unwrap_or_default()),
            plaintext,
            key_id,
        }
    }

    /// The plaintext.
    #[must_use]
    pub fn plaintext(&self) -> &[u8] {
        &self.plaintext
    }

    /// The plaintext without a copy. Clearing it from memory is the caller's affair then.
    #[must_use]
    pub fn into_plaintext(mut self) -> Vec<u8> {
        mem::take(&mut *self.plaintext)
    }

    /// The protected header: the one with which the message was encrypted.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.protected
    }

    /// The JWE AAD (section 7.2.1): octets that are not encrypted and belong to the message like the
    /// protected header.
    #[must_use]
    pub fn aad(&self) -> Option<&[u8]> {
        self.aad.as_deref()
    }

    /// The algorithm of the key that decrypted.
    #[must_use]
    pub fn alg(&self) -> Alg<'_> {
        // Read with success when the message was.
        let alg = self.hint().alg().and_then(|name| Alg::parse(name).ok());
        alg.unwrap_or(Alg::new(""))
    }

    /// The content encryption algorithm, which the recipient accepts.
    #[must_use]
    pub fn enc(&self) -> Enc<'_> {
        let enc = self.hint().parameter("enc").and_then(Value::as_plain_str);
        enc.and_then(|name| Enc::parse(name).ok())
            .unwrap_or(Enc::new(""))
    }

    fn hint(&self) -> KeyHint<'_> {
        let others = [self.shared.as_deref(), self.recipient.header.as_deref()];
        KeyHint::joined(&self.protected, others)
    }

    /// The Key ID of the recipient's key that decrypted, if the recipient holds that key under one. The
    /// header's `kid` is the sender's word.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The shared unprotected header of a message in JSON. **Nobody vouches for it.**
    #[must_use]
    pub fn shared_header(&self) -> Option<&SharedHeader> {
        self.shared.as_ref()
    }

    /// The recipient's own header of a message in JSON. **Nobody vouches for it.**
    #[must_use]
    pub fn recipient_header(&self) -> Option<&RecipientHeader> {
        self.recipient.header.as_ref()
    }
}

/// Shows the header and lengths only.
impl fmt::Debug for Decrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decrypted")
            .field("header", &self.protected)
            .field("plaintext_len", &self.plaintext.len())
            .finish_non_exhaustive()
    }
}
