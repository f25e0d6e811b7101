//! An encrypted token on its way in: received, then decrypted (RFC 7519, section 7.2).

use alloc::boxed::Box;
use core::fmt;

use jose_jwe::{
    Cek, CekError, CekRequest, Decrypted, Decrypter, Encrypted, ParseError, PendingDecryption,
    ProtectedHeader,
};
use jose_jwk::{JoseHeader, Key, KeyHint};
use serde::de::DeserializeOwned;

use crate::check;
use crate::error::TokenError;
use crate::nesting_error::NestingError;
use crate::{ClaimsSet, Policy};

impl Policy {
    /// Decrypts a compact encrypted token and checks its claims against this policy, exactly as those of
    /// a signed one.
    ///
    /// **This does not say who issued the token.** With a public key anybody can encrypt, and write any
    /// `iss`; with a shared key, everybody who has it. It is right where the sender is known some other
    /// way. Otherwise the token should be signed, too: see
    /// [`decrypt_then_verify`](Self::decrypt_then_verify).
    ///
    /// The decrypter's limits and handlers rule how the JWE is read. What its `crit` demands this policy
    /// must understand as well. Claims are ordinary memory once they are out: nothing clears them.
    ///
    /// # Errors
    ///
    /// [`TokenError`]: first whatever is wrong with the JWE, [`NestingError::Nested`] for one that encloses
    /// another token, then every claim that fails, and only then a claim that does not fit `T`.
    pub fn decrypt<T: DeserializeOwned>(
        &self,
        token: &str,
        decrypter: &Decrypter<'_>,
    ) -> Result<DecryptedToken<T>, TokenError> {
        self.decrypt_claims(token, decrypter)?.deserialize()
    }

    /// The same as [`decrypt`](Self::decrypt), for claims that are looked up by name, or read later
    /// into a type that borrows.
    ///
    /// # Errors
    ///
    /// As [`decrypt`](Self::decrypt).
    pub fn decrypt_claims(
        &self,
        token: &str,
        decrypter: &Decrypter<'_>,
    ) -> Result<DecryptedToken<ClaimsSet>, TokenError> {
        self.open_encrypted(token, decrypter)?.decrypt_claims()
    }

    /// Reads an encrypted token without decrypting it: to see which key it asks for, or to decrypt it with
    /// a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jwe`] when the text is no compact JWE, [`NestingError::Nested`] when it encloses
    /// another token.
    pub fn open_encrypted<'t>(
        &self,
        token: &'t str,
        decrypter: &'t Decrypter<'t>,
    ) -> Result<EncryptedToken<'t>, TokenError> {
        let jwe = decrypter.open(token)?;
        if check::encloses_token(jwe.unverified_header()) {
            return Err(NestingError::Nested.into());
        }
        Ok(EncryptedToken {
            jwe,
            proof: (),
            policy: self.clone(),
        })
    }

    /// Checks a JWE that was decrypted already against this policy.
    ///
    /// RFC 7519 calls only a compact JWE a JWT, and everything here that takes text reads only that. For
    /// the profiles that put claims into JSON this call judges what
    /// [`Decrypter::decrypt_json`] has decrypted, by its protected header.
    ///
    /// # Errors
    ///
    /// [`TokenError`], but for what concerns keys.
    pub fn check_decrypted(&self, jwe: Decrypted) -> Result<DecryptedToken<ClaimsSet>, TokenError> {
        if check::encloses_token(jwe.header()) {
            return Err(NestingError::Nested.into());
        }
        self.check_decrypted_within(jwe, None)
    }

    /// The same for a JWE that came out of something with this header, which may repeat claims.
    pub(crate) fn check_decrypted_within(
        &self,
        jwe: Decrypted,
        outer: Option<&JoseHeader>,
    ) -> Result<DecryptedToken<ClaimsSet>, TokenError> {
        let header = jwe.header().clone();
        let key_id = jwe.key_id().map(Into::into);
        self.check_crit(&header)?;
        let claims = ClaimsSet::from_payload(jwe.into_plaintext(), &self.rules.read.limits)?;
        let replicas = [Some(&*header), outer].into_iter().flatten();
        check::check(&self.rules, &header, &claims, replicas).map_err(TokenError::Claims)?;
        Ok(DecryptedToken {
            header,
            key_id,
            claims,
        })
    }

    /// What the header of a JWE demands, whoever has read it.
    pub(crate) fn check_crit(&self, header: &JoseHeader) -> Result<(), TokenError> {
        let handlers = &self.rules.read.crit;
        handlers.process(header, &[]).map_err(ParseError::from)?;
        Ok(())
    }
}

/// An encrypted token that was read and not decrypted yet. **Nothing in it is authenticated.**
///
/// It is for those who must look before they decrypt, or whose key is somewhere else, and comes from two
/// calls:
///
/// - [`Policy::open_encrypted`] reads a token that is encrypted only. `P` is `()`, and a
///   [`DecryptedToken`] comes out: nobody answers for the claims.
/// - [`Policy::open_enclosed_encrypted`] reads the one in a JWS that was verified. `P` is the header of
///   that JWS, and a [`Verified`](crate::Verified) comes out.
///
/// ```
/// use jose_jwt::jwe::{Cek, CekError};
/// use jose_jwt::jwk::RemoteKey;
/// use jose_jwt::{Alg, ClaimsSet, DecryptedToken, Decrypter, Policy};
/// # async fn ask_kms(_: &str, _: &[u8]) -> Result<Option<Vec<u8>>, std::io::Error> { Ok(None) }
///
/// async fn read(
///     token: &str,
///     policy: &Policy,
///     decrypter: &Decrypter<'_>,
/// ) -> Result<DecryptedToken<ClaimsSet>, Box<dyn std::error::Error>> {
///     let key = RemoteKey::new(Alg::RSA_OAEP_256).with_kid("kms-7");
///     let pending = policy.open_encrypted(token, decrypter)?.pending(&key)?;
///     let answer = match ask_kms("kms-7", pending.encrypted_key()).await {
///         Ok(Some(cek)) => Ok(Cek::from_slice(&cek)),
///         Ok(None) => Err(CekError::Invalid), // the service says that it is not encrypted for this key
///         Err(error) => Err(CekError::Unavailable(error.into())),
///     };
///     Ok(pending.finish(answer)?)
/// }
/// ```
#[derive(Clone)]
#[must_use = "the claims come out of `decrypt`"]
pub struct EncryptedToken<'t, P = ()> {
    pub(crate) jwe: Encrypted<'t>,
    pub(crate) proof: P,
    pub(crate) policy: Policy,
}

impl<'t, P> EncryptedToken<'t, P> {
    /// What the header says about the key: for finding one, never for trusting one.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        self.jwe.hint()
    }

    /// Opens the first phase of decryption with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jwe`] when the header names another algorithm or Key ID than the key's, or a content
    /// encryption that the decrypter does not accept.
    pub fn pending(self, key: &dyn Key) -> Result<PendingEncryptedToken<'t, P>, TokenError> {
        Ok(PendingEncryptedToken {
            jwe: self.jwe.pending(key)?,
            proof: self.proof,
            policy: self.policy,
        })
    }
}

/// Encrypted only.
impl EncryptedToken<'_> {
    /// The header as received, not authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        self.jwe.unverified_header()
    }

    /// Decrypts the token and checks its claims against its policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`].
    pub fn decrypt<T: DeserializeOwned>(self) -> Result<DecryptedToken<T>, TokenError> {
        self.decrypt_claims()?.deserialize()
    }

    /// The same as [`decrypt`](Self::decrypt), for claims that are looked up by name.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`].
    pub fn decrypt_claims(self) -> Result<DecryptedToken<ClaimsSet>, TokenError> {
        let jwe = self.jwe.decrypt()?;
        self.policy.check_decrypted_within(jwe, None)
    }
}

/// Shows headers only.
impl<P: fmt::Debug> fmt::Debug for EncryptedToken<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedToken")
            .field("jwe", &self.jwe)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}

/// An encrypted token that waits for the answer of a key that is somewhere else; `P` is that of
/// [`EncryptedToken`].
#[derive(Debug)]
#[must_use = "the claims come out of `finish`"]
pub struct PendingEncryptedToken<'t, P = ()> {
    pub(crate) jwe: PendingDecryption<'t>,
    pub(crate) proof: P,
    pub(crate) policy: Policy,
}

impl<P> PendingEncryptedToken<'_, P> {
    /// What the key is to be asked: the encrypted key, and the header parameters of its mode.
    #[must_use]
    pub fn request(&self) -> CekRequest<'_> {
        self.jwe.request()
    }

    /// The JWE Encrypted Key, decoded; empty where the mode has none.
    #[must_use]
    pub fn encrypted_key(&self) -> &[u8] {
        self.jwe.encrypted_key()
    }
}

/// Encrypted only.
impl PendingEncryptedToken<'_> {
    /// Ends the second phase with the answer of the key, decrypts, and checks the claims against the
    /// policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`]; see [`PendingDecryption::finish`] for what an answer says.
    pub fn finish(
        self,
        answer: Result<Cek, CekError>,
    ) -> Result<DecryptedToken<ClaimsSet>, TokenError> {
        let jwe = self.jwe.finish(answer)?;
        self.policy.check_decrypted_within(jwe, None)
    }
}

/// The claims of a token that was encrypted for this recipient and which the policy accepts.
///
/// **Nothing says who issued it**: see [`Policy::decrypt`]. That is why it is no
/// [`Verified`](crate::Verified), and there is no way from one to the other:
///
/// ```compile_fail,E0308
/// use jose_jwt::{ClaimsSet, DecryptedToken, Verified};
///
/// fn log_in(_: Verified<ClaimsSet>) {}
///
/// fn whoever_encrypted(token: DecryptedToken<ClaimsSet>) {
///     log_in(token);
/// }
/// ```
#[derive(Clone)]
pub struct DecryptedToken<T> {
    header: ProtectedHeader,
    key_id: Option<Box<str>>,
    claims: T,
}

impl<T> DecryptedToken<T> {
    /// The protected header: the one with which the token was encrypted, by whomever.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.header
    }

    /// The Key ID of the recipient's key that decrypted, if the recipient holds that key under one.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The claims, judged.
    #[must_use]
    pub fn claims(&self) -> &T {
        &self.claims
    }

    /// The claims without a copy.
    #[must_use]
    pub fn into_claims(self) -> T {
        self.claims
    }
}

impl DecryptedToken<ClaimsSet> {
    /// Reads the claims into a type of the caller's. A type that borrows is read by
    /// [`ClaimsSet::deserialize`].
    ///
    /// # Errors
    ///
    /// [`TokenError::Deserialize`] when they do not fit.
    pub fn deserialize<T: DeserializeOwned>(self) -> Result<DecryptedToken<T>, TokenError> {
        let claims = self.claims.deserialize().map_err(TokenError::Deserialize)?;
        Ok(DecryptedToken {
            header: self.header,
            key_id: self.key_id,
            claims,
        })
    }
}

/// Shows the header only: claims are about people.
impl<T> fmt::Debug for DecryptedToken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptedToken")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}
