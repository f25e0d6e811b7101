//! A remote key among others, for a message with several signatures (RFC 7515, sections 5.2 and 7.2.1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_jwk::{Alg, Key};

use crate::SigningInput;
use crate::payload::Payload;
use crate::unverified::PendingVerification;
use crate::verify::{Verify, VerifyFailure};

/// A key that is somewhere else, with what it has answered about the signatures of a message.
///
/// One signature and one remote key need no more than [`PendingVerification`]. Where a message has
/// several, of remote keys and of others, the remote ones are asked first, and are then keys like the
/// others for [`UnverifiedJson::verify`](crate::UnverifiedJson::verify):
///
/// ```
/// use jose_jws::{Alg, Answered, Json, RemoteKey, Require, Verifiers, Verify};
/// # async fn ask_kms(_: &str, _: &[u8], _: &[u8]) -> Result<bool, std::io::Error> { Ok(true) }
///
/// async fn check(json: &str, buyer: &dyn Verify) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
///     let unverified = Json::parse(json)?;
///     let mut notary = Answered::new(RemoteKey::new(Alg::HS512).with_kid("notary"));
///     for signature in unverified.signatures().flatten() {
///         // Those of the buyer are not the notary's to judge.
///         let Ok(pending) = signature.pending(&notary) else { continue };
///         let input = pending.signing_input().to_vec();
///         let is_valid = ask_kms("notary", &input, pending.signature()).await;
///         notary.answer(&pending, is_valid.map_err(Into::into));
///     }
///     let keys = Verifiers::of([buyer, &notary]);
///     Ok(unverified.verify(&keys, Require::EveryKey)?.into_payload())
/// }
/// ```
///
/// It keeps a copy of each signing input that it has an answer for, and belongs to one message. What it
/// was not asked about, it cannot be asked any more: that is [`VerifyFailure::Unavailable`], not a "no".
#[derive(Clone)]
pub struct Answered<K> {
    key: K,
    answers: Vec<Answer>,
}

#[derive(Clone)]
struct Answer {
    input: Vec<u8>,
    signature: Vec<u8>,
    is_valid: Result<bool, Arc<dyn Error + Send + Sync>>,
}

impl<K: Key> Answered<K> {
    /// The names of the remote key, most often a [`RemoteKey`](crate::RemoteKey), which has answered
    /// nothing yet.
    #[must_use]
    pub const fn new(key: K) -> Self {
        Answered {
            key,
            answers: Vec::new(),
        }
    }

    /// Notes the answer to "is this signature valid?". Services that answer with a boolean are passed on
    /// as they are; an `Err` says that nobody knows.
    ///
    /// The verification must have been opened with this key; the answer for another key is dropped.
    pub fn answer<P: Payload>(
        &mut self,
        pending: &PendingVerification<'_, P>,
        is_valid: Result<bool, Box<dyn Error + Send + Sync>>,
    ) {
        if !pending.is_for(&self.key) {
            return;
        }
        self.answers.push(Answer {
            input: pending.signing_input().to_vec(),
            signature: pending.signature().into(),
            is_valid: is_valid.map_err(Arc::from),
        });
    }
}

impl<K: Key> Key for Answered<K> {
    fn alg(&self) -> Alg<'_> {
        self.key.alg()
    }

    fn kid(&self) -> Option<&str> {
        self.key.kid()
    }
}

impl<K: Key> Verify for Answered<K> {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        let is_asked = |answer: &&Answer| answer.signature == signature && input.is(&answer.input);
        match self.answers.iter().find(is_asked).map(|one| &one.is_valid) {
            Some(Ok(true)) => Ok(()),
            Some(Ok(false)) => Err(VerifyFailure::Invalid),
            Some(Err(outage)) => {
                let outage = Outage(Arc::clone(outage));
                Err(VerifyFailure::Unavailable(Box::new(outage)))
            }
            None => Err(VerifyFailure::Unavailable(
                "the remote key was not asked about this signature".into(),
            )),
        }
    }
}

/// Shows the key and how many answers there are.
impl<K: fmt::Debug> fmt::Debug for Answered<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("key", &self.key)
            .field("answers", &self.answers.len())
            .finish()
    }
}

/// The error of a remote key, which is told as often as somebody asks.
#[derive(Debug)]
struct Outage(Arc<dyn Error + Send + Sync>);

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Outage {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
