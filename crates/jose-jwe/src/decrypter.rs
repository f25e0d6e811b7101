//! What a recipient holds, built once (RFC 7516, section 5.2).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Padding;
use jose_jwk::selection::{Candidates, KeyTable, NoUsableKey, SelectionError, SkippedKey};
use jose_jwk::{Alg, CritHandlers, Enc, JwkSet, Limits, Operation};

use crate::compact;
use crate::content::{Backend, ContentEncryption};
use crate::decrypt_error::DecryptError;
use crate::decrypted::Decrypted;
use crate::encrypted::Encrypted;
use crate::error::ParseError;
use crate::json;
use crate::key_management::{DecryptCek, LoadDecrypt};
use crate::read_options::ReadOptions;

/// A recipient: its keys, the content encryption that it accepts, its limits and handlers.
///
/// Built once and used for every message. The keys and the list of content encryption algorithms *are*
/// the allow-list; nothing a message says can widen it, and without both nothing decrypts. A clone is
/// cheap and shares the keys, and changing it leaves the original alone: a service swaps the whole for a
/// newer one while other threads go on with the old.
///
/// ```
/// use jose_jwe::{Backend, Decrypter, DecryptCek, Enc};
///
/// fn read(token: &str, key: impl DecryptCek, backend: &impl Backend) -> Result<Vec<u8>, jose_jwe::DecryptError> {
///     let decrypter = Decrypter::new(backend).key(key).accept(&[Enc::A256GCM]); // once
///     Ok(decrypter.decrypt(token)?.into_plaintext())
/// }
/// ```
#[derive(Clone)]
#[must_use = "a decrypter does nothing before it decrypts"]
pub struct Decrypter<'k> {
    rules: Arc<Rules<'k>>,
}

#[derive(Clone)]
struct Rules<'k> {
    backend: &'k dyn Backend,
    keys: KeyTable<dyn DecryptCek + 'k>,
    /// How many keys may be tried for one recipient of a message.
    tries: usize,
    accepted: Vec<Box<str>>,
    ciphers: Vec<Arc<dyn ContentEncryption + 'k>>,
    options: ReadOptions,
}

impl<'k> Decrypter<'k> {
    /// A recipient without keys that accepts nothing yet.
    ///
    /// `backend` has the content encryption algorithms and the randomness, and is most often a reference
    /// to jose-jwa's `RustCrypto`.
    pub fn new(backend: &'k dyn Backend) -> Self {
        Decrypter {
            rules: Arc::new(Rules {
                backend,
                keys: KeyTable::new([]),
                tries: 1,
                accepted: Vec::new(),
                ciphers: Vec::new(),
                options: ReadOptions::default(),
            }),
        }
    }

    /// Adds a key.
    pub fn key(self, key: impl DecryptCek + 'k) -> Self {
        self.keys([key])
    }

    /// Adds keys of one type, or boxed, or shared in an `Arc`.
    pub fn keys<K: DecryptCek + 'k>(self, keys: impl IntoIterator<Item = K>) -> Self {
        let keys = keys
            .into_iter()
            .map(|key| -> Arc<dyn DecryptCek + 'k> { Arc::new(key) });
        self.with(|rules| rules.keys = rules.keys.join(&KeyTable::new(keys)))
    }

    /// Adds the keys of a JWK Set for the algorithms that the caller names.
    ///
    /// A key with an `alg` of its own is loaded for that one, and only if it is named; a key without
    /// is loaded once for each named algorithm that fits its type and curve. A key for `dir` names its
    /// `enc` in `alg`. Keys that cannot be used are left out, and [`skipped`](Self::skipped) says why.
    ///
    /// # Errors
    ///
    /// [`NoUsableKey`] when no key of the set is left; it carries the reasons.
    pub fn load(
        self,
        jwks: &JwkSet,
        loader: &dyn LoadDecrypt,
        algs: &[Alg<'_>],
    ) -> Result<Self, NoUsableKey> {
        let load = |jwk: &_, alg: Alg<'_>| -> Result<Box<dyn DecryptCek + 'k>, _> {
            // For as long as the program runs, and so for `'k`.
            let key: Box<dyn DecryptCek> = loader.load_decrypt(jwk, alg)?;
            Ok(key)
        };
        let loaded = KeyTable::load(jwks, algs, &OPERATIONS, load)?;
        Ok(self.with(|rules| rules.keys = rules.keys.join(&loaded)))
    }

    /// The keys of loaded sets that were left out, and why.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        self.rules.keys.skipped()
    }

    /// Accepts these content encryption algorithms of the backend.
    pub fn accept(self, encs: &[Enc<'_>]) -> Self {
        self.with(|rules| {
            let names = encs.iter().map(|enc| enc.name().into());
            rules.accepted.extend(names);
        })
    }

    /// Accepts a content encryption algorithm from outside, before one of the backend with the same name.
    pub fn cipher(self, cipher: impl ContentEncryption + 'k) -> Self {
        self.with(|rules| rules.ciphers.push(Arc::new(cipher)))
    }

    /// Lets several keys that fit be tried for one recipient of a message, at most eight. Otherwise that
    /// is an error: nobody guesses.
    ///
    /// Each try costs as much as the first, and which of the keys failed is told to nobody.
    pub fn try_candidates(self, count: usize) -> Self {
        self.with(|rules| rules.tries = count)
    }

    /// Other limits than the defaults.
    pub fn limits(self, limits: Limits) -> Self {
        self.with(|rules| rules.options.limits = limits)
    }

    /// The header extensions that are understood when `crit` names them.
    pub fn crit(self, handlers: CritHandlers) -> Self {
        self.with(|rules| rules.options.crit = handlers)
    }

    /// Whether base64url may end in `=`, which RFC 7515, section 2, forbids.
    pub fn padding(self, padding: Padding) -> Self {
        self.with(|rules| rules.options.padding = padding)
    }

    /// Inflates a plaintext that is compressed (`zip` is `DEF`), up to
    /// [`Limits::inflated_len`](crate::Limits); a longer one fails like any other message that does not
    /// decrypt. Without this call it is refused before any key is asked.
    #[cfg(feature = "zip")]
    pub fn allow_zip(self) -> Self {
        self.with(|rules| rules.options.zip = Some(crate::zip::Deflate))
    }

    /// Lets a message in JSON name its `enc` in an unprotected header, as that of RFC 7520, section 5.12,
    /// does. Whoever carries the message can change it there, among those that are accepted.
    pub fn allow_unprotected_enc(self) -> Self {
        self.with(|rules| rules.options.allow_unprotected_enc = true)
    }

    /// Lets the shared unprotected header hold `alg` and what belongs to it, as that of RFC 7520, section
    /// 5.11, does.
    pub fn allow_shared_key_parameters(self) -> Self {
        self.with(|rules| rules.options.allow_shared_key_parameters = true)
    }

    /// Lets `"encrypted_key":""` stand in JSON where the mode has no encrypted key, as some producers
    /// write. RFC 7516, section 7.2.1, wants the member absent there.
    pub fn allow_empty_encrypted_key(self) -> Self {
        self.with(|rules| rules.options.allow_empty_encrypted_key = true)
    }

    /// Decrypts a compact JWE.
    ///
    /// # Errors
    ///
    /// [`DecryptError`]; all that goes wrong after a key was asked is the one
    /// [`DecryptError::DecryptionFailed`].
    pub fn decrypt(&self, token: &str) -> Result<Decrypted, DecryptError> {
        self.open(token)?.decrypt()
    }

    /// Decrypts a JWE in JSON, flattened or general.
    ///
    /// # Errors
    ///
    /// As [`decrypt`](Self::decrypt).
    pub fn decrypt_json<J: AsRef<[u8]> + ?Sized>(
        &self,
        json: &J,
    ) -> Result<Decrypted, DecryptError> {
        self.open_json(json)?.decrypt()
    }

    /// Reads a compact JWE without decrypting it: to see which key it asks for, or to decrypt it with a
    /// key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`ParseError`] for anything but five parts in strict base64url with a header that names an
    /// algorithm, demands nothing unknown and stays within the limits.
    pub fn open<'a>(&'a self, token: &'a str) -> Result<Encrypted<'a>, ParseError> {
        let message = compact::read(token, self.options())?;
        Ok(Encrypted::new(message, self))
    }

    /// The same for a JWE in JSON, flattened or general.
    ///
    /// # Errors
    ///
    /// [`ParseError`] for anything but one JSON object with the members of one of the forms, headers with
    /// disjoint names, each parameter where it may stand, and no more recipients than the limit.
    pub fn open_json<'a, J: AsRef<[u8]> + ?Sized>(
        &'a self,
        json: &'a J,
    ) -> Result<Encrypted<'a>, ParseError> {
        let message = json::read(json.as_ref(), self.options())?;
        Ok(Encrypted::new(message, self))
    }

    pub(crate) fn options(&self) -> &ReadOptions {
        &self.rules.options
    }

    pub(crate) fn backend(&self) -> &dyn Backend {
        self.rules.backend
    }

    /// The content encryption of this name, if it is accepted.
    pub(crate) fn cipher_for(&self, enc: Enc<'_>) -> Result<&dyn ContentEncryption, DecryptError> {
        let rules = &*self.rules;
        if let Some(own) = rules.ciphers.iter().find(|cipher| cipher.enc() == enc) {
            return Ok(&**own);
        }
        let name = || enc.name().into();
        if !rules
            .accepted
            .iter()
            .any(|accepted| **accepted == *enc.name())
        {
            return Err(DecryptError::EncNotAccepted { enc: name() });
        }
        let cipher = rules.backend.content_encryption(enc);
        cipher.ok_or_else(|| DecryptError::UnknownEnc { enc: name() })
    }

    pub(crate) fn candidates(
        &self,
        alg: Alg<'_>,
        kid: Option<&str>,
        fits: impl Fn(&(dyn DecryptCek + 'k)) -> bool,
    ) -> Result<Candidates<'_, dyn DecryptCek + 'k>, SelectionError> {
        let found = self.rules.keys.find_where(alg, kid, fits);
        found.decide(alg, kid, self.rules.tries)
    }

    fn with(mut self, change: impl FnOnce(&mut Rules<'k>)) -> Self {
        change(Arc::make_mut(&mut self.rules));
        self
    }
}

/// What `key_ops` must permit one of.
const OPERATIONS: [Operation; 4] = [
    Operation::Decrypt,
    Operation::UnwrapKey,
    Operation::DeriveKey,
    Operation::DeriveBits,
];

impl fmt::Debug for Decrypter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decrypter")
            .field("keys", &self.rules.keys)
            .field("accepted", &self.rules.accepted)
            .field("ciphers", &self.rules.ciphers)
            .field("options", &self.rules.options)
            .finish_non_exhaustive()
    }
}
