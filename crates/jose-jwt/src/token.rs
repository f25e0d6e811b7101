//! A signed token on its way in: received, then verified (RFC 7519, section 7.2).

use core::fmt;

use jose_jwk::{Key, KeyHint};
use jose_jws::{
    Compact, PendingVerification, ProtectedHeader, SigningInput, Unverified, VerifyFailure,
    VerifyKeys,
};
use serde::de::DeserializeOwned;

use crate::error::TokenError;
use crate::{ClaimsSet, Policy};

/// A token that was read and not verified yet. **Nothing in it is authenticated.**
///
/// It comes from [`Policy::open`], for those who must look before they verify: which issuer's keys
/// to take, or a key that is somewhere else.
#[derive(Clone, Debug)]
#[must_use = "the claims come out of `verify`"]
pub struct UnverifiedToken<'t> {
    jws: Unverified<'t>,
    policy: Policy,
}

impl<'t> UnverifiedToken<'t> {
    pub(crate) fn open(token: &'t str, policy: Policy) -> Result<Self, TokenError> {
        let jws = Compact::parse_with(token, &policy.rules.read)?;
        Ok(UnverifiedToken { jws, policy })
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
        let octets = jose_b64::Octets::from_vec(self.jws.unverified_payload()?);
        ClaimsSet::from_octets(octets, &self.policy.rules.limits).map_err(TokenError::NotClaims)
    }

    /// Verifies the token and holds its claims against the policy that opened it.
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
        self.policy.check(jws)
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
        })
    }
}

/// A token that waits for the answer of a key that is somewhere else.
#[derive(Clone, Debug)]
#[must_use = "the claims come out of `finish`"]
pub struct PendingToken<'t> {
    jws: PendingVerification<'t>,
    policy: Policy,
}

impl<'t> PendingToken<'t> {
    /// The octets over which the signature was made.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'t> {
        self.jws.signing_input()
    }

    /// The signature as received, decoded.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.jws.signature()
    }

    /// Ends the second phase with the key's answer and holds the claims against the policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::verify`].
    pub fn finish(
        self,
        answer: Result<(), VerifyFailure>,
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let jws = self.jws.finish(answer)?;
        self.policy.check(jws)
    }
}

/// The claims of a token whose signature is valid and which the policy accepts.
///
/// There is no public way to make one but verification.
#[derive(Clone)]
pub struct Verified<T> {
    header: ProtectedHeader,
    claims: T,
}

impl<T> Verified<T> {
    pub(crate) fn new(header: ProtectedHeader, claims: T) -> Self {
        Verified { header, claims }
    }

    /// The protected header, authenticated.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.header
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
            header: self.header,
            claims,
        })
    }
}

/// Shows the header only: claims are about people.
impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}
