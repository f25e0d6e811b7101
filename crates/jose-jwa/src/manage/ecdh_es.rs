//! Key agreement with ECDH-ES (RFC 7518, section 4.6; RFC 8037, section 3.2): ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW.

mod arithmetic;
mod curve;
mod epk;
pub(crate) mod public;

use alloc::sync::Arc;

use jose_jwe::{Cek, CekError, CekRequest, DecryptCek};
use jose_jwk::{Alg, Crv, Jwk, LoadError, Material, NotPermitted, Operation};
use zeroize::Zeroizing;

use self::curve::{Private, Public};
use super::aes_kw::{Kek, wrapped_len};
use super::concat_kdf::concat_kdf;
use crate::load::{ECDH_KEYS, not_for_cek, not_for_cek_jwk};
use crate::sign::{Label, key_object};

/// A private key for one of ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A192KW, ECDH-ES+A256KW: it decrypts.
///
/// The curve is P-256, P-384, P-521, X25519 or, with the feature `x448`, X448. The sender's ephemeral
/// key must be a public key on the same curve that makes a secret other than zero; everything else is
/// [`CekError::Invalid`].
#[derive(Clone)]
pub struct EcdhEs {
    label: Label,
    key: Arc<KeyPair>,
    kek: Option<Derived>,
}

impl EcdhEs {
    /// A key from its private part, which JWK calls `d`: as many octets as the field has. Secret.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: another length than the field's, zero, or not below the order.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of ECDH-ES …
    ///   ECDH-ES+A256KW, or `crv` no curve for it.
    /// - [`LoadError::FeatureOff`]: X448 was compiled out.
    pub fn from_scalar(alg: Alg<'_>, crv: Crv<'_>, d: &[u8]) -> Result<EcdhEs, LoadError> {
        let wrong = || LoadError::WrongKeyType {
            alg: alg.name().into(),
            expected: ECDH_KEYS,
            found: crv.name().into(),
        };
        let (alg, kek) = derived(alg).ok_or_else(|| not_for_cek(alg, "EC or OKP"))?;
        let private = Private::from_scalar(crv, d)
            .ok_or_else(|| feature_off(alg, Some(crv)).unwrap_or_else(wrong))??;
        let material = private.public().to_material()?;
        Ok(EcdhEs {
            label: Label::new(alg),
            key: Arc::new(KeyPair { private, material }),
            kek,
        })
    }

    /// Loads a private `EC` or `OKP` key.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use` or `alg` of the key say something else, or `key_ops` has
    ///   neither `deriveKey` nor `deriveBits`.
    /// - [`LoadError::WrongKeyType`]: another type of key, or a curve for something else.
    /// - [`LoadError::FeatureOff`]: the key is on X448 and that was compiled out.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::Invalid`]: as [`EcdhEs::from_scalar`], or the public part is no point on the curve.
    /// - [`LoadError::Mismatch`]: the public part does not belong to the private part.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<EcdhEs, LoadError> {
        permitted(jwk, alg)?;
        let (alg, kek) = derived(alg).ok_or_else(|| not_for_cek_jwk(alg, jwk))?;
        let (crv, d) = match jwk.material() {
            Material::Ec(ec) if curve::is_known(ec.crv()) => (ec.crv(), ec.d()),
            Material::Okp(okp) if curve::is_known(okp.crv()) => (okp.crv(), okp.d()),
            _ => return Err(not_on_curve(alg, jwk)),
        };
        let d = d.ok_or(LoadError::NoPrivateKey)?;
        let wrong = || not_on_curve(alg, jwk);
        let private = Private::from_scalar(crv, d.expose_secret()).ok_or_else(wrong)??;
        let public = Public::new(jwk.material()).ok_or_else(wrong)??;
        if private.public() != public {
            return Err(LoadError::Mismatch {
                what: "the public key and d",
            });
        }
        let material = public.to_material()?;
        Ok(EcdhEs {
            label: Label::of(alg, jwk),
            key: Arc::new(KeyPair { private, material }),
            kek,
        })
    }

    /// The public key of this key as a JWK, with its `alg` and `kid`: what a recipient publishes, and a
    /// sender loads as [`EcdhEsPublic`](crate::EcdhEsPublic) or [`EcdhEsKwPublic`](crate::EcdhEsKwPublic).
    #[must_use]
    pub fn public_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("EcdhEs", EcdhEs);

impl DecryptCek for EcdhEs {
    fn decrypt_cek(&self, request: CekRequest<'_>) -> Result<Cek, CekError> {
        // Nothing of this is secret, and it is looked at before the costly step.
        let apu = request.octets("apu")?.unwrap_or_default();
        let apv = request.octets("apv")?.unwrap_or_default();
        let epk = epk::read(request)?;
        let encrypted_key_len = match self.kek {
            None => Some(0),
            Some(_) => wrapped_len(request.cek_len()),
        };
        if encrypted_key_len != Some(request.encrypted_key().len()) {
            return Err(CekError::Invalid);
        }
        let z = self.key.private.agree(epk.material());
        let z = z.ok_or(CekError::Invalid)?;
        match self.kek {
            None => {
                let mut cek = Cek::zeroed(request.cek_len());
                let out = cek.expose_secret_mut();
                concat_kdf(&z, request.enc().name(), &apu, &apv, out).ok_or(CekError::Invalid)?;
                Ok(cek)
            }
            Some(kek) => {
                let kek = kek.derive(&z, &apu, &apv).ok_or(CekError::Invalid)?;
                kek.unwrap(request.encrypted_key(), request.cek_len())
            }
        }
    }
}

/// A private key, and how its public part is published.
struct KeyPair {
    private: Private,
    material: Material,
}

/// The key that is derived to encrypt the CEK.
#[derive(Clone, Copy)]
struct Derived {
    alg: Alg<'static>,
    len: usize,
}

impl Derived {
    fn derive(self, z: &[u8], apu: &[u8], apv: &[u8]) -> Option<Kek> {
        let mut octets = Zeroizing::new([0; 32]);
        let octets = octets.get_mut(..self.len)?;
        concat_kdf(z, self.alg.name(), apu, apv, octets)?;
        Kek::new(octets)
    }
}

/// The algorithm, if it is one of these. Without a key encryption key the CEK is what is derived.
fn derived(alg: Alg<'_>) -> Option<(Alg<'static>, Option<Derived>)> {
    let kek = |alg, len| (alg, Some(Derived { alg, len }));
    match alg {
        Alg::ECDH_ES => Some((Alg::ECDH_ES, None)),
        Alg::ECDH_ES_A128KW => Some(kek(Alg::ECDH_ES_A128KW, 16)),
        Alg::ECDH_ES_A192KW => Some(kek(Alg::ECDH_ES_A192KW, 24)),
        Alg::ECDH_ES_A256KW => Some(kek(Alg::ECDH_ES_A256KW, 32)),
        _ => None,
    }
}

/// Who derives a key derives bits: either is enough (RFC 7517, section 4.3).
fn permitted(jwk: &Jwk, alg: Alg<'_>) -> Result<(), NotPermitted> {
    jwk.permits_either(Operation::DeriveKey, Operation::DeriveBits, alg)
}

fn not_on_curve(alg: Alg<'_>, jwk: &Jwk) -> LoadError {
    feature_off(alg, jwk.crv()).unwrap_or_else(|| LoadError::wrong_key_type(alg, ECDH_KEYS, jwk))
}

/// "Compiled out" is another message than "wrong": the first is repaired in `Cargo.toml`.
fn feature_off(alg: Alg<'_>, crv: Option<Crv<'_>>) -> Option<LoadError> {
    let off = crv == Some(Crv::X448) && !curve::is_known(Crv::X448);
    off.then(|| LoadError::FeatureOff {
        alg: alg.name().into(),
        feature: "x448",
    })
}
