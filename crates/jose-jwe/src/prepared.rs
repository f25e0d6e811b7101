//! Encrypting for recipients whose keys are somewhere else (RFC 7516, section 5.1).

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use core::fmt;

use jose_jwk::Key;

use crate::build_error::BuildError;
use crate::cek::Cek;
use crate::encrypt::Encrypt;
use crate::encrypt_to::{EncryptTo, ToKey};
use crate::encrypted_cek::EncryptedCek;
use crate::key_management::EncryptCek;
use crate::recipient_header_builder::RecipientHeaderBuilder;
use crate::secrets::Secrets;
use crate::write::Form;

/// A JWE in the making whose CEK was drawn: see [`Encrypt::prepare`]. One CEK is for one message, so this is not
/// `Clone`.
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct Prepared<'a> {
    to: EncryptTo<'a>,
    secrets: Secrets,
}

impl<'a> Prepared<'a> {
    pub(crate) fn draw(encrypt: Encrypt<'a>) -> Result<Self, BuildError> {
        // Before the caller asks a key over the network. Form and plaintext are not known yet.
        encrypt.check(Form::General, [], None)?;
        let secrets = Secrets::draw(&encrypt)?;
        let to = EncryptTo::new(encrypt);
        Ok(Prepared { to, secrets })
    }

    /// The CEK, to be encrypted for the recipients that are somewhere else. Secret; it is for this one
    /// message.
    #[must_use]
    pub fn cek(&self) -> &Cek {
        &self.secrets.cek
    }

    /// Encrypts for a recipient whose key has answered.
    pub fn attach(self, key: &dyn Key, answer: EncryptedCek) -> Self {
        self.answered(key, answer, None)
    }

    /// The same for a recipient whose header says more.
    pub fn attach_with(
        self,
        key: &dyn Key,
        answer: EncryptedCek,
        header: RecipientHeaderBuilder,
    ) -> Self {
        self.answered(key, answer, Some(header))
    }

    /// Encrypts for a recipient whose key is at hand.
    pub fn to(mut self, key: &'a dyn EncryptCek) -> Self {
        self.to = self.to.to(key);
        self
    }

    /// The same for a recipient whose header says more.
    pub fn to_with(mut self, key: &'a dyn EncryptCek, header: RecipientHeaderBuilder) -> Self {
        self.to = self.to.to_with(key, header);
        self
    }

    /// As [`EncryptTo::compact`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn compact(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Compact, plaintext)
    }

    /// As [`EncryptTo::flattened`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn flattened(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Flattened, plaintext)
    }

    /// As [`EncryptTo::general`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn general(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::General, plaintext)
    }

    fn finish(self, form: Form, plaintext: &[u8]) -> Result<String, BuildError> {
        self.to.check(form, plaintext.len())?;
        self.to.finish_with(&self.secrets, form, plaintext)
    }

    fn answered(
        mut self,
        key: &dyn Key,
        answer: EncryptedCek,
        header: Option<RecipientHeaderBuilder>,
    ) -> Self {
        let key = ToKey::Answered {
            alg: key.alg().name().to_string(),
            kid: key.kid().map(Into::into),
            answer: Box::new(answer),
        };
        self.to = self.to.add(key, header);
        self
    }
}

impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}
