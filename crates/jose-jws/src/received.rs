//! One signature of a message as it was received (RFC 7515, section 5.2).

use jose_b64::{Octets, Padding};
use jose_jwk::selection::{Candidate, SelectionError, is_usable};
use jose_jwk::{Alg, KeyHint};

use crate::SigningInput;
use crate::error::{ParseError, Part};
use crate::header::{ProtectedHeader, UnprotectedHeader, alg_of};
use crate::payload::Text;
use crate::selection::{Candidates, VerifyKeys};
use crate::verify::{Verify, VerifyFailure};
use crate::verify_error::VerifyError;

/// The octets of a received signature; up to 512, an RSA key of 4096 bits, are stored inline.
pub(crate) type ReceivedSignature = Octets<512>;

/// A signature, the headers it came with and the text of the protected one. Nothing of it is
/// authenticated.
#[derive(Clone)]
pub(crate) struct Received<'t> {
    /// BASE64URL(JWS Protected Header) as received: what was signed is never written anew.
    pub(crate) protected: Text<'t>,
    pub(crate) header: ProtectedHeader,
    pub(crate) unprotected: Option<UnprotectedHeader>,
    pub(crate) signature: ReceivedSignature,
}

impl Received<'_> {
    /// The algorithm that the message claims.
    pub(crate) fn alg(&self) -> Alg<'_> {
        alg_of(self.hint().alg())
    }

    /// The Key ID that the message claims, in whichever header.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.hint().kid()
    }

    pub(crate) fn hint(&self) -> KeyHint<'_> {
        KeyHint::joined(&self.header, [self.unprotected.as_deref(), None])
    }

    /// The recipient's keys that fit.
    pub(crate) fn select<'k, K: VerifyKeys + ?Sized>(
        &self,
        keys: &'k K,
    ) -> Result<Candidates<'k>, VerifyError> {
        keys.candidates(self.alg(), self.kid())
    }

    /// Asks them, one after the other, until one confirms.
    pub(crate) fn ask<'k>(
        &self,
        candidates: &Candidates<'k>,
        input: SigningInput<'_>,
    ) -> Result<Candidate<'k, dyn Verify + 'k>, VerifyError> {
        let alg = self.alg();
        let mut failure = None;
        for candidate in candidates.iter() {
            // Whatever led here, a key is used with its own algorithm only.
            if !is_usable(candidate.key(), alg) {
                continue;
            }
            match (candidate.key().verify(input, &self.signature), &failure) {
                (Ok(()), _) => return Ok(candidate),
                // "It may be valid" is not overruled by another key's "it is not mine".
                (Err(VerifyFailure::Invalid), Some(_)) => {}
                (Err(answer), _) => failure = Some(answer.into()),
            }
        }
        Err(failure.unwrap_or_else(|| SelectionError::no_matching_key(alg, self.kid()).into()))
    }
}

/// Decodes a signature, which must be there: `none` is no algorithm here.
pub(crate) fn decode_signature(
    text: &str,
    padding: Padding,
) -> Result<ReceivedSignature, ParseError> {
    if text.is_empty() {
        return Err(ParseError::EmptyPart(Part::Signature));
    }
    let signature = padding.strip(text.as_bytes()).and_then(Octets::decode);
    signature.map_err(|error| Part::Signature.malformed(error))
}
