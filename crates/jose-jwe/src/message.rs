//! A JWE as it was received, whatever its serialization (RFC 7516, section 5.2).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use jose_b64::{Octets, Padding};
use jose_jwk::{Alg, Enc, JoseHeader, KeyHint};

use crate::encrypted_cek::EncryptedKey;
use crate::error::{ParseError, Part};
use crate::header::{ProtectedHeader, RecipientHeader, SharedHeader, check_disjoint, enc_of};
use crate::read_options::ReadOptions;

/// The parts of a message. Nothing of it is authenticated.
#[derive(Clone)]
pub(crate) struct Message<'t> {
    /// BASE64URL(JWE Protected Header) as received: what was authenticated is never written anew.
    pub(crate) protected_text: Cow<'t, str>,
    pub(crate) protected: ProtectedHeader,
    pub(crate) shared: Option<SharedHeader>,
    pub(crate) recipients: Recipients,
    /// BASE64URL(JWE AAD) as received.
    pub(crate) aad_text: Option<Cow<'t, str>>,
    pub(crate) iv: Octets<16>,
    /// BASE64URL(JWE Ciphertext), without padding; decoded once into the buffer that becomes the plaintext.
    pub(crate) ciphertext: Cow<'t, str>,
    pub(crate) tag: Octets<32>,
}

/// One recipient: its own header, and the CEK encrypted for it.
#[derive(Clone)]
pub(crate) struct Recipient {
    pub(crate) header: Option<RecipientHeader>,
    pub(crate) encrypted_key: EncryptedKey,
    /// A member that is there and empty, which some producers write where there is no encrypted key.
    pub(crate) has_empty_key: bool,
}

/// One recipient or more. The first is stored inline: a compact message has no other.
#[derive(Clone)]
pub(crate) struct Recipients {
    pub(crate) first: Recipient,
    pub(crate) others: Vec<Recipient>,
}

impl Recipients {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Recipient> {
        [&self.first].into_iter().chain(&self.others)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Recipient> {
        self.iter().nth(index)
    }
}

impl Message<'_> {
    /// Settles what needs no key and concerns the headers together.
    pub(crate) fn check(&self, options: &ReadOptions) -> Result<(), ParseError> {
        if let Some(shared) = &self.shared {
            check_disjoint(shared, &self.protected)?;
        }
        let mut enc = None;
        for recipient in self.recipients.iter() {
            if let Some(own) = &recipient.header {
                check_disjoint(own, &self.protected)?;
                if let Some(shared) = &self.shared {
                    check_disjoint(own, shared)?;
                }
            }
            // Every recipient has the same, or none has.
            let named = self.enc_for(recipient);
            if *enc.get_or_insert(named) != named {
                return Err(ParseError::MixedEnc);
            }
            self.check_key(recipient, options)?;
        }
        Ok(())
    }

    /// `alg` is there, and an encrypted key where its mode has one.
    fn check_key(&self, recipient: &Recipient, options: &ReadOptions) -> Result<(), ParseError> {
        let name = self.hint(recipient).alg().ok_or(ParseError::MissingAlg)?;
        let has_key = !recipient.encrypted_key.is_empty();
        let is_alone = self.recipients.others.is_empty();
        check_mode(name, has_key, is_alone)?;
        if recipient.has_empty_key && !options.allow_empty_encrypted_key {
            return Err(ParseError::EncryptedKeyPresent);
        }
        Ok(())
    }

    /// What the headers of this recipient say about the key.
    pub(crate) fn hint<'m>(&'m self, recipient: &'m Recipient) -> KeyHint<'m> {
        let shared = self.shared.as_deref();
        let own = recipient.header.as_deref();
        KeyHint::joined(&self.protected, [shared, own])
    }

    /// `enc` of the message.
    pub(crate) fn enc(&self) -> Option<Enc<'_>> {
        self.enc_for(&self.recipients.first)
    }

    fn enc_for<'m>(&'m self, recipient: &'m Recipient) -> Option<Enc<'m>> {
        let shared: Option<&JoseHeader> = self.shared.as_deref();
        let headers = [Some(&*self.protected), shared, recipient.header.as_deref()];
        headers.into_iter().flatten().find_map(enc_of)
    }

    /// Section 5.1, step 14: the Additional Authenticated Data, which is a slice of the message unless it
    /// has an `aad`.
    pub(crate) fn aad(&self) -> Cow<'_, str> {
        match &self.aad_text {
            None => Cow::Borrowed(&self.protected_text),
            Some(aad) => Cow::Owned(joined(&self.protected_text, aad)),
        }
    }
}

/// RFC 7516, section 5.2, steps 6 and 10: an encrypted key stands where the mode has one and nowhere else, and a
/// mode without one is alone (JWE-02 to JWE-05).
pub(crate) fn check_mode(alg: &str, has_key: bool, is_alone: bool) -> Result<(), ParseError> {
    let alg = Alg::parse(alg).map_err(ParseError::Alg)?;
    // Of an algorithm that nobody registered the message itself says it.
    let is_direct = alg.is_direct().unwrap_or(!has_key);
    match (is_direct, has_key) {
        (true, true) => Err(ParseError::EncryptedKeyPresent),
        (false, false) => Err(ParseError::MissingEncryptedKey),
        (true, false) if !is_alone => Err(ParseError::DirectNotAlone),
        _ => Ok(()),
    }
}

/// `protected . aad`, both in base64url.
pub(crate) fn joined(protected: &str, aad: &str) -> String {
    [protected, ".", aad].concat()
}

/// Decodes a part that is kept inline where it is as short as it should be.
pub(crate) fn decode_part<const N: usize>(
    part: Part,
    text: &str,
    padding: Padding,
) -> Result<Octets<N>, ParseError> {
    let text = padding.strip(text.as_bytes());
    text.and_then(Octets::decode)
        .map_err(|error| part.malformed(error))
}

/// The text of a part that is decoded later.
pub(crate) fn without_padding(
    part: Part,
    text: Cow<'_, str>,
    padding: Padding,
) -> Result<Cow<'_, str>, ParseError> {
    let stripped = padding.strip(text.as_bytes());
    let len = stripped.map_err(|error| part.malformed(error))?.len();
    Ok(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..len).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.truncate(len);
            Cow::Owned(text)
        }
    })
}
