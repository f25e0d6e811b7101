//! A JWS whose signature is valid (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;

use crate::ProtectedHeader;

/// The header and the payload of a JWS that one of the recipient's keys confirmed.
///
/// There is no public way to make one but verification. `P` is the payload: octets decoded from the
/// message, or the caller's own slice where it came [detached](crate::Detached).
#[derive(Clone)]
pub struct Verified<P = Vec<u8>> {
    proof: VerifiedHeader,
    payload: P,
}

/// The header of a JWS that was verified, and which key confirmed it.
#[derive(Clone, Debug)]
pub struct VerifiedHeader {
    header: ProtectedHeader,
    key_id: KeyId,
}

/// The Key ID of the key that confirmed, most often the one in the header.
#[derive(Clone)]
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

impl<P: AsRef<[u8]>> Verified<P> {
    pub(crate) fn new(header: ProtectedHeader, payload: P, key_id: KeyId) -> Self {
        let proof = VerifiedHeader::new(header, key_id);
        Verified { proof, payload }
    }

    /// The Key ID of the recipient's key that confirmed the signature: see
    /// [`VerifiedHeader::key_id`].
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.proof.key_id()
    }

    /// The protected header, authenticated.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        self.proof.header()
    }

    /// The payload, authenticated.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.payload.as_ref()
    }

    /// The payload without a copy.
    #[must_use]
    pub fn into_payload(self) -> P {
        self.payload
    }

    /// Both without a copy.
    #[must_use]
    pub fn into_parts(self) -> (VerifiedHeader, P) {
        (self.proof, self.payload)
    }
}

impl VerifiedHeader {
    pub(crate) const fn new(header: ProtectedHeader, key_id: KeyId) -> Self {
        VerifiedHeader { header, key_id }
    }

    /// The protected header, authenticated.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.header
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
}

/// Shows the payload's length only.
impl<P: AsRef<[u8]>> fmt::Debug for Verified<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("header", self.header())
            .field("payload", &self.payload().len())
            .finish()
    }
}

/// A Key ID may come from a document, and is escaped and cut.
impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyId::None => f.write_str("None"),
            KeyId::OfHeader => f.write_str("OfHeader"),
            KeyId::Own(kid) => f.debug_tuple("Own").field(&Escaped(kid)).finish(),
        }
    }
}
