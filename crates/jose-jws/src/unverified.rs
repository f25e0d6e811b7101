//! A JWS that was read and not verified yet (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_b64::{Octets, Padding};
use jose_jwk::{Key, KeyHint};

use crate::SigningInput;
use crate::compact::{self, Parts};
use crate::error::{ParseError, Part, VerifyError};
use crate::header::ProtectedHeader;
use crate::selection::{Candidate, VerifyKeys, check_single, is_usable, no_matching_key};
use crate::verified::{KeyId, Verified};
use crate::verify::VerifyFailure;

/// The octets of a received signature; up to 512, an RSA key of 4096 bits, are stored inline.
type ReceivedSignature = Octets<512>;

/// A JWS that was read. **Nothing in it is authenticated.**
///
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
pub struct Unverified<'t> {
    header: ProtectedHeader,
    parts: Parts<'t>,
    padding: Padding,
    signature: ReceivedSignature,
}

impl<'t> Unverified<'t> {
    pub(crate) fn new(
        header: ProtectedHeader,
        parts: Parts<'t>,
        padding: Padding,
    ) -> Result<Self, ParseError> {
        if parts.signature.is_empty() {
            return Err(ParseError::EmptyPart(Part::Signature));
        }
        let signature = padding
            .strip(parts.signature)
            .and_then(Octets::decode)
            .map_err(|error| ParseError::Base64 {
                part: Part::Signature,
                error,
            })?;
        Ok(Unverified {
            header,
            parts,
            padding,
            signature,
        })
    }

    /// What the header says about the key: for finding one, never for trusting one.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        self.header.hint()
    }

    /// The header as received, not authenticated.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        &self.header
    }

    /// The payload as received, not authenticated: anybody may have written it.
    ///
    /// # Errors
    ///
    /// [`ParseError::Base64`] when it is not strict base64url.
    pub fn unverified_payload(&self) -> Result<Vec<u8>, ParseError> {
        compact::decode_payload(self.parts.payload, self.padding)
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
    pub fn verify<K: VerifyKeys + ?Sized>(self, keys: &K) -> Result<Verified, VerifyError> {
        let (alg, kid) = (self.header.alg(), self.header.kid());
        let mut failure = None;
        for Candidate { key, kid } in keys.candidates(alg, kid)?.iter() {
            // Whatever led here, a key is used with its own algorithm only.
            if !is_usable(key, alg) {
                continue;
            }
            match (key.verify(self.signing_input(), &self.signature), &failure) {
                (Ok(()), _) => {
                    let key_id = KeyId::of(kid, self.header.kid());
                    return self.release(key_id);
                }
                // "It may be valid" is not overruled by another key's "it is not mine".
                (Err(VerifyFailure::Invalid), Some(_)) => {}
                (Err(answer), _) => failure = Some(answer.into()),
            }
        }
        Err(failure.unwrap_or_else(|| no_matching_key(alg, kid)))
    }

    /// Opens the first phase of verification with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NoMatchingKey`] when the header's `alg` is not the key's, or its `kid` is
    /// another one.
    pub fn pending(self, key: &dyn Key) -> Result<PendingVerification<'t>, VerifyError> {
        check_single(key, self.header.alg(), self.header.kid())?;
        let key_id = KeyId::of(key.kid(), self.header.kid());
        Ok(PendingVerification {
            unverified: self,
            key_id,
        })
    }

    fn signing_input(&self) -> SigningInput<'t> {
        SigningInput::new(self.parts.signing_input)
    }

    fn release(self, key_id: KeyId) -> Result<Verified, VerifyError> {
        let payload = compact::decode_payload(self.parts.payload, self.padding)?;
        Ok(Verified::new(self.header, payload, key_id))
    }
}

/// Shows lengths and the key hints only.
impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// A JWS whose algorithm and Key ID fit the recipient's key, waiting for that key's answer.
#[derive(Clone, Debug)]
#[must_use = "the payload comes out of `finish`"]
pub struct PendingVerification<'t> {
    unverified: Unverified<'t>,
    key_id: KeyId,
}

impl<'t> PendingVerification<'t> {
    /// The octets over which the signature was made.
    #[must_use]
    pub fn signing_input(&self) -> SigningInput<'t> {
        self.unverified.signing_input()
    }

    /// The signature as received, decoded.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.unverified.signature
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
    ) -> Result<Verified, VerifyError> {
        if !is_valid.map_err(VerifyFailure::Unavailable)? {
            return Err(VerifyFailure::Invalid.into());
        }
        self.unverified.release(self.key_id)
    }
}
