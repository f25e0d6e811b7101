//! Ed448 (RFC 8037, section 3.1; RFC 9864, section 2.2; RFC 8032, section 5.2): EdDSA with keys on Ed448, and Ed448.

use alloc::sync::Arc;

use ed448_goldilocks::{SIGNATURE_LENGTH, SecretKey, SigningKey, VerifyingKey};
use jose_jwk::{Alg, Crv, Jwk, LoadError, Material, Okp, Operation};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use signature::{Signer, Verifier};

use super::{Label, key_object};
use crate::load::{not_for, not_for_jwk};

/// A private Ed448 key.
///
/// Its algorithm is [`Alg::EdDSA`], or [`Alg::Ed448`], which says the curve (RFC 9864). Signing is
/// deterministic and needs no randomness. The context string is empty.
///
/// The crate below is a pre-release. It takes a message in one slice, so a signing input in parts, such
/// as one with a detached payload, is copied into one first, for signing as for verifying.
#[derive(Clone)]
pub struct Ed448 {
    label: Label,
    key: Arc<SigningKey>,
    public: Arc<PublicKey>,
}

/// A public Ed448 key.
///
/// Verification is strict: points of small order, encodings that are not canonical and S ≥ L are
/// refused, so that a signature fits one message, one key and one encoding. A signing input in parts is
/// copied into one slice first, as with [`Ed448`].
#[derive(Clone)]
pub struct Ed448Public {
    label: Label,
    key: Arc<PublicKey>,
}

impl Ed448 {
    /// A key from its seed, the 57 octets that RFC 8032 calls the private key and JWK calls `d`. Secret.
    ///
    /// # Errors
    ///
    /// [`LoadError::WrongKeyType`] or [`LoadError::UnknownAlg`] when `alg` is neither EdDSA nor Ed448.
    pub fn from_seed(alg: Alg<'_>, seed: &[u8; 57]) -> Result<Ed448, LoadError> {
        let label = Label::new(supported(alg)?);
        // Borrowed, so that no copy of it is left behind.
        let key = SigningKey::from(<&SecretKey>::from(seed));
        let public = PublicKey::new(key.verifying_key())?;
        Ok(Ed448 {
            label,
            key: Arc::new(key),
            public: Arc::new(public),
        })
    }

    /// Loads a private `OKP` key on Ed448.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key, or another curve such as X448.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::Mismatch`]: `x` does not belong to `d`. Signing with such a pair gives the
    ///   private key away.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Ed448, LoadError> {
        jwk.permits(Operation::Sign, alg)?;
        let (alg, okp) = material_for(alg, jwk)?;
        let seed = okp.d().ok_or(LoadError::NoPrivateKey)?.expose_secret();
        let seed: &[u8; 57] = seed.try_into().map_err(|_| LENGTH)?;
        let key = SigningKey::from(<&SecretKey>::from(seed));
        let public = PublicKey::new(key.verifying_key())?;
        if public.material.x() != okp.x() {
            return Err(LoadError::Mismatch { what: "x and d" });
        }
        Ok(Ed448 {
            label: Label::of(alg, jwk),
            key: Arc::new(key),
            public: Arc::new(public),
        })
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> Ed448Public {
        Ed448Public {
            label: self.label.clone(),
            key: Arc::clone(&self.public),
        }
    }
}

impl Ed448Public {
    /// A key from its octets, the encoded point that JWK calls `x`.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: not a point, not its canonical encoding, or a point of small order,
    ///   with which one signature would fit any message.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is neither EdDSA nor Ed448.
    pub fn from_octets(alg: Alg<'_>, octets: &[u8; 57]) -> Result<Ed448Public, LoadError> {
        let label = Label::new(supported(alg)?);
        Ok(Ed448Public {
            label,
            key: Arc::new(PublicKey::new(point(octets)?)?),
        })
    }

    /// Loads an `OKP` key on Ed448. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`Ed448Public::from_octets`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or
    /// `alg` of the key say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<Ed448Public, LoadError> {
        jwk.permits(Operation::Verify, alg)?;
        let (alg, okp) = material_for(alg, jwk)?;
        let key = point(okp.x().try_into().map_err(|_| LENGTH)?)?;
        Ok(Ed448Public {
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

key_object!("Ed448", Ed448);
key_object!("Ed448Public", Ed448Public);

impl Sign for Ed448 {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        let signature = input
            .with_contiguous(|message| self.key.try_sign(message))
            .map_err(|_| SignError::Failed)?;
        Ok(Signature::from_slice(&signature.to_bytes()))
    }

    fn signature_len(&self) -> Option<usize> {
        Some(SIGNATURE_LENGTH)
    }
}

impl Verify for Ed448 {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        verify(&self.public.key, input, signature)
    }
}

impl Verify for Ed448Public {
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
        let material = Okp::new(Crv::Ed448, key.as_bytes(), None).map_err(|_| LENGTH)?;
        Ok(PublicKey { key, material })
    }
}

const LENGTH: LoadError = LoadError::Invalid {
    what: "an Ed448 key has 57 octets",
};

fn supported(alg: Alg<'_>) -> Result<Alg<'static>, LoadError> {
    match alg.name() {
        "EdDSA" => Ok(Alg::EdDSA),
        "Ed448" => Ok(Alg::Ed448),
        _ => Err(not_for(alg, "OKP Ed448")),
    }
}

fn material_for<'j>(alg: Alg<'_>, jwk: &'j Jwk) -> Result<(Alg<'static>, &'j Okp), LoadError> {
    let supported = supported(alg).map_err(|_| not_for_jwk(alg, jwk))?;
    match jwk.material() {
        // EdDSA names no curve: an Ed25519 or X448 key would get this far (ALG-17, ALG-22).
        Material::Okp(okp) if okp.crv() == Crv::Ed448 => Ok((supported, okp)),
        _ => Err(LoadError::wrong_key_type(alg, "OKP Ed448", jwk)),
    }
}

/// The prime p = 2⁴⁴⁸ − 2²²⁴ − 1 of the field, least significant octet first (RFC 8032, section 5.2).
const PRIME: [u8; 56] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

fn point(octets: &[u8; 57]) -> Result<VerifyingKey, LoadError> {
    if !is_canonical(octets) {
        return Err(LoadError::Invalid {
            what: "x is not a canonical encoding",
        });
    }
    // Refuses every point outside the group of prime order, and the identity.
    VerifyingKey::from_bytes(octets).map_err(|_| LoadError::Invalid {
        what: "x is not a point on Ed448 that may be a key",
    })
}

/// Whether y is below p, and of the last octet at most the highest bit set, which is the sign of x (RFC
/// 8032, section 5.2.3, step 1). The crate ignores the other bits and takes y modulo p.
fn is_canonical(point: &[u8; 57]) -> bool {
    let [y @ .., sign] = point;
    sign & 0x7f == 0 && y.iter().rev().lt(PRIME.iter().rev())
}

/// RFC 8032, section 5.2.7.
fn verify(
    key: &VerifyingKey,
    input: SigningInput<'_>,
    signature: &[u8],
) -> Result<(), VerifyFailure> {
    let signature: &[u8; SIGNATURE_LENGTH] =
        signature.try_into().map_err(|_| VerifyFailure::Invalid)?;
    let signature = ed448_goldilocks::Signature::from_bytes(signature);
    // The crate compares R as a point, so that its other encodings would pass.
    if !is_canonical(signature.r_bytes()) {
        return Err(VerifyFailure::Invalid);
    }
    input
        .with_contiguous(|message| key.verify(message, &signature))
        .map_err(|_| VerifyFailure::Invalid)
}
