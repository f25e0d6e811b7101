//! What a container held: a whole JWK, or a private key whose public part has to be computed (RFC 7518, section 6; RFC 8037, section 2).

use alloc::boxed::Box;

use super::{Container, PemError};
use crate::jwk::Jwk;
use crate::material::{Ec, Okp, Rsa};
use crate::name::Crv;
use crate::secret::Secret;

/// The key of a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "one value per file read; a box would show in every match"
)]
pub enum FileKey {
    /// Everything that a JWK has is in the file.
    Complete(Jwk),
    /// The public members are not in the file as a JWK has them; a backend computes them.
    Partial(PartialKey),
}

/// A key on a curve without `x` and `y`, or `x`: RFC 5915 and RFC 8410 let a file leave them out,
/// while a JWK must have them.
///
/// It holds the private key, or a compressed public point, or both. The private key is secret.
#[derive(Clone, Debug)]
pub struct PartialKey {
    crv: Crv<'static>,
    d: Option<Secret>,
    compressed: Option<Box<[u8]>>,
}

impl FileKey {
    pub(super) fn rsa(rsa: Rsa) -> Self {
        FileKey::Complete(Jwk::from_material(rsa))
    }

    /// A key on a Weierstrass curve; the point is as in SEC 1, section 2.3.3.
    pub(super) fn ec(
        crv: Crv<'static>,
        d: Option<&[u8]>,
        point: Option<&[u8]>,
        container: Container,
    ) -> Result<Self, PemError> {
        let d = private(crv, d, container)?;
        match point {
            Some([0x04, coordinates @ ..])
                if Some(coordinates.len()) == field_len(crv).checked_mul(2) =>
            {
                let (x, y) = coordinates
                    .split_at_checked(field_len(crv))
                    .unwrap_or_default();
                Ok(FileKey::Complete(Jwk::from_material(Ec::new(
                    crv, x, y, d,
                )?)))
            }
            Some(compressed @ [0x02 | 0x03, x @ ..]) if x.len() == field_len(crv) => {
                Ok(FileKey::Partial(PartialKey {
                    crv,
                    d,
                    compressed: Some(compressed.into()),
                }))
            }
            Some(_) => Err(PemError::Malformed {
                container,
                what: "publicKey is no point of this curve",
            }),
            None => Ok(FileKey::Partial(PartialKey {
                crv,
                d,
                compressed: None,
            })),
        }
    }

    /// A key of RFC 8410.
    pub(super) fn okp(
        crv: Crv<'static>,
        d: Option<&[u8]>,
        x: Option<&[u8]>,
        container: Container,
    ) -> Result<Self, PemError> {
        let d = private(crv, d, container)?;
        match x {
            Some(x) if x.len() == field_len(crv) => {
                Ok(FileKey::Complete(Jwk::from_material(Okp::new(crv, x, d)?)))
            }
            Some(_) => Err(PemError::Malformed {
                container,
                what: "publicKey has another length than the curve's",
            }),
            None => Ok(FileKey::Partial(PartialKey {
                crv,
                d,
                compressed: None,
            })),
        }
    }
}

impl PartialKey {
    /// The curve.
    #[must_use]
    pub const fn crv(&self) -> Crv<'static> {
        self.crv
    }

    /// The private key, of the curve's length. Secret.
    #[must_use]
    pub const fn d(&self) -> Option<&Secret> {
        self.d.as_ref()
    }

    /// The public point as the file gives it, compressed: 02 or 03 and the x coordinate.
    #[must_use]
    pub fn compressed(&self) -> Option<&[u8]> {
        self.compressed.as_deref()
    }

    /// The JWK of kty EC, with the coordinates that a backend computed, in octets of the field length.
    ///
    /// # Errors
    ///
    /// [`PemError::Material`] if the lengths are not those of the curve or the curve is not one of kty EC.
    pub fn into_ec(self, x: &[u8], y: &[u8]) -> Result<Jwk, PemError> {
        Ok(Jwk::from_material(Ec::new(self.crv, x, y, self.d)?))
    }

    /// The JWK of kty OKP, with the public key that a backend computed.
    ///
    /// # Errors
    ///
    /// [`PemError::Material`] if the length is not that of the curve or the curve is not one of kty OKP.
    pub fn into_okp(self, x: &[u8]) -> Result<Jwk, PemError> {
        Ok(Jwk::from_material(Okp::new(self.crv, x, self.d)?))
    }
}

/// The private octets, which have exactly the curve's length (RFC 5915, section 3; RFC 8410, section 7).
fn private(
    crv: Crv<'static>,
    d: Option<&[u8]>,
    container: Container,
) -> Result<Option<Secret>, PemError> {
    match d {
        Some(d) if d.len() != field_len(crv) => Err(PemError::Malformed {
            container,
            what: "privateKey has another length than the curve's",
        }),
        Some(d) => Ok(Some(Secret::from_slice(d))),
        None => Ok(None),
    }
}

/// Length in octets of a coordinate and of a private key.
fn field_len(crv: Crv<'static>) -> usize {
    crv.info().map_or(0, |info| info.field_len)
}
