//! A JWS whose signature is valid (RFC 7515, section 5.2).

use alloc::boxed::Box;
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
    key_id: KeyId,
}

/// The Key ID of the key that confirmed, most often the one in the header.
#[derive(Clone, Debug)]
pub(crate) enum KeyId {
    None,
    OfHeader,
    Own(Box<str>),
}

impl KeyId {
    pub(crate) fn of(own: Option<&str>, named: Option<&str>) -> Self {
        match own {
            None => KeyId::None,
            Some(own) if named == Some(own) => KeyId::OfHeader,
            Some(own) => KeyId::Own(own.into()),
        }
    }
}

impl Verified {
    pub(crate) fn new(header: ProtectedHeader, payload: Vec<u8>, key_id: KeyId) -> Self {
        Verified {
            header,
            payload,
            key_id,
        }
    }

    /// The Key ID of the recipient's key that confirmed the signature, if the recipient holds that
    /// key under one.
    ///
    /// This tells who signed. The header's `kid` is the signer's own statement: a key that is held
    /// without a Key ID confirms whatever stands there.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        match &self.key_id {
            KeyId::None => None,
            KeyId::OfHeader => self.header.kid(),
            KeyId::Own(kid) => Some(kid),
        }
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

    /// The payload without a copy, and the rest.
    #[must_use]
    pub fn take_payload(mut self) -> (Vec<u8>, Self) {
        (core::mem::take(&mut self.payload), self)
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
