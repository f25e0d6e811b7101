//! The header of one recipient in the making (RFC 7516, section 7.2.1).

use alloc::string::String;
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
#[derive(Clone, Default)]
#[must_use]
pub struct RecipientBuilder {
    pub(crate) members: ObjectWriter,
    pub(crate) fault: Option<Fault>,
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
        if let Err(fault) = add_unprotected(&mut self.members, name, value) {
            self.fault.get_or_insert(fault);
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

/// A parameter that could not be set.
#[derive(Clone)]
pub(crate) enum Fault {
    Reserved(String),
    Value(String),
}

impl From<Fault> for BuildError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Reserved(name) => BuildError::ReservedHeader { name },
            Fault::Value(name) => BuildError::HeaderValue { name },
        }
    }
}

/// Adds a parameter to an unprotected header, unless it is one that this crate writes.
pub(crate) fn add_unprotected<T: Serialize + ?Sized>(
    members: &mut ObjectWriter,
    name: &str,
    value: &T,
) -> Result<(), Fault> {
    if RESERVED.contains(&name) {
        return Err(Fault::Reserved(name.into()));
    }
    let added = members.serialize(name, value);
    added.map(drop).map_err(|_| Fault::Value(name.into()))
}
