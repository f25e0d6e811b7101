//! The JWS JSON Serializations (RFC 7515, section 7.2): one payload, one signature or several.

mod flattened;
mod general;
mod read;
mod report;
mod sign;

use alloc::vec::Vec;
use core::fmt;

use crate::error::ParseError;
use crate::payload::{Attached, Detached, Payload};
use crate::read_options::ReadOptions;
use crate::received::Received;
use crate::selection::{Candidates, VerifyKeys};
use crate::unverified::Unverified;
use crate::verified::ConfirmedBy;
use crate::verify_error::VerifyError;

pub use flattened::Flattened;
pub use general::General;
pub use report::{SignatureReport, Unmet, VerifiedJson};
pub use sign::{PreparedJson, SignJson};

use read::{Form, Message};

/// Either JSON serialization, flattened or general, for recipients that take what they get.
///
/// ```
/// use jose_jws::{Json, Require, Verifiers};
///
/// fn check(json: &[u8], keys: &Verifiers<'_>) -> Result<Vec<u8>, jose_jws::VerifyError> {
///     let seen = Json::parse(json)?.verify(keys, Require::AnyKey)?;
///     for signature in seen.signatures() {
///         match signature.outcome() {
///             Ok(verified) => println!("confirmed by {:?}", verified.key_id()),
///             Err(error) => println!("not confirmed: {error}"),
///         }
///     }
///     Ok(seen.into_payload())
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Json {
    /// Reads a JWS in JSON with the default options.
    ///
    /// # Errors
    ///
    /// As [`Flattened::parse`] and [`General::parse`]; members of both forms in one object are refused.
    pub fn parse<J: AsRef<[u8]> + ?Sized>(json: &J) -> Result<UnverifiedJson<'_>, ParseError> {
        Self::parse_with(json, &ReadOptions::new())
    }

    /// Reads a JWS in JSON with the recipient's own options.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with<'t, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        options: &ReadOptions,
    ) -> Result<UnverifiedJson<'t>, ParseError> {
        Message::read(json.as_ref(), Form::Either, options)?.attached()
    }

    /// Reads a JWS in JSON whose payload travels elsewhere (appendix F): it has no `payload`.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`ParseError::PayloadAttached`] when there is a `payload`.
    pub fn parse_detached<'t, 'p, J: AsRef<[u8]> + ?Sized>(
        json: &'t J,
        payload: &'p [u8],
        options: &ReadOptions,
    ) -> Result<UnverifiedJson<'t, Detached<'p>>, ParseError> {
        Message::read(json.as_ref(), Form::Either, options)?.detached(payload)
    }
}

/// What a recipient demands of the signatures of one message. Signatures of other keys than its own
/// are reported and count for nothing.
///
/// It is always the keys that are counted, never the signatures: whoever carries a message can take
/// signatures away or repeat them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Require {
    /// One of the caller's keys has a valid signature.
    AnyKey,
    /// So many of the caller's keys have a valid signature each, and one at least. The same key material
    /// under two names is two keys: whoever carries a message can meet the second by repeating a
    /// signature under its `kid`.
    Keys(usize),
    /// Each key that the caller passed has a valid signature, and there is one at least. A key of a JWK
    /// Set that could not be loaded was passed, too, and has none. Keys are told apart by their place in
    /// what the caller passed: the same key material under two names counts twice, and a set that was
    /// rebuilt from another's keys knows nothing of what that one had left out.
    EveryKey,
}

/// A JWS in JSON that was read. **Nothing in it is authenticated.**
#[derive(Clone)]
pub struct UnverifiedJson<'t, P = Attached<'t>> {
    payload: P,
    signatures: Vec<ReadSignature<'t>>,
    /// How many keys may be asked.
    verifications: usize,
}

/// A signature, and why it counts for nothing whoever made it.
#[derive(Clone)]
pub(crate) struct ReadSignature<'t> {
    received: Received<'t>,
    refused: Option<ParseError>,
}

impl<'t, P: Payload> UnverifiedJson<'t, P> {
    /// Each signature as a message of its own, in the order received: for finding keys by
    /// [`Unverified::hint`], and for keys that are somewhere else ([`Unverified::pending`]).
    ///
    /// An element is an error where the signature's `crit` demands what the recipient does not
    /// understand; the others are not touched by that.
    pub fn signatures(
        &self,
    ) -> impl ExactSizeIterator<Item = Result<Unverified<'t, P>, ParseError>> {
        self.signatures
            .iter()
            .map(|signature| signature.clone().with(self.payload.clone()))
    }

    /// Verifies every signature that one of the keys fits, and releases the payload if what is
    /// required is there.
    ///
    /// `keys` is one key, or a prepared [`Verifiers`](crate::Verifiers). Which key is asked about which
    /// signature is the selection rule's matter.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Unmet`], with a report of each signature, when what is required is not there;
    ///   where the message has a single signature that is not confirmed, the error of that one.
    /// - [`VerifyError::TooMuchWork`] before any key was asked.
    /// - [`VerifyError::Parse`] when the payload is not base64url.
    pub fn verify<K: VerifyKeys + ?Sized>(
        self,
        keys: &K,
        require: Require,
    ) -> Result<VerifiedJson<P::Octets>, VerifyError> {
        // Chosen for all signatures before a key is asked about one, so that the work is known.
        let select = |signature: &ReadSignature<'_>| match &signature.refused {
            Some(error) => Err(VerifyError::Parse(error.clone())),
            None => signature.received.select(keys),
        };
        let chosen: Vec<_> = self.signatures.iter().map(select).collect();
        let keys_to_ask = chosen.iter().flatten().map(Candidates::count);
        let (required, limit) = (keys_to_ask.sum(), self.verifications);
        if required > limit {
            return Err(VerifyError::TooMuchWork { required, limit });
        }

        let mut confirmed = Vec::with_capacity(self.signatures.len());
        let mut reports = Vec::with_capacity(self.signatures.len());
        for (ReadSignature { received, .. }, candidates) in self.signatures.into_iter().zip(chosen)
        {
            let input = self.payload.signing_input(received.protected.as_str());
            let key = candidates.and_then(|candidates| received.ask(&candidates, input));
            reports.push(match key {
                Err(error) => SignatureReport::unconfirmed(received, error),
                Ok(key) => {
                    let is_first = !confirmed.contains(&key.place());
                    if is_first {
                        confirmed.push(key.place());
                    }
                    let key = ConfirmedBy::new(&received.header, key.place(), key.kid());
                    SignatureReport::confirmed(received, key, is_first)
                }
            });
        }

        // At least one in any case: "all of no keys" must not accept what nobody has signed.
        let demanded = match require {
            Require::AnyKey => 1,
            Require::Keys(count) => count.max(1),
            Require::EveryKey => keys.passed().len().max(1),
        };
        if confirmed.len() < demanded {
            let passed = keys.passed().into_iter().enumerate();
            let left = passed.filter(|(place, _)| !confirmed.contains(place));
            let left = left.map(|(_, key)| key).collect();
            return Err(Unmet::new(demanded, reports, left).into_error());
        }
        Ok(VerifiedJson::new(self.payload.release()?, reports))
    }

    /// The one signature of the flattened form.
    fn into_single(self) -> Result<Unverified<'t, P>, ParseError> {
        let mut signatures = self.signatures.into_iter();
        match (signatures.next(), signatures.next()) {
            (Some(signature), None) => signature.with(self.payload),
            _ => Err(ParseError::NoSignatures),
        }
    }
}

impl<'t> ReadSignature<'t> {
    fn with<P: Payload>(self, payload: P) -> Result<Unverified<'t, P>, ParseError> {
        match self.refused {
            Some(error) => Err(error),
            None => Ok(Unverified::new(self.received, payload)),
        }
    }
}

/// Shows `alg`, `kid` and `typ` of the headers only, escaped and cut.
impl<P> fmt::Debug for UnverifiedJson<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.signatures.iter().map(|one| &one.received.header);
        f.debug_struct("UnverifiedJson")
            .field("headers", &headers.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
