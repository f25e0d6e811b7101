//! The header of one recipient in the making (RFC 7516, section 7.2.1).

use jose_jwk::header_draft::{HeaderDraftError, HeaderMembers};
use serde::Serialize;

use crate::write::RESERVED_UNPROTECTED;

/// What a recipient's own header says beside `alg`, `kid` and the parameters of its mode. **Nothing
/// protects it**: whoever forwards the message can change it.
///
/// ```
/// use jose_jwe::RecipientHeaderBuilder;
///
/// let header = RecipientHeaderBuilder::new().header("x5t#S256", "Ei4hvHCWK3S2sCLzLw4E0dRl5Sba7Mq3Yq8Hk8VGHtw");
/// # let _ = header;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct RecipientHeaderBuilder {
    pub(crate) members: HeaderMembers,
    /// The first parameter that could not be set.
    pub(crate) fault: Option<HeaderDraftError>,
}

impl RecipientHeaderBuilder {
    /// A header that says no more than the key does.
    pub fn new() -> Self {
        Self::default()
    }

    /// `kid`, for a key that has none of its own (section 4.1.6).
    pub fn kid(self, kid: &str) -> Self {
        self.add("kid", kid, &[])
    }

    /// A further parameter. Those that this crate writes are refused here.
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.add(name, value, &RESERVED_UNPROTECTED)
    }

    fn add<T: Serialize + ?Sized>(mut self, name: &str, value: &T, reserved: &[&str]) -> Self {
        if let Err(fault) = self.members.add(name, value, reserved) {
            self.fault.get_or_insert(fault);
        }
        self
    }
}
