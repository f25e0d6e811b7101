//! The public key of a private one, and the point that a compressed one stands for (SEC 1, sections 2.3.4 and 3.2.1; RFC 8032, section 5.1.5; RFC 7748, section 6).

use alloc::boxed::Box;

use jose_jwk::Crv;

use super::ImportError;

#[cfg(feature = "ecdsa")]
use p256::elliptic_curve::{
    AffinePoint, Curve, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};

/// The point `d · G` as `x ‖ y`. `d` has the length of the field.
pub(super) fn ec(crv: Crv<'_>, d: &[u8]) -> Result<Box<[u8]>, ImportError> {
    match crv {
        #[cfg(feature = "ecdsa")]
        Crv::P_256 => ec_on::<p256::NistP256>(d),
        #[cfg(feature = "ecdsa")]
        Crv::P_384 => ec_on::<p384::NistP384>(d),
        #[cfg(feature = "ecdsa")]
        Crv::P_521 => ec_on::<p521::NistP521>(d),
        #[cfg(feature = "ecdsa")]
        Crv::SECP256K1 => ec_on::<k256::Secp256k1>(d),
        _ => Err(no_arithmetic(crv, d)),
    }
}

/// The point that a compressed one stands for, as `x ‖ y`.
pub(super) fn decompress(crv: Crv<'_>, compressed: &[u8]) -> Result<Box<[u8]>, ImportError> {
    match crv {
        #[cfg(feature = "ecdsa")]
        Crv::P_256 => decompress_on::<p256::NistP256>(compressed),
        #[cfg(feature = "ecdsa")]
        Crv::P_384 => decompress_on::<p384::NistP384>(compressed),
        #[cfg(feature = "ecdsa")]
        Crv::P_521 => decompress_on::<p521::NistP521>(compressed),
        #[cfg(feature = "ecdsa")]
        Crv::SECP256K1 => decompress_on::<k256::Secp256k1>(compressed),
        _ => Err(no_arithmetic(crv, compressed)),
    }
}

/// The public key of an octet key pair.
pub(super) fn okp(crv: Crv<'_>, d: &[u8]) -> Result<Box<[u8]>, ImportError> {
    match crv {
        #[cfg(feature = "eddsa")]
        Crv::Ed25519 => {
            let seed = d.try_into().map_err(|_| ImportError::Invalid {
                what: "d is not 32 octets",
            })?;
            let public = ed25519_dalek::SigningKey::from_bytes(seed).verifying_key();
            Ok(public.to_bytes().into())
        }
        #[cfg(feature = "ed448")]
        Crv::Ed448 => {
            let key = ed448_goldilocks::SigningKey::try_from(d);
            let key = key.map_err(|_| ImportError::Invalid {
                what: "d is not 57 octets",
            })?;
            Ok(key.verifying_key().as_bytes()[..].into())
        }
        #[cfg(feature = "ecdh")]
        Crv::X25519 => {
            let d = <[u8; 32]>::try_from(d).map_err(|_| ImportError::Invalid {
                what: "d is not 32 octets",
            })?;
            let secret = x25519_dalek::StaticSecret::from(d);
            let public = x25519_dalek::PublicKey::from(&secret);
            Ok(public.to_bytes().into())
        }
        #[cfg(feature = "x448")]
        Crv::X448 => {
            let d = <[u8; 56]>::try_from(d).map_err(|_| ImportError::Invalid {
                what: "d is not 56 octets",
            })?;
            let public = x448::x448_unchecked(d, x448::X448_BASEPOINT_BYTES);
            Ok(public.into())
        }
        _ => Err(no_arithmetic(crv, d)),
    }
}

#[cfg(feature = "ecdsa")]
fn ec_on<C>(d: &[u8]) -> Result<Box<[u8]>, ImportError>
where
    C: Curve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let secret = SecretKey::<C>::from_slice(d).map_err(|_| ImportError::Invalid {
        what: "d is 0 or not below the order of the curve",
    })?;
    coordinates(&secret.public_key())
}

#[cfg(feature = "ecdsa")]
fn decompress_on<C>(compressed: &[u8]) -> Result<Box<[u8]>, ImportError>
where
    C: Curve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let public = PublicKey::<C>::from_sec1_bytes(compressed).map_err(|_| ImportError::Invalid {
        what: "the point is not on the curve",
    })?;
    coordinates(&public)
}

#[cfg(feature = "ecdsa")]
fn coordinates<C>(public: &PublicKey<C>) -> Result<Box<[u8]>, ImportError>
where
    C: Curve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    match public.to_sec1_point(false).as_bytes() {
        [0x04, coordinates @ ..] => Ok(coordinates.into()),
        _ => Err(ImportError::Invalid {
            what: "the point is not on the curve",
        }),
    }
}

/// `_key` is what nothing is computed from, whatever features are on.
fn no_arithmetic(crv: Crv<'_>, _key: &[u8]) -> ImportError {
    match crv {
        Crv::P_256 | Crv::P_384 | Crv::P_521 | Crv::SECP256K1 => ImportError::FeatureOff {
            crv: crv.name().into(),
            feature: "ecdsa",
        },
        Crv::Ed25519 => ImportError::FeatureOff {
            crv: crv.name().into(),
            feature: "eddsa",
        },
        Crv::Ed448 => ImportError::FeatureOff {
            crv: crv.name().into(),
            feature: "ed448",
        },
        Crv::X25519 => ImportError::FeatureOff {
            crv: crv.name().into(),
            feature: "ecdh",
        },
        Crv::X448 => ImportError::FeatureOff {
            crv: crv.name().into(),
            feature: "x448",
        },
        _ => ImportError::NoArithmetic {
            crv: crv.name().into(),
        },
    }
}
