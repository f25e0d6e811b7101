//! Symmetric keys (RFC 7518, section 6.4).

use core::fmt;

use jose_b64::Object;

use super::{private, write_private};
use crate::error::JwkError;
use crate::secret::Secret;
use crate::text::SecretText;

/// A symmetric key. It has no public part: nothing of it is written without
/// [`to_private_json`](crate::Jwk::to_private_json).
///
/// How long it must be depends on the algorithm and is checked when the key is loaded.
#[derive(Clone, PartialEq)]
pub struct Oct {
    k: Secret,
}

impl Oct {
    /// A key of these octets.
    ///
    /// # Errors
    ///
    /// [`JwkError::Empty`] for none: everybody could make signatures with it.
    pub fn new(k: Secret) -> Result<Self, JwkError> {
        if k.is_empty() {
            Err(JwkError::Empty { member: "k" })
        } else {
            Ok(Oct { k })
        }
    }

    /// `k`: the octets of the key. Secret.
    #[must_use]
    pub const fn k(&self) -> &Secret {
        &self.k
    }

    pub(super) fn parse(object: &Object<'_>) -> Result<Self, JwkError> {
        Oct::new(private(object, "k")?.ok_or(JwkError::Missing { member: "k" })?)
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        write_private(out, "k", &self.k);
    }
}

impl fmt::Debug for Oct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oct").finish_non_exhaustive()
    }
}
