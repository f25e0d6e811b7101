//! Key agreement on one curve (RFC 7518, section 4.6; RFC 8037, section 3.2; RFC 7748).

use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;

use jose_jwe::EncryptCekError;
use jose_jwk::{Crv, Ec, LoadError, Material, Okp, SecureRandom};
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{
    AffinePoint, Curve, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
};
use zeroize::Zeroizing;

/// The shared secret Z, in the length of the field.
pub(super) type SharedSecret = Zeroizing<Vec<u8>>;

/// What is computed on a curve.
trait Arithmetic {
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

/// One line a curve: its name, what computes on it, the bits of a private key.
macro_rules! curves {
    ($($(#[$on:meta])* $crv:ident: $arithmetic:ty, $bits:literal;)*) => {
        /// A private key.
        pub(super) enum Private {
            $($(#[$on])* $crv(<$arithmetic as Arithmetic>::Scalar),)*
        }

        /// A public key, checked to be one with which a secret can be agreed on.
        #[derive(PartialEq)]
        pub(super) enum Public {
            $($(#[$on])* $crv(<$arithmetic as Arithmetic>::Point),)*
        }

        /// Whether this curve is one of these and compiled in.
        pub(super) fn is_known(crv: Crv<'_>) -> bool {
            $($(#[$on])* if crv == Crv::$crv {
                return true;
            })*
            false
        }

        impl Private {
            /// `None` for a curve that is not [known](is_known).
            pub(super) fn from_scalar(crv: Crv<'_>, d: &[u8]) -> Option<Result<Private, LoadError>> {
                $($(#[$on])* if crv == Crv::$crv {
                    // The crates fill shorter scalars up with zeros.
                    if d.len() != field_len($bits) {
                        return Some(Err(SCALAR));
                    }
                    let scalar = <$arithmetic>::scalar(d);
                    return Some(scalar.map(Private::$crv).ok_or(SCALAR));
                })*
                None
            }

            pub(super) fn public(&self) -> Public {
                match self {
                    $($(#[$on])* Private::$crv(d) => Public::$crv(<$arithmetic>::public(d)),)*
                }
            }

            /// Z with the sender's ephemeral key. `None` when that is no key on this curve, or one
            /// with which the secret would be zero (ECE-01, ECE-02, ECE-03, ECE-05).
            pub(super) fn agree(&self, epk: &Material) -> Option<SharedSecret> {
                match self {
                    $($(#[$on])* Private::$crv(d) => {
                        if epk.crv() != Some(Crv::$crv) {
                            return None;
                        }
                        <$arithmetic>::agree(d, &<$arithmetic>::point(epk)?)
                    })*
                }
            }
        }

        impl Public {
            /// `None` for a curve that is not [known](is_known).
            pub(super) fn new(material: &Material) -> Option<Result<Public, LoadError>> {
                let crv = material.crv()?;
                $($(#[$on])* if crv == Crv::$crv {
                    // Any private key finds out the points with which every secret is zero.
                    let usable = |point: &_| {
                        let one = <$arithmetic>::scalar(&one(field_len($bits)))?;
                        <$arithmetic>::agree(&one, point)
                    };
                    let point = <$arithmetic>::point(material).filter(|point| usable(point).is_some());
                    return Some(point.map(Public::$crv).ok_or(POINT));
                })*
                None
            }

            pub(super) fn to_material(&self) -> Result<Material, LoadError> {
                match self {
                    $($(#[$on])* Public::$crv(point) => <$arithmetic>::material(Crv::$crv, point),)*
                }
                .ok_or(POINT)
            }

            /// Draws an ephemeral key: its public part, and Z with this key (ECE-10).
            pub(super) fn agree(&self, random: &dyn SecureRandom) -> Result<(Material, SharedSecret), EncryptCekError> {
                match self {
                    $($(#[$on])* Public::$crv(point) => {
                        let d = draw::<$arithmetic>($bits, random)?;
                        let epk = <$arithmetic>::material(Crv::$crv, &<$arithmetic>::public(&d));
                        let z = <$arithmetic>::agree(&d, point);
                        epk.zip(z).ok_or(EncryptCekError::Failed)
                    })*
                }
            }
        }
    };
}

curves! {
    P_256: Weierstrass<p256::NistP256>, 256;
    P_384: Weierstrass<p384::NistP384>, 384;
    P_521: Weierstrass<p521::NistP521>, 521;
    X25519: MontgomeryX25519, 256;
    #[cfg(feature = "x448")]
    X448: MontgomeryX448, 448;
}

const SCALAR: LoadError = LoadError::Invalid {
    what: "d is zero, not below the order, or not as long as the field",
};
const POINT: LoadError = LoadError::Invalid {
    what: "the public key is no point on the curve, or one of small order",
};

/// A curve that has coordinates x and y (RFC 7518, section 6.2).
struct Weierstrass<C>(PhantomData<C>);

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
struct MontgomeryX25519;

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
struct MontgomeryX448;

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

const fn field_len(bits: usize) -> usize {
    bits.div_ceil(8)
}

/// The private key 1, which on the curves of RFC 7748 stands for another one.
fn one(len: usize) -> Vec<u8> {
    let mut one = vec![0; len];
    if let Some(last) = one.last_mut() {
        *last = 1;
    }
    one
}

/// A private key is drawn until one fits. Of a source of random octets the first one always fits on
/// P-521 and X448 and X25519, and with a probability above 1 − 2⁻³² on the others.
const MAX_DRAWS: usize = 64;

fn draw<A: Arithmetic>(
    bits: usize,
    random: &dyn SecureRandom,
) -> Result<A::Scalar, EncryptCekError> {
    let len = field_len(bits);
    let mut octets = Zeroizing::new(vec![0; len]);
    for _ in 0..MAX_DRAWS {
        random.fill(&mut octets)?;
        // No private key of P-521 has more than one bit in its first octet.
        if let (Some(first), 1..=7) = (octets.first_mut(), bits % 8) {
            *first &= u8::MAX >> (8_usize.saturating_sub(bits % 8));
        }
        if let Some(scalar) = A::scalar(&octets) {
            return Ok(scalar);
        }
    }
    Err(EncryptCekError::Random)
}
