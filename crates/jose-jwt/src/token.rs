//! A signed token on its way in: received, then verified (RFC 7519, section 7.2).

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use jose_jwk::{JoseHeader, Key, KeyHint};
use jose_jws::{
    Compact, PendingVerification, ProtectedHeader, SigningInput, Unverified, VerifiedHeader,
    VerifyKeys,
};
use serde::de::DeserializeOwned;

use crate::check;
use crate::error::TokenError;
use crate::{ClaimsSet, Policy};

/// A token that was read and not verified yet. **Nothing in it is authenticated.**
///
/// It comes from [`Policy::open`], for those who must look before they verify: which issuer's keys
/// to take, or a key that is somewhere else.
#[derive(Clone)]
#[must_use = "the claims come out of `verify`"]
pub struct UnverifiedToken<'t> {
    token: &'t str,
    jws: Unverified<'t>,
    policy: Policy,
    /// The header of the JWE that enclosed it.
    outer: Option<&'t JoseHeader>,
}

impl<'t> UnverifiedToken<'t> {
    pub(crate) fn open(token: &'t str, policy: Policy) -> Result<Self, TokenError> {
        let jws = Compact::parse_with(token, &policy.rules.read)?;
        check::check_form(jws.unverified_header())?;
        Ok(UnverifiedToken {
            token,
            jws,
            policy,
            outer: None,
        })
    }

    #[cfg(feature = "jwe")]
    pub(crate) fn enclosed_in(mut self, outer: &'t JoseHeader) -> Self {
        self.outer = Some(outer);
        self
    }

    /// What the header says about the key: for finding one, never for trusting one.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        self.jws.hint()
    }

    /// The header as received, not authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        self.jws.unverified_header()
    }

    /// The claims as received, **not authenticated**: anybody may have written them. For finding out
    /// whose keys to take, never for deciding anything.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jws`] and [`TokenError::NotClaims`] when they cannot be read.
    pub fn unverified_claims(&self) -> Result<ClaimsSet, TokenError> {
        let payload = self.jws.unverified_payload()?;
        ClaimsSet::from_payload(payload, &self.policy.rules.read.limits)
    }

    /// The same token under another policy: for a recipient that looks at the issuer first, and has a
    /// policy and keys for each. It is read again, as the other policy says.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jws`] when the other policy refuses its form.
    pub fn with_policy(self, policy: &Policy) -> Result<Self, TokenError> {
        #[cfg(feature = "jwe")]
        if let Some(outer) = self.outer {
            return crate::nested::open(policy, self.token, outer);
        }
        policy.open(self.token)
    }

    /// Verifies the token and checks its claims against its policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::verify`].
    pub fn verify<T: DeserializeOwned>(
        self,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<T>, TokenError> {
        self.verify_claims(keys)?.deserialize()
    }

    /// The same as [`verify`](Self::verify), for claims that are looked up by name.
    ///
    /// # Errors
    ///
    /// As [`Policy::verify`].
    pub fn verify_claims(
        self,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let jws = self.jws.verify(keys)?;
        self.policy.check_within(jws, self.outer)
    }

    /// Opens the first phase of verification with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jws`] when the header names another algorithm or Key ID than the key's.
    pub fn pending(self, key: &dyn Key) -> Result<PendingToken<'t>, TokenError> {
        let jws = self.jws.pending(key)?;
        Ok(PendingToken {
            jws,
            policy: self.policy,
            outer: self.outer,
        })
    }
}

/// Shows the header only.
impl fmt::Debug for UnverifiedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedToken")
            .field("jws", &self.jws)
            .finish_non_exhaustive()
    }
}

/// A token that waits for the answer of a key that is somewhere else.
#[derive(Clone, Debug)]
#[must_use = "the claims come out of `finish`"]
pub struct PendingToken<'t> {
    jws: PendingVerification<'t>,
    policy: Policy,
    /// The header of the JWE that enclosed it.
    outer: Option<&'t JoseHeader>,
}

impl PendingToken<'_> {
    /// The octets over which the signature was made.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'_> {
        self.jws.signing_input()
    }

    /// The signature as received, decoded.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.jws.signature()
    }

    /// Ends the second phase with the answer to "is the signature valid?" and checks the claims
    /// against the policy. An `Err` says that nobody knows; an invalid signature is `Ok(false)`.
    ///
    /// # Errors
    ///
    /// As [`Policy::verify`].
    pub fn finish(
        self,
        is_valid: Result<bool, Box<dyn Error + Send + Sync>>,
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let jws = self.jws.finish(is_valid)?;
        self.policy.check_within(jws, self.outer)
    }
}

/// The claims of a token whose signature is valid and which the policy accepts.
///
/// There is no public way to make one but verification.
#[derive(Clone)]
pub struct Verified<T> {
    proof: VerifiedHeader,
    claims: T,
}

impl<T> Verified<T> {
    pub(crate) fn new(proof: VerifiedHeader, claims: T) -> Self {
        Verified { proof, claims }
    }

    /// The protected header of the signature, authenticated. In a token that was encrypted before it was signed
    /// the policy has judged the header of the encryption, which is next to the claims, and not this one.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        self.proof.header()
    }

    /// The Key ID of the recipient's key that confirmed the signature, if the recipient holds that
    /// key under one. The header's `kid` is the signer's own statement; this tells who signed.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.proof.key_id()
    }

    /// The claims, authenticated and judged.
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

impl Verified<ClaimsSet> {
    /// Reads the claims into a type of the caller's. A type that borrows is read by
    /// [`ClaimsSet::deserialize`].
    ///
    /// # Errors
    ///
    /// [`TokenError::Deserialize`] when they do not fit.
    pub fn deserialize<T: DeserializeOwned>(self) -> Result<Verified<T>, TokenError> {
        let claims = self.claims.deserialize().map_err(TokenError::Deserialize)?;
        Ok(Verified {
            proof: self.proof,
            claims,
        })
    }
}

/// Shows the header only: claims are about people.
impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("header", self.header())
            .finish_non_exhaustive()
    }
}
