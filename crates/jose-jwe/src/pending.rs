//! The one place that decides what a key's answer means, whoever gave it (RFC 7516, sections 5.2, 11.4 and 11.5).
//!
//! A message with an encrypted key is decrypted in any case: with the CEK that the key found, or with a
//! random one that was drawn before the key was asked. A wrong encrypted key, a CEK of the wrong length and
//! a wrong ciphertext then end in the same step, with the same error, after the same work. Modes without
//! an encrypted key have nothing that a sender could vary to learn from, and end at once.

use alloc::boxed::Box;
use core::fmt;

use crate::cek::Cek;
use crate::cek_error::CekError;
use crate::cek_request::CekRequest;
use crate::content::{Backend, ContentEncryption};
use crate::decrypt_error::{DecryptError, DecryptionFailed};
use crate::decrypted::Decrypted;
use crate::encrypted::Encrypted;
use crate::key_management::DecryptCek;
use crate::message::{Message, Recipient};
use crate::open::Opening;

/// What is held in readiness while a key is asked.
pub(crate) struct Substitute {
    cek_len: usize,
    /// For a message without an encrypted key there is none.
    cek: Option<Cek>,
}

impl Substitute {
    /// To be called **before** the key is asked.
    pub(crate) fn draw(
        recipient: &Recipient,
        cek_len: usize,
        random: &dyn Backend,
    ) -> Result<Self, DecryptError> {
        let cek = if recipient.encrypted_key.is_empty() {
            None
        } else {
            let mut cek = Cek::zeroed(cek_len);
            random.fill(cek.expose_secret_mut())?;
            Some(cek)
        };
        Ok(Substitute { cek_len, cek })
    }

    /// The CEK with which decryption goes on.
    pub(crate) fn settle(self, answer: Result<Cek, CekError>) -> Result<Cek, DecryptError> {
        let found = match answer {
            Ok(cek) if cek.len() == self.cek_len => Some(cek),
            Ok(_) | Err(CekError::Invalid) => None,
            // Nothing was learnt about the message: the only answer that may end it early.
            Err(CekError::Unavailable(source)) => return Err(DecryptError::Unavailable(source)),
        };
        found
            .or(self.cek)
            .ok_or(DecryptError::DecryptionFailed(DecryptionFailed))
    }
}

/// Asks a key that is at hand, and decrypts.
pub(crate) fn attempt(
    key: &dyn DecryptCek,
    message: &Message<'_>,
    recipient: &Recipient,
    opening: &mut Opening<'_>,
    random: &dyn Backend,
) -> Result<(), DecryptError> {
    if let Some(key) = key.content_key() {
        // Selection saw to the `enc`. A key that is the CEK has no encrypted key (JWE-02); of an algorithm
        // that nobody registered only the key itself tells.
        if !recipient.encrypted_key.is_empty() {
            return Err(DecryptionFailed.into());
        }
        return opening.attempt(key, message);
    }
    let cipher = opening.cipher();
    let substitute = Substitute::draw(recipient, cipher.cek_len(), random)?;
    let request = request(message, recipient, cipher);
    let cek = substitute.settle(key.decrypt_cek(request))?;
    decrypt(&cek, message, opening)
}

fn decrypt(
    cek: &Cek,
    message: &Message<'_>,
    opening: &mut Opening<'_>,
) -> Result<(), DecryptError> {
    let key = opening.cipher().content_key(cek);
    let key = key.map_err(|_| DecryptionFailed)?;
    opening.attempt(&*key, message)
}

fn request<'m>(
    message: &'m Message<'_>,
    recipient: &'m Recipient,
    cipher: &'m dyn ContentEncryption,
) -> CekRequest<'m> {
    CekRequest::new(
        message.hint(recipient),
        &recipient.encrypted_key,
        cipher.enc(),
        cipher.cek_len(),
    )
}

/// A JWE whose algorithm and Key ID fit the recipient's key, waiting for that key's answer.
///
/// Comes from [`Encrypted::pending`].
#[must_use = "the plaintext comes out of `finish`"]
pub struct PendingDecryption<'a> {
    encrypted: Encrypted<'a>,
    /// The place of the recipient in the message.
    index: usize,
    opening: Opening<'a>,
    substitute: Substitute,
    key_id: Option<Box<str>>,
}

impl<'a> PendingDecryption<'a> {
    pub(crate) fn new(
        encrypted: Encrypted<'a>,
        index: usize,
        opening: Opening<'a>,
        substitute: Substitute,
        key_id: Option<Box<str>>,
    ) -> Self {
        PendingDecryption {
            encrypted,
            index,
            opening,
            substitute,
            key_id,
        }
    }

    /// What the key is to be asked: the encrypted key, and the header parameters of its mode.
    #[must_use]
    pub fn request(&self) -> CekRequest<'_> {
        let message = &self.encrypted.message;
        request(
            message,
            self.encrypted.recipient(self.index),
            self.opening.cipher(),
        )
    }

    /// The JWE Encrypted Key, decoded; empty where the mode has none.
    #[must_use]
    pub fn encrypted_key(&self) -> &[u8] {
        &self.encrypted.recipient(self.index).encrypted_key
    }

    /// Ends the second phase with the answer of the key, and decrypts.
    ///
    /// Where a service answers with an error for an encrypted key that is not right, that one is
    /// [`CekError::Invalid`], and so is an answer that has no octets: [`CekError::Unavailable`] says that
    /// nobody knows.
    ///
    /// # Errors
    ///
    /// [`DecryptError::Unavailable`] as the answer says, [`DecryptError::DecryptionFailed`] for everything
    /// else.
    pub fn finish(mut self, answer: Result<Cek, CekError>) -> Result<Decrypted, DecryptError> {
        let cek = self.substitute.settle(answer)?;
        decrypt(&cek, &self.encrypted.message, &mut self.opening)?;
        Ok(self
            .encrypted
            .release(self.index, self.opening, self.key_id))
    }
}

/// As that of the message.
impl fmt::Debug for PendingDecryption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PendingDecryption")
            .field(&self.encrypted)
            .finish()
    }
}
