//! Elliptic curve keys (RFC 7518, section 6.2; RFC 8812, section 3.1).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Object;

use super::{curve, curve_of, exact_len, private, public, write_private, write_public};
use crate::error::JwkError;
use crate::name::{Crv, Kty};
use crate::secret::Secret;
use crate::text::SecretText;

/// An elliptic curve key on P-256, P-384, P-521 or secp256k1: two coordinates, and the private key
/// if there is one, each in the length of the field (32, 48, 66, 32 octets).
///
/// Whether the point is on the curve, and `d` belongs to it, is checked when the key is loaded.
#[derive(Clone, PartialEq)]
pub struct Ec {
    crv: Crv<'static>,
    x: Box<[u8]>,
    y: Box<[u8]>,
    d: Option<Secret>,
}

impl Ec {
    /// A key of these octets, big-endian.
    ///
    /// # Errors
    ///
    /// [`JwkError::UnknownCrv`] for another curve; [`JwkError::Length`] for a member that has not
    /// exactly the length of the field (RFC 7518, sections 6.2.1.2 and 6.2.2.1).
    pub fn new(crv: Crv<'_>, x: &[u8], y: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        let (crv, len) = curve_of(crv, Kty::EC)?;
        exact_len("x", x.len(), len)?;
        exact_len("y", y.len(), len)?;
        if let Some(d) = &d {
            exact_len("d", d.len(), len)?;
        }
        Ok(Ec {
            crv,
            x: x.into(),
            y: y.into(),
            d,
        })
    }

    /// `crv`: the curve.
    #[must_use]
    pub const fn crv(&self) -> Crv<'static> {
        self.crv
    }

    /// `x`: the x coordinate, big-endian, in the length of the field.
    #[must_use]
    pub fn x(&self) -> &[u8] {
        &self.x
    }

    /// `y`: the y coordinate, big-endian, in the length of the field.
    #[must_use]
    pub fn y(&self) -> &[u8] {
        &self.y
    }

    /// `d`: the private key, big-endian, in the length of the field. Secret.
    #[must_use]
    pub const fn d(&self) -> Option<&Secret> {
        self.d.as_ref()
    }

    pub(super) fn to_public(&self) -> Self {
        Ec {
            crv: self.crv,
            x: self.x.clone(),
            y: self.y.clone(),
            d: None,
        }
    }

    pub(super) fn parse(object: &Object<'_>) -> Result<Self, JwkError> {
        let crv = curve(object, Kty::EC)?;
        Ec::new(
            crv,
            &public(object, "x")?,
            &public(object, "y")?,
            private(object, "d")?,
        )
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        out.name("crv").string(self.crv.name());
        write_public(out, "x", &self.x);
        write_public(out, "y", &self.y);
        if let Some(d) = &self.d {
            write_private(out, "d", d);
        }
    }
}

impl fmt::Debug for Ec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ec")
            .field("crv", &self.crv)
            .field("is_private", &self.d.is_some())
            .finish_non_exhaustive()
    }
}
