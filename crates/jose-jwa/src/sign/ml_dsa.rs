//! ML-DSA (RFC 9964; FIPS 204): ML-DSA-44, ML-DSA-65, ML-DSA-87.

use alloc::boxed::Box;
use alloc::sync::Arc;

use jose_jwk::{Akp, Alg, Jwk, LoadError, Material, Operation, SecureRandom};
use jose_jws::{Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};
use ml_dsa::{ExpandedSigningKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Seed, VerifyingKey};
use signature::{MultipartSigner, MultipartVerifier, RandomizedMultipartSigner};

use super::{Label, key_object};
use crate::load::{not_for, not_for_jwk};
use crate::random::{Source, System, Watched};

/// A private key for ML-DSA-44, ML-DSA-65 or ML-DSA-87.
///
/// The context string is empty and the message is signed itself, not a hash of it (RFC 9964, section
/// 4). Signing is deterministic and needs no randomness, unless the key is [hedged](MlDsa::hedged). A
/// signature has 2420, 3309 or 4627 octets.
///
/// The seed is expanded when the key is made, and not kept. The key then takes 66, 109 or 178 KiB of
/// memory, its public part included, and all clones share them. In a build without optimization making
/// it takes up to 400 KiB of stack, signing up to 300 and verifying up to 120.
#[derive(Clone)]
pub struct MlDsa {
    label: Label,
    key: Arc<Private>,
    public: Arc<PublicKey>,
    random: Option<Arc<dyn SecureRandom>>,
}

/// A public key for ML-DSA-44, ML-DSA-65 or ML-DSA-87.
///
/// A signature has one encoding and exactly the length of its algorithm: 2420, 3309 or 4627 octets. The
/// key is expanded when it is made, to 26, 45 or 75 KiB of memory, and all clones share them.
#[derive(Clone)]
pub struct MlDsaPublic {
    label: Label,
    key: Arc<PublicKey>,
}

impl MlDsa {
    /// A key from its seed ξ, which JWK calls `priv`. Secret.
    ///
    /// # Errors
    ///
    /// [`LoadError::WrongKeyType`] or [`LoadError::UnknownAlg`] when `alg` is none of ML-DSA-44,
    /// ML-DSA-65, ML-DSA-87.
    pub fn from_seed(alg: Alg<'_>, seed: &[u8; 32]) -> Result<MlDsa, LoadError> {
        let (alg, key) = Private::from_seed(alg, seed)?;
        let public = PublicKey::new(alg, key.public())?;
        Ok(MlDsa {
            label: Label::new(alg),
            key: Arc::new(key),
            public: Arc::new(public),
            random: None,
        })
    }

    /// Loads a private `AKP` key.
    ///
    /// # Errors
    ///
    /// - [`LoadError::NotPermitted`]: `use`, `key_ops` or `alg` of the key say something else.
    /// - [`LoadError::WrongKeyType`]: another type of key.
    /// - [`LoadError::NoPrivateKey`]: the key is public.
    /// - [`LoadError::Mismatch`]: `pub` does not come from the seed in `priv`.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<MlDsa, LoadError> {
        jwk.permits(Operation::Sign, alg)?;
        let akp = material_for(alg, jwk)?;
        let seed = akp.private().ok_or(LoadError::NoPrivateKey)?;
        let seed = seed.expose_secret().try_into().map_err(|_| SEED)?;
        let (alg, key) = Private::from_seed(alg, seed)?;
        let public = PublicKey::new(alg, key.public())?;
        if public.material.public() != akp.public() {
            return Err(LoadError::Mismatch {
                what: "pub and priv",
            });
        }
        Ok(MlDsa {
            label: Label::of(alg, jwk),
            key: Arc::new(key),
            public: Arc::new(public),
            random: None,
        })
    }

    /// The same key, adding randomness of the operating system to each signature (FIPS 204, section 3.4).
    ///
    /// Whoever can disturb or measure the signing device learns less from it; nobody who verifies sees a
    /// difference. Without the feature `sys_rng` signing then fails with [`SignError::Random`]: use
    /// [`MlDsa::hedged_with`].
    #[must_use]
    pub fn hedged(self) -> Self {
        self.hedged_with(Arc::new(System))
    }

    /// The same key, adding randomness of this source to each signature: 32 octets.
    ///
    /// Where the source fails, so does the signature, with [`SignError::Random`]. A source that repeats
    /// itself makes signatures no weaker than the deterministic ones.
    #[must_use]
    pub fn hedged_with(mut self, random: Arc<dyn SecureRandom>) -> Self {
        self.random = Some(random);
        self
    }

    /// The public key of this key, under the same names.
    #[must_use]
    pub fn public(&self) -> MlDsaPublic {
        MlDsaPublic {
            label: self.label.clone(),
            key: Arc::clone(&self.public),
        }
    }
}

impl MlDsaPublic {
    /// A key from its octets, which JWK calls `pub`: 1312, 1952 or 2592.
    ///
    /// # Errors
    ///
    /// - [`LoadError::Invalid`]: another length than the algorithm's. All octets of that length are a key.
    /// - [`LoadError::WrongKeyType`], [`LoadError::UnknownAlg`]: `alg` is none of ML-DSA-44, ML-DSA-65,
    ///   ML-DSA-87.
    pub fn from_octets(alg: Alg<'_>, octets: &[u8]) -> Result<MlDsaPublic, LoadError> {
        let (alg, key) = Public::from_octets(alg, octets)?;
        Ok(MlDsaPublic {
            label: Label::new(alg),
            key: Arc::new(PublicKey::new(alg, key)?),
        })
    }

    /// Loads an `AKP` key. Of a private key it uses the public part.
    ///
    /// # Errors
    ///
    /// As [`MlDsaPublic::from_octets`], and [`LoadError::NotPermitted`] when `use`, `key_ops` or `alg`
    /// of the key say something else.
    pub fn load(jwk: &Jwk, alg: Alg<'_>) -> Result<MlDsaPublic, LoadError> {
        jwk.permits(Operation::Verify, alg)?;
        let (alg, key) = Public::from_octets(alg, material_for(alg, jwk)?.public())?;
        Ok(MlDsaPublic {
            label: Label::of(alg, jwk),
            key: Arc::new(PublicKey::new(alg, key)?),
        })
    }

    /// This key as a JWK, with its `alg` and `kid`: what an issuer publishes.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        self.label.jwk(self.key.material.clone())
    }
}

key_object!("MlDsa", MlDsa);
key_object!("MlDsaPublic", MlDsaPublic);

impl Sign for MlDsa {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        match &self.random {
            None => self.key.sign(input),
            Some(random) => self.key.sign_hedged(input, &**random),
        }
    }

    fn signature_len(&self) -> Option<usize> {
        Some(self.key.signature_len())
    }
}

impl Verify for MlDsa {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.public.key.verify(input, signature)
    }
}

impl Verify for MlDsaPublic {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.key.key.verify(input, signature)
    }
}

/// A public key and how it is published.
struct PublicKey {
    key: Public,
    material: Akp,
}

impl PublicKey {
    fn new(alg: Alg<'static>, key: Public) -> Result<Self, LoadError> {
        let material = key.to_akp(alg)?;
        Ok(PublicKey { key, material })
    }
}

const SEED: LoadError = LoadError::Invalid {
    what: "the private key of ML-DSA is the seed of 32 octets",
};
const LENGTH: LoadError = LoadError::Invalid {
    what: "pub is not as long as the algorithm's keys",
};

/// One line a parameter set: the algorithm, the set, the length of its signatures in octets (FIPS 204,
/// section 4, table 2).
macro_rules! parameter_sets {
    ($($alg:ident: $set:ident, $len:literal;)*) => {
        enum Private {
            $($set(Box<ExpandedSigningKey<$set>>),)*
        }

        enum Public {
            $($set(VerifyingKey<$set>),)*
        }

        impl Private {
            fn from_seed(alg: Alg<'_>, seed: &[u8; 32]) -> Result<(Alg<'static>, Private), LoadError> {
                // Borrowed, so that no copy of it is left behind.
                let seed: &Seed = seed.into();
                $(if alg == Alg::$alg {
                    return Ok((Alg::$alg, Private::$set(expand(seed))));
                })*
                Err(not_for(alg, "AKP"))
            }

            fn public(&self) -> Public {
                match self {
                    $(Private::$set(key) => Public::$set(key.verifying_key()),)*
                }
            }

            const fn signature_len(&self) -> usize {
                match self {
                    $(Private::$set(_) => $len,)*
                }
            }

            fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
                match self {
                    $(Private::$set(key) => {
                        let signature = key.try_multipart_sign(input.parts());
                        let signature = signature.map_err(|_| SignError::Failed)?;
                        Ok(Signature::from_slice(&signature.encode()))
                    })*
                }
            }

            fn sign_hedged(
                &self,
                input: SigningInput<'_>,
                random: &dyn SecureRandom,
            ) -> Result<Signature, SignError> {
                let mut rng = Watched::new(Source::new(random));
                match self {
                    $(Private::$set(key) => {
                        let signature = key.try_multipart_sign_with_rng(&mut rng, input.parts());
                        if rng.failed() {
                            return Err(SignError::Random);
                        }
                        let signature = signature.map_err(|_| SignError::Failed)?;
                        Ok(Signature::from_slice(&signature.encode()))
                    })*
                }
            }
        }

        impl Public {
            fn from_octets(alg: Alg<'_>, octets: &[u8]) -> Result<(Alg<'static>, Public), LoadError> {
                $(if alg == Alg::$alg {
                    let octets = octets.try_into().map_err(|_| LENGTH)?;
                    let key = VerifyingKey::<$set>::decode(octets);
                    return Ok((Alg::$alg, Public::$set(key)));
                })*
                Err(not_for(alg, "AKP"))
            }

            fn to_akp(&self, alg: Alg<'static>) -> Result<Akp, LoadError> {
                match self {
                    $(Public::$set(key) => Akp::new(alg, &key.encode(), None),)*
                }
                .map_err(|_| LENGTH)
            }

            fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
                match self {
                    $(Public::$set(key) => {
                        // Exactly the length; z in range; hints sorted and padded with zeros (PQC-06).
                        let signature = ml_dsa::Signature::<$set>::try_from(signature)
                            .map_err(|_| VerifyFailure::Invalid)?;
                        key.multipart_verify(input.parts(), &signature)
                            .map_err(|_| VerifyFailure::Invalid)
                    })*
                }
            }
        }
    };
}

parameter_sets! {
    ML_DSA_44: MlDsa44, 2420;
    ML_DSA_65: MlDsa65, 3309;
    ML_DSA_87: MlDsa87, 4627;
}

/// In a function of its own, so that the stack holds one key on its way to the heap and not one for
/// each parameter set.
#[inline(never)]
fn expand<P: MlDsaParams>(seed: &Seed) -> Box<ExpandedSigningKey<P>> {
    Box::new(ExpandedSigningKey::from_seed(seed))
}

fn material_for<'j>(alg: Alg<'_>, jwk: &'j Jwk) -> Result<&'j Akp, LoadError> {
    match jwk.material() {
        // The name of the algorithm is part of the material (PQC-02).
        Material::Akp(akp) if akp.alg() == alg => Ok(akp),
        _ => Err(not_for_jwk(alg, jwk)),
    }
}
