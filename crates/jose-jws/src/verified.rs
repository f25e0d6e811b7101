//! A JWS whose signature is valid (RFC 7515, section 5.2).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::Escaped;

use crate::ProtectedHeader;

/// The header and the payload of a JWS that one of the recipient's keys confirmed.
///
/// There is no public way to make one but verification. `O` is the payload: octets decoded from the
/// message, or the caller's own slice where it came [detached](crate::Detached).
#[derive(Clone)]
pub struct Verified<O = Vec<u8>> {
    proof: VerifiedHeader,
    payload: O,
}

/// The header of a JWS that was verified, and which key confirmed it.
#[derive(Clone)]
pub struct VerifiedHeader {
    header: ProtectedHeader,
    key: ConfirmedBy,
}

/// The recipient's key that confirmed: its place among those that were passed, and its Key ID.
#[derive(Clone)]
pub(crate) struct ConfirmedBy {
    index: usize,
    key_id: KeyId,
}

/// The Key ID of the key that confirmed, most often the one in the header.
#[derive(Clone)]
enum KeyId {
    None,
    OfHeader,
    Own(Box<str>),
}

impl ConfirmedBy {
    /// `header` is the protected header, `own` the Key ID under which the recipient holds the key.
    pub(crate) fn new(header: &ProtectedHeader, index: usize, own: Option<&str>) -> Self {
        let key_id = match own {
            None => KeyId::None,
            Some(own) if header.kid() == Some(own) => KeyId::OfHeader,
            Some(own) => KeyId::Own(own.into()),
        };
        ConfirmedBy { index, key_id }
    }

    /// The Key ID of the key, which may be the one in the header.
    pub(crate) fn kid<'h>(&'h self, header: &'h ProtectedHeader) -> Option<&'h str> {
        match &self.key_id {
            KeyId::None => None,
            KeyId::OfHeader => header.kid(),
            KeyId::Own(kid) => Some(kid),
        }
    }
}

impl<O: AsRef<[u8]>> Verified<O> {
    pub(crate) fn new(header: ProtectedHeader, payload: O, key: ConfirmedBy) -> Self {
        let proof = VerifiedHeader::new(header, key);
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

    /// The protected header and which key confirmed it: what is left of this without the payload.
    #[must_use]
    pub fn verified_header(&self) -> &VerifiedHeader {
        &self.proof
    }

    /// The payload, authenticated.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.payload.as_ref()
    }

    /// The payload without a copy.
    #[must_use]
    pub fn into_payload(self) -> O {
        self.payload
    }

    /// Both without a copy.
    #[must_use]
    pub fn into_parts(self) -> (VerifiedHeader, O) {
        (self.proof, self.payload)
    }
}

impl VerifiedHeader {
    pub(crate) const fn new(header: ProtectedHeader, key: ConfirmedBy) -> Self {
        VerifiedHeader { header, key }
    }

    /// The protected header, authenticated.
    #[must_use]
    pub fn header(&self) -> &ProtectedHeader {
        &self.header
    }

    /// The place, from 0, of the key that confirmed among those that the caller passed: 0 for a single
    /// key, the position in what [`Verifiers::of`](crate::Verifiers::of) and
    /// [`Verifiers::from_keys`](crate::Verifiers::from_keys) were given, the position among the keys of
    /// a JWK Set that could be loaded.
    #[must_use]
    pub fn key_index(&self) -> usize {
        self.key.index
    }

    /// The Key ID of the recipient's key that confirmed the signature, if the recipient holds that
    /// key under one.
    ///
    /// This tells who signed. The header's `kid` is the signer's own statement: a key that is held
    /// without a Key ID confirms whatever stands there.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key.kid(&self.header)
    }
}

/// A Key ID may come from a document, and is escaped and cut.
impl fmt::Debug for VerifiedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedHeader")
            .field("header", &self.header)
            .field("key_index", &self.key_index())
            .field("key_id", &self.key_id().map(Escaped))
            .finish()
    }
}

/// Shows the payload's length only.
impl<O: AsRef<[u8]>> fmt::Debug for Verified<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("header", self.header())
            .field("payload", &self.payload().len())
            .finish()
    }
}
