//! For whom a JWE is encrypted (RFC 7516, section 5.1, steps 1 to 9).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::build_error::BuildError;
use crate::cek::Cek;
use crate::encrypt::Encrypt;
use crate::encrypted_cek::EncryptedCek;
use crate::key_management::EncryptCek;
use crate::message::check_mode;
use crate::recipient_header_builder::RecipientHeaderBuilder;
use crate::secrets::Secrets;
use crate::write::{Form, Written, write};

/// A JWE in the making for recipients for each of whom the CEK is encrypted.
///
/// Comes from [`Encrypt::to`].
#[derive(Clone)]
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct EncryptTo<'a> {
    encrypt: Encrypt<'a>,
    recipients: Vec<To<'a>>,
}

#[derive(Clone)]
struct To<'a> {
    key: ToKey<'a>,
    own_header: Option<RecipientHeaderBuilder>,
}

#[derive(Clone)]
pub(crate) enum ToKey<'a> {
    AtHand(&'a dyn EncryptCek),
    Answered {
        alg: String,
        kid: Option<String>,
        answer: Box<EncryptedCek>,
    },
}

impl<'a> EncryptTo<'a> {
    pub(crate) const fn new(encrypt: Encrypt<'a>) -> Self {
        EncryptTo {
            encrypt,
            recipients: Vec::new(),
        }
    }

    /// Encrypts for this recipient, too: also for each of a list that is known at run time only.
    ///
    /// ```
    /// use jose_jwe::{BuildError, Encrypt, EncryptCek};
    ///
    /// fn for_all(jwe: Encrypt<'_>, keys: &[Box<dyn EncryptCek>], text: &[u8]) -> Result<String, BuildError> {
    ///     let (first, others) = keys.split_first().ok_or(BuildError::NoRecipient)?;
    ///     others.iter().fold(jwe.to(first), |jwe, key| jwe.to(key)).general(text)
    /// }
    /// ```
    pub fn to(self, key: &'a dyn EncryptCek) -> Self {
        self.add(ToKey::AtHand(key), None)
    }

    /// Encrypts for this recipient, too, whose header says more.
    pub fn to_with(self, key: &'a dyn EncryptCek, header: RecipientHeaderBuilder) -> Self {
        self.add(ToKey::AtHand(key), Some(header))
    }

    /// Encrypts, and writes the compact serialization.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: there is more than one recipient, or what is said of one cannot stand in this form;
    /// a header cannot be written as asked; a key or the random source fails.
    pub fn compact(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Compact, plaintext)
    }

    /// Encrypts, and writes the flattened JSON serialization.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: there is more than one recipient; a header cannot be written as asked; a key or the
    /// random source fails.
    pub fn flattened(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Flattened, plaintext)
    }

    /// Encrypts, and writes the general JSON serialization.
    ///
    /// # Errors
    ///
    /// [`BuildError`]: a header cannot be written as asked; a key or the random source fails.
    pub fn general(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::General, plaintext)
    }

    pub(crate) fn add(
        mut self,
        key: ToKey<'a>,
        own_header: Option<RecipientHeaderBuilder>,
    ) -> Self {
        self.recipients.push(To { key, own_header });
        self
    }

    fn finish(self, form: Form, plaintext: &[u8]) -> Result<String, BuildError> {
        self.check(form, plaintext.len())?;
        let secrets = Secrets::draw(&self.encrypt)?;
        self.finish_with(&secrets, form, plaintext)
    }

    /// What can be, is refused before anything is drawn or a key is asked.
    pub(crate) fn check(&self, form: Form, plaintext_len: usize) -> Result<(), BuildError> {
        let (recipients, max) = (self.recipients.len(), self.encrypt.limits.recipients);
        if recipients == 0 {
            return Err(BuildError::NoRecipient);
        }
        if recipients > 1 && form != Form::General {
            return Err(BuildError::NotOneRecipient { recipients });
        }
        if recipients > max {
            return Err(BuildError::TooManyRecipients { max });
        }
        for to in &self.recipients {
            if let ToKey::AtHand(key) = to.key {
                check_mode(key.alg().name(), true, recipients == 1)?;
            }
        }
        let own_headers = self
            .recipients
            .iter()
            .filter_map(|to| to.own_header.as_ref());
        self.encrypt.check(form, own_headers, Some(plaintext_len))
    }

    pub(crate) fn finish_with(
        self,
        secrets: &Secrets,
        form: Form,
        plaintext: &[u8],
    ) -> Result<String, BuildError> {
        let (encrypt, recipients) = (self.encrypt, self.recipients);
        let written = recipients
            .into_iter()
            .map(|to| to.write(&secrets.cek, &encrypt));
        let written = written.collect::<Result<Vec<_>, _>>()?;
        let key = encrypt
            .cipher
            .content_key(&secrets.cek)
            .map_err(BuildError::Content)?;
        write(encrypt, &written, &*key, &secrets.iv, form, plaintext)
    }
}

impl<'a> To<'a> {
    fn write(self, cek: &Cek, encrypt: &Encrypt<'_>) -> Result<Written<'a>, BuildError> {
        let (alg, kid, made) = match self.key {
            ToKey::AtHand(key) => {
                let made = key
                    .encrypt_cek(cek, encrypt.random)
                    .map_err(BuildError::Key)?;
                let (alg, kid) = (key.alg().name(), key.kid());
                (Cow::Borrowed(alg), kid.map(Cow::Borrowed), made)
            }
            ToKey::Answered { alg, kid, answer } => (Cow::Owned(alg), kid.map(Cow::Owned), *answer),
        };
        Ok(Written {
            alg,
            kid,
            encrypted_key: made.encrypted_key,
            parameters: made.parameters,
            own_header: self.own_header,
        })
    }
}

/// Shows the algorithms of the recipients.
impl fmt::Debug for EncryptTo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algs = self.recipients.iter().map(|to| match &to.key {
            ToKey::AtHand(key) => key.alg().name(),
            ToKey::Answered { alg, .. } => alg,
        });
        f.debug_struct("EncryptTo")
            .field("encrypt", &self.encrypt)
            .field("recipients", &algs.collect::<Vec<_>>())
            .finish()
    }
}
