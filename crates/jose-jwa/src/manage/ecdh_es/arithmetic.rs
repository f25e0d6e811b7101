//! The arithmetic of key agreement, one curve each (RFC 7518, section 6.2; RFC 8037, section 3.2; RFC 7748, section 5).

use core::marker::PhantomData;

use jose_jwk::{Crv, Ec, Material, Okp};
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{
    AffinePoint, Curve, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
};
use zeroize::Zeroizing;

use super::curve::SharedSecret;

/// What is computed on a curve.
pub(super) trait Arithmetic {
    /// A private key, which clears itself.
    type Scalar;
    type Point: PartialEq;

    /// `d` has the length of the field.
    fn scalar(d: &[u8]) -> Option<Self::Scalar>;

    /// `d · G`.
    fn public(d: &Self::Scalar) -> Self::Point;

    /// `None` when it is not on the curve, which for a curve of RFC 7748 no octets are. Key type and
    /// curve were compared before.
    fn point(material: &Material) -> Option<Self::Point>;

    fn material(crv: Crv<'static>, point: &Self::Point) -> Option<Material>;

    /// `None` when the secret would be zero whatever `d` is (ECE-05).
    fn agree(d: &Self::Scalar, point: &Self::Point) -> Option<SharedSecret>;
}

/// A curve that has coordinates x and y (RFC 7518, section 6.2).
pub(super) struct Weierstrass<C>(PhantomData<C>);

impl<C> Arithmetic for Weierstrass<C>
where
    C: Curve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    type Scalar = SecretKey<C>;
    type Point = PublicKey<C>;

    fn scalar(d: &[u8]) -> Option<SecretKey<C>> {
        SecretKey::from_slice(d).ok()
    }

    fn public(d: &SecretKey<C>) -> PublicKey<C> {
        d.public_key()
    }

    fn point(material: &Material) -> Option<PublicKey<C>> {
        let Material::Ec(ec) = material else {
            return None;
        };
        // The one encoding that leaves nothing to guess (SEC 1, section 2.3.3). The crate also reads
        // compressed forms, so the first octet is never the sender's.
        let point = [&[4], ec.x(), ec.y()].concat();
        PublicKey::from_sec1_bytes(&point).ok()
    }

    fn material(crv: Crv<'static>, point: &PublicKey<C>) -> Option<Material> {
        let point = point.to_sec1_point(false);
        let coordinates = point.as_bytes().get(1..)?;
        let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
        Some(Ec::new(crv, x, y, None).ok()?.into())
    }

    /// These curves have no points of small order but the one at infinity, which is no public key.
    fn agree(d: &SecretKey<C>, point: &PublicKey<C>) -> Option<SharedSecret> {
        let secret = d.diffie_hellman(point);
        Some(Zeroizing::new(secret.raw_secret_bytes().to_vec()))
    }
}

/// RFC 7748, section 5: any 32 octets are a private and any 32 octets a public key.
pub(super) struct MontgomeryX25519;

impl Arithmetic for MontgomeryX25519 {
    type Scalar = x25519_dalek::StaticSecret;
    type Point = x25519_dalek::PublicKey;

    fn scalar(d: &[u8]) -> Option<Self::Scalar> {
        let octets = Zeroizing::new(<[u8; 32]>::try_from(d).ok()?);
        Some(Self::Scalar::from(*octets))
    }

    fn public(d: &Self::Scalar) -> Self::Point {
        d.into()
    }

    fn point(material: &Material) -> Option<Self::Point> {
        let octets = <[u8; 32]>::try_from(x(material)?).ok()?;
        Some(octets.into())
    }

    fn material(crv: Crv<'static>, point: &Self::Point) -> Option<Material> {
        Some(Okp::new(crv, point.as_bytes(), None).ok()?.into())
    }

    fn agree(d: &Self::Scalar, point: &Self::Point) -> Option<SharedSecret> {
        let secret = d.diffie_hellman(point);
        let zeroizing = Zeroizing::new(secret.as_bytes().to_vec());
        secret.was_contributory().then_some(zeroizing)
    }
}

/// RFC 7748, section 5: any 56 octets are a private and any 56 octets a public key.
#[cfg(feature = "x448")]
pub(super) struct MontgomeryX448;

#[cfg(feature = "x448")]
impl Arithmetic for MontgomeryX448 {
    type Scalar = Zeroizing<[u8; 56]>;
    type Point = [u8; 56];

    fn scalar(d: &[u8]) -> Option<Self::Scalar> {
        Some(Zeroizing::new(d.try_into().ok()?))
    }

    fn public(d: &Self::Scalar) -> Self::Point {
        x448::x448_unchecked(**d, x448::X448_BASEPOINT_BYTES)
    }

    fn point(material: &Material) -> Option<Self::Point> {
        x(material)?.try_into().ok()
    }

    fn material(crv: Crv<'static>, point: &Self::Point) -> Option<Material> {
        Some(Okp::new(crv, point, None).ok()?.into())
    }

    fn agree(d: &Self::Scalar, point: &Self::Point) -> Option<SharedSecret> {
        use subtle::ConstantTimeEq as _;

        // The crate refuses the points of small order in their canonical encoding only.
        let secret = Zeroizing::new(x448::x448(**d, *point)?);
        let is_zero = bool::from(secret.ct_eq(&[0; 56]));
        (!is_zero).then(|| Zeroizing::new(secret.to_vec()))
    }
}

fn x(material: &Material) -> Option<&[u8]> {
    match material {
        Material::Okp(okp) => Some(okp.x()),
        _ => None,
    }
}
