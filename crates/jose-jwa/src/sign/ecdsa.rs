//! ECDSA (RFC 7518, section 3.4; RFC 8812, section 3.2): ES256, ES384, ES512, ES256K.

pub(crate) mod der;

use alloc::sync::Arc;
use alloc::vec::Vec;

use jose_jwk::{Alg, Crv, Ec, Jwk, LoadError, Material, Operation};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use signature::{MultipartSigner, MultipartVerifier};

use self::der::EcdsaDerError;
use super::{Label, key_object};
use crate::load::{not_for, not_for_jwk};

/// A private key for ES256 (P-256), ES384 (P-384), ES512 (P-521) or ES256K (secp256k1).
///
/// Signatures are R ‖ S, each of the length of the field: 64, 96, 132 or 64 octets. Nonces are made
/// from the key and the message (RFC 6979), so that a bad source of randomness cannot give the key
/// away. Of the two signatures that ES256K has for a nonce the one with the low s is made.
#[derive(Clone)]
pub struct Ecdsa {
    label: Label,
    key: Arc<Private>,
    public: Arc<PublicKey>,
}

/// A public key for ES256 (P-256), ES384 (P-384), ES512 (P-521) or ES256K (secp256k1).
///
/// For every valid signature R ‖ S there is a second one, R ‖ n − S, and both verify: RFC 7518 and
/// RFC 8812 demand nothing else. Never take a signature or a token for a unique name of what it signs.
#[derive(Clone)]
pub struct EcdsaPublic {
    label: Label,
    key: Arc<PublicKey>,
}

impl Ecdsa {
    /// A key from its scalar, which JWK calls `d`: 32, 48 or 66 octets, most significant first. Secret.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: another length than the field's, zero, or not below the order.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of ES256, ES384, ES512, ES256K.
    pub fn from_scalar(alg: Alg<'_>, d: &[u8]) -> Result<Ecdsa, LoadError> {
        let (alg, key) = Private::from_scalar(alg, d)?;
        let public = PublicKey::new(key.public())?;
        Ok(Ecdsa {
            label: Label::new(alg),
            key: Arc::new(key),
            public: Arc::new(public),
        })
    }

    /// Loads a private `EC` key.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key, or another curve than the algorithm's.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::Invalid`]: as [`Ecdsa::from_scalar`] and [`EcdsaPublic::from_coordinates`].
    /// - [`LoadError::Mismatch`]: x and y do not belong to d.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Ecdsa, LoadError> {
        jwk.permits(Operation::Sign, alg)?;
        let ec = on_curve_of(alg, jwk)?;
        let d = ec.d().ok_or(LoadError::NoPrivateKey)?;
        let (_, public) = Public::from_coordinates(alg, ec.x(), ec.y())?;
        let (alg, key) = Private::from_scalar(alg, d.expose_secret())?;
        if key.public() != public {
            return Err(LoadError::Mismatch { what: "x, y and d" });
        }
        Ok(Ecdsa {
            label: Label::of(alg, jwk),
            key: Arc::new(key),
            public: Arc::new(PublicKey::new(public)?),
        })
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> EcdsaPublic {
        EcdsaPublic {
            label: self.label.clone(),
            key: Arc::clone(&self.public),
        }
    }
}

impl EcdsaPublic {
    /// A key from the coordinates of its point: each 32, 48 or 66 octets, most significant first.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: another length than the field's, or no point on the curve.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of ES256, ES384, ES512, ES256K.
    pub fn from_coordinates(alg: Alg<'_>, x: &[u8], y: &[u8]) -> Result<EcdsaPublic, LoadError> {
        let (alg, key) = Public::from_coordinates(alg, x, y)?;
        Ok(EcdsaPublic {
            label: Label::new(alg),
            key: Arc::new(PublicKey::new(key)?),
        })
    }

    /// Loads an `EC` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`EcdsaPublic::from_coordinates`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or
    /// `alg` of the key say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<EcdsaPublic, LoadError> {
        jwk.permits(Operation::Verify, alg)?;
        let ec = on_curve_of(alg, jwk)?;
        let (alg, key) = Public::from_coordinates(alg, ec.x(), ec.y())?;
        Ok(EcdsaPublic {
            label: Label::of(alg, jwk),
            key: Arc::new(PublicKey::new(key)?),
        })
    }

    /// This key as a JWK, with its `alg` and `kid`: what an issuer publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("Ecdsa", Ecdsa);
key_object!("EcdsaPublic", EcdsaPublic);

impl Sign for Ecdsa {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        self.key.sign(input)
    }

    fn signature_len(&self) -> Option<usize> {
        Some(self.key.signature_len())
    }
}

impl Verify for Ecdsa {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.public.key.verify(input, signature)
    }
}

impl Verify for EcdsaPublic {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.key.key.verify(input, signature)
    }
}

/// A public key and how it is published.
struct PublicKey {
    key: Public,
    material: Ec,
}

impl PublicKey {
    fn new(key: Public) -> Result<Self, LoadError> {
        let material = key.to_ec()?;
        Ok(PublicKey { key, material })
    }
}

const SCALAR: LoadError = LoadError::Invalid {
    what: "d is zero, not below the order, or not as long as the field",
};
const POINT: LoadError = LoadError::Invalid {
    what: "x and y are no point on the curve",
};
const LENGTH: LoadError = LoadError::Invalid {
    what: "x or y is not as long as the field",
};

/// One line a curve: the algorithm, its curve, the crate, the length of the field in octets.
macro_rules! curves {
    ($($alg:ident on $crv:ident: $curve:ident, $len:literal;)*) => {
        enum Private {
            $($alg($curve::ecdsa::SigningKey),)*
        }

        #[derive(PartialEq)]
        enum Public {
            $($alg($curve::ecdsa::VerifyingKey),)*
        }

        fn curve_of(alg: Alg<'_>) -> Option<Crv<'static>> {
            $(if alg == Alg::$alg {
                return Some(Crv::$crv);
            })*
            None
        }

        impl Private {
            fn from_scalar(alg: Alg<'_>, d: &[u8]) -> Result<(Alg<'static>, Private), LoadError> {
                $(if alg == Alg::$alg {
                    // The crate fills shorter scalars up with zeros.
                    if d.len() != $len {
                        return Err(SCALAR);
                    }
                    let key = $curve::ecdsa::SigningKey::from_slice(d).map_err(|_| SCALAR)?;
                    return Ok((Alg::$alg, Private::$alg(key)));
                })*
                Err(not_for(alg, "EC"))
            }

            fn public(&self) -> Public {
                match self {
                    $(Private::$alg(key) => Public::$alg(*key.verifying_key()),)*
                }
            }

            const fn signature_len(&self) -> usize {
                match self {
                    $(Private::$alg(_) => 2 * $len,)*
                }
            }

            fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
                match self {
                    $(Private::$alg(key) => {
                        let signature: $curve::ecdsa::Signature =
                            key.try_multipart_sign(input.parts()).map_err(|_| SignError::Failed)?;
                        Ok(Signature::from_slice(&signature.to_bytes()))
                    })*
                }
            }
        }

        impl Public {
            fn from_coordinates(alg: Alg<'_>, x: &[u8], y: &[u8]) -> Result<(Alg<'static>, Public), LoadError> {
                $(if alg == Alg::$alg {
                    let point = uncompressed(x, y, $len)?;
                    let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| POINT)?;
                    return Ok((Alg::$alg, Public::$alg(key)));
                })*
                Err(not_for(alg, "EC"))
            }

            fn to_ec(&self) -> Result<Ec, LoadError> {
                match self {
                    $(Public::$alg(key) => {
                        // 04 ‖ x ‖ y
                        let point = key.to_sec1_point(false);
                        let coordinates = point.as_bytes().get(1..).unwrap_or_default();
                        let (x, y) = coordinates.split_at_checked($len).unwrap_or_default();
                        Ec::new(Crv::$crv, x, y, None).map_err(|_| LENGTH)
                    })*
                }
            }

            fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
                match self {
                    $(Public::$alg(key) => {
                        // Wants exactly R ‖ S, both from 1 to the order minus 1.
                        let signature = $curve::ecdsa::Signature::from_slice(signature)
                            .map_err(|_| VerifyFailure::Invalid)?;
                        // R ‖ n − S is as good as R ‖ S; not every curve's crate takes both (ECD-07).
                        key.multipart_verify(input.parts(), &signature.normalize_s())
                            .map_err(|_| VerifyFailure::Invalid)
                    })*
                }
            }
        }

        fn from_der(alg: Alg<'_>, der: &[u8]) -> Result<Signature, EcdsaDerError> {
            $(if alg == Alg::$alg {
                let signature = $curve::ecdsa::DerSignature::from_bytes(der);
                // Both from 1 to the order minus 1.
                let signature = signature.and_then($curve::ecdsa::Signature::try_from);
                let signature = signature.map_err(|_| EcdsaDerError::InvalidDer)?;
                return Ok(Signature::from_slice(&signature.to_bytes()));
            })*
            Err(EcdsaDerError::wrong_alg(alg))
        }

        fn to_der(alg: Alg<'_>, signature: &[u8]) -> Result<Vec<u8>, EcdsaDerError> {
            $(if alg == Alg::$alg {
                let signature = $curve::ecdsa::Signature::from_slice(signature);
                let signature = signature.map_err(|_| EcdsaDerError::InvalidSignature)?;
                return Ok(signature.to_der().as_bytes().to_vec());
            })*
            Err(EcdsaDerError::wrong_alg(alg))
        }
    };
}

curves! {
    ES256 on P_256: p256, 32;
    ES384 on P_384: p384, 48;
    ES512 on P_521: p521, 66;
    ES256K on SECP256K1: k256, 32;
}

fn on_curve_of<'j>(alg: Alg<'_>, jwk: &'j Jwk) -> Result<&'j Ec, LoadError> {
    match jwk.material() {
        Material::Ec(ec) if curve_of(alg) == Some(ec.crv()) => Ok(ec),
        _ => Err(not_for_jwk(alg, jwk)),
    }
}

/// The one encoding that leaves nothing to guess (SEC 1, section 2.3.3): 04 ‖ x ‖ y. The crate also
/// reads compressed forms, so the first octet is never the caller's.
fn uncompressed(x: &[u8], y: &[u8], len: usize) -> Result<Vec<u8>, LoadError> {
    if x.len() != len || y.len() != len {
        return Err(LENGTH);
    }
    Ok([&[4], x, y].concat())
}
