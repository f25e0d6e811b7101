//! For whom a JWE is encrypted (RFC 7516, section 5.1, steps 1 to 9).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Octets;
use jose_jwk::{Alg, Key};

use crate::build_error::BuildError;
use crate::cek::Cek;
use crate::encrypt::Encrypt;
use crate::encrypted_cek::{EncryptedCek, EncryptedKey};
use crate::key_management::{DirectCek, EncryptCek};
use crate::recipient_builder::RecipientBuilder;
use crate::write::{Form, Written, write};

/// A JWE in the making for recipients for each of whom the CEK is encrypted.
///
/// Comes from [`Encrypt::to`].
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct EncryptTo<'a> {
    encrypt: Encrypt<'a>,
    recipients: Vec<To<'a>>,
}

/// A JWE in the making whose CEK was drawn: see [`Encrypt::prepare`].
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct Prepared<'a> {
    to: EncryptTo<'a>,
    secrets: Secrets,
}

/// A JWE in the making for the one recipient with whom the CEK is shared or agreed on.
///
/// Comes from [`Encrypt::direct`]. There is no second recipient, by type (RFC 7516, section 7.2.1):
///
/// ```compile_fail,E0599
/// fn encrypt(shared: &dyn jose_jwe::DirectCek, other: &dyn jose_jwe::EncryptCek, backend: &impl jose_jwe::Backend) {
///     let jwe = jose_jwe::Encrypt::new(backend, jose_jwe::Enc::A256GCM).unwrap();
///     let _ = jwe.direct(shared).to(other);
/// }
/// ```
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct EncryptDirect<'a> {
    encrypt: Encrypt<'a>,
    key: &'a dyn DirectCek,
}

struct To<'a> {
    key: ToKey<'a>,
    own_header: Option<RecipientBuilder>,
}

enum ToKey<'a> {
    AtHand(&'a dyn EncryptCek),
    Answered {
        alg: String,
        kid: Option<String>,
        answer: Box<EncryptedCek>,
    },
}

/// A CEK and an initialization vector for one message; used up by it.
struct Secrets {
    cek: Cek,
    iv: Iv,
}

/// A JWE Initialization Vector; up to 16 octets, the size of A256CBC-HS512, are stored inline.
type Iv = Octets<16>;

impl Secrets {
    /// Both come of one draw.
    fn draw(encrypt: &Encrypt<'_>) -> Result<Self, BuildError> {
        let (cek_len, iv_len) = (encrypt.cipher.cek_len(), encrypt.cipher.iv_len());
        let len = cek_len.checked_add(iv_len).ok_or(BuildError::TooLarge)?;
        let mut both = Cek::zeroed(len);
        encrypt.random.fill(both.expose_secret_mut())?;
        let (cek, iv) = both
            .expose_secret()
            .split_at_checked(cek_len)
            .unwrap_or_default();
        Ok(Secrets {
            cek: Cek::from_slice(cek),
            iv: Iv::from_slice(iv),
        })
    }
}

/// An initialization vector alone, where the CEK is not drawn.
fn draw_iv(encrypt: &Encrypt<'_>) -> Result<Iv, BuildError> {
    let mut iv = Iv::zeroed(encrypt.cipher.iv_len());
    encrypt.random.fill(iv.as_mut_slice())?;
    Ok(iv)
}

impl<'a> EncryptTo<'a> {
    pub(crate) const fn new(encrypt: Encrypt<'a>) -> Self {
        EncryptTo {
            encrypt,
            recipients: Vec::new(),
        }
    }

    /// Encrypts for this recipient, too.
    pub fn to(self, key: &'a dyn EncryptCek) -> Self {
        self.add(ToKey::AtHand(key), None)
    }

    /// Encrypts for this recipient, too, whose header says more.
    pub fn to_with(self, key: &'a dyn EncryptCek, header: RecipientBuilder) -> Self {
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

    fn add(mut self, key: ToKey<'a>, own_header: Option<RecipientBuilder>) -> Self {
        self.recipients.push(To { key, own_header });
        self
    }

    fn finish(self, form: Form, plaintext: &[u8]) -> Result<String, BuildError> {
        self.check(form)?;
        let secrets = Secrets::draw(&self.encrypt)?;
        self.finish_with(&secrets, form, plaintext)
    }

    /// What can be, is refused before anything is drawn or a key is asked.
    fn check(&self, form: Form) -> Result<(), BuildError> {
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
        let own_headers = self
            .recipients
            .iter()
            .filter_map(|to| to.own_header.as_ref());
        self.encrypt.check(form, own_headers)
    }

    fn finish_with(
        self,
        secrets: &Secrets,
        form: Form,
        plaintext: &[u8],
    ) -> Result<String, BuildError> {
        self.check(form)?;
        let (encrypt, recipients) = (self.encrypt, self.recipients);
        let written = recipients
            .into_iter()
            .map(|to| to.write(&secrets.cek, &encrypt));
        let written = written.collect::<Result<Vec<_>, _>>()?;
        let key = encrypt
            .cipher
            .content_key(&secrets.cek)
            .map_err(BuildError::Content)?;
        write(encrypt, written, &*key, &secrets.iv, form, plaintext)
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

impl<'a> Prepared<'a> {
    pub(crate) fn draw(encrypt: Encrypt<'a>) -> Result<Self, BuildError> {
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

    /// Encrypts for a recipient whose key was asked elsewhere.
    pub fn to_answered(self, key: &dyn Key, answer: EncryptedCek) -> Self {
        self.answered(key, answer, None)
    }

    /// The same for a recipient whose header says more.
    pub fn to_answered_with(
        self,
        key: &dyn Key,
        answer: EncryptedCek,
        header: RecipientBuilder,
    ) -> Self {
        self.answered(key, answer, Some(header))
    }

    /// Encrypts for a recipient whose key is at hand.
    pub fn to(mut self, key: &'a dyn EncryptCek) -> Self {
        self.to = self.to.to(key);
        self
    }

    /// The same for a recipient whose header says more.
    pub fn to_with(mut self, key: &'a dyn EncryptCek, header: RecipientBuilder) -> Self {
        self.to = self.to.to_with(key, header);
        self
    }

    /// As [`EncryptTo::compact`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn compact(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.to.finish_with(&self.secrets, Form::Compact, plaintext)
    }

    /// As [`EncryptTo::flattened`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn flattened(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.to
            .finish_with(&self.secrets, Form::Flattened, plaintext)
    }

    /// As [`EncryptTo::general`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn general(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.to.finish_with(&self.secrets, Form::General, plaintext)
    }

    fn answered(
        mut self,
        key: &dyn Key,
        answer: EncryptedCek,
        header: Option<RecipientBuilder>,
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

impl<'a> EncryptDirect<'a> {
    pub(crate) const fn new(encrypt: Encrypt<'a>, key: &'a dyn DirectCek) -> Self {
        EncryptDirect { encrypt, key }
    }

    /// As [`EncryptTo::compact`].
    ///
    /// # Errors
    ///
    /// As there, and [`BuildError::EncMismatch`] when the key is for another `enc`.
    pub fn compact(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Compact, plaintext)
    }

    /// As [`EncryptTo::flattened`].
    ///
    /// # Errors
    ///
    /// As [`compact`](Self::compact).
    pub fn flattened(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Flattened, plaintext)
    }

    /// As [`EncryptTo::general`].
    ///
    /// # Errors
    ///
    /// As [`compact`](Self::compact).
    pub fn general(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::General, plaintext)
    }

    fn finish(self, form: Form, plaintext: &[u8]) -> Result<String, BuildError> {
        let EncryptDirect { encrypt, key } = self;
        encrypt.check(form, [])?;
        let cipher = encrypt.cipher;
        let mut written = Written {
            alg: Cow::Borrowed(key.alg().name()),
            kid: key.kid().map(Cow::Borrowed),
            encrypted_key: EncryptedKey::default(),
            parameters: Default::default(),
            own_header: None,
        };
        if let Some(content) = key.content_key() {
            if content.enc() != cipher.enc() {
                return Err(BuildError::EncMismatch);
            }
            let iv = draw_iv(&encrypt)?;
            return write(encrypt, [written].into(), content, &iv, form, plaintext);
        }
        let needed = cipher.cek_len();
        let agreed = key
            .agree(cipher.enc(), needed, encrypt.random)
            .map_err(BuildError::Key)?;
        let len = agreed.cek.len();
        if len != needed {
            return Err(BuildError::CekLength { len, needed });
        }
        written.parameters = agreed.parameters;
        let content = cipher
            .content_key(&agreed.cek)
            .map_err(BuildError::Content)?;
        let iv = draw_iv(&encrypt)?;
        write(encrypt, [written].into(), &*content, &iv, form, plaintext)
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

impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EncryptDirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alg: Alg<'_> = self.key.alg();
        f.debug_struct("EncryptDirect")
            .field("encrypt", &self.encrypt)
            .field("alg", &alg)
            .finish()
    }
}
