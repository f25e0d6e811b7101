//! Nested tokens on their way in: signed and encrypted, in either order (RFC 7519, sections 5.2, 7.2 and 11.2).
//!
//! Each order has calls of its own, and a token of the other order is refused by them. No call follows
//! `cty` to wherever it leads: there are two layers, and both are opened with the caller's keys.

use core::str;

use jose_jwe::{Cek, CekError, Decrypted, Decrypter, Encrypted};
use jose_jwk::JoseHeader;
use jose_jws::{Compact, ParseError, ProtectedHeader, VerifiedHeader, VerifyError, VerifyKeys};
use serde::de::DeserializeOwned;

use crate::check;
use crate::encrypted::{EncryptedToken, PendingEncryptedToken};
use crate::error::TokenError;
use crate::nesting_error::NestingError;
use crate::token::{UnverifiedToken, Verified};
use crate::{ClaimsSet, Policy};

/// Signed, then encrypted.
impl Policy {
    /// Decrypts a token that was signed and then encrypted, verifies the signed token in it, and checks
    /// its claims against this policy. This is the order that RFC 7519, section 11.2, recommends.
    ///
    /// `typ` and the other expectations about the header speak of the signed token, whose header is next to
    /// the claims. Claims that the header of the encryption repeats must be the same (section 5.3).
    ///
    /// Some libraries leave out `cty`, which section 5.2 demands. Such a token is refused here; whoever knows
    /// that it is a nested one takes the two steps: `decrypter.decrypt(token)?`, and
    /// [`verify`](Self::verify) for the text that comes out.
    ///
    /// # Errors
    ///
    /// [`TokenError`]: first whatever is wrong with the JWE; then a [`NestingError`] for one that encloses no
    /// signed token, or one that goes on; then as [`verify`](Self::verify).
    pub fn decrypt_then_verify<T: DeserializeOwned>(
        &self,
        token: &str,
        decrypter: &Decrypter<'_>,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<T>, TokenError> {
        self.decrypt_then_verify_claims(token, decrypter, keys)?
            .deserialize()
    }

    /// The same as [`decrypt_then_verify`](Self::decrypt_then_verify), for claims that are looked up by
    /// name.
    ///
    /// # Errors
    ///
    /// As [`decrypt_then_verify`](Self::decrypt_then_verify).
    pub fn decrypt_then_verify_claims(
        &self,
        token: &str,
        decrypter: &Decrypter<'_>,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let jwe = decrypter.open(token)?;
        // What the header shows needs no key to be asked; it is checked again when it is authenticated.
        if !check::encloses_token(jwe.unverified_header()) {
            return Err(NestingError::NotNested.into());
        }
        let jwe = jwe.decrypt()?;
        self.open_enclosed(&jwe)?.verify_claims(keys)
    }

    /// Reads the signed token in a JWE that was decrypted, without verifying it: for keys that are somewhere
    /// else, those of decryption or those of the signature.
    ///
    /// ```
    /// use jose_jwt::jwe::{Cek, CekError};
    /// use jose_jwt::jwk::RemoteKey;
    /// use jose_jwt::{Alg, ClaimsSet, Decrypter, Policy, Verified, Verifiers};
    /// # async fn ask_kms(_: &[u8]) -> Result<Cek, CekError> { Err(CekError::Invalid) }
    ///
    /// async fn read(
    ///     token: &str,
    ///     decrypter: &Decrypter<'_>,
    ///     keys: &Verifiers<'_>,
    ///     policy: &Policy,
    /// ) -> Result<Verified<ClaimsSet>, Box<dyn std::error::Error>> {
    ///     let pending = decrypter.open(token)?.pending(&RemoteKey::new(Alg::RSA_OAEP_256))?;
    ///     let answer = ask_kms(pending.encrypted_key()).await;
    ///     let jwe = pending.finish(answer)?;
    ///     Ok(policy.open_enclosed(&jwe)?.verify_claims(keys)?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NestingError`] when `cty` is not `JWT`, or what is enclosed is no signed token, or encloses
    /// another one itself; [`TokenError::Jws`] when it cannot be read.
    pub fn open_enclosed<'t>(&self, jwe: &'t Decrypted) -> Result<UnverifiedToken<'t>, TokenError> {
        if !check::encloses_token(jwe.header()) {
            return Err(NestingError::NotNested.into());
        }
        let token = str::from_utf8(jwe.plaintext()).map_err(|_| NestingError::NotSigned)?;
        open(self, token, jwe.header())
    }
}

/// Encrypted, then signed.
impl Policy {
    /// Verifies a token that was encrypted and then signed, decrypts the encrypted token in it, and checks
    /// its claims against this policy.
    ///
    /// Whoever signed need not have known the claims: the signature is about the ciphertext, and everybody
    /// sees who made it. Another holder of one of the keys can take the signature away and put its own there,
    /// so every key must stand for the issuer that the policy names: never
    /// [`ignore_issuer`](Self::ignore_issuer) with several signers. Where there is a choice, [`decrypt_then_verify`](Self::decrypt_then_verify) is the
    /// order to take.
    ///
    /// `typ` and the other expectations about the header speak of the encrypted token, whose header is
    /// next to the claims; what comes out speaks of the signature. Claims that either header repeats must
    /// be the same (section 5.3).
    ///
    /// # Errors
    ///
    /// [`TokenError`]: first whatever is wrong with the signature; then a [`NestingError`] for a token that
    /// encloses no encrypted one, or one that goes on; then as [`decrypt`](Self::decrypt).
    pub fn verify_then_decrypt<T: DeserializeOwned>(
        &self,
        token: &str,
        keys: &(impl VerifyKeys + ?Sized),
        decrypter: &Decrypter<'_>,
    ) -> Result<Verified<T>, TokenError> {
        self.verify_then_decrypt_claims(token, keys, decrypter)?
            .deserialize()
    }

    /// The same as [`verify_then_decrypt`](Self::verify_then_decrypt), for claims that are looked up by
    /// name.
    ///
    /// # Errors
    ///
    /// As [`verify_then_decrypt`](Self::verify_then_decrypt).
    pub fn verify_then_decrypt_claims(
        &self,
        token: &str,
        keys: &(impl VerifyKeys + ?Sized),
        decrypter: &Decrypter<'_>,
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let jws = Compact::parse_with(token, &self.rules.read)?.verify(keys)?;
        let (proof, payload) = jws.into_parts();
        let jwe = open_encrypted(self, &payload, proof.header(), decrypter)?.decrypt()?;
        let claims = enclosed_claims(self, jwe, &proof)?;
        Ok(Verified::new(proof, claims))
    }

    /// Reads the encrypted token in a JWS that was verified, without decrypting it: for keys that are
    /// somewhere else, those of the signature or those of decryption.
    ///
    /// ```
    /// use jose_jwt::jwe::{Cek, CekError};
    /// use jose_jwt::jwk::RemoteKey;
    /// use jose_jwt::jws::Compact;
    /// use jose_jwt::{Alg, ClaimsSet, Decrypter, Policy, Verified, Verifiers};
    /// # async fn ask_kms(_: &[u8]) -> Result<Cek, CekError> { Err(CekError::Invalid) }
    ///
    /// async fn read(
    ///     token: &str,
    ///     keys: &Verifiers<'_>,
    ///     decrypter: &Decrypter<'_>,
    ///     policy: &Policy,
    /// ) -> Result<Verified<ClaimsSet>, Box<dyn std::error::Error>> {
    ///     let jws = Compact::parse(token)?.verify(keys)?;
    ///     let enclosed = policy.open_enclosed_encrypted(&jws, decrypter)?;
    ///     let pending = enclosed.pending(&RemoteKey::new(Alg::RSA_OAEP_256))?;
    ///     let answer = ask_kms(pending.encrypted_key()).await;
    ///     Ok(pending.finish(answer)?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NestingError`] when `cty` is not `JWT`, or what is enclosed is no encrypted token, or encloses
    /// another one itself; [`TokenError::Jwe`] when it cannot be read.
    pub fn open_enclosed_encrypted<'t>(
        &self,
        jws: &'t jose_jws::Verified,
        decrypter: &'t Decrypter<'t>,
    ) -> Result<EncryptedToken<'t, &'t VerifiedHeader>, TokenError> {
        let proof = jws.verified_header();
        Ok(EncryptedToken {
            jwe: open_encrypted(self, jws.payload(), proof.header(), decrypter)?,
            proof,
            policy: self.clone(),
        })
    }
}

/// Reads a signed token that came out of a JWE with this header.
pub(crate) fn open<'t>(
    policy: &Policy,
    token: &'t str,
    outer: &'t JoseHeader,
) -> Result<UnverifiedToken<'t>, TokenError> {
    policy.check_crit(outer)?;
    let inner = policy.open(token).map_err(not_signed)?;
    if check::encloses_token(inner.unverified_header()) {
        return Err(NestingError::TooDeep.into());
    }
    Ok(inner.enclosed_in(outer))
}

/// Reads an encrypted token that is the payload of a verified JWS with this header.
fn open_encrypted<'t>(
    policy: &Policy,
    payload: &'t [u8],
    outer: &ProtectedHeader,
    decrypter: &'t Decrypter<'t>,
) -> Result<Encrypted<'t>, TokenError> {
    outer.check_crit(&policy.rules.read.crit)?;
    check::check_form(outer)?;
    if !check::encloses_token(outer) {
        return Err(NestingError::NotNested.into());
    }
    let token = str::from_utf8(payload).map_err(|_| NestingError::NotEncrypted)?;
    let jwe = decrypter.open(token).map_err(not_encrypted)?;
    if check::encloses_token(jwe.unverified_header()) {
        return Err(NestingError::TooDeep.into());
    }
    Ok(jwe)
}

/// What has another number of parts is something else; whatever else is wrong stays as it is.
fn not_signed(error: TokenError) -> TokenError {
    match error {
        TokenError::Jws(VerifyError::Parse(
            ParseError::NotThreeParts { .. } | ParseError::JsonNotCompact,
        )) => NestingError::NotSigned.into(),
        error => error,
    }
}

fn not_encrypted(error: jose_jwe::ParseError) -> TokenError {
    match error {
        jose_jwe::ParseError::NotFiveParts { .. } | jose_jwe::ParseError::JsonNotCompact => {
            NestingError::NotEncrypted.into()
        }
        error => error.into(),
    }
}

/// In a JWS that was verified.
impl EncryptedToken<'_, &VerifiedHeader> {
    /// The header of the encrypted token, as the one who signed has sent it.
    #[must_use]
    pub fn header(&self) -> &jose_jwe::ProtectedHeader {
        self.jwe.unverified_header()
    }

    /// Decrypts the token and checks its claims against its policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`].
    pub fn decrypt<T: DeserializeOwned>(self) -> Result<Verified<T>, TokenError> {
        self.decrypt_claims()?.deserialize()
    }

    /// The same as [`decrypt`](Self::decrypt), for claims that are looked up by name.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`].
    pub fn decrypt_claims(self) -> Result<Verified<ClaimsSet>, TokenError> {
        let jwe = self.jwe.decrypt()?;
        let claims = enclosed_claims(&self.policy, jwe, self.proof)?;
        Ok(Verified::new(self.proof.clone(), claims))
    }
}

/// In a JWS that was verified.
impl PendingEncryptedToken<'_, &VerifiedHeader> {
    /// Ends the second phase with the answer of the key, decrypts, and checks the claims against the
    /// policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::decrypt`]; see [`PendingDecryption::finish`](jose_jwe::PendingDecryption::finish) for
    /// what an answer says.
    pub fn finish(self, answer: Result<Cek, CekError>) -> Result<Verified<ClaimsSet>, TokenError> {
        let jwe = self.jwe.finish(answer)?;
        let claims = enclosed_claims(&self.policy, jwe, self.proof)?;
        Ok(Verified::new(self.proof.clone(), claims))
    }
}

/// The claims of an encrypted token, for which a signature speaks.
fn enclosed_claims(
    policy: &Policy,
    jwe: Decrypted,
    proof: &VerifiedHeader,
) -> Result<ClaimsSet, TokenError> {
    let decrypted = policy.check_decrypted_within(jwe, Some(proof.header()))?;
    Ok(decrypted.into_claims())
}
