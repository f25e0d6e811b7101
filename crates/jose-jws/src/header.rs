//! The JWS Protected Header (RFC 7515, section 4).

use core::ops::Deref;

use jose_b64::Octets;
use jose_jwk::{Alg, CritHandlers, JoseHeader, Limits};

use crate::ParseError;

/// Extensions that this crate processes itself (RFC 7797, section 3).
const BUILT_IN: [&str; 1] = ["b64"];

/// A JWS Protected Header: it names the algorithm, and all it demands is understood.
///
/// The signature covers it, so it is authenticated as soon as the signature is verified, and not
/// before: whoever holds it got it from an unverified or from a verified message.
#[derive(Clone, Debug)]
pub struct ProtectedHeader {
    header: JoseHeader,
}

impl ProtectedHeader {
    /// Reads a protected header and settles everything that can be settled without a key: the JSON,
    /// `alg`, `crit` and `b64`.
    pub(crate) fn parse(
        octets: Octets<256>,
        limits: &Limits,
        crit: &CritHandlers,
    ) -> Result<Self, ParseError> {
        let header = JoseHeader::from_octets(octets, limits)?;
        Alg::parse(header.alg().ok_or(ParseError::MissingAlg)?).map_err(ParseError::Alg)?;
        Self::settle(&header, crit)?;
        Ok(ProtectedHeader { header })
    }

    /// The part of reading that an unsecured JWS has in common with a signed one.
    pub(crate) fn settle(header: &JoseHeader, crit: &CritHandlers) -> Result<(), ParseError> {
        crit.process(header, &BUILT_IN)?;
        if encodes_payload(header) {
            Ok(())
        } else {
            Err(ParseError::UnencodedPayload)
        }
    }

    /// Whether a recipient with these handlers understands all that the header demands: for one that
    /// judges a message which somebody else has read.
    ///
    /// # Errors
    ///
    /// [`ParseError::Header`] for an extension in `crit` without a handler, or with one that refuses.
    pub fn check_crit(&self, handlers: &CritHandlers) -> Result<(), ParseError> {
        Self::settle(&self.header, handlers)
    }

    /// `alg`, the algorithm (section 4.1.1).
    #[must_use]
    pub fn alg(&self) -> Alg<'_> {
        // Checked when the header was read; the refused name is what nothing accepts.
        self.header
            .alg()
            .and_then(|name| Alg::parse(name).ok())
            .unwrap_or(Alg::new(""))
    }
}

/// RFC 7797, section 3: only `true`, or nothing, describes a payload that is base64url encoded.
pub(crate) fn encodes_payload(header: &JoseHeader) -> bool {
    header
        .value("b64")
        .is_none_or(|b64| b64.as_bool() == Some(true))
}

impl Deref for ProtectedHeader {
    type Target = JoseHeader;

    fn deref(&self) -> &JoseHeader {
        &self.header
    }
}
