//! RSASSA-PKCS1-v1_5 and RSASSA-PSS on the `rsa` crate (RFC 8017, section 8; RFC 7518, sections 3.3 and 3.5).

use digest::Update;
use jose_jwk::{Alg, LoadError, Rsa as RsaMaterial, SecureRandom};
use jose_jws::{SignError, Signature, SigningInput, VerifyFailure};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey, pkcs1v15, pss};
use sha2::{Sha256, Sha384, Sha512};
use signature::{DigestVerifier, RandomizedMultipartSigner, SignatureEncoding};

use super::{material, private_key, public_key};
use crate::load::{KeyRules, not_for};
use crate::random::{Source, Watched};

/// One line an algorithm: its name, the scheme, the hash, and the smallest modulus in bits that has
/// room for the encoded hash and salt, and which no rule undercuts (RFC 8017, section 9.1.1: emLen ≥ hLen + sLen + 2; RSA-15).
macro_rules! schemes {
    ($($alg:ident: $scheme:ident, $hash:ty, $bits:literal;)*) => {
        /// A public key, prepared for one algorithm.
        pub(crate) enum Verifying {
            $($alg($scheme::VerifyingKey<$hash>),)*
        }

        /// A private key, prepared for one algorithm.
        pub(crate) enum Signing {
            $($alg($scheme::SigningKey<$hash>),)*
        }

        /// The algorithm, if it is one of these, and its smallest modulus in bits.
        pub(crate) fn scheme(alg: Alg<'_>) -> Option<(Alg<'static>, usize)> {
            $(if alg == Alg::$alg {
                return Some((Alg::$alg, $bits));
            })*
            None
        }

        impl Verifying {
            /// `None` for an algorithm that [`scheme`] does not know.
            fn new(alg: Alg<'static>, key: RsaPublicKey) -> Option<Self> {
                // Both `new` fix what a signature must look like: the DigestInfo of the hash, and a
                // salt as long as the hash (RSA-10, RSA-13).
                $(if alg == Alg::$alg {
                    return Some(Verifying::$alg($scheme::VerifyingKey::new(key)));
                })*
                None
            }

            pub(crate) fn to_material(&self) -> Result<RsaMaterial, LoadError> {
                material(match self {
                    $(Verifying::$alg(key) => key.as_ref(),)*
                })
            }

            pub(crate) fn verify(&self, input: SigningInput<'_>, octets: &[u8]) -> Result<(), VerifyFailure> {
                match self {
                    $(Verifying::$alg(key) => {
                        let signature = $scheme::Signature::try_from(octets).map_err(|_| VerifyFailure::Invalid)?;
                        // Both schemes use the digest that they were given for the message, and no
                        // other: this is not the prehash variant that it is for Ed25519.
                        let message = |hash: &mut $hash| {
                            input.parts().iter().for_each(|part| hash.update(part));
                            Ok(())
                        };
                        key.verify_digest(message, &signature).map_err(|_| VerifyFailure::Invalid)
                    })*
                }
            }
        }

        impl Signing {
            /// `None` for an algorithm that [`scheme`] does not know.
            fn new(alg: Alg<'static>, key: RsaPrivateKey) -> Option<Self> {
                $(if alg == Alg::$alg {
                    return Some(Signing::$alg($scheme::SigningKey::new(key)));
                })*
                None
            }

            /// That of the modulus.
            pub(crate) fn signature_len(&self) -> usize {
                match self {
                    $(Signing::$alg(key) => key.as_ref().size(),)*
                }
            }

            pub(crate) fn verifying(&self) -> Verifying {
                match self {
                    $(Signing::$alg(key) => Verifying::$alg($scheme::VerifyingKey::new(key.as_ref().to_public_key())),)*
                }
            }

            pub(crate) fn sign(&self, input: SigningInput<'_>, random: &dyn SecureRandom) -> Result<Signature, SignError> {
                let mut random = Watched::new(Source::new(random));
                // Only the calls that take a generator are blinded in every feature set of the crate
                // (RSA-16). It checks its result with the public key before it hands it out.
                let octets = match self {
                    $(Signing::$alg(key) => key
                        .try_multipart_sign_with_rng(&mut random, input.parts())
                        .map(|signature| Signature::from_slice(&signature.to_bytes())),)*
                };
                octets.map_err(|_| if random.failed() { SignError::Random } else { SignError::Failed })
            }
        }
    };
}

schemes! {
    RS256: pkcs1v15, Sha256, 1024;
    RS384: pkcs1v15, Sha384, 1024;
    RS512: pkcs1v15, Sha512, 1024;
    PS256: pss, Sha256, 1024;
    PS384: pss, Sha384, 1024;
    PS512: pss, Sha512, 1034;
}

/// Prepares the public key n, e for one algorithm.
pub(crate) fn verifying(
    alg: Alg<'_>,
    n: &[u8],
    e: &[u8],
    rules: &KeyRules,
) -> Result<(Alg<'static>, Verifying), LoadError> {
    let (alg, least) = scheme(alg).ok_or_else(|| not_for(alg, "RSA"))?;
    let key = public_key(n, e, least, rules)?;
    Ok((
        alg,
        Verifying::new(alg, key).ok_or_else(|| LoadError::unknown_alg(alg))?,
    ))
}

/// Prepares the private key of a JWK for one algorithm.
pub(crate) fn signing(
    alg: Alg<'_>,
    key: &RsaMaterial,
    rules: &KeyRules,
) -> Result<(Alg<'static>, Signing), LoadError> {
    let (alg, least) = scheme(alg).ok_or_else(|| not_for(alg, "RSA"))?;
    let key = private_key(key, least, rules)?;
    Ok((
        alg,
        Signing::new(alg, key).ok_or_else(|| LoadError::unknown_alg(alg))?,
    ))
}
