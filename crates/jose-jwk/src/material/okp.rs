//! Octet key pairs (RFC 8037, section 2).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Object;

use super::{curve, curve_of, exact_len, private, public, write_private, write_public};
use crate::error::JwkError;
use crate::name::{Crv, Kty};
use crate::secret::Secret;
use crate::text::SecretText;

/// An octet key pair: Ed25519, Ed448, X25519 or X448 (32, 57, 32, 56 octets).
///
/// Whether the public key is a point that may be used, and `d` belongs to it, is checked when the
/// key is loaded.
#[derive(Clone, PartialEq)]
pub struct Okp {
    crv: Crv<'static>,
    x: Box<[u8]>,
    d: Option<Secret>,
}

impl Okp {
    /// A key of these octets.
    ///
    /// # Errors
    ///
    /// [`JwkError::UnknownCrv`] for another curve; [`JwkError::Length`] for a member that has not
    /// exactly the length that its curve demands.
    pub fn new(crv: Crv<'_>, x: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        let (crv, len) = curve_of(crv, Kty::OKP)?;
        exact_len("x", x.len(), len)?;
        if let Some(d) = &d {
            exact_len("d", d.len(), len)?;
        }
        Ok(Okp {
            crv,
            x: x.into(),
            d,
        })
    }

    /// `crv`: the subtype of the key pair.
    #[must_use]
    pub const fn crv(&self) -> Crv<'static> {
        self.crv
    }

    /// `x`: the public key.
    #[must_use]
    pub fn x(&self) -> &[u8] {
        &self.x
    }

    /// `d`: the private key. Secret.
    #[must_use]
    pub const fn d(&self) -> Option<&Secret> {
        self.d.as_ref()
    }

    pub(super) fn to_public(&self) -> Self {
        Okp {
            crv: self.crv,
            x: self.x.clone(),
            d: None,
        }
    }

    pub(super) fn parse(object: &Object<'_>) -> Result<Self, JwkError> {
        let crv = curve(object, Kty::OKP)?;
        // EDD-06: a key with a second coordinate was made by somebody who took it for an EC key.
        if object.contains("y") {
            return Err(JwkError::UnexpectedMember {
                kty: Kty::OKP.name(),
                member: "y",
            });
        }
        Okp::new(crv, &public(object, "x")?, private(object, "d")?)
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        out.name("crv").string(self.crv.name());
        write_public(out, "x", &self.x);
        if let Some(d) = &self.d {
            write_private(out, "d", d);
        }
    }
}

impl fmt::Debug for Okp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Okp")
            .field("crv", &self.crv)
            .field("is_private", &self.d.is_some())
            .finish_non_exhaustive()
    }
}
