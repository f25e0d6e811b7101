//! Ed25519 (RFC 8037, section 3.1; RFC 9864, section 2.2; RFC 8032, section 5.1): EdDSA and Ed25519.

use alloc::sync::Arc;

use ed25519_dalek::{SigningKey, VerifyingKey};
use jose_jwk::{Alg, Crv, Jwk, LoadError, Material, Okp, Operation};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use signature::{MultipartSigner, MultipartVerifier};

use super::{Label, key_object};
use crate::load::{not_for, not_for_jwk};

/// A private Ed25519 key.
///
/// Its algorithm is [`Alg::EdDSA`], which most peers know, or [`Alg::Ed25519`], which says the curve
/// (RFC 9864). Signing is deterministic and needs no randomness.
#[derive(Clone)]
pub struct Ed25519 {
    label: Label,
    key: Arc<SigningKey>,
    public: Arc<PublicKey>,
}

/// A public Ed25519 key.
///
/// Verification is strict: points of small order, encodings that are not canonical and S ≥ L are
/// refused, so that a signature fits one message, one key and one encoding.
#[derive(Clone)]
pub struct Ed25519Public {
    label: Label,
    key: Arc<PublicKey>,
}

impl Ed25519 {
    /// A key from its seed, the 32 octets that RFC 8032 calls the private key and JWK calls `d`. Secret.
    ///
    /// # Errors
    ///
    /// [`LoadError::WrongKeyType`] or [`LoadError::UnknownAlg`] when `alg` is neither EdDSA nor Ed25519.
    pub fn from_seed(alg: Alg<'_>, seed: &[u8; 32]) -> Result<Ed25519, LoadError> {
        let label = Label::new(supported(alg)?);
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey::new(key.verifying_key())?;
        Ok(Ed25519 {
            label,
            key: Arc::new(key),
            public: Arc::new(public),
        })
    }

    /// Loads a private `OKP` key on Ed25519.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key, or another curve such as X25519.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::Mismatch`]: `x` does not belong to `d`. Signing with such a pair gives the
    ///   private key away.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Ed25519, LoadError> {
        jwk.permits(Operation::Sign, alg)?;
        let (alg, okp) = material_for(alg, jwk)?;
        let seed = okp.d().ok_or(LoadError::NoPrivateKey)?.expose_secret();
        let key = SigningKey::from_bytes(seed.try_into().map_err(|_| LENGTH)?);
        let public = PublicKey::new(key.verifying_key())?;
        if public.material.x() != okp.x() {
            return Err(LoadError::Mismatch { what: "x and d" });
        }
        Ok(Ed25519 {
            label: Label::of(alg, jwk),
            key: Arc::new(key),
            public: Arc::new(public),
        })
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> Ed25519Public {
        Ed25519Public {
            label: self.label.clone(),
            key: Arc::clone(&self.public),
        }
    }
}

impl Ed25519Public {
    /// A key from its octets, the encoded point that JWK calls `x`.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: not a point, not its canonical encoding, or a point of small order,
    ///   with which one signature would fit any message.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is neither EdDSA nor Ed25519.
    pub fn from_octets(alg: Alg<'_>, octets: &[u8; 32]) -> Result<Ed25519Public, LoadError> {
        let label = Label::new(supported(alg)?);
        Ok(Ed25519Public {
            label,
            key: Arc::new(PublicKey::new(point(octets)?)?),
        })
    }

    /// Loads an `OKP` key on Ed25519. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`Ed25519Public::from_octets`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or
    /// `alg` of the key say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Ed25519Public, LoadError> {
        jwk.permits(Operation::Verify, alg)?;
        let (alg, okp) = material_for(alg, jwk)?;
        let key = point(okp.x().try_into().map_err(|_| LENGTH)?)?;
        Ok(Ed25519Public {
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

key_object!("Ed25519", Ed25519);
key_object!("Ed25519Public", Ed25519Public);

impl Sign for Ed25519 {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        let signature = self
            .key
            .try_multipart_sign(input.parts())
            .map_err(|_| SignError::Failed)?;
        Ok(Signature::from_slice(&signature.to_bytes()))
    }

    fn signature_len(&self) -> Option<usize> {
        Some(ed25519_dalek::SIGNATURE_LENGTH)
    }
}

impl Verify for Ed25519 {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        verify(&self.public.key, input, signature)
    }
}

impl Verify for Ed25519Public {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        verify(&self.key.key, input, signature)
    }
}

/// A public key and how it is published.
struct PublicKey {
    key: VerifyingKey,
    material: Okp,
}

impl PublicKey {
    fn new(key: VerifyingKey) -> Result<Self, LoadError> {
        let material = Okp::new(Crv::Ed25519, key.as_bytes(), None).map_err(|_| LENGTH)?;
        Ok(PublicKey { key, material })
    }
}

const LENGTH: LoadError = LoadError::Invalid {
    what: "an Ed25519 key has 32 octets",
};

/// The order L of the base point, least significant octet first (RFC 8032, section 5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn supported(alg: Alg<'_>) -> Result<Alg<'static>, LoadError> {
    match alg.name() {
        "EdDSA" => Ok(Alg::EdDSA),
        "Ed25519" => Ok(Alg::Ed25519),
        _ => Err(not_for(alg, "OKP Ed25519")),
    }
}

fn material_for<'j>(alg: Alg<'_>, jwk: &'j Jwk) -> Result<(Alg<'static>, &'j Okp), LoadError> {
    match (supported(alg), jwk.material()) {
        // EdDSA names no curve: an Ed448 or X25519 key would get this far (ALG-17, ALG-22).
        (Ok(alg), Material::Okp(okp)) if okp.crv() == Crv::Ed25519 => Ok((alg, okp)),
        _ => Err(not_for_jwk(alg, jwk)),
    }
}

fn point(octets: &[u8; 32]) -> Result<VerifyingKey, LoadError> {
    let key = VerifyingKey::from_bytes(octets).map_err(|_| LoadError::Invalid {
        what: "x is not a point on Ed25519",
    })?;
    if key.to_edwards().compress().to_bytes() != *octets {
        return Err(LoadError::Invalid {
            what: "x is not a canonical encoding",
        });
    }
    if key.is_weak() {
        return Err(LoadError::Invalid {
            what: "x is a point of small order",
        });
    }
    Ok(key)
}

/// RFC 8032, section 5.1.7, over a message in parts. The crate's own strict call takes one slice and
/// its multipart call is lax: the checks of the key were made when it was loaded, those of R and S
/// are made here.
fn verify(
    key: &VerifyingKey,
    input: SigningInput<'_>,
    signature: &[u8],
) -> Result<(), VerifyFailure> {
    let signature: &[u8; 64] = signature.try_into().map_err(|_| VerifyFailure::Invalid)?;
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    // S < L, also where a feature of the crate that somebody else switched on tolerates more.
    if !signature.s_bytes().iter().rev().lt(ORDER.iter().rev()) {
        return Err(VerifyFailure::Invalid);
    }
    let r = VerifyingKey::from_bytes(signature.r_bytes()).map_err(|_| VerifyFailure::Invalid)?;
    if r.is_weak() {
        return Err(VerifyFailure::Invalid);
    }
    // R is compared in its encoding, so that one that is not canonical fails here.
    key.multipart_verify(input.parts(), &signature)
        .map_err(|_| VerifyFailure::Invalid)
}
