//! A remote key among others, for a message with several signatures (RFC 7515, sections 5.2 and 7.2.1).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use jose_jwk::{Alg, Key};

use crate::SigningInput;
use crate::payload::Payload;
use crate::unverified::{PendingVerification, Unverified};
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
///         // Those of the buyer are not the notary's to judge, and none is judged twice.
///         let Some(pending) = notary.pending(signature) else { continue };
///         let input = pending.signing_input().to_vec();
///         let is_valid = ask_kms("notary", &input, pending.signature()).await;
///         notary.answer(&pending, is_valid.map_err(Into::into));
///     }
///     let keys = Verifiers::of([buyer, &notary]);
///     Ok(unverified.verify(&keys, Require::EveryKey)?.into_payload())
/// }
/// ```
///
/// A message can have the key asked as often as it has signatures that name it, which
/// [`Limits::signatures`](crate::Limits::signatures) bounds. What it was not asked about, it cannot be
/// asked any more: that is [`VerifyFailure::Unavailable`], not a "no".
///
/// It belongs to one message, whose payload it keeps once.
#[derive(Clone)]
pub struct Answered<K> {
    key: K,
    /// As it is signed, encoded or not.
    payload: Vec<u8>,
    answers: Vec<Answer>,
}

#[derive(Clone)]
struct Answer {
    protected: String,
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
            payload: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// What the key is to be asked about this signature; nothing where the signature names another
    /// algorithm or Key ID, or was judged already. After an outage it can be asked again.
    #[must_use]
    pub fn pending<'t, P: Payload>(
        &self,
        signature: Unverified<'t, P>,
    ) -> Option<PendingVerification<'t, P>> {
        let pending = signature.pending(&self.key).ok()?;
        let earlier = self.find(pending.signing_input(), pending.signature());
        match earlier.map(|answer| &answer.is_valid) {
            Some(Ok(_)) => None,
            Some(Err(_)) | None => Some(pending),
        }
    }

    /// Notes the answer to "is this signature valid?". Services that answer with a boolean are passed on
    /// as they are; an `Err` says that nobody knows.
    ///
    /// A later answer takes the place of an earlier one, but a "no" stays. An answer that was asked of a
    /// key of another algorithm or Key ID is dropped; keys of equal names are not told apart. A payload
    /// other than the one before is another message, and begins anew.
    pub fn answer<P: Payload>(
        &mut self,
        pending: &PendingVerification<'_, P>,
        is_valid: Result<bool, Box<dyn Error + Send + Sync>>,
    ) {
        if !pending.is_for(&self.key) {
            return;
        }
        let (protected, payload) = pending.signed_parts();
        if self.payload != payload {
            self.payload = payload.into();
            self.answers.clear();
        }
        let is_valid = is_valid.map_err(Arc::from);
        let signature = pending.signature();
        let is_same = |one: &&mut Answer| one.protected == protected && one.signature == signature;
        match self.answers.iter_mut().find(is_same) {
            Some(earlier) if matches!(earlier.is_valid, Ok(false)) => {}
            Some(earlier) => earlier.is_valid = is_valid,
            None => self.answers.push(Answer {
                protected: protected.into(),
                signature: signature.into(),
                is_valid,
            }),
        }
    }

    fn find(&self, input: SigningInput<'_>, signature: &[u8]) -> Option<&Answer> {
        let is_asked = |answer: &&Answer| {
            let asked = SigningInput::joined(answer.protected.as_bytes(), &self.payload);
            answer.signature == signature && asked.is_same(&input)
        };
        self.answers.iter().find(is_asked)
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
        match self.find(input, signature).map(|answer| &answer.is_valid) {
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
