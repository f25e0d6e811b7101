//! A JWS whose signature is valid (RFC 7515, section 5.2).

use alloc::vec::Vec;
use core::fmt;

use crate::ProtectedHeader;

/// The header and the payload of a JWS that one of the recipient's keys confirmed.
///
/// There is no public way to make one but verification.
#[derive(Clone)]
pub struct Verified {
    header: ProtectedHeader,
    payload: Vec<u8>,
}

impl Verified {
    pub(crate) fn new(header: ProtectedHeader, payload: Vec<u8>) -> Self {
        Verified { header, payload }
    }

    /// The protected header, authenticated.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.header
    }

    /// The payload, authenticated.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload without a copy.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// Both without a copy.
    #[must_use]
    pub fn into_parts(self) -> (ProtectedHeader, Vec<u8>) {
        (self.header, self.payload)
    }
}

/// Shows the payload's length only.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("header", &self.header)
            .field("payload", &self.payload.len())
            .finish()
    }
}
