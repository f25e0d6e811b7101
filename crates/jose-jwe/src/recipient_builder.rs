//! The header of one recipient in the making (RFC 7516, section 7.2.1).

use alloc::string::{String, ToString as _};
use core::fmt;

use jose_b64::ObjectWriter;
use serde::Serialize;

use crate::build_error::BuildError;
use crate::write::RESERVED;

/// What a recipient's own header says beside `alg`, `kid` and the parameters of its mode. **Nothing
/// protects it**: whoever forwards the message can change it.
///
/// ```
/// use jose_jwe::RecipientBuilder;
///
/// let header = RecipientBuilder::new().header("x5t#S256", "Ei4hvHCWK3S2sCLzLw4E0dRl5Sba7Mq3Yq8Hk8VGHtw");
/// # let _ = header;
/// ```
#[derive(Default)]
#[must_use]
pub struct RecipientBuilder {
    pub(crate) members: ObjectWriter,
    pub(crate) fault: Option<BuildError>,
}

impl RecipientBuilder {
    /// A header that says no more than the key does.
    pub fn new() -> Self {
        Self::default()
    }

    /// `kid`, for a key that has none of its own (section 4.1.6).
    pub fn kid(mut self, kid: &str) -> Self {
        self.members.string("kid", kid);
        self
    }

    /// A further parameter. Those that this crate writes are refused here.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let owned = || -> String { name.to_string() };
        if RESERVED.contains(&name) {
            self.fault
                .get_or_insert(BuildError::ReservedHeader { name: owned() });
        } else if self.members.serialize(name, value).is_err() {
            self.fault
                .get_or_insert(BuildError::HeaderValue { name: owned() });
        }
        self
    }
}

impl fmt::Debug for RecipientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RecipientBuilder")
            .field(&self.members)
            .finish()
    }
}
