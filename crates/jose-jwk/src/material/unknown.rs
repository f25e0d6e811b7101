//! Keys of a type that is not known here (RFC 7517, section 5: implementations should ignore them).

use alloc::boxed::Box;
use core::fmt;

use crate::error::JwkError;
use crate::member::Members;
use crate::name::Kty;
use crate::text::SecretText;

/// A key of an unknown type, for a backend that knows it.
///
/// All its members are treated as secrets, because nobody can tell which ones are.
#[derive(Clone, PartialEq)]
pub struct UnknownKey {
    kty: Box<str>,
    members: Members,
}

impl UnknownKey {
    pub(super) fn new(kty: &str, members: Members) -> Self {
        UnknownKey {
            kty: kty.into(),
            members,
        }
    }

    /// `kty`: the key type.
    #[must_use]
    pub fn kty(&self) -> Kty<'_> {
        Kty::stored(&self.kty)
    }

    /// The JSON text of a member that is no parameter common to all key types. Maybe secret.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&str> {
        self.members.get(name)
    }

    /// Names and JSON texts of the members, ordered by name. Maybe secret.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter()
    }

    pub(crate) fn refusal(&self) -> JwkError {
        JwkError::UnknownKty {
            kty: self.kty.clone(),
        }
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        self.members.write(out);
    }
}

impl fmt::Debug for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownKey")
            .field("kty", &self.kty())
            .finish_non_exhaustive()
    }
}
