//! A JWE that was read and not decrypted yet (RFC 7516, section 5.2).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Value;
use jose_jwk::selection::{Candidates, SelectionError, check_single};
use jose_jwk::{Alg, Enc, Key, KeyHint};

use crate::content::ContentEncryption;
use crate::decrypt_error::{DecryptError, DecryptionFailed};
use crate::decrypted::Decrypted;
use crate::decrypter::Decrypter;
use crate::error::{ParseError, Part};
use crate::header::{ProtectedHeader, RecipientHeader, SharedHeader};
use crate::key_management::DecryptCek;
use crate::message::{Message, Recipient};
use crate::open::Opening;
use crate::pending::{PendingDecryption, Substitute, attempt};

/// A JWE that was read. **Nothing in it is authenticated.**
///
/// It comes from [`Decrypter::open`] or [`Decrypter::open_json`], for those who must look before they
/// decrypt: which key to fetch, or a key that is somewhere else:
///
/// ```
/// use jose_jwe::{Alg, Cek, CekError, Decrypter, RemoteKey};
/// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Option<Vec<u8>>, std::io::Error> { Ok(None) }
///
/// async fn read(token: &str, decrypter: &Decrypter<'_>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
///     let pending = decrypter.open(token)?.pending(&RemoteKey::new(Alg::RSA_OAEP_256).with_kid("kms-7"))?;
///     let answer = match ask_kms("kms-7", pending.encrypted_key()).await {
///         Ok(Some(cek)) => Ok(Cek::from_slice(&cek)),
///         Ok(None) => Err(CekError::Invalid), // the service says that it is not encrypted for this key
///         Err(error) => Err(CekError::Unavailable(error.into())),
///     };
///     Ok(pending.finish(answer)?.into_plaintext())
/// }
/// ```
#[derive(Clone)]
pub struct Encrypted<'a> {
    pub(crate) message: Message<'a>,
    decrypter: &'a Decrypter<'a>,
}

/// Whose keys are asked.
#[derive(Clone, Copy)]
enum Keys<'k> {
    OfDecrypter(&'k Decrypter<'k>),
    One(&'k (dyn DecryptCek + 'k)),
}

impl<'a> Encrypted<'a> {
    pub(crate) fn new(message: Message<'a>, decrypter: &'a Decrypter<'a>) -> Self {
        Encrypted { message, decrypter }
    }

    /// What the headers of the first recipient say about the key: for finding one, never for trusting
    /// one. A compact message has no other recipient.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        self.message.hint(&self.message.recipients.first)
    }

    /// The same of every recipient, in the order of the message.
    pub fn hints(&self) -> impl Iterator<Item = KeyHint<'_>> {
        let recipients = self.message.recipients.iter();
        recipients.map(|recipient| self.message.hint(recipient))
    }

    /// The protected header as received, not authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        &self.message.protected
    }

    /// The shared unprotected header, which a message in JSON may have. Nobody will ever vouch for it.
    #[must_use]
    pub fn shared_header(&self) -> Option<&SharedHeader> {
        self.message.shared.as_ref()
    }

    /// The header of one recipient, which a message in JSON may have. Nobody will ever vouch for it.
    #[must_use]
    pub fn recipient_header(&self, index: usize) -> Option<&RecipientHeader> {
        self.message.recipients.get(index)?.header.as_ref()
    }

    /// Decrypts with the recipient's keys.
    ///
    /// # Errors
    ///
    /// [`DecryptError`]: the content encryption is not accepted, no key fits, several fit, the limits of
    /// work are exceeded, the message does not decrypt, or a key could not be asked.
    pub fn decrypt(self) -> Result<Decrypted, DecryptError> {
        let keys = Keys::OfDecrypter(self.decrypter);
        self.decrypt_by(keys)
    }

    /// Decrypts with one key that was found by the [`hint`](Self::hint), and none of those that the
    /// decrypter holds.
    ///
    /// # Errors
    ///
    /// As [`decrypt`](Self::decrypt).
    pub fn decrypt_with(self, key: &dyn DecryptCek) -> Result<Decrypted, DecryptError> {
        self.decrypt_by(Keys::One(key))
    }

    /// Opens the first phase of decryption with a key that is somewhere else. For one that is the CEK itself
    /// (`dir`) the decrypter should accept one `enc` only: the key cannot say which it is for.
    ///
    /// # Errors
    ///
    /// [`DecryptError`]: the content encryption is not accepted, or not one recipient of the message fits
    /// the key, or several do.
    pub fn pending(self, key: &dyn Key) -> Result<PendingDecryption<'a>, DecryptError> {
        let cipher = self.cipher()?;
        let index = self.only_recipient_for(key)?;
        let recipient = self.recipient(index);
        self.check_work(1, iterations(self.message.hint(recipient)))?;
        let opening = self.opening(cipher)?;
        let random = self.decrypter.backend();
        let substitute = Substitute::draw(recipient, cipher.cek_len(), random)?;
        let key_id = key.kid().map(Into::into);
        Ok(PendingDecryption::new(
            self, index, opening, substitute, key_id,
        ))
    }

    fn only_recipient_for(&self, key: &dyn Key) -> Result<usize, DecryptError> {
        let fits = |hint: KeyHint<'_>| check_single(key, alg_of(hint), hint.kid()).is_ok();
        let mut fitting = self.hints().enumerate().filter(|(_, hint)| fits(*hint));
        let (index, _) = fitting.next().ok_or_else(|| no_matching_key(self.hint()))?;
        match fitting.count() {
            0 => Ok(index),
            more => Err(DecryptError::AmbiguousRecipient {
                count: more.saturating_add(1),
            }),
        }
    }

    fn decrypt_by(self, keys: Keys<'_>) -> Result<Decrypted, DecryptError> {
        let cipher = self.cipher()?;
        self.plan(keys, cipher.enc())?;
        let mut opening = self.opening(cipher)?;
        let (index, key_id) = self.attempt(keys, &mut opening)?;
        Ok(self.release(index, opening, key_id))
    }

    /// Finds the keys for every recipient, and what asking them would cost, before one is asked.
    fn plan(&self, keys: Keys<'_>, enc: Enc<'_>) -> Result<(), DecryptError> {
        let mut attempts: usize = 0;
        let mut work: u64 = 0;
        let mut refusal = None;
        for hint in self.hints() {
            match keys.candidates(hint, enc) {
                Ok(candidates) => {
                    let count = candidates.count();
                    attempts = attempts.saturating_add(count);
                    work = work.saturating_add(iterations(hint).saturating_mul(wide(count)));
                }
                // "Which of several?" says more than "none" of another recipient.
                Err(SelectionError::NoMatchingKey { .. }) if refusal.is_some() => {}
                Err(reason) => refusal = Some(reason),
            }
        }
        match refusal {
            Some(reason) if attempts == 0 => Err(reason.into()),
            _ => self.check_work(attempts, work),
        }
    }

    /// Asks one key after the other; the place of the recipient that decrypts, and the Key ID of the key.
    fn attempt(
        &self,
        keys: Keys<'_>,
        opening: &mut Opening<'_>,
    ) -> Result<(usize, Option<Box<str>>), DecryptError> {
        let enc = opening.cipher().enc();
        let mut failure = DecryptError::from(DecryptionFailed);
        for (index, recipient) in self.message.recipients.iter().enumerate() {
            let Ok(candidates) = keys.candidates(self.message.hint(recipient), enc) else {
                continue;
            };
            for candidate in candidates.iter() {
                let random = self.decrypter.backend();
                match attempt(candidate.key(), &self.message, recipient, opening, random) {
                    Ok(()) => return Ok((index, candidate.kid().map(Into::into))),
                    Err(DecryptError::DecryptionFailed(_)) => {}
                    // "It may be for me" is not overruled by another key's "it is not for me".
                    Err(error) => failure = error,
                }
            }
        }
        Err(failure)
    }

    /// The content encryption of the message, which the recipient must accept.
    fn cipher(&self) -> Result<&'a dyn ContentEncryption, DecryptError> {
        let enc = self.message.enc().ok_or(DecryptError::MissingEnc)?;
        let cipher = self.decrypter.cipher_for(enc)?;
        let lengths = [
            (Part::Iv, self.message.iv.len(), cipher.iv_len()),
            (Part::Tag, self.message.tag.len(), cipher.tag_len()),
        ];
        for (part, len, needed) in lengths {
            if len != needed {
                return Err(DecryptError::Length { part, len, needed });
            }
        }
        Ok(cipher)
    }

    fn opening(&self, cipher: &'a dyn ContentEncryption) -> Result<Opening<'a>, ParseError> {
        let options = self.decrypter.options();
        let zip = options
            .zip
            .filter(|_| self.message.protected.is_compressed());
        let zip = zip.map(|deflate| (deflate, options.limits.inflated_len));
        Opening::new(cipher, &self.message, zip)
    }

    fn check_work(&self, attempts: usize, iterations: u64) -> Result<(), DecryptError> {
        let limits = &self.decrypter.options().limits;
        let checks = [
            (
                "attempts to decrypt",
                wide(attempts),
                wide(limits.decryptions),
            ),
            (
                "PBES2 iterations",
                iterations,
                u64::from(limits.pbes2_max_iterations),
            ),
        ];
        for (what, required, limit) in checks {
            if required > limit {
                return Err(DecryptError::TooMuchWork {
                    what,
                    required,
                    limit,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn recipient(&self, index: usize) -> &Recipient {
        let recipients = &self.message.recipients;
        recipients.get(index).unwrap_or(&recipients.first)
    }

    pub(crate) fn release(
        self,
        index: usize,
        opening: Opening<'_>,
        key_id: Option<Box<str>>,
    ) -> Decrypted {
        Decrypted::new(self.message, index, opening.into_plaintext(), key_id)
    }
}

impl<'k> Keys<'k> {
    /// The keys that fit one recipient: by the one rule of selection, and of those that are the CEK
    /// themselves the ones for this `enc`.
    fn candidates(
        self,
        hint: KeyHint<'_>,
        enc: Enc<'_>,
    ) -> Result<Candidates<'k, dyn DecryptCek + 'k>, SelectionError> {
        let (alg, kid) = (alg_of(hint), hint.kid());
        let is_for_enc = |key: &(dyn DecryptCek + 'k)| {
            key.content_key().is_none_or(|content| content.enc() == enc)
        };
        match self {
            Keys::OfDecrypter(decrypter) => decrypter.candidates(alg, kid, is_for_enc),
            Keys::One(key) if !is_for_enc(key) => Err(SelectionError::no_matching_key(alg, kid)),
            Keys::One(key) => Candidates::single(key, alg, kid),
        }
    }
}

/// The algorithm of a recipient; a refused name is what nothing accepts.
fn alg_of(hint: KeyHint<'_>) -> Alg<'_> {
    let alg = hint.alg().and_then(|name| Alg::parse(name).ok());
    alg.unwrap_or(Alg::new(""))
}

fn no_matching_key(hint: KeyHint<'_>) -> DecryptError {
    SelectionError::no_matching_key(alg_of(hint), hint.kid()).into()
}

/// The iterations that one attempt costs (PBE-05).
fn iterations(hint: KeyHint<'_>) -> u64 {
    hint.parameter("p2c").and_then(Value::as_u64).unwrap_or(0)
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Shows the header only.
impl fmt::Debug for Encrypted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encrypted")
            .field("header", &self.message.protected)
            .finish_non_exhaustive()
    }
}
