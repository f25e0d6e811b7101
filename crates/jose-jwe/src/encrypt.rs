//! Making a JWE (RFC 7516, section 5.1).

use alloc::borrow::Cow;
use core::fmt;

use jose_b64::encoded_len;
use jose_jwk::header_draft::{HeaderDraft, HeaderMembers};
use jose_jwk::{Enc, Limits, SecureRandom};
use serde::Serialize;

use crate::build_error::BuildError;
use crate::content::{Backend, ContentEncryption};
use crate::encrypt_direct::EncryptDirect;
use crate::encrypt_to::EncryptTo;
use crate::key_management::{DirectCek, EncryptCek};
use crate::prepared::Prepared;
use crate::recipient_header_builder::RecipientHeaderBuilder;
use crate::write::{Form, RESERVED, RESERVED_UNPROTECTED};
use crate::zip::Deflate;

/// A JWE in the making: the content encryption, and what the headers are to say beside it.
///
/// [`to`](Self::to) names the recipients, of whom there may be any number; [`direct`](Self::direct) the one
/// with whom the key is shared or agreed on. `alg`, `kid` and what the mode needs come from the keys. A
/// fresh CEK and initialization vector are drawn for every message.
///
/// ```
/// use jose_jwa::{AesKw, RustCrypto};
/// use jose_jwe::{Alg, Decrypter, Enc, Encrypt};
///
/// let key = AesKw::new(Alg::A256KW, &[7; 32])?.with_kid("2026-11");
/// let token = Encrypt::new(&RustCrypto, Enc::A256GCM)?.to(&key).compact(b"Live long and prosper.")?;
///
/// let decrypter = Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A256GCM]);
/// assert_eq!(decrypter.decrypt(&token)?.plaintext(), b"Live long and prosper.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "nothing is encrypted before `compact`, `flattened` or `general`"]
pub struct Encrypt<'a> {
    pub(crate) random: &'a dyn SecureRandom,
    pub(crate) cipher: &'a dyn ContentEncryption,
    pub(crate) draft: HeaderDraft<'a>,
    pub(crate) shared: HeaderMembers,
    pub(crate) aad: Option<&'a [u8]>,
    pub(crate) zip: Option<Deflate>,
    pub(crate) limits: Limits,
}

impl<'a> Encrypt<'a> {
    /// Encrypts with a content encryption algorithm of the backend, which is most often a reference to
    /// jose-jwa's `RustCrypto`.
    ///
    /// # Errors
    ///
    /// [`BuildError::UnknownEnc`] when the backend does not have it.
    pub fn new<B: Backend>(backend: &'a B, enc: Enc<'_>) -> Result<Self, BuildError> {
        let cipher = backend.content_encryption(enc);
        let cipher = cipher.ok_or_else(|| BuildError::UnknownEnc {
            enc: enc.name().into(),
        })?;
        Ok(Self::with_cipher(backend, cipher))
    }

    /// Encrypts with a content encryption algorithm from outside.
    pub fn with_cipher(random: &'a dyn SecureRandom, cipher: &'a dyn ContentEncryption) -> Self {
        Encrypt {
            random,
            cipher,
            draft: HeaderDraft::new(),
            shared: HeaderMembers::default(),
            aad: None,
            zip: None,
            limits: Limits::default(),
        }
    }

    /// `typ`, the media type of the whole object (section 4.1.11).
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.draft = self.draft.typ(typ);
        self
    }

    /// `cty`, the media type of the plaintext (section 4.1.12).
    pub fn cty(mut self, cty: impl Into<Cow<'a, str>>) -> Self {
        self.draft = self.draft.cty(cty);
        self
    }

    /// `kid`, for the key of a single recipient that has none of its own (section 4.1.6).
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.draft = self.draft.kid(kid);
        self
    }

    /// A further parameter of the protected header. Those that this crate writes are refused here.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.draft = self.draft.header(name, value, &RESERVED);
        self
    }

    /// A further parameter of the protected header that recipients must understand (section 4.1.13).
    pub fn critical_header<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: &T,
    ) -> Self {
        self.draft = self.draft.critical_header(name, value, &RESERVED);
        self
    }

    /// The whole protected header as JSON text, for a header that must come out octet for octet.
    ///
    /// What this crate would have written must stand in it as it would have: `enc`, `zip` where the
    /// plaintext is compressed, and of a single recipient `alg`, and the parameters that its key makes.
    pub fn protected_json(mut self, json: &'a [u8]) -> Self {
        self.draft = self.draft.whole(json);
        self
    }

    /// A parameter of the Shared Unprotected Header (section 7.2.1), which **nothing protects**: whoever
    /// forwards the message can change it. `kid`, `alg` and what belongs
    /// to it, `enc`, `zip` and `crit` are refused here.
    pub fn shared_header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let added = self.shared.add(name, value, &RESERVED_UNPROTECTED);
        self.draft = self.draft.or_fault(added);
        self
    }

    /// JWE AAD (section 7.2.1): octets that travel with a message in JSON unencrypted, and cannot be
    /// changed without its failing to decrypt.
    pub fn aad(mut self, aad: &'a [u8]) -> Self {
        self.aad = Some(aad);
        self
    }

    /// Compresses the plaintext (`zip` is `DEF`, section 4.1.3).
    ///
    /// **The length of the message then says something about its content.** Where an attacker can put
    /// text of their own beside a secret, that is enough to find the secret out (RFC 8725, section 3.6).
    /// Recipients must allow it, and inflate no more than [`Limits::inflated_len`](crate::Limits). What the
    /// compressor keeps of the plaintext while it works is not cleared from memory.
    #[cfg(feature = "zip")]
    pub fn compress(mut self) -> Self {
        self.zip = Some(Deflate);
        self
    }

    /// Other limits than the defaults, for recipients that have raised theirs.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Encrypts for this recipient, and for more when it is called again.
    ///
    /// What is said of a single recipient stands in the protected header; with several, each has a header
    /// of its own.
    pub fn to(self, key: &'a dyn EncryptCek) -> EncryptTo<'a> {
        EncryptTo::new(self).to(key)
    }

    /// Encrypts for this recipient, who gets a header of its own even when it is the only one.
    pub fn to_with(self, key: &'a dyn EncryptCek, header: RecipientHeaderBuilder) -> EncryptTo<'a> {
        EncryptTo::new(self).to_with(key, header)
    }

    /// Encrypts for the one recipient with whom the CEK is shared (`dir`) or agreed on (ECDH-ES).
    pub fn direct(self, key: &'a dyn DirectCek) -> EncryptDirect<'a> {
        EncryptDirect::new(self, key)
    }

    /// Draws the CEK, for recipients whose keys are somewhere else.
    ///
    /// ```
    /// use jose_jwa::RustCrypto;
    /// use jose_jwe::{Alg, Enc, Encrypt, EncryptedCek, RemoteKey};
    /// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Ok(vec![7; 256]) }
    ///
    /// async fn encrypt(plaintext: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    ///     let key = RemoteKey::new(Alg::RSA_OAEP_256).with_kid("kms-7");
    ///     let prepared = Encrypt::new(&RustCrypto, Enc::A256GCM)?.prepare()?;
    ///     let encrypted_key = ask_kms("kms-7", prepared.cek().expose_secret()).await?;
    ///     Ok(prepared.attach(&key, EncryptedCek::new(&encrypted_key)).compact(plaintext)?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError::Random`] when the source of random octets fails.
    pub fn prepare(self) -> Result<Prepared<'a>, BuildError> {
        Prepared::draw(self)
    }

    /// Whether what was asked for can be written in this form, as far as no key has a say in it. The length
    /// of the plaintext may not be known yet.
    pub(crate) fn check<'h>(
        &self,
        form: Form,
        own_headers: impl IntoIterator<Item = &'h RecipientHeaderBuilder>,
        plaintext_len: Option<usize>,
    ) -> Result<(), BuildError> {
        if let Some(len) = plaintext_len {
            self.check_len(len)?;
        }
        let mut own_headers = own_headers.into_iter().peekable();
        let has_unprotected = !self.shared.is_empty() || own_headers.peek().is_some();
        if form == Form::Compact && (has_unprotected || self.aad.is_some()) {
            return Err(BuildError::NotCompact);
        }
        if self.aad.is_some_and(<[u8]>::is_empty) {
            return Err(BuildError::EmptyAad);
        }
        let mut own_faults = own_headers.filter_map(|own| own.fault.as_ref());
        if let Some(fault) = own_faults.next() {
            return Err(fault.clone().into());
        }
        Ok(self.draft.check()?)
    }

    /// Of a plaintext that is compressed only the limit of those who inflate it is known.
    fn check_len(&self, plaintext_len: usize) -> Result<(), BuildError> {
        if self.zip.is_some() {
            let (len, max) = (plaintext_len, self.limits.inflated_len);
            return match len > max {
                true => Err(BuildError::InflatedTooLong { len, max }),
                false => Ok(()),
            };
        }
        let ciphertext_len = self.cipher.ciphertext_len(plaintext_len);
        let len = ciphertext_len
            .and_then(encoded_len)
            .ok_or(BuildError::TooLarge)?;
        let max = self.limits.token_len;
        match len > max {
            true => Err(BuildError::TokenTooLong { len, max }),
            false => Ok(()),
        }
    }
}

impl fmt::Debug for Encrypt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encrypt")
            .field("cipher", &self.cipher)
            .field("header", &self.draft)
            .finish_non_exhaustive()
    }
}
