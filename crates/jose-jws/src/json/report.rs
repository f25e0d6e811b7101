//! What became of each signature of a message (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::header::{ProtectedHeader, UnprotectedHeader};
use crate::received::Received;
use crate::selection::PassedKey;
use crate::verified::{ConfirmedBy, VerifiedHeader};
use crate::verify_error::VerifyError;

/// The payload of a JWS in JSON that the recipient's keys confirmed as it required, and a report of
/// each signature.
///
/// There is no public way to make one but verification. `O` is the payload: octets decoded from the
/// message, or the caller's own slice where it came [detached](crate::Detached).
pub struct VerifiedJson<O = Vec<u8>> {
    payload: O,
    signatures: Vec<SignatureReport>,
}

impl<O: AsRef<[u8]>> VerifiedJson<O> {
    pub(crate) const fn new(payload: O, signatures: Vec<SignatureReport>) -> Self {
        VerifiedJson {
            payload,
            signatures,
        }
    }

    /// The payload, authenticated by the signatures that are [confirmed](Self::confirmed).
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.payload.as_ref()
    }

    /// The payload without a copy.
    #[must_use]
    pub fn into_payload(self) -> O {
        self.payload
    }

    /// The recipient's keys that confirmed a signature, one at least, each once and with the protected
    /// header of the first signature it confirmed.
    pub fn confirmed(&self) -> impl Iterator<Item = &VerifiedHeader> {
        let firsts = self.signatures.iter().filter(|one| one.is_first_of_key);
        firsts.filter_map(|one| one.outcome().ok())
    }

    /// What became of each signature, in the order received; foreign, forged and repeated ones
    /// included, so that their number says nothing.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureReport] {
        &self.signatures
    }
}

/// What became of one signature of a message.
#[derive(Debug)]
pub struct SignatureReport {
    outcome: Outcome,
    unprotected: Option<UnprotectedHeader>,
    /// A carrier can repeat a signature, and a key that signed twice is still one key.
    is_first_of_key: bool,
}

#[derive(Debug)]
enum Outcome {
    Confirmed(VerifiedHeader),
    Unconfirmed(ProtectedHeader, VerifyError),
}

impl SignatureReport {
    pub(super) fn confirmed(
        received: Received<'_>,
        key: ConfirmedBy,
        is_first_of_key: bool,
    ) -> Self {
        SignatureReport {
            outcome: Outcome::Confirmed(VerifiedHeader::new(received.header, key)),
            unprotected: received.unprotected,
            is_first_of_key,
        }
    }

    pub(super) fn unconfirmed(received: Received<'_>, error: VerifyError) -> Self {
        SignatureReport {
            outcome: Outcome::Unconfirmed(received.header, error),
            unprotected: received.unprotected,
            is_first_of_key: false,
        }
    }

    /// The protected header and the key that confirmed it.
    ///
    /// # Errors
    ///
    /// Why no key did: [`VerifyError::NoMatchingKey`] for the signature of somebody else.
    pub fn outcome(&self) -> Result<&VerifiedHeader, &VerifyError> {
        match &self.outcome {
            Outcome::Confirmed(header) => Ok(header),
            Outcome::Unconfirmed(_, error) => Err(error),
        }
    }

    /// The protected header as received; authenticated only where [`outcome`](Self::outcome) is `Ok`.
    #[must_use]
    pub fn unverified_header(&self) -> &ProtectedHeader {
        match &self.outcome {
            Outcome::Confirmed(verified) => verified.header(),
            Outcome::Unconfirmed(header, _) => header,
        }
    }

    /// The unprotected header as received. Nobody vouches for it, not even a valid signature.
    #[must_use]
    pub fn unprotected_header(&self) -> Option<&UnprotectedHeader> {
        self.unprotected.as_ref()
    }
}

/// What was required of the signatures of a message is not there.
#[derive(Debug)]
pub struct Unmet {
    demanded: usize,
    signatures: Vec<SignatureReport>,
    unconfirmed: Vec<PassedKey>,
}

impl Unmet {
    pub(super) const fn new(
        demanded: usize,
        signatures: Vec<SignatureReport>,
        unconfirmed: Vec<PassedKey>,
    ) -> Self {
        Unmet {
            demanded,
            signatures,
            unconfirmed,
        }
    }

    /// A single signature that was not confirmed says itself what is wrong.
    pub(super) fn into_error(mut self) -> VerifyError {
        match self.signatures.pop() {
            Some(SignatureReport {
                outcome: Outcome::Unconfirmed(_, error),
                ..
            }) if self.signatures.is_empty() => error,
            last => {
                self.signatures.extend(last);
                VerifyError::Unmet(Box::new(self))
            }
        }
    }

    /// How many of the caller's keys had to confirm a signature.
    #[must_use]
    pub fn demanded(&self) -> usize {
        self.demanded
    }

    /// What became of each signature, in the order received.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureReport] {
        &self.signatures
    }

    /// The first key that could not be asked: what is required may be there after all.
    #[must_use]
    pub fn unavailable(&self) -> Option<&VerifyError> {
        let mut errors = self.errors();
        errors.find(|error| matches!(error, VerifyError::Unavailable(_)))
    }

    /// The caller's keys that confirmed no signature.
    #[must_use]
    pub fn unconfirmed(&self) -> &[PassedKey] {
        &self.unconfirmed
    }

    fn errors(&self) -> impl Iterator<Item = &VerifyError> {
        self.signatures.iter().filter_map(|one| one.outcome().err())
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let confirmed = self.signatures.iter().filter(|one| one.is_first_of_key);
        let (confirmed, demanded) = (confirmed.count(), self.demanded);
        write!(
            f,
            "the signatures are confirmed by {confirmed} of {demanded} keys demanded"
        )?;
        match &*self.unconfirmed {
            [] => {}
            [one] => write!(f, ", not by {one}")?,
            [first, rest @ ..] => write!(f, ", not by {first} or {} more", rest.len())?,
        }
        // An outage says the most; of the others the first that is not somebody else's signature.
        let own = |error: &&VerifyError| !matches!(error, VerifyError::NoMatchingKey { .. });
        let told = self.unavailable().or_else(|| self.errors().find(own));
        match told.or_else(|| self.errors().next()) {
            None => Ok(()),
            Some(error) => write!(f, ": {error}"),
        }
    }
}

/// Shows the payload's length only.
impl<O: AsRef<[u8]>> fmt::Debug for VerifiedJson<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJson")
            .field("payload", &self.payload().len())
            .field("signatures", &self.signatures)
            .finish()
    }
}
