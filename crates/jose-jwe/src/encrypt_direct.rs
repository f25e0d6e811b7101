//! Encrypting for the one recipient with whom the CEK is shared or agreed on (RFC 7516, section 5.1; RFC 7518, sections 4.5 and 4.6).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::build_error::BuildError;
use crate::encrypt::Encrypt;
use crate::encrypted_cek::EncryptedKey;
use crate::key_management::DirectCek;
use crate::message::check_mode;
use crate::secrets::draw_iv;
use crate::write::{Form, Written, write};

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
#[derive(Clone)]
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct EncryptDirect<'a> {
    encrypt: Encrypt<'a>,
    key: &'a dyn DirectCek,
}

impl<'a> EncryptDirect<'a> {
    pub(crate) const fn new(encrypt: Encrypt<'a>, key: &'a dyn DirectCek) -> Self {
        EncryptDirect { encrypt, key }
    }

    /// As [`EncryptTo::compact`](crate::EncryptTo::compact).
    ///
    /// # Errors
    ///
    /// As there, and [`BuildError::EncMismatch`] when the key is for another `enc`.
    pub fn compact(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Compact, plaintext)
    }

    /// As [`EncryptTo::flattened`](crate::EncryptTo::flattened).
    ///
    /// # Errors
    ///
    /// As [`compact`](Self::compact).
    pub fn flattened(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::Flattened, plaintext)
    }

    /// As [`EncryptTo::general`](crate::EncryptTo::general).
    ///
    /// # Errors
    ///
    /// As [`compact`](Self::compact).
    pub fn general(self, plaintext: &[u8]) -> Result<String, BuildError> {
        self.finish(Form::General, plaintext)
    }

    fn finish(self, form: Form, plaintext: &[u8]) -> Result<String, BuildError> {
        let EncryptDirect { encrypt, key } = self;
        encrypt.check(form, [], Some(plaintext.len()))?;
        check_mode(key.alg().name(), false, true)?;
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
            return write(encrypt, &[written], content, &iv, form, plaintext);
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
        write(encrypt, &[written], &*content, &iv, form, plaintext)
    }
}

impl fmt::Debug for EncryptDirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptDirect")
            .field("encrypt", &self.encrypt)
            .field("alg", &self.key.alg())
            .finish()
    }
}
