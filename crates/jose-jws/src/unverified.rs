//! A JWS that was read and not verified yet (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_jwk::selection::check_single;
use jose_jwk::{Key, KeyHint};

use crate::SigningInput;
use crate::error::ParseError;
use crate::header::{ProtectedHeader, UnprotectedHeader};
use crate::payload::{Attached, Payload};
use crate::received::Received;
use crate::selection::VerifyKeys;
use crate::verified::{ConfirmedBy, Verified};
use crate::verify::VerifyFailure;
use crate::verify_error::VerifyError;

/// A JWS with one signature that was read. **Nothing in it is authenticated.**
///
/// Where its payload stands is said by `P`: within the message, or [`Detached`](crate::Detached).
/// It leaves this state by [`verify`](Self::verify), with keys at hand, or by
/// [`pending`](Self::pending), with a key that is somewhere else:
///
/// ```
/// use jose_jws::{Alg, Compact, RemoteKey};
/// # async fn ask_kms(_: &str, _: &[u8], _: &[u8]) -> Result<bool, std::io::Error> { Ok(true) }
///
/// async fn check(token: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
///     let unverified = Compact::parse(token)?;
///     let pending = unverified.pending(&RemoteKey::new(Alg::ES256).with_kid("kms-7"))?;
///     let input = pending.signing_input();
///     let is_valid = ask_kms("kms-7", &input.to_vec(), pending.signature()).await;
///     Ok(pending.finish(is_valid.map_err(Into::into))?.into_payload())
/// }
/// ```
#[derive(Clone)]
pub struct Unverified<'t, P = Attached<'t>> {
    received: Received<'t>,
    payload: P,
}

impl Unverified<'_> {
    /// The payload as received, not authenticated: anybody may have written it.
    ///
    /// # Errors
    ///
    /// [`ParseError::Base64`] when it is not strict base64url.
    pub fn unverified_payload(&self) -> Result<Vec<u8>, ParseError> {
        self.payload.octets()
    }
}

impl<'t, P: Payload> Unverified<'t, P> {
    pub(crate) const fn new(received: Received<'t>, payload: P) -> Self {
        Unverified { received, payload }
    }

    /// What the headers say about the key: for finding one, never for trusting one.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        self.received.hint()
    }

    /// The protected header as received, not authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        &self.received.header
    }

    /// The unprotected header, which a message in JSON may have. Nobody will ever vouch for it.
    #[must_use]
    pub fn unprotected_header(&self) -> Option<&UnprotectedHeader> {
        self.received.unprotected.as_ref()
    }

    /// Verifies with the recipient's keys and releases the payload.
    ///
    /// `keys` is one key, or a prepared [`Verifiers`](crate::Verifiers). Which key is asked is the
    /// selection rule's matter; the algorithm is the key's.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]: no key fits, several fit, the signature is not valid, a key could not be
    /// asked, or the payload is not base64url.
    pub fn verify<K: VerifyKeys + ?Sized>(
        self,
        keys: &K,
    ) -> Result<Verified<P::Octets>, VerifyError> {
        let candidates = self.received.select(keys)?;
        let confirmed = self.received.ask(&candidates, self.signing_input())?;
        let key = ConfirmedBy::new(&self.received.header, confirmed.place(), confirmed.kid());
        self.release(key)
    }

    /// Opens the first phase of verification with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NoMatchingKey`] when the header's `alg` is not the key's, or its `kid` is
    /// another one.
    pub fn pending(self, key: &dyn Key) -> Result<PendingVerification<'t, P>, VerifyError> {
        check_single(key, self.received.alg(), self.received.kid())?;
        let key = ConfirmedBy::new(&self.received.header, 0, key.kid());
        Ok(PendingVerification {
            unverified: self,
            key,
        })
    }

    fn signing_input(&self) -> SigningInput<'_> {
        self.payload.signing_input(self.received.protected.as_str())
    }

    fn release(self, key: ConfirmedBy) -> Result<Verified<P::Octets>, VerifyError> {
        let payload = self.payload.release()?;
        Ok(Verified::new(self.received.header, payload, key))
    }
}

/// Shows lengths and the key hints only.
impl<P> fmt::Debug for Unverified<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("header", &self.received.header)
            .finish_non_exhaustive()
    }
}

/// A JWS whose algorithm and Key ID fit the recipient's key, waiting for that key's answer.
#[derive(Clone)]
#[must_use = "the payload comes out of `finish`"]
pub struct PendingVerification<'t, P = Attached<'t>> {
    unverified: Unverified<'t, P>,
    key: ConfirmedBy,
}

impl<P: Payload> PendingVerification<'_, P> {
    /// The octets over which the signature was made.
    ///
    /// A service that takes a digest gets that of [`SigningInput::parts`], one after the other; many take
    /// a few KiB at most of the octets themselves.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'_> {
        self.unverified.signing_input()
    }

    /// The text of the protected header and the payload, as they are signed.
    pub(crate) fn signed_parts(&self) -> (&str, &[u8]) {
        let Unverified { received, payload } = &self.unverified;
        (received.protected.as_str(), payload.signed())
    }

    /// Whether it was opened with a key of this Key ID; the algorithm is the header's in any case.
    pub(crate) fn is_for<K: Key>(&self, key: &K) -> bool {
        self.key.kid(&self.unverified.received.header) == key.kid()
            && self.unverified.received.alg() == key.alg()
    }

    /// The signature as received, decoded.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.unverified.received.signature
    }

    /// Ends the second phase with the answer to "is the signature valid?" and releases the payload.
    ///
    /// Services that answer with a boolean are passed on as they are. Where a service answers with
    /// an error for an invalid signature, that one is `Ok(false)`: an `Err` says that nobody knows.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] as the answer says, or when the payload is not base64url.
    pub fn finish(
        self,
        is_valid: Result<bool, Box<dyn Error + Send + Sync>>,
    ) -> Result<Verified<P::Octets>, VerifyError> {
        if !is_valid.map_err(VerifyFailure::Unavailable)? {
            return Err(VerifyFailure::Invalid.into());
        }
        self.unverified.release(self.key)
    }
}

/// As that of the message.
impl<P> fmt::Debug for PendingVerification<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PendingVerification")
            .field(&self.unverified)
            .finish()
    }
}
