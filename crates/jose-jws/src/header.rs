//! The headers of a JWS (RFC 7515, section 4): what is protected, and what is not.

use core::ops::Deref;

use jose_jwk::{Alg, CritHandlers, JoseHeader, KeyHint};

use crate::build_error::BuildError;
use crate::error::ParseError;
use crate::read_options::ReadOptions;

/// A JWS Protected Header (section 2): what the signature covers.
///
/// It is authenticated as soon as the signature is verified, and not before: whoever holds it got it
/// from an unverified or from a verified message.
#[derive(Clone, Debug)]
pub struct ProtectedHeader {
    header: JoseHeader,
    b64: bool,
}

impl ProtectedHeader {
    /// Takes a protected header, and the extension in it that says what is signed.
    pub(crate) fn read(header: JoseHeader) -> Result<Self, ParseError> {
        let b64 = encodes_payload(&header)?;
        Ok(ProtectedHeader { header, b64 })
    }

    /// The same for a format that has no other header: all is settled that needs no key.
    pub(crate) fn read_alone(header: JoseHeader, crit: &CritHandlers) -> Result<Self, ParseError> {
        let header = Self::read(header)?;
        check_alg(header.header.alg())?;
        header.check_crit(crit)?;
        Ok(header)
    }

    /// Whether a recipient with these handlers understands all that the header demands: for one that
    /// judges a message which somebody else has read.
    ///
    /// # Errors
    ///
    /// [`ParseError::Header`] for an extension in `crit` without a handler, or with one that refuses.
    pub fn check_crit(&self, handlers: &CritHandlers) -> Result<(), ParseError> {
        check_crit(&self.header, handlers)
    }

    /// `alg`, the algorithm (section 4.1.1).
    ///
    /// A message that was read with [`ReadOptions::allow_unprotected_alg`](crate::ReadOptions) may have
    /// it elsewhere; it is the empty name here then, which nothing accepts.
    #[must_use]
    pub fn alg(&self) -> Alg<'_> {
        alg_of(self.header.alg())
    }

    /// What the header says about the key: for finding one, never for trusting one.
    #[must_use]
    pub fn hint(&self) -> KeyHint<'_> {
        KeyHint::joined(&self.header, [None, None])
    }

    /// `b64`: whether the payload is base64url encoded where it is signed, `true` when the header does
    /// not say otherwise (RFC 7797, section 3).
    #[must_use]
    pub fn b64(&self) -> bool {
        self.b64
    }
}

impl Deref for ProtectedHeader {
    type Target = JoseHeader;

    fn deref(&self) -> &JoseHeader {
        &self.header
    }
}

/// A JWS Unprotected Header (section 7.2.1): **nobody vouches for it**, not even a valid signature.
///
/// It can say which key to look for. `crit` and `b64` never stand in it, and `alg` only where the
/// recipient has allowed that.
#[derive(Clone, Debug)]
pub struct UnprotectedHeader(JoseHeader);

impl UnprotectedHeader {
    pub(crate) fn read(header: JoseHeader, options: &ReadOptions) -> Result<Self, ParseError> {
        for name in MUST_BE_PROTECTED {
            let is_allowed = name == "alg" && options.allow_unprotected_alg;
            if header.value(name).is_some() && !is_allowed {
                return Err(ParseError::MustBeProtected { name });
            }
        }
        Ok(UnprotectedHeader(header))
    }
}

impl Deref for UnprotectedHeader {
    type Target = JoseHeader;

    fn deref(&self) -> &JoseHeader {
        &self.0
    }
}

/// How to verify, what must be understood and what is signed: not for those who carry a message to
/// choose.
pub(crate) const MUST_BE_PROTECTED: [&str; 3] = ["alg", "crit", "b64"];

/// Extensions that this crate processes itself (RFC 7797, section 3).
const BUILT_IN: [&str; 1] = ["b64"];

/// Refuses a header without an algorithm, and the names that no recipient accepts.
pub(crate) fn check_alg(name: Option<&str>) -> Result<(), ParseError> {
    let name = name.ok_or(ParseError::MissingAlg)?;
    Alg::parse(name).map(drop).map_err(ParseError::Alg)
}

/// The algorithm of a header that was checked; the refused name is what nothing accepts.
pub(crate) fn alg_of(name: Option<&str>) -> Alg<'_> {
    name.and_then(|name| Alg::parse(name).ok())
        .unwrap_or(Alg::new(""))
}

/// Section 4.1.11: everything in `crit` is processed, here or by one of the handlers.
pub(crate) fn check_crit(header: &JoseHeader, handlers: &CritHandlers) -> Result<(), ParseError> {
    handlers
        .process(header, &BUILT_IN)
        .map_err(ParseError::from)
}

/// What is wrong with `b64`, for those who read a header and for those who make one.
pub(crate) enum B64Error {
    NotBoolean,
    NotCritical,
}

impl From<B64Error> for ParseError {
    fn from(error: B64Error) -> Self {
        match error {
            B64Error::NotBoolean => ParseError::B64NotBoolean,
            B64Error::NotCritical => ParseError::B64NotCritical,
        }
    }
}

impl From<B64Error> for BuildError {
    fn from(error: B64Error) -> Self {
        match error {
            B64Error::NotBoolean => BuildError::B64NotBoolean,
            B64Error::NotCritical => BuildError::B64NotCritical,
        }
    }
}

/// RFC 7797, sections 3 and 6: a payload that is not encoded must be declared by `crit`, too, so that
/// nobody signs or verifies something else by not knowing the extension.
pub(crate) fn encodes_payload(header: &JoseHeader) -> Result<bool, B64Error> {
    let Some(b64) = header.value("b64") else {
        return Ok(true);
    };
    match b64.as_bool() {
        Some(true) => Ok(true),
        Some(false) if header.crit().any(|name| name == "b64") => Ok(false),
        Some(false) => Err(B64Error::NotCritical),
        None => Err(B64Error::NotBoolean),
    }
}
