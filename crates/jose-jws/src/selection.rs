//! Which of the recipient's keys is asked: one rule everywhere (RFC 7515, section 6; RFC 8725, section 3.1).

use alloc::vec::Vec;

use jose_jwk::Alg;
pub use jose_jwk::selection::{MAX_CANDIDATES, PassedKey};

use crate::verify::Verify;
use crate::verify_error::VerifyError;

/// Where a recipient's keys come from: one key, or a prepared [`Verifiers`](crate::Verifiers).
///
/// The keys that are there *are* the allow-list of algorithms: a message can only choose among
/// them. Selection filters by `alg`. A `kid` in the header picks the keys of that Key ID; where no key
/// has it, the keys that the recipient holds without one. A single key that is left is used; several are an error
/// unless the caller allows them to be tried.
///
/// The rule is the same everywhere, so this trait is implemented here only: for every
/// [`Verify`], and for [`Verifiers`](crate::Verifiers), which any collection of keys becomes. A source
/// of keys that changes makes a new `Verifiers` when it does, and lends that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a key that verifies nor a set of such keys",
    note = "a key that is somewhere else takes two phases: `pending(&key)`, then `finish(answer)`; a collection of keys becomes a `Verifiers`"
)]
pub trait VerifyKeys: sealed::Sealed {
    /// The keys to ask about a signature of this algorithm and Key ID.
    ///
    /// # Errors
    ///
    /// [`VerifyError::NoMatchingKey`] or [`VerifyError::AmbiguousKey`].
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError>;

    /// The keys that the caller passed, in its order, and after them those that could not be loaded:
    /// what [`Require::EveryKey`](crate::Require) means by "every".
    fn passed(&self) -> Vec<PassedKey>;
}

impl<K: Verify> VerifyKeys for K {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }

    fn passed(&self) -> Vec<PassedKey> {
        [PassedKey::of(self)].into()
    }
}

/// What is behind a `Box<dyn Verify>` is one key, too.
impl VerifyKeys for dyn Verify + '_ {
    fn candidates(&self, alg: Alg<'_>, kid: Option<&str>) -> Result<Candidates<'_>, VerifyError> {
        single(self, alg, kid)
    }

    fn passed(&self) -> Vec<PassedKey> {
        [PassedKey::of(self)].into()
    }
}

/// The keys that selection left, in the caller's order: at most eight.
pub type Candidates<'k> = jose_jwk::selection::Candidates<'k, dyn Verify + 'k>;

fn single<'k>(
    key: &'k dyn Verify,
    alg: Alg<'_>,
    kid: Option<&str>,
) -> Result<Candidates<'k>, VerifyError> {
    Ok(Candidates::single(key, alg, kid)?)
}

pub(crate) mod sealed {
    use crate::verify::Verify;

    pub trait Sealed {}

    impl<K: Verify> Sealed for K {}
    impl Sealed for dyn Verify + '_ {}
}
